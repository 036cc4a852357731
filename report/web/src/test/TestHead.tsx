import { dateTime, duration } from "../common/format";
import { VerdictIcon } from "../common/icons";
import { Text } from "../common/widgets";
import type { Attempt, Index, Test } from "../data/model";
import { encode } from "../data/receive";
import { indexLink } from "../data/route";

/** The name of the test and where it ran. */
export function TestHead({ test, attempt, index }: { test: Test; attempt: Attempt; index: Index | null }) {
  const run = index?.runs?.find((one) => one.id === (attempt.run ?? test.run));
  const facts: [string, string | undefined | null, string?][] = [
    ["target", test.target, test.target ? indexLink(`target=${encode(test.target)}`) : undefined],
    ["suite", test.suite, test.suite ? indexLink(`suite=${encode(test.suite)}`) : undefined],
    ["QEMU", run?.qemu],
    ["host", run?.host],
    ["started", attempt.started || test.started ? dateTime(attempt.started ?? test.started) : null],
    ["duration", duration(attempt.duration ?? test.duration)],
  ];
  return (
    <section class="test-head" aria-label="Test">
      <p class="class muted">
        <Text>{test.class ?? test.program ?? ""}</Text>
      </p>
      <h1>
        <VerdictIcon verdict={test.verdict} label={false} />
        <span>
          <Text>{(test.name || test.method || test.id).slice(0, 500)}</Text>
        </span>
        <span class={`badge v-${test.verdict}`}>{test.verdict}</span>
      </h1>
      {test.name && test.method && test.name !== test.method && !test.name.startsWith(test.method) && (
        <p class="muted method">
          <Text>{test.method}</Text>
        </p>
      )}
      <dl class="facts">
        {facts
          .filter(([, value]) => value)
          .map(([name, value, link]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                {link ? (
                  <a href={link}>
                    <Text>{value}</Text>
                  </a>
                ) : (
                  <Text>{value}</Text>
                )}
              </dd>
            </div>
          ))}
        {(test.tags ?? []).length > 0 && (
          <div>
            <dt>tags</dt>
            <dd class="tags">
              {(test.tags ?? []).slice(0, 20).map((tag) => (
                <span class="tag" key={tag}>
                  <Text>{tag.slice(0, 60)}</Text>
                </span>
              ))}
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}
