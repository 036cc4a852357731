import { useEffect, useState } from "preact/hooks";
import { dateTime, duration, percent, plural, visible } from "../common/format";
import { VerdictStrip } from "../common/HistoryStrip";
import { Empty } from "../common/widgets";
import type { History, HistoryRun, TestHistory } from "../data/model";
import { load } from "../data/receive";

const WIDTH = 640;
const HEIGHT = 160;

let history: Promise<History> | undefined;

function Trend({ runs }: { runs: HistoryRun[] }) {
  const shown = runs.slice(-120);
  const most = Math.max(0.001, ...shown.map((run) => run.duration ?? 0));
  const x = (index: number) => 8 + (index / Math.max(1, shown.length - 1)) * (WIDTH - 16);
  const y = (run: HistoryRun) => HEIGHT - 8 - ((run.duration ?? 0) / most) * (HEIGHT - 20);
  return (
    <figure class="chart">
      <figcaption>
        <strong>Duration</strong>
        <span class="muted">{plural(shown.length, "run")}, at most {duration(most)}</span>
      </figcaption>
      <svg class="trend-chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`Durations of ${shown.length} runs, at most ${duration(most)}`}>
        <line class="base" x1="0" x2={WIDTH} y1={HEIGHT - 8} y2={HEIGHT - 8} />
        <polyline class="line" points={shown.map((run, index) => `${x(index).toFixed(1)},${y(run).toFixed(1)}`).join(" ")} />
        {shown.map((run, index) => (
          <circle key={index} class={`v-${run.verdict}`} cx={x(index)} cy={y(run)} r={run.verdict === "passed" ? 2.5 : 4.5}>
            <title>{visible(`${dateTime(run.started)}: ${run.verdict}, ${duration(run.duration)}, ${run.qemu ?? ""}`)}</title>
          </circle>
        ))}
      </svg>
    </figure>
  );
}

/** Earlier runs of this test. */
export function TestHistoryPanel({ id }: { id: string }) {
  const [mine, setMine] = useState<TestHistory | null | undefined>(undefined);
  useEffect(() => {
    history ??= load<History>("history", "");
    history.then(
      (data) => setMine(Object.hasOwn(data.tests ?? {}, id) ? (data.tests?.[id] ?? null) : null),
      () => setMine(null),
    );
  }, [id]);
  if (mine === undefined) {
    return <p class="loading">Loading…</p>;
  }
  const runs = mine?.runs ?? [];
  if (!mine || runs.length === 0) {
    return <Empty>No earlier run of this test is recorded.</Empty>;
  }
  const facts: [string, string][] = [
    ["flake rate", percent(mine.flakeRate)],
    ["first failure", mine.firstFailure ? dateTime(mine.firstFailure) : "never failed"],
    ["last pass", mine.lastPass ? dateTime(mine.lastPass) : "never passed"],
    ["runs", String(runs.length)],
  ];
  return (
    <div class="test-history">
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <VerdictStrip runs={runs} last={60} />
      <Trend runs={runs} />
    </div>
  );
}
