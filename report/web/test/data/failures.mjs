// Failures of machines as the harness describes them, each a test of its own.
import { castChunks } from "./report.mjs";
import { Steps } from "./traces.mjs";

const FOLDER = "/work/build/tests/functional/x86_64/";
const BOOT = "SeaBIOS (version 1.16.3)\nBooting from Hard Disk...\nBoot failed: could not read the boot disk\n";

function failure(name, kind, message, steps, { evidence = [], machines = ["default"], events = [] } = {}) {
  const id = `x86_64.FailuresTest.${name}`;
  const duration = 20;
  const chunks = castChunks(id, 1, events);
  const row = { id, target: "x86_64", class: "org.example.FailuresTest", method: name, name, verdict: "failed", kind, reason: message.split("\n")[0], duration, run: "r1", attempts: 1, traced: true };
  const trace = {
    duration,
    machines: machines.map((machine) => ({ name: machine, states: [{ t: 0.1, state: "running" }] })),
    steps: steps.list,
    consoles: events.length ? [{ vm: machines[0], name: "console", cols: 80, rows: 24, chunks: chunks.map((one) => one.row) }] : [],
  };
  return { row, test: { ...row, attempts: [{ run: "r1", verdict: "failed", kind, reason: row.reason, message, evidence, duration, trace, files: [] }] }, chunks };
}

/** A guest command that did not end, after which the harness asked QEMU for its state. */
function describedTimeout() {
  const steps = new Steps();
  steps.add("launch", "launch qemu-system-x86_64", 0.1, 0.5, { vm: "default" });
  steps.add("guest", "sleep 1000", 1, 6, { vm: "default", outcome: "failed" });
  const described = steps.add("evidence", "describe machine default", 6.1, 7, { outcome: "failed" });
  steps.add("qmp", "query-status", 6.2, 6.3, { vm: "default", parent: described.id, details: { command: "query-status", reply: {} } });
  steps.add("qmp", "screendump", 6.4, 6.5, { vm: "default", parent: described.id, outcome: "failed", details: { command: "screendump" } });
  const folder = `${FOLDER}FailuresTest.describedTimeout`;
  const message = [
    "org.qemu.functional.guest.CommandTimeoutError: 'sleep 1000' did not end within 5.0 s",
    'VM \'default\': query-status: {"status":"running"}',
    `  console (${folder}/console.log):`,
    "    | Booting from Hard Disk...",
    "    | ",
    `  console 'second' (${folder}/console-second.log):`,
    "    | of no evidence",
    `  last lines of the monitor (${folder}/qmp.log):`,
    "    | 20:43:07,335 -> qmp_capabilities",
    `  QEMU's output (${folder}/default.log):`,
    "    | (nothing)",
    "  command: /usr/bin/qemu-system-x86_64 -display none",
  ].join("\n");
  const lines = Array.from({ length: 400 }, (_, n) => `line ${n} of a console that has more than fits`).join("\n");
  const evidence = [
    { title: "end of the console, console.log", text: lines },
    { title: "end of the monitor, qmp.log", text: "20:43:21,578 <- {}" },
    { title: "at the time limit, timeout.log", text: lines },
  ];
  const events = BOOT.split(/(?<=\n)/).map((text, n) => [0.5 + n / 10, "o", text]);
  return failure("describedTimeout", "timeout", message, steps, { evidence, events });
}

/** An older trace: the thread tells which steps describe the failure. */
function olderTrace() {
  const steps = new Steps();
  steps.add("wait", "wait for 'login:'", 1, 6, { vm: "default", console: "console", outcome: "failed" });
  steps.add("qmp", "screendump", 6.4, 6.5, { vm: "default", outcome: "failed", details: { thread: "evidence" } });
  return failure("olderTrace", "timeout", "not within 5 s", steps);
}

function failedLaunch() {
  const steps = new Steps();
  const launch = steps.add("launch", "launch qemu-system-x86_64", 0.1, 0.5, { vm: "server", outcome: "failed" });
  steps.add("qmp", "qmp_capabilities", 0.2, 0.4, { vm: "server", parent: launch.id, outcome: "failed", details: { command: "qmp_capabilities" } });
  return failure("failedLaunch", "test", "VM 'server': QEMU exited with status 1", steps, { machines: ["server"] });
}

function wrongValue() {
  const steps = new Steps();
  steps.add("launch", "launch qemu-system-x86_64", 0.1, 0.5, { vm: "default" });
  steps.add("launch", "launch qemu-system-x86_64", 0.6, 0.9, { vm: "other" });
  return failure("wrongValue", "test", "org.opentest4j.AssertionFailedError: processors ==> expected: <2\n> but was: <1\n>\n  in guest 'default'", steps, { machines: ["default", "other"] });
}

export function failures() {
  const all = [describedTimeout(), olderTrace(), failedLaunch(), wrongValue()];
  return {
    index: { format: 1, title: "Failures", runs: [{ id: "r1", name: "r1" }], tests: all.map(({ row }) => row) },
    tests: all.map(({ test }) => test),
    casts: new Map(all.flatMap(({ chunks }) => chunks).map((one) => [one.row.key, one.events])),
    history: { format: 1, days: [], tests: {} },
  };
}
