// Paints the lanes on a canvas: a test may have thousands of steps.
import { visible } from "../common/format";
import { AXIS, type Lane, type Layout, type Mark, ROW } from "./layout";
import type { Palette } from "./palette";

export interface View {
  from: number;
  to: number;
}

export interface Scene {
  layout: Layout;
  view: View;
  width: number;
  cursor: number;
  selected: number | null;
  hover: number | null;
  colors: Palette;
}

export function x(scene: Pick<Scene, "view" | "width">, t: number): number {
  return ((t - scene.view.from) / (scene.view.to - scene.view.from)) * scene.width;
}

/** Return the distance of the axis' labels: 1, 2 or 5 of a power of ten, or whole minutes. */
export function tickDistance(span: number, width: number): number {
  const least = (span / width) * 85;
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600];
  if (least >= 1) {
    return steps.find((step) => step >= least) ?? 7200;
  }
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least) ?? power * 10;
}

function tickLabel(t: number, distance: number): string {
  if (t >= 60 && distance >= 1) {
    const minutes = Math.floor(t / 60);
    return `${minutes}:${String(Math.round(t - minutes * 60)).padStart(2, "0")}`;
  }
  const digits = Math.max(0, -Math.floor(Math.log10(distance) + 1e-9));
  return `${t.toFixed(digits)} s`;
}

function clipped(g: CanvasRenderingContext2D, text: string, width: number): string {
  const shown = visible(text.slice(0, 160)).replace(/\s+/g, " ");
  if (g.measureText(shown).width <= width) {
    return shown;
  }
  let low = 0;
  let high = shown.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (g.measureText(`${shown.slice(0, middle)}…`).width <= width) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low > 1 ? `${shown.slice(0, low)}…` : "";
}

function rounded(g: CanvasRenderingContext2D, left: number, top: number, width: number, height: number, radius = 3): void {
  g.beginPath();
  g.roundRect(left, top, width, height, Math.min(radius, width / 2));
}

/** The top of a mark within its lane. */
export function markTop(lane: Lane, mark: Mark): number {
  return lane.top + (lane.type === "machine" ? 20 : 3) + mark.row * ROW;
}

function paintAxis(g: CanvasRenderingContext2D, scene: Scene): void {
  const { view, width, colors, layout } = scene;
  const distance = tickDistance(view.to - view.from, width);
  g.fillStyle = colors.muted;
  g.strokeStyle = colors.grid;
  g.lineWidth = 1;
  g.textBaseline = "middle";
  for (let n = Math.ceil(view.from / distance); n * distance <= view.to; n++) {
    const at = Math.round(x(scene, n * distance)) + 0.5;
    g.beginPath();
    g.moveTo(at, AXIS - 5);
    g.lineTo(at, layout.height);
    g.stroke();
    const label = tickLabel(n * distance, distance);
    const half = g.measureText(label).width / 2;
    g.fillText(label, Math.min(Math.max(at - half, 2), width - 2 * half - 2), AXIS / 2);
  }
}

function paintStates(g: CanvasRenderingContext2D, scene: Scene, lane: Lane): void {
  const { colors, layout } = scene;
  lane.states.forEach((state, index) => {
    const end = lane.states[index + 1]?.t ?? layout.duration;
    const gone = state.state === "exited" || state.state === "shutdown";
    const left = x(scene, state.t);
    const width = Math.max(2, x(scene, end) - left);
    if (left > scene.width || left + width < 0) {
      return;
    }
    g.globalAlpha = gone ? 0.45 : 1;
    g.fillStyle = colors.state(state.state);
    g.fillRect(left, lane.top + 3, Math.max(1.5, width - 1), 14);
    g.globalAlpha = 1;
    const from = Math.max(left, 0);
    const room = Math.min(left + width, scene.width) - from - 10;
    if (room > 24) {
      g.fillStyle = gone ? colors.text : colors.onMark;
      g.fillText(clipped(g, state.text || state.state, room), from + 5, lane.top + 10.5);
    }
  });
}

