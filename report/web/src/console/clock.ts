// Maps times of a trace to times of a replay, which may leave out pauses.
import type { CastEvent } from "../data/model";

export class ReplayClock {
  private readonly trace: number[] = [];
  private readonly replay: number[] = [];
  readonly events: CastEvent[];

  /** @param idle the longest pause of the replay in seconds, or Infinity */
  constructor(events: CastEvent[], readonly start: number, end: number, idle: number) {
    let shift = start;
    let last = start;
    this.trace.push(start);
    this.replay.push(0);
    const point = (t: number) => {
      const pause = t - last - idle;
      if (pause > 0) {
        // The pause runs at its own pace: its beginning and its end are points of the map.
        shift += pause;
      }
      if (t > last) {
        this.trace.push(t);
        this.replay.push(t - shift);
        last = t;
      }
    };
    this.events = events.map(([t, code, text]) => {
      point(Math.max(t, last));
      return [Math.max(t, start) - shift < 0 ? 0 : last - shift, code, text];
    });
    point(Math.max(end, last));
  }

  get duration(): number {
    return this.replay[this.replay.length - 1] ?? 0;
  }

  toReplay(t: number): number {
    return interpolate(this.trace, this.replay, t);
  }

  toTrace(t: number): number {
    return interpolate(this.replay, this.trace, t);
  }
}

function interpolate(from: number[], to: number[], value: number): number {
  let low = 0;
  let high = from.length - 1;
  if (value <= (from[low] as number)) {
    return to[low] as number;
  }
  if (value >= (from[high] as number)) {
    return to[high] as number;
  }
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((from[middle] as number) <= value) {
      low = middle;
    } else {
      high = middle;
    }
  }
  const span = (from[high] as number) - (from[low] as number);
  const share = span > 0 ? (value - (from[low] as number)) / span : 1;
  return (to[low] as number) + share * ((to[high] as number) - (to[low] as number));
}
