// Colors of the canvas, from the custom properties of the style sheet.

export interface Palette {
  text: string;
  muted: string;
  faint: string;
  grid: string;
  lane: string;
  surface: string;
  accent: string;
  failed: string;
  onMark: string;
  kind: (kind: string) => string;
  state: (state: string) => string;
  font: string;
}

const KINDS = new Set(["wait", "type", "qmp", "event", "guest", "screendump", "step", "launch", "shutdown", "asset", "network", "file", "qtest", "note"]);
const STATES = new Set(["launching", "running", "paused", "panicked", "shutdown", "exited"]);

export function palette(element: Element): Palette {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim();
  const kinds = new Map<string, string>([...KINDS].map((kind) => [kind, read(`--k-${kind}`)]));
  const states = new Map<string, string>([...STATES].map((state) => [state, read(`--s-${state}`)]));
  return {
    text: read("--text"),
    muted: read("--muted"),
    faint: read("--faint"),
    grid: read("--grid"),
    lane: read("--lane"),
    surface: read("--surface"),
    accent: read("--accent"),
    failed: read("--failed"),
    onMark: read("--on-mark"),
    kind: (kind) => kinds.get(kind) || read("--k-note"),
    state: (state) => states.get(state) || read("--s-exited"),
    font: `11px ${read("--sans")}`,
  };
}
