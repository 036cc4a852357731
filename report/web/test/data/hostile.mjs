// A report whose every text tries to be more than text.
import { castChunks } from "./report.mjs";

export const ATTACKS = [
  "<script>window.attacked = 1</script>",
  "</script><script>window.attacked = 2</script>",
  "<img src=x onerror='window.attacked = 3'>",
  "\"><svg onload=window.attacked=4>",
  "--><!--<script>window.attacked = 5//",
  "\u202egnp.exe\u2066 reversed \u2069\u202c",
  "\u001b]0;title\u0007\u001b[2J\u001b[31mred\u001b[0m\u0000\u0008",
  "line\u2028separator\u2029paragraph \ud800 alone",
  "${window.attacked = 6} {{constructor.constructor('window.attacked=7')()}}",
  "__proto__",
];

export const LONG = "x".repeat(1 << 20);

export function hostile() {
  const id = "hostile.-_.test";
  const everything = ATTACKS.join(" | ");
  const row = { id, program: everything, suite: everything, target: everything, class: everything, method: everything, name: everything, verdict: "failed", kind: everything, reason: `${everything}\n${LONG}`, duration: 1e9, started: "<script>", run: "r1", attempts: 2, traced: true };
  const odd = ATTACKS.map((text, n) => ({ id: `odd-${n}`, target: text, suite: text, class: text, method: text, name: text, verdict: n % 2 ? "<script>" : "skipped", kind: text, reason: text, duration: n ? -1 : null, started: null, run: text, attempts: 1 }));
  const events = [
    [0.1, "o", `${everything}\r\n`],
    [0.2, "o", `${LONG}\r\n`],
    [0.3, "o", "\u001b[31mred \u001b[38;2;1;2;3mrgb\u001b[0m \u001b]8;;javascript:window.attacked=8\u0007link\u001b]8;;\u0007\r\n"],
    [0.4, "o", "\u001b[9999;9999H\u001b[999999@\u001b[20000000b\u001b7\u001b8\u001bc"],
    [0.5, "o", "progress 1\rprogress 2\rprogress 3\r\nabc\b\b\bxyz\r\n\u202eevil\u202c\r\nlast line"],
  ];
  const chunks = castChunks(id, 1, events);
  const text = (value) => ({ text: value, list: ATTACKS, nested: { "<script>": { __proto__text: value } } });
  const steps = ATTACKS.map((attack, n) => ({
    id: n + 1,
    parent: n === 0 ? 1 : n,
    kind: ["wait", "qmp", "event", "guest", "step", "network", "screendump", "note", "<script>", "launch"][n],
    vm: n % 2 ? attack : "default",
    console: "console",
    title: attack,
    from: n * 0.05,
    to: n * 0.05 + 0.02,
    outcome: n % 2 ? "ok" : "failed",
    details: { command: attack, arguments: text(attack), reply: text(attack), stdout: attack, stderr: LONG, data: text(attack), deadline: "<script>", [attack]: attack },
  }));
  const href = "javascript:window.attacked=9";
  const trace = {
    duration: 1,
    machines: ATTACKS.map((name) => ({ name, states: [{ t: 0, state: name, text: name }] })),
    steps,
    consoles: [{ vm: "default", name: everything, cols: 80, rows: 24, log: href, chunks: chunks.map((one) => one.row) }],
    screens: [{ t: 0.1, href, expected: href, step: 1, title: everything }, { t: 0.2, href: "//evil.example.org/x.png", expected: null, step: null, title: everything }],
    host: [{ t: 0, load: 1 }, { t: 1, load: 2 }],
    captures: [{ name: everything, href, packets: 1, bytes: 1, summary: [{ t: 0.1, from: everything, to: everything, protocol: everything, length: 1, info: `${everything}${LONG}` }] }],
  };
  const files = ATTACKS.map((name) => ({ name, href: name, bytes: 1, type: name })).concat([{ name: "script", href, bytes: 1 }, { name: "host", href: "\\\\evil\\share", bytes: 1 }]);
  const test = {
    ...row,
    message: `${everything}\n${LONG}`,
    stack: ATTACKS,
    evidence: ATTACKS.map((attack) => ({ title: attack, text: `${attack}\n${LONG}` })),
    rerun: ["make", everything, "$(rm -rf /)", "a'b"],
    tags: ATTACKS,
    output: `${everything}\n${LONG}`,
    attempts: [
      { run: everything, verdict: "failed", kind: everything, reason: `${everything}\n${LONG}`, message: LONG, duration: 1, files, trace },
      { run: everything, verdict: "passed", duration: 1, files: [], trace: { steps: [], machines: [], consoles: [] } },
    ],
  };
  const runs = ATTACKS.map((verdict, n) => ({ started: `2026-11-${n + 10}T00:00:00Z`, verdict, duration: n, run: verdict, qemu: verdict }));
  const history = { format: 1, days: ATTACKS, tests: Object.fromEntries([[id, { runs, firstFailure: everything, lastPass: everything, flakeRate: 0.5 }], ["<script>", { runs: [] }]]) };
  const asset = { url: everything, hash: everything, reason: everything, tests: [id, "<script>", "../../etc/passwd"] };
  return {
    index: { format: 1, title: everything, created: everything, live: false, runs: [{ id: "r1", name: everything, qemu: everything, host: everything, started: everything, duration: 1 }], tests: [row, ...odd], assets: [asset] },
    tests: [test],
    casts: new Map(chunks.map((one) => [one.row.key, one.events])),
    history,
  };
}
