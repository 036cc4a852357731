// Assigns what happened in a test to lanes: machines, consoles, QMP, guest commands, screenshots, network, host.
import type { HostSample, MachineState, Step, Trace } from "../data/model";
import { evidenceSteps, failedStep } from "./cause";

export type Shape = "bar" | "tick" | "diamond" | "image";

export interface Mark {
  from: number;
  to: number;
  row: number;
  shape: Shape;
  kind: string;
  title: string;
  failed: boolean;
  open: boolean;
  step: number | null;
}

export interface Lane {
  id: string;
  label: string;
  /** The machine, if the lane belongs to one. */
  vm: string | null;
  type: "steps" | "machine" | "console" | "host";
  marks: Mark[];
  states: MachineState[];
  /** Output of a console: [from, to, characters]. */
  output: [number, number, number][];
  host: HostSample[];
  rows: number;
  top: number;
  height: number;
}

export interface Layout {
  lanes: Lane[];
  height: number;
  duration: number;
  /** When the failed step ended, and when its deadline was. */
  failure: { t: number; deadline: number | null; step: Step } | null;
}

export const AXIS = 26;
export const ROW = 17;
const BAND = 16;
const OUTPUT = 14;
const HOST = 40;
const GAP = 5;
const MOST_ROWS = 5;

const CONSOLE_KINDS = new Set(["wait", "type"]);
const MACHINE_KINDS = new Set(["launch", "shutdown", "exit", "state"]);
const QMP_KINDS = new Set(["qmp", "event"]);
const INSTANTS = new Set(["type", "event", "note", "file", "exit", "state", "network", "result"]);

export function stepEnd(step: Step, duration: number): number {
  if (step.to !== null && step.to !== undefined) {
    return step.to;
  }
  return INSTANTS.has(step.kind) ? step.from : duration;
}

export function deadlineOf(step: Step): number | null {
  const seconds = Number(step.details?.["deadline"] ?? NaN);
  return Number.isFinite(seconds) && seconds > 0 ? seconds : null;
}

function shapeOf(step: Step): Shape {
  switch (step.kind) {
    case "type":
    case "file":
    case "exit":
    case "result":
      return "tick";
    case "event":
    case "note":
    case "network":
      return step.to && step.to > step.from ? "bar" : "diamond";
    default:
      return "bar";
  }
}

/** Give each mark the first row that is free at its time. */
function stack(marks: Mark[], firstRow: number): number {
  const ends: number[] = [];
  for (const mark of [...marks].sort((a, b) => a.from - b.from || b.to - a.to)) {
    let row = ends.findIndex((end) => end <= mark.from);
    if (row < 0) {
      row = ends.length < MOST_ROWS ? ends.length : MOST_ROWS - 1;
    }
    ends[row] = Math.max(ends[row] ?? 0, mark.to);
    mark.row = row + firstRow;
  }
  return Math.max(1, ends.length);
}

