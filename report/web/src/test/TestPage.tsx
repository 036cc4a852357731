import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { PageHead } from "../common/PageHead";
import { Problem } from "../common/widgets";
import type { Attempt, Index, Test } from "../data/model";
import { load } from "../data/receive";
import { useLive } from "../data/live";
import { formatSpot, parseSpot, place, replaceFragment } from "../data/route";
import { testName } from "../index/query";
import { failedStep } from "../timeline/cause";
import { stepEnd } from "../timeline/layout";
import { Timeline } from "../timeline/Timeline";
import { AttemptTabs } from "./AttemptTabs";
import { CauseCard } from "./CauseCard";
import { Neighbors } from "./Neighbors";
import { Panels } from "./Panels";
import { Session } from "./session";
import { Steps } from "./Steps";
import { TestHead } from "./TestHead";

/** The attempt to show first: the first that did not pass, because a reader comes for the failure. */
function firstShown(attempts: Attempt[]): number {
  const bad = attempts.findIndex((attempt) => attempt.verdict !== "passed");
  return (bad < 0 ? attempts.length - 1 : bad) + 1;
}

export function TestPage({ id, fragment }: { id: string; fragment: string }) {
  const [index, setIndex] = useState<Index | null>(null);
  const [live, setLive] = useState(false);
  const { data: test, problem } = useLive<Test>("test", id, (data) => data.verdict === "running");
  useEffect(() => {
    load<Index>("index", "").then(
      (data) => {
        setIndex(data);
        setLive(data.live === true);
      },
      // A page works without the list: one test's page may be copied alone.
      () => setIndex(null),
    );
  }, []);
  useEffect(() => {
    if (test) {
      document.title = `${test.verdict}: ${testName(test as unknown as Parameters<typeof testName>[0])}`;
    }
  }, [test]);
  const spot = useMemo(() => parseSpot(fragment), [fragment]);
  const attempts = useMemo<Attempt[]>(() => (test?.attempts?.length ? test.attempts : test ? [{ verdict: test.verdict, kind: test.kind, reason: test.reason, duration: test.duration, started: test.started }] : []), [test]);
  const number = Math.min(Math.max(spot.attempt ?? firstShown(attempts), 1), Math.max(1, attempts.length));
  const attempt = attempts[number - 1];
  const trace = attempt?.trace ?? null;
  const before = useRef<{ number: number; session: Session } | null>(null);
  const session = useMemo(() => {
    const old = before.current;
    if (old?.number === number && old.session.cursor.get().source !== "start") {
      // New data of a live run: the reader's place stays.
      const kept = new Session(trace, old.session.cursor.get().t, old.session.selected.get(), "other");
      before.current = { number, session: kept };
      return kept;
    }
    const steps = trace?.steps ?? [];
    const failed = failedStep(steps);
    const linked = spot.step === undefined ? null : (steps.find((step) => step.id === spot.step) ?? null);
    // A failed assertion is no step: its moment is the result.
    const result = steps.find((step) => step.kind === "result");
    const end = attempt?.verdict === "passed" ? 0 : (result?.from ?? trace?.duration ?? 0);
    const made = new Session(trace, spot.time ?? (failed ? stepEnd(failed, trace?.duration ?? failed.from) : end), spot.time === undefined ? (failed?.id ?? null) : null);
    if (linked) {
      made.select(linked.id, "start");
    }
    before.current = { number, session: made };
    return made;
  }, [trace, number]);

  // A link within the page, or the reader's own change of the address.
  useEffect(() => {
    if (spot.step !== undefined && spot.step !== session.selected.get()) {
      session.select(spot.step, "link");
    } else if (spot.step === undefined && spot.time !== undefined && Math.abs(spot.time - session.cursor.get().t) > 0.0006) {
      session.seek(spot.time, "link");
    }
  }, [spot.step, spot.time, session]);

  // What the reader chooses becomes the address, so that it can be sent.
  useEffect(() => {
    const write = () => {
      const now = session.cursor.get();
      const step = session.selected.get();
      if (now.source === "replay" || now.source === "start") {
        return;
      }
      replaceFragment(
        formatSpot({ attempt: attempts.length > 1 ? number : undefined, step: step ?? undefined, time: step === null ? now.t : undefined, tab: parseSpot(place().fragment).tab }),
      );
    };
    const detach = [session.cursor.subscribe(write), session.selected.subscribe(write)];
    return () => detach.forEach((one) => one());
  }, [session, number, attempts.length]);

  if (problem) {
    return (
      <>
        <PageHead index={index} />
        <main>
          <Problem>{problem}. Is this test part of the report?</Problem>
        </main>
      </>
    );
  }
  if (!test || !attempt) {
    return <p class="loading">Loading…</p>;
  }
  const stepLink = (step: number) => {
    const url = new URL(location.href);
    const prefix = /^#test=[^&]+/.exec(url.hash)?.[0];
    const own = formatSpot({ attempt: attempts.length > 1 ? number : undefined, step });
    url.hash = prefix ? `${prefix}&${own}` : own;
    return url.href;
  };
  const changeTab = (tab: string) => replaceFragment(formatSpot({ ...spot, attempt: spot.attempt ?? (attempts.length > 1 ? number : undefined), tab }));
  return (
    <div class="test">
      <PageHead index={index ? { ...index, live } : null}>
        <Neighbors index={index} id={id} />
      </PageHead>
      <main>
        <TestHead test={test} attempt={attempt} index={index} />
        {attempts.length > 1 && <AttemptTabs attempts={attempts} selected={number} onSelect={(one) => replaceFragment(formatSpot({ attempt: one, tab: spot.tab }))} />}
        <CauseCard test={test} attempt={attempt} session={session} />
        {trace ? (
          <>
            <Timeline key={number} trace={trace} session={session} />
            <div class="columns">
              <Steps session={session} link={stepLink} />
              <Panels id={id} test={test} attempt={attempt} trace={trace} session={session} tab={spot.tab} onTab={changeTab} link={stepLink} />
            </div>
          </>
        ) : (
          <>
            <p class="note">
              {attempt.verdict === "passed" || attempt.verdict === "skipped"
                ? "This attempt has no trace: by default, only failures keep theirs. Set QEMU_TEST_TRACE=on to keep all."
                : "This attempt has no trace: it ran with QEMU_TEST_TRACE=off, or ended before it wrote one."}
            </p>
            <Panels id={id} test={test} attempt={attempt} trace={null} session={session} tab={spot.tab} onTab={changeTab} link={stepLink} />
          </>
        )}
      </main>
    </div>
  );
}
