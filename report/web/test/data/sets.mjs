// The data sets of the tests: a usual report, 5,000 tests, a console of 50 MB, hostile text.
import { flood } from "./console.mjs";
import { castChunks, random } from "./report.mjs";
import { simple, timedOut } from "./traces.mjs";

const TARGETS = ["x86_64", "aarch64", "arm", "riscv64", "ppc64", "s390x"];
const CLASSES = ["LinuxPowerTest", "VirtioBlkTest", "MigrationTest", "SeabiosTest", "RaspiTest", "TwoGuestsTest", "HotplugTest", "SnapshotTest", "VncScreenTest", "NvmeTest", "Usb3Test", "TpmTest"];
const METHODS = ["bootsAndPowersOff", "reportsStatus", "migratesWhilePaused", "resumesAfterSnapshot", "survivesReset", "hotplugsAndUnplugs", "readsWhatWasWritten", "rejectsWrongSize"];
const FAILURES = [
  ["timeout", "waiting for “login:” on console of machine default: not within 60 s; last line: “Reached target network.target”"],
  ["guest", "guest panicked: Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(254,1)"],
  ["qemu", "QEMU ended with signal 6 (SIGABRT): hw/virtio/virtio.c:2411: virtio_queue_notify_vq: Assertion `vq->vring.avail' failed."],
  ["test", "expected: <running> but was: <paused>"],
  ["environment", "no space left on device: /work/build/scratch"],
  ["asset", "https://assets.example.org/raspios.img.xz: HTTP status 404"],
  ["harness", "java.lang.NullPointerException: Cannot invoke \"Console.name()\" because \"console\" is null"],
];
const SKIPS = ["this QEMU has no machine “raspi4b”", "KVM is unavailable: /dev/kvm: Permission denied", "slow test: set QEMU_TEST_ALLOW_SLOW=1 to run it", "asset unavailable: https://assets.example.org/ovmf.fd"];

function rows(count, next) {
  return Array.from({ length: count }, (_, n) => {
    const target = TARGETS[Math.floor(next() * TARGETS.length)];
    const name = CLASSES[n % CLASSES.length];
    const method = METHODS[Math.floor(n / CLASSES.length) % METHODS.length];
    const dice = next();
    const verdict = dice < 0.03 ? "failed" : dice < 0.04 ? "flaky" : dice < 0.12 ? "skipped" : dice < 0.125 ? "todo" : "passed";
    const [kind, reason] = verdict === "failed" || verdict === "flaky" ? FAILURES[Math.floor(next() * FAILURES.length)] : [null, verdict === "skipped" ? SKIPS[Math.floor(next() * SKIPS.length)] : null];
    return {
      id: `${target}.${name}.${method}-${n}`,
      program: `func-${target}-${name.replace(/Test$/, "").toLowerCase()}`,
      suite: dice > 0.5 ? `func-${target}` : "func-quick",
      target,
      class: `org.qemu.functional.tests.${target}.${name}`,
      method,
      name: n >= CLASSES.length * METHODS.length ? `${method}(${n})` : method,
      verdict,
      kind,
      reason,
      duration: verdict === "skipped" ? 0.01 : Number((0.3 + next() ** 4 * 80).toFixed(3)),
      started: new Date(Date.UTC(2026, 10, 30, 20, 0, 0) + n * 900).toISOString(),
      run: n % 3 ? "r1" : "r2",
      attempts: verdict === "flaky" ? 2 : 1,
      traced: false,
    };
  });
}

const RUNS = [
  { id: "r1", name: "shard 1 of 2", qemu: "QEMU 10.0.2 (Debian 1:10.0.2+ds-2)", host: "runner-7, 2 CPUs, TCG", started: "2026-11-30T20:00:00Z", duration: 412.3 },
  { id: "r2", name: "shard 2 of 2", qemu: "QEMU 11.0.0", host: "runner-9, 2 CPUs, TCG", started: "2026-11-30T20:00:02Z", duration: 398.9 },
];

