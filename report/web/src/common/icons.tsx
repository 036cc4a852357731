import type { Verdict } from "../data/model";

// Each verdict has a shape of its own, for readers who do not see its color.
const SHAPES: Record<string, string> = {
  passed: "M3.5 8.5l3 3 6-7",
  failed: "M4.5 4.5l7 7m0-7l-7 7",
  error: "M8 3.5v5.5m0 2.6v.9",
  skipped: "M4 8h8",
  flaky: "M2.8 9.6c1.7-4.4 3.5-4.4 5.2-1.2s3.5 3.2 5.2-1.2",
  todo: "M8 4.5V8l2.6 2",
  running: "M5.5 4.2v7.6L11.8 8z",
};

export const VERDICTS: Verdict[] = ["failed", "error", "flaky", "running", "todo", "skipped", "passed"];

export function VerdictIcon({ verdict, label = true }: { verdict: string; label?: boolean }) {
  const known = SHAPES[verdict] ? verdict : "skipped";
  return (
    <svg
      class={`verdict-icon v-${known}`}
      viewBox="0 0 16 16"
      width="16"
      height="16"
      role={label ? "img" : undefined}
      aria-label={label ? verdict : undefined}
      aria-hidden={label ? undefined : "true"}
    >
      <circle cx="8" cy="8" r="8" />
      <path d={SHAPES[known]} />
    </svg>
  );
}

const GLYPHS = {
  search: "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zm3.6-1.4L14 14",
  sun: "M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM8 1v1.6M8 13.4V15M1 8h1.6M13.4 8H15M3 3l1.2 1.2M11.8 11.8L13 13M13 3l-1.2 1.2M4.2 11.8L3 13",
  moon: "M13.5 9.8A6 6 0 0 1 6.2 2.5a6 6 0 1 0 7.3 7.3z",
  auto: "M8 2a6 6 0 1 0 0 12zM8 2a6 6 0 0 1 0 12",
  copy: "M5.5 5.5V2.5h8v8h-3M2.5 5.5h8v8h-8z",
  done: "M3 8.5l3.2 3.2L13 5",
  link: "M6.5 9.5l3-3M7 4.5l1.6-1.6a3 3 0 0 1 4.5 4.5L11.5 9M9 11.5l-1.6 1.6a3 3 0 0 1-4.5-4.5L4.5 7",
  play: "M5 3.2v9.6L12.8 8z",
  pause: "M5.2 3.5v9M10.8 3.5v9",
  previous: "M10 3.5L5.5 8l4.5 4.5",
  next: "M6 3.5L10.5 8 6 12.5",
  up: "M3.5 10L8 5.5l4.5 4.5",
  down: "M3.5 6L8 10.5 12.5 6",
  plus: "M8 3.5v9M3.5 8h9",
  minus: "M3.5 8h9",
  fit: "M2.5 3v10M13.5 3v10M4.5 8h7M6.5 6l-2 2 2 2M9.5 6l2 2-2 2",
  target: "M8 13A5 5 0 1 0 8 3a5 5 0 0 0 0 10zM8 1v3.5M8 11.5V15M1 8h3.5M11.5 8H15",
  close: "M4 4l8 8m0-8l-8 8",
  text: "M3 4h10M3 8h10M3 12h6",
  screen: "M2 3h12v8H2zM6 13.5h4",
  back: "M9.5 3.5L5 8l4.5 4.5M5 8h8.5",
} as const;

export type Glyph = keyof typeof GLYPHS;

export function Icon({ name, size = 16 }: { name: Glyph; size?: number }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width={size} height={size} aria-hidden="true">
      <path d={GLYPHS[name]} />
    </svg>
  );
}
