import { duration, percent } from "../common/format";
import { VerdictIcon } from "../common/icons";
import { Empty, Text } from "../common/widgets";
import type { TestRow } from "../data/model";
import { testLink } from "../data/route";
import { testName } from "./query";
import { shortClass } from "./TestTable";

const SHOWN = 100;

/** The tests that took longest, and their share of the whole. */
export function SlowestView({ tests }: { tests: TestRow[] }) {
  const slowest = tests
    .filter((test) => (test.duration ?? 0) > 0)
    .sort((a, b) => (b.duration ?? 0) - (a.duration ?? 0))
    .slice(0, SHOWN);
  const total = tests.reduce((sum, test) => sum + (test.duration ?? 0), 0);
  const longest = slowest[0]?.duration ?? 0;
  if (slowest.length === 0) {
    return <Empty>No test has a duration.</Empty>;
  }
  const ten = slowest.slice(0, 10).reduce((sum, test) => sum + (test.duration ?? 0), 0);
  return (
    <>
      {slowest.length > 10 && (
        <p class="muted view-note">
          The ten slowest take {percent(ten / total)} of the time of all tests.
        </p>
      )}
      <ol class="slowest">
        {slowest.map((test) => (
          <li key={`${test.run}/${test.id}`}>
            <a href={testLink(test.id)}>
              <VerdictIcon verdict={test.verdict} />
              <span class="label">
                <Text>{testName(test).slice(0, 200)}</Text>
                <span class="muted">
                  <Text>{`${shortClass(test.class)} · ${test.target ?? ""}`}</Text>
                </span>
              </span>
              <span class="bar" aria-hidden="true">
                <span style={{ width: `${((test.duration ?? 0) / longest) * 100}%` }} />
              </span>
              <span class="number">{duration(test.duration)}</span>
              <span class="number muted">{percent((test.duration ?? 0) / total)}</span>
            </a>
          </li>
        ))}
      </ol>
    </>
  );
}
