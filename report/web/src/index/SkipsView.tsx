import { plural } from "../common/format";
import { VerdictIcon } from "../common/icons";
import { Empty, Text } from "../common/widgets";
import type { TestRow } from "../data/model";
import { testLink } from "../data/route";
import { testName } from "./query";
import { shortClass } from "./TestTable";

const SHOWN = 200;

/** Tests that did not run, by reason. */
export function SkipsView({ tests }: { tests: TestRow[] }) {
  const reasons = new Map<string, TestRow[]>();
  for (const test of tests) {
    if (test.verdict === "skipped" || test.verdict === "todo") {
      const reason = test.reason || "no reason given";
      reasons.set(reason, [...(reasons.get(reason) ?? []), test]);
    }
  }
  if (reasons.size === 0) {
    return <Empty>No test was skipped.</Empty>;
  }
  return (
    <div class="reasons">
      {[...reasons]
        .sort(([, a], [, b]) => b.length - a.length)
        .map(([reason, members]) => (
          <details key={reason}>
            <summary>
              <span class="reason">
                <Text>{reason.slice(0, 600)}</Text>
              </span>
              <span class="muted number">{plural(members.length, "test")}</span>
            </summary>
            <ul class="plain-tests">
              {members.slice(0, SHOWN).map((test) => (
                <li key={`${test.run}/${test.id}`}>
                  <a href={testLink(test.id)}>
                    <VerdictIcon verdict={test.verdict} />
                    <Text>{testName(test).slice(0, 200)}</Text>
                    <span class="muted">
                      <Text>{`${shortClass(test.class)} · ${test.target ?? ""}`}</Text>
                    </span>
                  </a>
                </li>
              ))}
              {members.length > SHOWN && <li class="muted">and {plural(members.length - SHOWN, "more test")}</li>}
            </ul>
          </details>
        ))}
    </div>
  );
}
