import { useEffect, useRef, useState } from "preact/hooks";
import { type Kind, load, single } from "./receive";

export interface Loaded<T> {
  data: T | null;
  problem: string | null;
}

const INTERVAL = 2000;

/** True if a file that was read again has nothing new. */
function same(old: unknown, data: unknown): boolean {
  const generation = (value: unknown) => (value as { generation?: number } | null)?.generation;
  return old !== null && (generation(old) === undefined ? JSON.stringify(old) === JSON.stringify(data) : generation(old) === generation(data));
}

/** Load a data file, and read it again on an interval for as long as `isLive` says so of the newest data. */
export function useLive<T>(kind: Kind, key: string, isLive: (data: T) => boolean): Loaded<T> {
  const [state, setState] = useState<Loaded<T>>({ data: null, problem: null });
  const alive = useRef(true);
  useEffect(() => {
    alive.current = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const next = (data: T | null) => {
      if (alive.current && !single && data !== null && isLive(data)) {
        timer = setTimeout(() => void read(data), INTERVAL);
      }
    };
    const read = async (old: T | null) => {
      try {
        const data = await load<T>(kind, key, old !== null);
        if (alive.current) {
          if (!same(old, data)) {
            setState({ data, problem: null });
          }
          next(data);
        }
      } catch (problem) {
        // A file that the run is replacing is readable again the next time.
        if (alive.current && old === null) {
          setState({ data: null, problem: problem instanceof Error ? problem.message : String(problem) });
        }
        next(old);
      }
    };
    void read(null);
    return () => {
      alive.current = false;
      clearTimeout(timer);
    };
  }, [kind, key]);
  return state;
}
