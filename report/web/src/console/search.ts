import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { ConsoleLines, Match } from "./lines";

const MOST = 20_000;

export interface Search {
  text: string;
  setText: (text: string) => void;
  regex: boolean;
  setRegex: (regex: boolean) => void;
  matches: Match[];
  /** The chosen match, or -1. */
  at: number;
  current: number;
  share: number;
  full: boolean;
  bad: string | null;
  highlight: RegExp | null;
  go: (by: number) => void;
}

function expression(text: string, regex: boolean): { find: RegExp | null; bad: string | null } {
  if (!text) {
    return { find: null, bad: null };
  }
  try {
    return { find: new RegExp(regex ? text : text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "gi"), bad: null };
  } catch {
    return { find: null, bad: "not a regular expression" };
  }
}

/** Search a console while the reader types. */
export function useSearch(lines: ConsoleLines, show: (line: number) => void, fail: (reason: unknown) => void): Search {
  const [text, setText] = useState("");
  const [regex, setRegex] = useState(false);
  const [state, setState] = useState<{ matches: Match[]; share: number; full: boolean }>({ matches: [], share: 1, full: false });
  const [at, setAt] = useState(-1);
  const { find, bad } = useMemo(() => expression(text, regex), [text, regex]);
  const matches = useRef<Match[]>([]);
  useEffect(() => {
    matches.current = [];
    setAt(-1);
    setState({ matches: [], share: find ? 0 : 1, full: false });
    if (!find) {
      return;
    }
    let current = true;
    const timer = setTimeout(() => {
      const own = new RegExp(find.source, "i");
      lines
        .search(
          (line) => own.test(line),
          (found, share) => {
            if (!current) {
              return false;
            }
            const first = matches.current.length === 0 && found.length > 0;
            matches.current.push(...found);
            const full = matches.current.length >= MOST;
            setState({ matches: matches.current, share: full ? 1 : share, full });
            if (first) {
              setAt(0);
              show((found[0] as Match).line);
            }
            return !full;
          },
        )
        .catch(fail);
    }, 150);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [find, lines]);
  const go = (by: number) => {
    const number = state.matches.length;
    if (number > 0) {
      const to = (at + by + number) % number;
      setAt(to);
      show((state.matches[to] as Match).line);
    }
  };
  return { text, setText, regex, setRegex, matches: state.matches, at, current: state.matches[at]?.line ?? -1, share: state.share, full: state.full, bad, highlight: find, go };
}
