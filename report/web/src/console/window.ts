// The part of a console that a replay holds: all of a usual one, the surroundings of a moment of a large one.
import type { CastEvent, Console } from "../data/model";
import { chunkEvents } from "./casts";

const WHOLE = 4_000_000;
const PART = 1_500_000;

export interface Part {
  first: number;
  last: number;
  from: number;
  to: number;
  whole: boolean;
}

export function partAt(one: Console, t: number): Part {
  const chunks = one.chunks ?? [];
  const size = (index: number) => chunks[index]?.chars ?? 262_144;
  const total = chunks.reduce((sum, _, index) => sum + size(index), 0);
  const part = (first: number, last: number): Part => ({
    first,
    last,
    from: first === 0 ? 0 : (chunks[first]?.from ?? 0),
    to: chunks[last]?.to ?? 0,
    whole: first === 0 && last === chunks.length - 1,
  });
  if (total <= WHOLE) {
    return part(0, chunks.length - 1);
  }
  let at = chunks.findIndex((chunk) => chunk.to >= t);
  at = at < 0 ? chunks.length - 1 : at;
  // The chunk before fills the screen that the moment needs.
  const first = Math.max(0, at - 1);
  let last = at;
  let sum = size(first) + (first === at ? 0 : size(at));
  while (last + 1 < chunks.length && sum + size(last + 1) <= PART) {
    sum += size(++last);
  }
  return part(first, last);
}

// A terminal shows bidirectional controls and other invisible characters as nothing, and they reorder the line.
const INVISIBLE = /[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

// The consoles of firmware end lines by LF alone. A terminal would begin the next line below the end of the last.
const BARE_FEED = /(?<!\r)\n/g;

export async function partEvents(one: Console, part: Part): Promise<CastEvent[]> {
  const chunks = await Promise.all((one.chunks ?? []).slice(part.first, part.last + 1).map(chunkEvents));
  return chunks.flat().map(([t, code, text]) => [t, code, code === "o" ? text.replace(INVISIBLE, "\ufffd").replace(BARE_FEED, "\r\n") : text]);
}
