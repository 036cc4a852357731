import { useState } from "preact/hooks";
import { moment, shellQuote, shortReason, visible } from "../common/format";
import { Block, CopyButton, Text } from "../common/widgets";
import type { Attempt, Step, Test } from "../data/model";
import { failedStep } from "../timeline/cause";
import { deadlineOf, stepEnd } from "../timeline/layout";
import { messageParts } from "./message";
import type { Session } from "./session";

// What each kind of failure means, in a sentence.
const KINDS: Record<string, string> = {
  "daemon-crash": "A daemon: a program that serves QEMU, such as swtpm, ended although the test did not expect it",
  "qemu-crash": "QEMU: it ended although the test did not expect it",
  "guest-crash": "The guest: it panicked, or its firmware trapped",
  "missing-asset": "An asset: a file that the test needs is unavailable",
  "bad-asset": "An asset: a file that the test needs has another content than expected",
  program: "The program: it ended before it reported this test",
  test: "The test itself: an assertion or an exception in the test's code",
  guest: "The guest: it crashed, or did something else than the test expects",
  qemu: "QEMU: it crashed, or rejected what it was asked",
  environment: "The environment: the host, its disks, ports and programs",
  asset: "An asset: a file that the test needs was unavailable or had another hash",
  harness: "The harness: an error in its code, or an argument that it does not accept",
  timeout: "Time: something did not happen before its deadline",
};

// Of what a program wrote, its end tells most.
const ENDS = /^(?:end|last lines|output|standard error) of /i;

function FailedStep({ step, session }: { step: Step; session: Session }) {
  const deadline = deadlineOf(step);
  const lasted = stepEnd(step, session.duration) - step.from;
  return (
    <p class="failed-step">
      <span class="muted">{step.outcome === "open" ? "Unfinished step" : "Failed step"}</span>
      <button
        type="button"
        class="link"
        onClick={() => {
          session.select(step.id, "other");
          document.querySelector(".timeline")?.scrollIntoView({ block: "start" });
        }}
      >
        <Text>{(step.title ?? step.kind).slice(0, 300)}</Text>
      </button>
      <span class="muted">
        from {moment(step.from)} to {moment(stepEnd(step, session.duration))}
        {deadline !== null && (lasted >= deadline * 0.98 ? `, its deadline of ${deadline} s passed` : `, ${moment(lasted, 2)} of a deadline of ${deadline} s`)}
      </span>
    </p>
  );
}

/** What went wrong, why, and how to see it again. */
export function CauseCard({ test, attempt, session }: { test: Test; attempt: Attempt; session: Session }) {
  const evidence = attempt.evidence ?? test.evidence ?? [];
  const [shown, setShown] = useState(0);
  const step = failedStep(session.steps);
  const good = attempt.verdict === "passed";
  const kind = attempt.kind ?? (good ? null : test.kind);
  const reason = attempt.reason ?? (good ? null : test.reason);
  const message = attempt.message ?? (good ? null : test.message);
  const stack = good ? [] : (attempt.stack ?? test.stack ?? []);
  const rerun = attempt.rerun ?? test.rerun ?? [];
  const command = rerun.length === 1 ? (rerun[0] as string) : shellQuote(rerun);
  const meaning = kind && Object.hasOwn(KINDS, kind) ? KINDS[kind] : "";
  const { heading, body } = messageParts(reason, message, good ? [] : evidence);
  return (
    <section class={`cause v-${attempt.verdict}`} aria-label="Cause">
      {(reason || kind) && (
        <>
          {kind && (
            <p class="kind-line" title={meaning}>
              <span class="kind">
                <Text>{kind.slice(0, 60)}</Text>
              </span>
              <span class="muted">{meaning}</span>
            </p>
          )}
          {reason && (
            <p class="reason" id="reason">
              <Text>{shortReason(heading).slice(0, 1500)}</Text>
              {heading.length > 1500 && "…"}
            </p>
          )}
        </>
      )}
      {!good && step && <FailedStep step={step} session={session} />}
      {attempt.line?.file && (
        <p>
          <span class="muted">In the test's source</span>{" "}
          <code>
            <Text>{`${attempt.line.file}${attempt.line.line ? `:${attempt.line.line}` : ""}`}</Text>
          </code>
        </p>
      )}
      {body && <Block text={body} label="Message" limit={4000} />}
      {evidence.length > 0 && !good && (
        <div class="evidence">
          <div class="chips" role="group" aria-label="Evidence">
            {evidence.map((one, index) => (
              <button key={index} type="button" class="chip" aria-pressed={index === shown} onClick={() => setShown(index)}>
                <Text>{one.title.slice(0, 80)}</Text>
              </button>
            ))}
          </div>
          <Block key={shown} text={evidence[shown]?.text ?? ""} label={visible(evidence[shown]?.title ?? "Evidence")} wrap={false} limit={8000} end={ENDS.test(evidence[shown]?.title ?? "")} />
        </div>
      )}
      {stack.length > 0 && (
        <details class="stack-trace">
          <summary>Stack trace, {stack.length} lines</summary>
          <Block text={stack.join("\n")} label="Stack trace" wrap={false} />
        </details>
      )}
      {rerun.length > 0 && (
        <div class="rerun">
          <span class="muted">Run it again</span>
          <code tabIndex={0}>
            <Text>{command}</Text>
          </code>
          <CopyButton text={command} label="Copy" />
        </div>
      )}
    </section>
  );
}
