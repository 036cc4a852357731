import type { HistoryRun } from "../data/model";
import { dateTime, duration } from "./format";

/** One cell for each run, the newest at the right. */
export function VerdictStrip({ runs, last = 40 }: { runs: HistoryRun[]; last?: number }) {
  const shown = runs.slice(-last);
  const bad = shown.filter((run) => run.verdict !== "passed" && run.verdict !== "skipped").length;
  return (
    <span class="strip" role="img" aria-label={`${bad} of the last ${shown.length} runs did not pass`}>
      {shown.map((run, index) => (
        <span key={index} class={`v-${run.verdict}`} title={`${dateTime(run.started)}: ${run.verdict}, ${duration(run.duration)}`} />
      ))}
    </span>
  );
}

/** The trend of durations as a small line. */
export function Sparkline({ runs, width = 120, height = 22 }: { runs: HistoryRun[]; width?: number; height?: number }) {
  const values = runs.slice(-40).map((run) => run.duration ?? 0);
  const most = Math.max(...values, 0.001);
  const points = values.map((value, index) => `${((index / Math.max(1, values.length - 1)) * (width - 4) + 2).toFixed(1)},${(height - 2 - (value / most) * (height - 4)).toFixed(1)}`);
  return (
    <svg class="sparkline" viewBox={`0 0 ${width} ${height}`} width={width} height={height} aria-hidden="true">
      <polyline points={points.join(" ")} />
    </svg>
  );
}