function history(tests, next) {
  const days = Array.from({ length: 30 }, (_, day) => new Date(Date.UTC(2026, 10, 1 + day)).toISOString().slice(0, 10));
  const one = (test) => {
    const rate = test.verdict === "flaky" ? 0.2 : test.verdict === "failed" ? 0.1 : next() < 0.1 ? 0.05 : 0;
    const runs = days.map((day, n) => ({
      started: `${day}T20:00:00Z`,
      verdict: n === 29 ? test.verdict : test.verdict === "skipped" ? "skipped" : next() < rate ? (next() < 0.5 ? "failed" : "flaky") : "passed",
      duration: Number(((test.duration || 1) * (0.85 + next() * 0.3) * (test.verdict === "failed" && n > 20 ? 1.6 : 1)).toFixed(3)),
      run: "r1",
      qemu: "QEMU 10.0.2",
    }));
    const bad = runs.filter((run) => run.verdict === "failed" || run.verdict === "flaky");
    return { runs, firstFailure: bad[0]?.started ?? null, lastPass: runs.filter((run) => run.verdict === "passed").pop()?.started ?? null, flakeRate: runs.filter((run) => run.verdict === "flaky").length / runs.length };
  };
  return { format: 1, days, tests: Object.fromEntries(tests.map((test) => [test.id, one(test)])) };
}

const RERUN = ["make", "run", "TEST=x86_64.TwoGuestsTest#bothReachEachOther", "QEMU_TEST_KEEP_SCRATCH=1"];

