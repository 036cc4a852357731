import { count, dateTime, duration, plural } from "../common/format";
import { VerdictIcon, VERDICTS } from "../common/icons";
import { Text } from "../common/widgets";
import type { Index } from "../data/model";
import { counts, type Query } from "./query";

/** How many tests had which verdict, and where they ran. */
export function Summary({ index, query, change }: { index: Index; query: Query; change: (part: Partial<Query>) => void }) {
  const tests = index.tests ?? [];
  const verdicts = counts(tests, "verdict");
  const present = VERDICTS.filter((verdict) => verdicts.get(verdict));
  const bad = (verdicts.get("failed") ?? 0) + (verdicts.get("error") ?? 0);
  const time = tests.reduce((sum, test) => sum + (test.duration ?? 0), 0);
  const runs = index.runs ?? [];
  const wall = runs.reduce((sum, run) => sum + (run.duration ?? 0), 0);
  const headline =
    tests.length === 0 ? "No tests" : bad > 0 ? `${plural(bad, "test")} failed` : index.live ? "No failure so far" : "No test failed";
  return (
    <section class="summary" aria-label="Summary">
      <div class="summary-line">
        <h1 class={bad > 0 ? "bad" : "good"}>{headline}</h1>
        <p class="muted">
          {plural(tests.length, "test")} · {duration(time)} of tests{wall > 0 && ` in ${duration(wall)}`}
        </p>
      </div>
      <div class="stack" role="presentation">
        {present.map((verdict) => (
          <span key={verdict} class={`v-${verdict}`} style={{ flexGrow: String(verdicts.get(verdict) ?? 0) }} />
        ))}
      </div>
      <ul class="verdict-counts">
        {present.map((verdict) => {
          const only = query.view === "tests" && query.verdict.length === 1 && query.verdict[0] === verdict;
          return (
            <li key={verdict}>
              <button
                type="button"
                class={`verdict-count v-${verdict}`}
                aria-pressed={only}
                onClick={() => change({ view: "tests", verdict: only ? [] : [verdict] })}
              >
                <VerdictIcon verdict={verdict} label={false} />
                <strong>{count(verdicts.get(verdict) ?? 0)}</strong> {verdict}
              </button>
            </li>
          );
        })}
      </ul>
      {runs.length > 0 && (
        <ul class="runs">
          {runs.slice(0, 12).map((run) => (
            <li key={run.id}>
              <button
                type="button"
                class="run"
                aria-pressed={query.run.includes(run.id)}
                title="Show the tests of this run only"
                onClick={() => change({ view: "tests", run: query.run.includes(run.id) ? [] : [run.id] })}
              >
                <strong>
                  <Text>{(run.name ?? run.id).slice(0, 120)}</Text>
                </strong>
                <span>
                  <Text>{[run.qemu, run.host].filter(Boolean).join(" · ").slice(0, 200)}</Text>
                </span>
                <span class="muted">
                  {dateTime(run.started)} · {duration(run.duration)}
                </span>
              </button>
            </li>
          ))}
          {runs.length > 12 && <li class="muted">and {plural(runs.length - 12, "more run")}</li>}
        </ul>
      )}
    </section>
  );
}
