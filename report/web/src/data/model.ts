// What the data files contain. A field that may be absent in a file is optional here.

export type Verdict = "passed" | "failed" | "skipped" | "flaky" | "todo" | "error" | "running";

export interface Run {
  id: string;
  name?: string;
  qemu?: string;
  host?: string;
  started?: string;
  duration?: number;
}

export interface TestRow {
  id: string;
  program?: string;
  suite?: string;
  target?: string;
  class?: string;
  method?: string;
  name?: string;
  verdict: Verdict;
  kind?: string | null;
  reason?: string | null;
  duration?: number | null;
  started?: string | null;
  run?: string;
  attempts?: number;
  traced?: boolean;
}

export interface MissingAsset {
  url: string;
  hash?: string;
  reason?: string;
  tests?: string[];
}

export interface Index {
  format?: number;
  title?: string;
  created?: string;
  live?: boolean;
  /** Grows with each change during a live run. */
  generation?: number;
  runs?: Run[];
  tests?: TestRow[];
  assets?: MissingAsset[];
}

export interface MachineState {
  t: number;
  state: string;
  text?: string;
}

export interface Machine {
  name: string;
  states?: MachineState[];
}

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export interface Step {
  id: number;
  parent?: number | null;
  kind: string;
  vm?: string | null;
  console?: string | null;
  title?: string;
  from: number;
  to?: number | null;
  outcome?: "ok" | "failed" | "skipped" | "open";
  details?: Record<string, Json>;
}

export interface Chunk {
  key: string;
  from: number;
  to: number;
  chars?: number;
  lines?: number;
}

export interface Console {
  vm?: string;
  name: string;
  cols?: number;
  rows?: number;
  log?: string;
  bytes?: number;
  chunks?: Chunk[];
  /** False if nothing is known about when the output came. */
  timed?: boolean;
}

export interface Screen {
  t: number;
  href: string;
  expected?: string | null;
  step?: number | null;
  title?: string;
}

export interface HostSample {
  t: number;
  load?: number;
  memoryAvailable?: number;
  memoryTotal?: number;
  cpus?: number;
}

export interface Packet {
  t?: number;
  from?: string;
  to?: string;
  protocol?: string;
  length?: number;
  info?: string;
}

export interface Capture {
  name: string;
  href?: string;
  packets?: number;
  bytes?: number;
  summary?: Packet[];
}

export interface Trace {
  started?: string;
  duration?: number;
  machines?: Machine[];
  steps?: Step[];
  consoles?: Console[];
  screens?: Screen[];
  host?: HostSample[];
  captures?: Capture[];
}

export interface LogFile {
  name: string;
  href?: string;
  bytes?: number;
  type?: "text" | "image" | "cast" | "pcap" | "other";
}

export interface Attempt {
  run?: string;
  verdict: Verdict;
  kind?: string | null;
  reason?: string | null;
  message?: string | null;
  started?: string | null;
  duration?: number | null;
  files?: LogFile[];
  trace?: Trace | null;
  /** Where in the test's source it failed. */
  line?: { file?: string; line?: number } | null;
  stack?: string[] | null;
  evidence?: { title: string; text: string }[] | null;
  rerun?: string[] | null;
  output?: string | null;
}

export interface Test extends Omit<TestRow, "attempts"> {
  message?: string | null;
  stack?: string[] | null;
  evidence?: { title: string; text: string }[];
  rerun?: string[];
  tags?: string[];
  output?: string | null;
  attempts?: Attempt[];
}

export interface HistoryRun {
  started?: string;
  verdict: Verdict;
  duration?: number | null;
  run?: string;
  qemu?: string;
}

export interface TestHistory {
  runs?: HistoryRun[];
  firstFailure?: string | null;
  lastPass?: string | null;
  flakeRate?: number | null;
}

export interface History {
  format?: number;
  days?: string[];
  tests?: Record<string, TestHistory>;
}

export type CastEvent = [t: number, code: "o" | "i" | string, text: string];