/** A report as a CI run leaves it: most tests passed, and each kind of page is there. */
export function usual() {
  const next = random(22);
  const tests = rows(180, next);
  const casts = new Map();
  const files = new Map();
  const keep = (made) => made.casts.forEach(({ row, events }) => casts.set(row.key, events));
  const file = (id, name, bytes, type) => ({ name, href: `files/${id}/${name}`, bytes, type });
  const base = (row, name, method, verdict, kind, reason, duration) =>
    Object.assign(row, { id: `x86_64.${name}.${method}`, target: "x86_64", suite: "func-x86_64", class: `org.qemu.functional.tests.x86_64.${name}`, method, name: method, verdict, kind, reason, duration, traced: true, run: "r1" });

  const slow = base(tests[0], "TwoGuestsTest", "bothReachEachOther", "failed", "timeout", "waiting for “client login:” on console of machine client: not within 60 s", 0);
  const late = timedOut(slow.id, next, files);
  keep(late);
  slow.duration = Number(late.duration.toFixed(3));
  const lastLines = "[  OK  ] Started sshd.service.\n[  OK  ] Started cron.service.\n[FAILED] Failed to start networking.service - Raise network interfaces.\n[ **    ] A start job is running for dev-vdb.device (6s / 1min 30s)";
  const failure = {
    ...slow,
    message: "waiting for “client login:” on console of machine client: not within 60 s\n  machine: client, running, 61.2 s after its launch\n  last match: none\n  QEMU wrote nothing to stderr",
    stack: ["org.qemu.functional.console.PatternTimeoutException: …", "\tat org.qemu.functional.tests.x86_64.TwoGuestsTest.bothReachEachOther(TwoGuestsTest.java:61)", "\tat java.base/java.lang.reflect.Method.invoke(Method.java:569)"],
    evidence: [
      { title: "Last lines of console client", text: lastLines },
      { title: "Last lines of console server", text: "server login: root\nroot@server:~# " },
      { title: "QEMU's command of client", text: "/usr/bin/qemu-system-x86_64 -display none -vga std …" },
    ],
    rerun: RERUN,
    tags: ["network", "guest"],
    output: "TAP version 13\n1..3\nok 1 - pingsGateway\nnot ok 2 - bothReachEachOther\n  ---\n  message: \"waiting for “client login:”\"\n  ...\nok 3 - usesJumboFrames # SKIP no jumbo frames\n",
    attempts: [
      { run: "r1", verdict: "failed", kind: "timeout", reason: slow.reason, message: null, started: slow.started, duration: slow.duration, trace: late.trace, files: [file(slow.id, "console.log", 9312, "text"), file(slow.id, "base.log", 41822, "text"), file(slow.id, "failure.png", 5120, "image"), file(slow.id, "switch.pcap", 391022, "pcap"), { name: "scratch/disk.qcow2", bytes: 341835776, type: "other" }] },
    ],
  };

  const flakyRow = base(tests[1], "LinuxPowerTest", "bootsAndPowersOff", "flaky", "guest", "guest panicked: Kernel panic - not syncing: VFS: Unable to mount root fs", 14.2);
  flakyRow.attempts = 2;
  const first = simple(flakyRow.id, next, { panic: true });
  const second = simple(flakyRow.id, next, { first: 1 + first.casts.length });
  keep(first);
  keep(second);
  const flaky = {
    ...flakyRow,
    message: null,
    stack: null,
    evidence: [{ title: "Last lines of console", text: "Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(254,1)" }],
    rerun: ["build/rerun.sh"],
    tags: [],
    attempts: [
      { run: "r1", verdict: "failed", kind: "guest", reason: flakyRow.reason, started: flakyRow.started, duration: first.duration, trace: first.trace, files: [] },
      { run: "r1", verdict: "passed", kind: null, reason: null, started: flakyRow.started, duration: second.duration, trace: second.trace, files: [] },
    ],
  };
  const passedRow = base(tests[2], "VirtioBlkTest", "readsWhatWasWritten", "passed", null, null, 8.1);
  passedRow.traced = false;
  const passed = { ...passedRow, rerun: RERUN, attempts: [{ run: "r1", verdict: "passed", started: passedRow.started, duration: 8.1, files: [], trace: null }] };
  const assets = [
    { url: "https://assets.example.org/raspios.img.xz", hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", reason: "HTTP status 404", tests: tests.filter((test) => test.kind === "asset").map((test) => test.id) },
  ];
  const rest = tests.slice(3).map((row) => ({ ...row, message: row.reason, rerun: RERUN, attempts: [{ run: row.run, verdict: row.verdict, kind: row.kind, reason: row.reason, duration: row.duration, files: [], trace: null }] }));
  return {
    index: { format: 1, title: "qemu-functional, main", created: "2026-11-30T20:07:21Z", live: false, runs: RUNS, tests, assets },
    tests: [failure, flaky, passed, ...rest],
    casts,
    files,
    history: history(tests, next),
  };
}

/** 5,000 tests, of which few have a page. */
export function large(count = 5000) {
  const next = random(5000);
  const tests = rows(count, next);
  return { index: { format: 1, title: "Nightly", created: "2026-11-30T20:07:21Z", live: false, runs: RUNS, tests, assets: [] }, tests: [{ ...tests[0], attempts: [] }], history: history(tests.slice(0, 2000), next) };
}

/** A test whose console has 50 MB. */
export function longConsole(size = 50 * 2 ** 20) {
  const next = random(50);
  const id = "x86_64.LogTest.floods";
  const chunks = castChunks(id, 1, flood(size, next));
  const duration = chunks[chunks.length - 1].row.to + 0.5;
  const row = { id, target: "x86_64", suite: "func-x86_64", class: "org.qemu.functional.tests.x86_64.LogTest", method: "floods", name: "floods", verdict: "passed", kind: null, reason: null, duration, run: "r1", attempts: 1, traced: true };
  const wait = { id: 1, kind: "wait", vm: "default", console: "console", title: "wait for the end", from: 0.1, to: duration, outcome: "ok", details: { deadline: 60 } };
  const trace = { duration, machines: [{ name: "default", states: [{ t: 0, state: "running" }] }], steps: [wait], consoles: [{ vm: "default", name: "console", cols: 100, rows: 30, bytes: chunks.reduce((sum, one) => sum + one.row.chars, 0), chunks: chunks.map((one) => one.row) }] };
  return {
    index: { format: 1, title: "Long console", runs: RUNS, tests: [row] },
    tests: [{ ...row, attempts: [{ run: "r1", verdict: "passed", duration, trace, files: [] }] }],
    casts: new Map(chunks.map((one) => [one.row.key, one.events])),
  };
}
