import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { duration, moment } from "../common/format";
import { Block, CopyButton, Empty, Text } from "../common/widgets";
import type { Json, Step } from "../data/model";
import { useStore } from "../data/store";
import type { Session } from "./session";
import { jsonText } from "./StepDetails";

const PAGE = 250;

function short(value: Json | undefined): string {
  if (value === undefined || value === null) {
    return "";
  }
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text === "{}" ? "" : text.slice(0, 600);
}

/** A value that opens from one line to its whole. */
function Message({ value, label }: { value: Json | undefined; label: string }) {
  const line = short(value);
  if (!line) {
    return null;
  }
  if (line.length < 90) {
    return (
      <code class="json">
        <Text>{line}</Text>
      </code>
    );
  }
  return (
    <details class="json">
      <summary>
        <code>
          <Text>{line.slice(0, 160)}</Text>
        </code>
      </summary>
      <Block text={jsonText(value as Json)} label={label} wrap={false} limit={8000} />
    </details>
  );
}

function Exchange({ step, several, now, session, link }: { step: Step; several: boolean; now: boolean; session: Session; link: string }) {
  const details = step.details ?? {};
  const time = (
    <button type="button" class="at link" onClick={() => session.select(step.id, "qmp")} title="Show this moment">
      {moment(step.from)}
    </button>
  );
  const vm = several && step.vm && (
    <span class="vm muted">
      <Text>{step.vm}</Text>
    </span>
  );
  if (step.kind === "event") {
    return (
      <li class={`exchange event${now ? " now" : ""}`} data-step={step.id}>
        {time}
        <div class="bubble">
          <strong>
            <Text>{step.title ?? "event"}</Text>
          </strong>
          {vm}
          <Message value={details["data"]} label="Data of the event" />
        </div>
      </li>
    );
  }
  const error = details["error"];
  return (
    <li class={`exchange command${now ? " now" : ""}`} data-step={step.id}>
      {time}
      <div class="pair">
        <div class="bubble sent">
          <strong>
            <Text>{typeof details["command"] === "string" ? details["command"] : (step.title ?? "command")}</Text>
          </strong>
          {vm}
          <Message value={details["arguments"]} label="Arguments" />
          <CopyButton small icon="link" text={link} label="Copy a link to this command" />
        </div>
        <div class={`bubble reply${error || step.outcome === "failed" ? " bad" : ""}`}>
          {step.outcome === "open" ? (
            <span class="muted">no reply</span>
          ) : error ? (
            <>
              <strong>error</strong> <Message value={error} label="Error" />
            </>
          ) : (
            <>{short(details["reply"]) ? <Message value={details["reply"]} label="Reply" /> : <span class="muted">done</span>}</>
          )}
          {step.to != null && step.to - step.from > 0.0005 && <span class="muted took">{duration(step.to - step.from)}</span>}
        </div>
      </div>
    </li>
  );
}

/** Commands, replies and events of QMP in their order, as a conversation. */
export function Qmp({ session, link }: { session: Session; link: (step: number) => string }) {
  const [text, setText] = useState("");
  const cursor = useStore(session.cursor);
  const all = useMemo(() => session.steps.filter((step) => step.kind === "qmp" || step.kind === "event"), [session]);
  const several = useMemo(() => new Set(all.map((step) => step.vm)).size > 1, [all]);
  const shown = useMemo(() => {
    const word = text.toLowerCase();
    return word ? all.filter((step) => `${step.title ?? ""} ${short(step.details as Json)}`.toLowerCase().includes(word)) : all;
  }, [all, text]);
  const [first, setFirst] = useState(0);
  const list = useRef<HTMLOListElement>(null);
  // The last message at the cursor.
  let now = -1;
  for (let index = 0; index < shown.length && (shown[index] as Step).from <= cursor.t + 1e-9; index++) {
    now = index;
  }
  useEffect(() => {
    if (now >= 0 && (now < first || now >= first + PAGE)) {
      setFirst(Math.max(0, now - PAGE / 2));
    }
  }, [now]);
  useEffect(() => {
    const row = list.current?.querySelector<HTMLElement>(".now");
    if (row && list.current && cursor.source !== "qmp") {
      // Not scrollIntoView: it would scroll the page too.
      const box = list.current;
      if (row.offsetTop < box.scrollTop || row.offsetTop + row.offsetHeight > box.scrollTop + box.clientHeight) {
        box.scrollTop = row.offsetTop - box.clientHeight / 2;
      }
    }
  }, [now, first]);
  const start = Math.min(first, Math.max(0, shown.length - 1));
  return (
    <>
      <div class="panel-bar">
        <input type="search" aria-label="Filter QMP" placeholder="Filter commands, events and replies" value={text} onInput={(event) => setText(event.currentTarget.value)} />
        <span class="muted">
          {shown.length > PAGE ? `${start + 1}–${Math.min(shown.length, start + PAGE)} of ${shown.length}` : shown.length}
        </span>
      </div>
      {shown.length === 0 && <Empty>Nothing matches.</Empty>}
      <ol class="conversation scroller" ref={list} tabIndex={0} aria-label="QMP">
        {start > 0 && (
          <li class="more">
            <button type="button" class="quiet" onClick={() => setFirst(Math.max(0, start - PAGE))}>
              Show earlier messages
            </button>
          </li>
        )}
        {shown.slice(start, start + PAGE).map((step, index) => (
          <Exchange key={step.id} step={step} several={several} now={start + index === now} session={session} link={link(step.id)} />
        ))}
        {start + PAGE < shown.length && (
          <li class="more">
            <button type="button" class="quiet" onClick={() => setFirst(start + PAGE)}>
              Show later messages
            </button>
          </li>
        )}
      </ol>
    </>
  );
}
