import { useEffect, useRef, useState } from "preact/hooks";
import { bytes } from "../common/format";
import { Icon } from "../common/icons";
import { Empty, Text } from "../common/widgets";
import type { Console } from "../data/model";
import { href } from "../data/receive";
import { useStore } from "../data/store";
import type { Session } from "../test/session";
import { ConsoleScreen } from "./ConsoleScreen";
import { ConsoleText } from "./ConsoleText";

type Mode = "screen" | "text";

function size(one: Console): number {
  return one.bytes ?? (one.chunks ?? []).reduce((sum, chunk) => sum + (chunk.chars ?? 0), 0);
}

/** The consoles of a test's machines, as a screen or as text. */
export function ConsolePanel({ consoles, session }: { consoles: Console[]; session: Session }) {
  const [shown, setShown] = useState(() => {
    const step = session.step(session.selected.get());
    const own = step ? consoles.findIndex((one) => (one.vm ?? "default") === (step.vm ?? "default") && (!step.console || one.name === step.console)) : -1;
    return Math.max(0, own);
  });
  const [mode, setMode] = useState<Mode>("screen");
  const selected = useStore(session.selected);
  useEffect(() => {
    // A step of another machine shows that machine's console.
    const step = session.step(selected);
    const now = consoles[shown];
    if (step?.vm && now && ((now.vm ?? "default") !== step.vm || (step.console && step.console !== now.name))) {
      const own = consoles.findIndex((one) => (one.vm ?? "default") === step.vm && (!step.console || one.name === step.console));
      if (own >= 0) {
        setShown(own);
      }
    }
  }, [selected]);
  const newest = consoles[Math.min(shown, consoles.length - 1)];
  // A live run brings new objects every two seconds: what has not changed stays the same object, so that a replay goes on.
  const kept = useRef(newest);
  if (JSON.stringify(kept.current) !== JSON.stringify(newest)) {
    kept.current = newest;
  }
  const one = kept.current;
  if (!one) {
    return <Empty>No console was recorded.</Empty>;
  }
  const log = href(one.log);
  const empty = (one.chunks ?? []).length === 0;
  return (
    <>
      <div class="panel-bar">
        {consoles.length > 1 && (
          <div class="chips" role="group" aria-label="Consoles">
            {consoles.map((each, index) => (
              <button key={index} type="button" class="chip" aria-pressed={index === shown} onClick={() => setShown(index)}>
                <Text>{`${each.vm && each.vm !== "default" ? `${each.vm} · ` : ""}${each.name}`}</Text>
              </button>
            ))}
          </div>
        )}
        <span class="muted">
          {log ? (
            <a href={log} target="_blank" rel="noreferrer">
              <Text>{log.split("/").pop() ?? "log"}</Text>
            </a>
          ) : (
            <Text>{consoles.length > 1 ? "" : one.name}</Text>
          )}{" "}
          {bytes(size(one))}
        </span>
        <span class="grow" />
        <div class="segmented" role="group" aria-label="Show the console as">
          <button type="button" aria-pressed={mode === "screen"} onClick={() => setMode("screen")}>
            <Icon name="screen" /> Screen
          </button>
          <button type="button" aria-pressed={mode === "text"} onClick={() => setMode("text")}>
            <Icon name="text" /> Text
          </button>
        </div>
      </div>
      {one.timed === false && <p class="note">This console has no recording and no time stamps: when its output came is unknown.</p>}
      {empty ? (
        <Empty>Nothing was written to this console.</Empty>
      ) : mode === "screen" ? (
        <ConsoleScreen key={shown} console={one} session={session} />
      ) : (
        <ConsoleText key={shown} console={one} session={session} />
      )}
    </>
  );
}
