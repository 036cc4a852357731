// Divides a failure's message into its heading and what the page does not show elsewhere.
import type { Attempt } from "../data/model";

// A longer heading is none.
const MOST_LINES = 40;
const LONGEST = 4000;

// What a description of a machine quotes: `  console (path):`, then lines that begin with `    | `.
const QUOTE = /^ {2}(?:console(?: '.*')?|last lines of the monitor|QEMU's output) \((.*)\):$/;
const QUOTED = /^ {4}\| ?(.*)$/;

/**
 * Return the first lines of a message: the reason, and what belongs to it. A value of `expected: <…> but was: <…>` may
 * have line feeds, which are shown as ⏎.
 */
function heading(reason: string, message: string): { text: string; length: number } {
  if (!/\bexpected: [^<]*</.test(reason.slice(0, LONGEST))) {
    return { text: reason, length: reason.length };
  }
  const lines = message.split("\n", MOST_LINES);
  for (let count = 1; count <= lines.length; count++) {
    const first = lines.slice(0, count);
    const text = first.join("\n");
    if (text.length > LONGEST) {
      break;
    }
    if (text.length >= reason.length && /\bexpected: [^<]*<.*> but was: [^<]*<.*>\r?$/s.test(text)) {
      return { text: text.replace(/\r?\n/g, "⏎").trimEnd(), length: text.length };
    }
  }
  return { text: reason, length: reason.length };
}

/** Leave out the logs that a message quotes, if they are empty or among the evidence. */
function withoutEvidence(body: string, evidence: NonNullable<Attempt["evidence"]>): string {
  const shown = (path: string) => evidence.some(({ title }) => title.endsWith(`, ${path.slice(path.lastIndexOf("/") + 1)}`));
  const lines = body.split("\n");
  const kept: string[] = [];
  for (let at = 0; at < lines.length; ) {
    const path = QUOTE.exec(lines[at] ?? "")?.[1];
    let end = at + 1;
    if (path !== undefined) {
      while (QUOTED.test(lines[end] ?? "")) {
        end++;
      }
    }
    const empty = end === at + 2 && QUOTED.exec(lines[at + 1] ?? "")?.[1] === "(nothing)";
    if (path === undefined || !(empty || shown(path))) {
      kept.push(...lines.slice(at, end));
    }
    at = end;
  }
  return kept.join("\n");
}

/** Return the heading of a failure, and the rest of its message. */
export function messageParts(reason: string | null | undefined, message: string | null | undefined, evidence: NonNullable<Attempt["evidence"]>): { heading: string; body: string } {
  const text = message ?? "";
  // The first line of most messages is the reason.
  const first = reason && text.startsWith(reason) ? heading(reason, text) : { text: reason ?? "", length: 0 };
  return { heading: first.text, body: withoutEvidence(text.slice(first.length).replace(/^\s*\n/, ""), evidence).trimEnd() };
}
