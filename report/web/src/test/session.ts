// What the parts of a test page share: the moment that is shown, and the chosen step.
import type { Step, Trace } from "../data/model";
import { Store } from "../data/store";
import { evidenceSteps } from "../timeline/cause";
import { stepEnd } from "../timeline/layout";

/** Who moved the cursor: a part does not follow its own moves. */
export type Source = "start" | "timeline" | "steps" | "replay" | "text" | "qmp" | "link" | "other";

export interface Cursor {
  t: number;
  source: Source;
}

export class Session {
  readonly cursor: Store<Cursor>;
  readonly selected: Store<number | null>;
  readonly steps: Step[];
  readonly duration: number;
  /** The steps by which the harness described a failure. */
  readonly evidence: Set<number>;
  private readonly byId = new Map<number, Step>();
  private readonly depths = new Map<number, number>();

  constructor(trace: Trace | null | undefined, t: number, selected: number | null, source: Source = "start") {
    this.steps = [...(trace?.steps ?? [])].sort((a, b) => a.from - b.from || a.id - b.id);
    this.duration = Math.max(trace?.duration ?? 0, this.steps.reduce((last, step) => Math.max(last, step.to ?? step.from), 0));
    this.evidence = evidenceSteps(this.steps);
    this.steps.forEach((step) => this.byId.set(step.id, step));
    this.cursor = new Store<Cursor>({ t, source });
    this.selected = new Store(selected);
  }

  step(id: number | null | undefined): Step | null {
    return (id !== null && id !== undefined && this.byId.get(id)) || null;
  }

  depth(step: Step): number {
    let depth = this.depths.get(step.id);
    if (depth === undefined) {
      // A hostile trace may have a step within itself.
      this.depths.set(step.id, 0);
      const parent = this.step(step.parent);
      depth = parent ? Math.min(6, this.depth(parent) + 1) : 0;
      this.depths.set(step.id, depth);
    }
    return depth;
  }

  /** The time that shows a step best: a wait's end, the beginning of others. */
  momentOf(step: Step): number {
    return step.kind === "wait" || step.kind === "screendump" || step.kind === "guest" ? stepEnd(step, this.duration) : step.from;
  }

  select(id: number, source: Source): void {
    const step = this.step(id);
    if (step) {
      this.selected.set(id);
      this.cursor.set({ t: this.momentOf(step), source });
    }
  }

  seek(t: number, source: Source): void {
    this.cursor.set({ t, source });
    if (source !== "replay") {
      this.selected.set(null);
    }
  }

  /** Return the position of the last step that had begun at a time, or -1. */
  indexAt(t: number): number {
    let low = 0;
    let high = this.steps.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.steps[middle] as Step).from <= t + 1e-9) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  stepAt(t: number): Step | null {
    return this.step(this.selected.get()) ?? this.steps[this.indexAt(t)] ?? null;
  }

  neighbor(by: number): void {
    const selected = this.step(this.selected.get());
    const now = selected ? this.steps.indexOf(selected) : this.indexAt(this.cursor.get().t) + (by < 0 ? 1 : 0);
    const next = this.steps[Math.max(0, Math.min(this.steps.length - 1, now + by))];
    if (next) {
      this.select(next.id, "other");
    }
  }
}