export function layout(trace: Trace): Layout {
  const steps = trace.steps ?? [];
  const duration = Math.max(
    trace.duration ?? 0,
    ...[0.001],
    steps.reduce((last, step) => Math.max(last, step.to ?? step.from), 0),
    (trace.consoles ?? []).reduce((last, one) => Math.max(last, one.chunks?.[one.chunks.length - 1]?.to ?? 0), 0),
  );
  const lanes = new Map<string, Lane>();
  const lane = (id: string, label: string, type: Lane["type"], vm: string | null = null): Lane => {
    let found = lanes.get(id);
    if (!found) {
      found = { id, label, vm, type, marks: [], states: [], output: [], host: [], rows: 1, top: 0, height: 0 };
      lanes.set(id, found);
    }
    return found;
  };
  lane("test", "Steps", "steps");
  const names = new Set<string>();
  (trace.machines ?? []).forEach((machine) => names.add(machine.name));
  steps.forEach((step) => step.vm && names.add(step.vm));
  // The usual name of the only machine says nothing.
  const machineLabel = (vm: string) => (vm === "default" && names.size === 1 ? "machine" : vm);
  for (const vm of names) {
    const machine = (trace.machines ?? []).find((one) => one.name === vm);
    lane(`vm/${vm}`, machineLabel(vm), "machine", vm).states = machine?.states ?? [];
    for (const one of trace.consoles ?? []) {
      if ((one.vm ?? "default") === vm) {
        const output = lane(`console/${vm}/${one.name}`, one.name, "console", vm).output;
        (one.chunks ?? []).forEach((chunk) => output.push([chunk.from, chunk.to, chunk.chars ?? 1]));
      }
    }
  }
  const evidence = evidenceSteps(steps);
  for (const step of steps) {
    const vm = step.vm ?? null;
    let home: Lane;
    if (CONSOLE_KINDS.has(step.kind)) {
      const first = [...lanes.values()].find((one) => one.type === "console" && one.vm === (vm ?? "default"));
      const own = step.console ? `console/${vm ?? "default"}/${step.console}` : first?.id;
      home = lane(own ?? `console/${vm ?? "default"}/console`, step.console ?? "console", "console", vm);
    } else if (MACHINE_KINDS.has(step.kind) && vm) {
      if (step.kind === "state") {
        continue;
      }
      home = lane(`vm/${vm}`, machineLabel(vm), "machine", vm);
    } else if (QMP_KINDS.has(step.kind)) {
      home = lane(`qmp/${vm}`, "QMP", "steps", vm);
    } else if (step.kind === "guest") {
      home = lane(`guest/${vm}`, "guest commands", "steps", vm);
    } else if (step.kind === "screendump") {
      home = lane(`screens/${vm}`, "screenshots", "steps", vm);
    } else if (step.kind === "network") {
      home = lane("network", "network", "steps");
    } else {
      home = lane("test", "Steps", "steps");
    }
    home.marks.push({
      from: step.from,
      to: stepEnd(step, duration),
      row: 0,
      shape: step.kind === "screendump" ? "image" : shapeOf(step),
      kind: step.kind,
      title: step.title ?? step.kind,
      failed: step.outcome === "failed" && !evidence.has(step.id),
      open: step.outcome === "open",
      step: step.id,
    });
  }
  for (const screen of trace.screens ?? []) {
    if (screen.step === null || screen.step === undefined) {
      lane("screens/null", "screenshots", "steps").marks.push({ from: screen.t, to: screen.t, row: 0, shape: "image", kind: "screendump", title: screen.title ?? "screenshot", failed: false, open: false, step: null });
    }
  }
  if ((trace.host ?? []).length > 1) {
    const cpus = trace.host?.[0]?.cpus;
    lane("host", cpus ? `load, ${cpus} CPU${cpus === 1 ? "" : "s"}` : "load", "host").host = trace.host ?? [];
  }
  return place([...lanes.values()], [...names], steps, duration);
}

function place(all: Lane[], machines: string[], steps: Step[], duration: number): Layout {
  const order = (one: Lane) => {
    const within = ["vm", "console", "qmp", "guest", "screens", "network"].indexOf(one.id.split("/")[0] ?? "");
    if (one.id === "test") {
      return -1;
    }
    return one.type === "host" ? 1e6 : one.vm ? machines.indexOf(one.vm) * 10 + within : 1e5 + within;
  };
  const lanes = all.filter((one) => one.marks.length > 0 || one.type !== "steps").sort((a, b) => order(a) - order(b));
  let top = AXIS;
  for (const one of lanes) {
    const bars = one.marks.filter((mark) => mark.shape === "bar" || mark.shape === "image");
    const ticks = one.marks.filter((mark) => mark.shape === "diamond" || mark.shape === "tick");
    const used = bars.length > 0 ? stack(bars, 0) : 0;
    // Events below the commands of QMP; what was typed on the row of the waits.
    const own = one.id.startsWith("qmp/") && ticks.length > 0 && bars.length > 0 ? 1 : 0;
    ticks.forEach((mark) => (mark.row = own ? used : 0));
    one.rows = one.type === "machine" ? used : Math.max(1, used + own);
    one.top = top;
    const extra = one.type === "machine" ? BAND + 2 : one.type === "console" ? OUTPUT : 0;
    one.height = one.type === "host" ? HOST : one.rows * ROW + extra + GAP;
    top += one.height;
  }
  const step = failedStep(steps);
  const deadline = step ? deadlineOf(step) : null;
  const failure =
    step && step.outcome === "failed" ? { t: stepEnd(step, duration), deadline: deadline === null ? null : step.from + deadline, step } : null;
  return { lanes, height: top + 4, duration, failure };
}
