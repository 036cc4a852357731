import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { count, duration, moment } from "../common/format";
import { FixedList, type ListHandle } from "../common/virtual";
import { CopyButton, Text } from "../common/widgets";
import type { Step } from "../data/model";
import { useStore } from "../data/store";
import { stepEnd } from "../timeline/layout";
import type { Session } from "./session";
import { StepDetails } from "./StepDetails";

const ROW = 28;

function StepRow({ step, session, selected, now, link, position }: { step: Step; session: Session; selected: boolean; now: boolean; link: string; position: number }) {
  const long = stepEnd(step, session.duration) - step.from;
  const evidence = session.evidence.has(step.id);
  return (
    <div class={`row step-row o-${step.outcome ?? "ok"}${evidence ? " of-evidence" : ""}${now ? " now" : ""}${selected ? " selected" : ""}`} role="listitem" data-step={step.id} data-row={position}>
      <span class="at">{moment(step.from, 2)}</span>
      <span class={`dot k-${/^[a-z]+$/.test(step.kind) ? step.kind : "note"}`} style={{ marginLeft: `${session.depth(step) * 12}px` }} aria-hidden="true" />
      <a
        class="title cover"
        href={link}
        tabIndex={selected || now ? 0 : -1}
        aria-current={selected ? "step" : undefined}
        onClick={(event) => {
          if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
            event.preventDefault();
            session.select(step.id, "steps");
          }
        }}
      >
        <span class="visually-hidden">{step.kind} </span>
        <Text>{(step.title ?? step.kind).slice(0, 300)}</Text>
      </a>
      {step.vm && step.vm !== "default" && (
        <span class="vm muted">
          <Text>{step.vm.slice(0, 30)}</Text>
        </span>
      )}
      {step.outcome === "failed" && <span class={evidence ? "outcome" : "outcome bad"}>failed</span>}
      {step.outcome === "open" && <span class="outcome">open</span>}
      <span class="long muted">{long > 0.0005 ? duration(long) : ""}</span>
    </div>
  );
}

export function Steps({ session, link }: { session: Session; link: (step: number) => string }) {
  const [kind, setKind] = useState("");
  const [text, setText] = useState("");
  const selected = useStore(session.selected);
  const cursor = useStore(session.cursor);
  const list = useRef<ListHandle>(null);
  const box = useRef<HTMLDivElement>(null);
  const kinds = useMemo(() => [...new Set(session.steps.map((step) => step.kind))].sort(), [session]);
  const shown = useMemo(() => {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    return session.steps.filter((step) => (!kind || step.kind === kind) && words.every((word) => `${step.kind} ${step.title ?? ""} ${step.vm ?? ""}`.toLowerCase().includes(word)));
  }, [session, kind, text]);
  const current = session.stepAt(cursor.t);
  useEffect(() => {
    const index = current ? shown.indexOf(current) : -1;
    if (index >= 0 && cursor.source !== "steps") {
      list.current?.scrollToRow(index, "nearest");
    }
  }, [current, shown]);
  const chosen = session.step(selected);
  const move = (event: KeyboardEvent) => {
    const down = event.key === "ArrowDown" || event.key === "j";
    if ((!down && event.key !== "ArrowUp" && event.key !== "k") || event.ctrlKey || event.metaKey) {
      return;
    }
    event.preventDefault();
    const now = current ? shown.indexOf(current) : -1;
    const next = shown[Math.max(0, Math.min(shown.length - 1, now + (down ? 1 : -1)))];
    if (next) {
      session.select(next.id, "other");
      const position = shown.indexOf(next);
      requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`[data-row="${position}"] a`)?.focus({ preventScroll: true }));
    }
  };
  return (
    <section class="steps" aria-labelledby="steps-title" ref={box}>
      <div class="section-head">
        <h2 id="steps-title">Steps</h2>
        <span class="muted">{shown.length === session.steps.length ? count(shown.length) : `${count(shown.length)} of ${count(session.steps.length)}`}</span>
        <span class="grow" />
        <input type="search" aria-label="Filter steps by text" placeholder="Filter" value={text} onInput={(event) => setText(event.currentTarget.value)} />
        <select aria-label="Filter steps by kind" value={kind} onChange={(event) => setKind(event.currentTarget.value)}>
          <option value="">all kinds</option>
          {kinds.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </select>
      </div>
      <FixedList
        label="Steps"
        class="step-list"
        handle={list}
        count={shown.length}
        rowHeight={ROW}
        onKeyDown={move}
        row={(index) => {
          const step = shown[index] as Step;
          return <StepRow key={step.id} step={step} session={session} selected={step.id === selected} now={step === current} link={link(step.id)} position={index} />;
        }}
      />
      {chosen && (
        <div class="step-details" id={`step-${chosen.id}`}>
          <div class="section-head">
            <h3>
              <span class={`dot k-${/^[a-z]+$/.test(chosen.kind) ? chosen.kind : "note"}`} aria-hidden="true" />
              <Text>{(chosen.title ?? chosen.kind).slice(0, 400)}</Text>
            </h3>
            <CopyButton small icon="link" text={link(chosen.id)} label="Copy a link to this step" />
          </div>
          <StepDetails step={chosen} session={session} />
        </div>
      )}
    </section>
  );
}