function paintOutput(g: CanvasRenderingContext2D, scene: Scene, lane: Lane): void {
  const bottom = lane.top + lane.height - 3;
  const most = lane.output.reduce((rate, [from, to, chars]) => Math.max(rate, chars / Math.max(0.02, to - from)), 1);
  g.fillStyle = scene.colors.muted;
  for (const [from, to, chars] of lane.output) {
    const left = x(scene, from);
    const right = x(scene, to);
    if (right < 0 || left > scene.width) {
      continue;
    }
    const rate = chars / Math.max(0.02, to - from);
    const height = 2 + 9 * Math.sqrt(rate / most);
    g.globalAlpha = 0.55;
    g.fillRect(left, bottom - height, Math.max(1, right - left), height);
    g.globalAlpha = 1;
  }
}

function paintMark(g: CanvasRenderingContext2D, scene: Scene, lane: Lane, mark: Mark): void {
  const { colors } = scene;
  const left = x(scene, mark.from);
  const right = Math.max(left + 3, x(scene, mark.to));
  if (right < -8 || left > scene.width + 8) {
    return;
  }
  const top = markTop(lane, mark);
  const height = ROW - 3;
  const chosen = mark.step !== null && (mark.step === scene.selected || mark.step === scene.hover);
  g.fillStyle = mark.failed ? colors.failed : colors.kind(mark.kind);
  if (mark.shape === "bar") {
    const from = Math.max(left, -4);
    const to = Math.min(right, scene.width + 4);
    rounded(g, from, top, Math.max(2, to - from - (to - from > 6 ? 1 : 0)), height);
    g.globalAlpha = mark.open ? 0.55 : 1;
    g.fill();
    g.globalAlpha = 1;
    const inner = Math.max(from, 0);
    const room = Math.min(to, scene.width) - inner - 10;
    if (room > 26) {
      g.fillStyle = colors.onMark;
      g.fillText(clipped(g, mark.title, room), inner + 5, top + height / 2 + 0.5);
    }
    if (chosen) {
      g.strokeStyle = colors.text;
      g.lineWidth = mark.step === scene.selected ? 2 : 1;
      rounded(g, from - 0.5, top - 0.5, Math.max(3, to - from), height + 1, 4);
      g.stroke();
    }
    return;
  }
  const middle = top + height / 2;
  if (mark.shape === "diamond") {
    const size = chosen ? 6.5 : 5;
    g.beginPath();
    g.moveTo(left, middle - size);
    g.lineTo(left + size, middle);
    g.lineTo(left, middle + size);
    g.lineTo(left - size, middle);
    g.closePath();
    g.fill();
  } else if (mark.shape === "image") {
    rounded(g, left - 6, top + 2, 13, 10, 2);
    g.fill();
    g.fillStyle = colors.onMark;
    g.fillRect(left - 3.5, top + 4.5, 8, 5);
  } else {
    g.fillRect(left - 1, top + 1, chosen ? 3 : 2, height - 2);
    g.fillRect(left - 3, top + 1, 7, 2);
  }
  if (chosen) {
    g.strokeStyle = colors.text;
    g.lineWidth = 1.5;
    rounded(g, left - 8.5, top - 0.5, 17, height + 1, 4);
    g.stroke();
  }
}

function paintHost(g: CanvasRenderingContext2D, scene: Scene, lane: Lane): void {
  const { colors } = scene;
  const cpus = Math.max(1, ...lane.host.map((one) => one.cpus ?? 1));
  const most = Math.max(cpus, ...lane.host.map((one) => one.load ?? 0)) * 1.05;
  const bottom = lane.top + lane.height - 4;
  const y = (load: number) => bottom - (load / most) * (lane.height - 10);
  g.beginPath();
  g.moveTo(x(scene, lane.host[0]?.t ?? 0), bottom);
  lane.host.forEach((one) => g.lineTo(x(scene, one.t), y(one.load ?? 0)));
  g.lineTo(x(scene, lane.host[lane.host.length - 1]?.t ?? 0), bottom);
  g.closePath();
  g.fillStyle = colors.accent;
  g.globalAlpha = 0.16;
  g.fill();
  g.globalAlpha = 1;
  g.beginPath();
  lane.host.forEach((one, index) => (index ? g.lineTo(x(scene, one.t), y(one.load ?? 0)) : g.moveTo(x(scene, one.t), y(one.load ?? 0))));
  g.strokeStyle = colors.accent;
  g.lineWidth = 1.5;
  g.stroke();
  g.setLineDash([3, 3]);
  g.strokeStyle = colors.faint;
  g.lineWidth = 1;
  g.beginPath();
  g.moveTo(0, Math.round(y(cpus)) + 0.5);
  g.lineTo(scene.width, Math.round(y(cpus)) + 0.5);
  g.stroke();
  g.setLineDash([]);
}

