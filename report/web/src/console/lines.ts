// The lines of a console as plain text. Of 50 MB, only the chunks around the visible lines are in memory.
import type { CastEvent, Chunk } from "../data/model";
import { chunkEvents } from "./casts";

// CSI, OSC, DCS and other strings, two-character sequences. None spans lines.
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\u0007\u001b\n]*(?:\u0007|\u001b\\)?|[ -/]*[0-~])|\u009b[0-?]*[ -/]*[@-~]/g;

export interface Line {
  t: number;
  text: string;
}

interface Parsed {
  /** Text between newlines. The first continues the last line of the chunk before. */
  texts: string[];
  times: number[];
}

/** Apply carriage returns and backspaces, as a terminal would for most output. */
export function finish(text: string): string {
  let line = text.replace(/\r+$/, "");
  const overwritten = line.lastIndexOf("\r");
  if (overwritten >= 0) {
    line = line.slice(overwritten + 1) || line.slice(0, overwritten);
  }
  for (let old = ""; line.includes("\b") && old !== line; ) {
    old = line;
    line = line.replace(/[^\b]\u0008|^\u0008/g, "");
  }
  return line;
}

function parse(events: CastEvent[]): Parsed {
  const texts: string[] = [];
  const times: number[] = [];
  let open: string[] = [];
  let started: number | null = null;
  for (const [t, code, text] of events) {
    if (code !== "o") {
      continue;
    }
    let from = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", from)) {
      open.push(text.slice(from, end));
      texts.push(open.join("").replace(ESCAPES, ""));
      times.push(started ?? t);
      open = [];
      started = null;
      from = end + 1;
    }
    if (from < text.length) {
      open.push(text.slice(from));
      started ??= t;
    }
  }
  texts.push(open.join("").replace(ESCAPES, ""));
  times.push(started ?? events[events.length - 1]?.[0] ?? 0);
  return { texts, times };
}

export interface Match {
  line: number;
  t: number;
}

export class ConsoleLines {
  /** The number of newlines before each chunk. */
  private readonly starts: number[] = [0];
  private readonly parsed = new Map<number, Parsed>();
  private readonly loading = new Map<number, Promise<Parsed>>();
  count = 1;

  constructor(readonly chunks: Chunk[]) {
    this.recount();
  }

  /** True if the number of lines of each chunk is known: an older report lacks it. */
  get counted(): boolean {
    return this.chunks.every((chunk) => chunk.lines !== undefined);
  }

  private recount(): void {
    let sum = 0;
    this.chunks.forEach((chunk, index) => {
      this.starts[index] = sum;
      sum += chunk.lines ?? 0;
    });
    this.count = sum + 1;
  }

  chunkOf(line: number): number {
    let low = 0;
    let high = this.chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= line) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  async load(index: number): Promise<Parsed> {
    const known = this.parsed.get(index) ?? this.loading.get(index);
    if (known) {
      return known;
    }
    const chunk = this.chunks[index] as Chunk;
    const promise = chunkEvents(chunk).then((events) => {
      const parsed = parse(events);
      // What the file has is right, whatever the index says.
      if (chunk.lines !== parsed.texts.length - 1) {
        chunk.lines = parsed.texts.length - 1;
        this.recount();
      }
      this.parsed.set(index, parsed);
      for (const old of this.parsed.keys()) {
        if (this.parsed.size <= 24) {
          break;
        }
        this.parsed.delete(old);
      }
      return parsed;
    });
    this.loading.set(index, promise);
    try {
      return await promise;
    } finally {
      this.loading.delete(index);
    }
  }

  /** Return the chunks that hold a line: its end, and for a line that began earlier also its beginning. */
  private parts(line: number): number[] {
    const last = this.chunkOf(line);
    const parts = [last];
    // The first text of a chunk continues the last of the one before, over chunks without any newline.
    for (let index = last; index > 0 && this.starts[index] === line; index--) {
      parts.unshift(index - 1);
    }
    return parts;
  }

  /** Return a line if its chunks are in memory. */
  line(number: number): Line | undefined {
    const texts: string[] = [];
    let t: number | undefined;
    for (const index of this.parts(number)) {
      const parsed = this.parsed.get(index);
      if (!parsed) {
        return undefined;
      }
      const at = number - (this.starts[index] ?? 0);
      const text = parsed.texts[at];
      if (text !== undefined && (text !== "" || t === undefined)) {
        if (t === undefined || texts.join("") === "") {
          t = parsed.times[at];
        }
        texts.push(text);
      }
    }
    return { t: t ?? 0, text: finish(texts.join("")) };
  }

  /** Load what shows these lines. Return whether anything was not in memory. */
  async ensure(first: number, last: number): Promise<boolean> {
    const wanted = new Set<number>(this.parts(first));
    for (let index = this.chunkOf(first); index <= this.chunkOf(Math.max(first, last - 1)); index++) {
      wanted.add(index);
    }
    const missing = [...wanted].filter((index) => index < this.chunks.length && !this.parsed.has(index));
    await Promise.all(missing.map((index) => this.load(index)));
    return missing.length > 0;
  }

  /** Return the last line that had begun at a time. */
  async lineAt(t: number): Promise<number> {
    let index = this.chunks.findIndex((chunk) => chunk.to >= t);
    if (index < 0) {
      index = this.chunks.length - 1;
    }
    if (index > 0 && (this.chunks[index] as Chunk).from > t) {
      index--;
    }
    const { times } = await this.load(index);
    let at = 0;
    for (let line = 0; line < times.length && (times[line] ?? Infinity) <= t + 1e-9; line++) {
      at = line;
    }
    return (this.starts[index] ?? 0) + at;
  }

  /** Search all chunks in order, and report after each. Stop when `report` returns false. */
  async search(find: (text: string) => boolean, report: (matches: Match[], share: number) => boolean): Promise<void> {
    let open = "";
    for (let index = 0; index < this.chunks.length; index++) {
      const { texts, times } = await this.load(index);
      const start = this.starts[index] ?? 0;
      const matches: Match[] = [];
      const last = index === this.chunks.length - 1;
      texts.forEach((text, at) => {
        if (at === texts.length - 1 && !last) {
          open = at === 0 ? open + text : text;
          return;
        }
        const whole = at === 0 ? open + text : text;
        if (find(finish(whole))) {
          matches.push({ line: start + at, t: times[at] ?? 0 });
        }
      });
      if (!report(matches, (index + 1) / this.chunks.length)) {
        return;
      }
    }
  }
}
