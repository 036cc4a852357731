import { bytes, moment } from "../common/format";
import type { HostSample } from "../data/model";
import { useStore } from "../data/store";
import type { Session } from "./session";

const WIDTH = 640;
const HEIGHT = 130;

interface Chart {
  title: string;
  value: (sample: HostSample) => number;
  top: number;
  line?: { at: number; label: string };
  format: (value: number) => string;
}

function ChartView({ chart, host, session, duration }: { chart: Chart; host: HostSample[]; session: Session; duration: number }) {
  const cursor = useStore(session.cursor);
  const x = (t: number) => (t / duration) * WIDTH;
  const y = (value: number) => HEIGHT - 4 - (value / chart.top) * (HEIGHT - 16);
  const points = host.map((sample) => `${x(sample.t).toFixed(1)},${y(chart.value(sample)).toFixed(1)}`).join(" ");
  const at = host.reduce((last, sample) => (sample.t <= cursor.t ? sample : last), host[0] as HostSample);
  const values = host.map(chart.value);
  return (
    <figure class="chart">
      <figcaption>
        <strong>{chart.title}</strong>
        <span class="muted">
          {chart.format(Math.min(...values))} – {chart.format(Math.max(...values))}
        </span>
        <span class="grow" />
        <span>
          {chart.format(chart.value(at))} <span class="muted">at {moment(cursor.t, 1)}</span>
        </span>
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${chart.title}: ${chart.format(Math.min(...values))} to ${chart.format(Math.max(...values))}`}
        onClick={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          session.seek(((event.clientX - box.left) / box.width) * duration, "other");
        }}
      >
        <polygon class="area" points={`${x(host[0]?.t ?? 0)},${HEIGHT - 4} ${points} ${x(host[host.length - 1]?.t ?? 0)},${HEIGHT - 4}`} />
        <polyline class="line" points={points} />
        {chart.line && <line class="limit" x1="0" x2={WIDTH} y1={y(chart.line.at)} y2={y(chart.line.at)} />}
        <line class="cursor" x1={x(cursor.t)} x2={x(cursor.t)} y1="0" y2={HEIGHT} />
      </svg>
      {chart.line && <span class="muted limit-label">dashed: {chart.line.label}</span>}
    </figure>
  );
}

/** Load and free memory of the host while the test ran. */
export function HostCharts({ host, session }: { host: HostSample[]; session: Session }) {
  const cpus = Math.max(1, ...host.map((sample) => sample.cpus ?? 1));
  const total = Math.max(1, ...host.map((sample) => sample.memoryTotal ?? sample.memoryAvailable ?? 0));
  const duration = Math.max(session.duration, host[host.length - 1]?.t ?? 0, 0.001);
  const load = (sample: HostSample) => sample.load ?? 0;
  const charts: Chart[] = [
    { title: "Load", value: load, top: Math.max(cpus, ...host.map(load)) * 1.05, line: { at: cpus, label: `${cpus} CPUs` }, format: (value) => value.toFixed(2) },
    { title: "Available memory", value: (sample) => sample.memoryAvailable ?? 0, top: total, line: { at: total, label: `${bytes(total)} in total` }, format: bytes },
  ];
  return (
    <div class="charts">
      {charts.map((chart) => (
        <ChartView key={chart.title} chart={chart} host={host} session={session} duration={duration} />
      ))}
    </div>
  );
}
