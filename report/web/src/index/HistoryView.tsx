import { useEffect, useMemo, useState } from "preact/hooks";
import { dateTime, duration, percent, plural } from "../common/format";
import { Sparkline, VerdictStrip } from "../common/HistoryStrip";
import { VerdictIcon } from "../common/icons";
import { FixedList } from "../common/virtual";
import { Empty, Problem, Text, useNarrow } from "../common/widgets";
import type { History, HistoryRun, TestHistory, TestRow } from "../data/model";
import { load } from "../data/receive";
import { testLink } from "../data/route";
import { testName } from "./query";
import { shortClass } from "./TestTable";

type Order = "flaky" | "failing" | "slower" | "name";
const ORDERS: Record<Order, string> = { flaky: "flake rate", failing: "failures", slower: "growth of duration", name: "name" };

interface Line {
  id: string;
  test: TestRow | undefined;
  history: TestHistory;
  failures: number;
  growth: number;
}

function median(runs: HistoryRun[]): number {
  const values = runs.map((run) => run.duration ?? 0).sort((a, b) => a - b);
  return values[Math.floor(values.length / 2)] ?? 0;
}

/** How the last quarter of the runs compares with the runs before: 1.5 is half as long again. */
function growth(runs: HistoryRun[]): number {
  const ran = runs.filter((run) => run.verdict === "passed" && run.duration);
  const split = Math.floor(ran.length * 0.75);
  const before = median(ran.slice(0, split));
  return before > 0 && ran.length >= 4 ? median(ran.slice(split)) / before : 1;
}

export function HistoryView({ tests }: { tests: TestRow[] }) {
  const [history, setHistory] = useState<History | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [order, setOrder] = useState<Order>("flaky");
  const narrow = useNarrow();
  useEffect(() => {
    load<History>("history", "").then(keep, () => setProblem("This report has no history: no earlier runs were recorded."));
    function keep(data: History) {
      setHistory(data);
    }
  }, []);
  const lines = useMemo(() => {
    const byId = new Map(tests.map((test) => [test.id, test]));
    const all: Line[] = Object.entries(history?.tests ?? {}).map(([id, one]) => ({
      id,
      test: byId.get(id),
      history: one,
      failures: (one.runs ?? []).filter((run) => run.verdict === "failed" || run.verdict === "error").length,
      growth: growth(one.runs ?? []),
    }));
    const name = (line: Line) => `${line.test?.class ?? ""} ${line.test ? testName(line.test) : line.id}`;
    const compare: Record<Order, (a: Line, b: Line) => number> = {
      flaky: (a, b) => (b.history.flakeRate ?? 0) - (a.history.flakeRate ?? 0) || b.failures - a.failures,
      failing: (a, b) => b.failures - a.failures,
      slower: (a, b) => b.growth - a.growth,
      name: (a, b) => name(a).localeCompare(name(b)),
    };
    return all.sort((a, b) => compare[order](a, b) || name(a).localeCompare(name(b)));
  }, [history, tests, order]);
  if (problem) {
    return <Empty>{problem}</Empty>;
  }
  if (!history) {
    return <p class="loading">Loading…</p>;
  }
  if (lines.length === 0) {
    return <Problem>The history has no tests.</Problem>;
  }
  const days = history.days ?? [];
  return (
    <>
      <div class="filters">
        <span class="muted">
          {plural(lines.length, "test")}
          {days.length > 0 && `, ${plural(days.length, "day")} from ${dateTime(days[0]).slice(0, 10)} to ${dateTime(days[days.length - 1]).slice(0, 10)}`}
        </span>
        <span class="grow" />
        <label class="group-by">
          <span>Sort by</span>
          <select value={order} onChange={(event) => setOrder(event.currentTarget.value as Order)}>
            {Object.entries(ORDERS).map(([id, title]) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </select>
        </label>
      </div>
      <FixedList
        page
        label="History of tests"
        class="history-list"
        count={lines.length}
        rowHeight={narrow ? 92 : 48}
        row={(index) => {
          const line = lines[index] as Line;
          const runs = line.history.runs ?? [];
          const now = runs[runs.length - 1];
          return (
            <div class="row history-row" role="listitem" key={line.id}>
              <VerdictIcon verdict={line.test?.verdict ?? now?.verdict ?? "skipped"} />
              <a class="c-name" href={testLink(line.id, "tab=history")}>
                <span class="name">
                  <Text>{line.test ? testName(line.test) : line.id}</Text>
                </span>
                <span class="class muted">
                  <Text>{`${shortClass(line.test?.class)} ${line.test?.target ?? ""}`}</Text>
                </span>
              </a>
              <VerdictStrip runs={runs} last={narrow ? 24 : 40} />
              <span class="flake">
                <strong>{percent(line.history.flakeRate)}</strong> <span class="muted">flaky</span>
              </span>
              <span class="trend">
                <Sparkline runs={runs} width={narrow ? 70 : 110} />
                <span class="number">{duration(now?.duration)}</span>
              </span>
            </div>
          );
        }}
      />
    </>
  );
}
