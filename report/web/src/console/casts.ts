// Chunks of console output, loaded when they are needed, of which the last used are kept.
import type { CastEvent, Chunk } from "../data/model";
import { load } from "../data/receive";

const KEPT = 40;
const chunks = new Map<string, Promise<CastEvent[]>>();
const versions = new Map<string, string>();

export function chunkEvents(chunk: Chunk): Promise<CastEvent[]> {
  // During a live run the last chunk grows under the same name.
  const version = `${chunk.to} ${chunk.chars}`;
  const grown = versions.has(chunk.key) && versions.get(chunk.key) !== version;
  versions.set(chunk.key, version);
  let events = grown ? undefined : chunks.get(chunk.key);
  chunks.delete(chunk.key);
  if (!events) {
    events = load<CastEvent[]>("cast", chunk.key, grown);
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
