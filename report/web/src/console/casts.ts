// Chunks of console output, loaded when they are needed, of which the last used are kept.
import type { CastEvent, Chunk } from "../data/model";
import { load } from "../data/receive";

const KEPT = 40;
const chunks = new Map<string, Promise<CastEvent[]>>();

export function chunkEvents(chunk: Chunk): Promise<CastEvent[]> {
  let events = chunks.get(chunk.key);
  if (events) {
    chunks.delete(chunk.key);
  } else {
    events = load<CastEvent[]>("cast", chunk.key);
    events.catch(() => chunks.delete(chunk.key));
  }
  // The most recently used is the last.
  chunks.set(chunk.key, events);
  for (const key of chunks.keys()) {
    if (chunks.size <= KEPT) {
      break;
    }
    chunks.delete(key);
  }
  return events;
}