function flag(g: CanvasRenderingContext2D, scene: Scene, t: number, label: string, color: string, dashed: boolean, side: "left" | "right"): void {
  const at = x(scene, t);
  if (at < -1 || at > scene.width + 1) {
    return;
  }
  g.strokeStyle = color;
  g.lineWidth = 1.5;
  g.setLineDash(dashed ? [4, 3] : []);
  g.beginPath();
  g.moveTo(at, AXIS - 6);
  g.lineTo(at, scene.layout.height);
  g.stroke();
  g.setLineDash([]);
  const width = g.measureText(label).width + 10;
  const left = Math.min(Math.max(side === "left" ? at - width + 0.75 : at - 0.75, 0), scene.width - width);
  g.fillStyle = color;
  rounded(g, left, 3, width, 17, 3);
  g.fill();
  g.fillStyle = scene.colors.onMark;
  g.fillText(label, left + 5, 12);
}

export function paint(g: CanvasRenderingContext2D, scene: Scene): void {
  const { layout, colors, width } = scene;
  g.clearRect(0, 0, width, layout.height);
  g.font = colors.font;
  layout.lanes.forEach((lane) => {
    if (lane.type === "machine") {
      g.fillStyle = colors.lane;
      g.fillRect(0, lane.top, width, lane.height);
    }
  });
  paintAxis(g, scene);
  for (const lane of layout.lanes) {
    g.strokeStyle = colors.grid;
    g.lineWidth = 1;
    g.beginPath();
    g.moveTo(0, lane.top - 0.5);
    g.lineTo(width, lane.top - 0.5);
    g.stroke();
    paintStates(g, scene, lane);
    paintOutput(g, scene, lane);
    if (lane.host.length > 0) {
      paintHost(g, scene, lane);
    }
    // Of many marks on one pixel, one is enough.
    const painted = new Map<number, number>();
    for (const mark of lane.marks) {
      const pixel = Math.round(x(scene, mark.from));
      const short = x(scene, mark.to) - x(scene, mark.from) < 3;
      if (!short || mark.failed || mark.step === scene.selected || mark.step === scene.hover || painted.get(mark.row) !== pixel) {
        paintMark(g, scene, lane, mark);
        painted.set(mark.row, pixel);
      }
    }
  }
  const failure = layout.failure;
  if (failure) {
    const deadline = failure.deadline;
    const near = deadline !== null && Math.abs(x(scene, deadline) - x(scene, failure.t)) < 60;
    if (deadline !== null && !near) {
      flag(g, scene, deadline, `deadline ${+(deadline - failure.step.from).toFixed(3)} s`, colors.failed, true, "left");
    }
    const missed = near && deadline !== null ? `deadline of ${+(deadline - failure.step.from).toFixed(3)} s passed` : "failed";
    flag(g, scene, failure.t, missed, colors.failed, false, "left");
  }
  const at = Math.round(x(scene, scene.cursor)) + 0.5;
  g.strokeStyle = colors.accent;
  g.lineWidth = 2;
  g.beginPath();
  g.moveTo(at, AXIS - 6);
  g.lineTo(at, layout.height);
  g.stroke();
  g.fillStyle = colors.accent;
  g.beginPath();
  g.moveTo(at - 6, AXIS - 8);
  g.lineTo(at + 6, AXIS - 8);
  g.lineTo(at, AXIS);
  g.closePath();
  g.fill();
}

/** Return the mark at a point, preferring failed and short ones. */
export function markAt(scene: Scene, px: number, py: number): Mark | null {
  const lane = scene.layout.lanes.find((one) => py >= one.top && py < one.top + one.height);
  let best: Mark | null = null;
  let score = Infinity;
  for (const mark of lane?.marks ?? []) {
    const top = markTop(lane as Lane, mark);
    const left = x(scene, mark.from) - (mark.shape === "bar" ? 2 : 7);
    const right = Math.max(x(scene, mark.to), x(scene, mark.from)) + (mark.shape === "bar" ? 2 : 7);
    if (px >= left && px <= right && py >= top - 2 && py <= top + ROW) {
      const own = (mark.failed ? 0 : 1e6) + (right - left);
      if (own < score) {
        best = mark;
        score = own;
      }
    }
  }
  return best;
}
