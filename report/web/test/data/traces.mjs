// Traces as a test leaves them.
import { boot } from "./console.mjs";
import { castChunks } from "./report.mjs";
import { screenshot } from "./png.mjs";

/** Collects steps, and gives each its number. */
export class Steps {
  list = [];

  add(kind, title, from, to, more = {}) {
    const { outcome = "ok", ...rest } = more;
    const step = { id: this.list.length + 1, parent: null, kind, title, from, to, outcome, details: {}, ...rest };
    this.list.push(step);
    return step;
  }
}

export function host(duration, next, cpus = 2) {
  const samples = [];
  let load = 0.4;
  for (let t = 0; t <= duration + 1.9; t += 2) {
    load = Math.max(0.1, load * 0.8 + next() * 0.9);
    samples.push({ t: Math.min(t, duration), load: Number(load.toFixed(2)), memoryAvailable: Math.round((5.2 - next() * 1.4) * 2 ** 30), memoryTotal: 8 * 2 ** 30, cpus });
  }
  return samples;
}

function qmpStart(steps, vm, t) {
  steps.add("qmp", "qmp_capabilities", t, t + 0.002, { vm, details: { command: "qmp_capabilities", reply: {} } });
  steps.add("qmp", "query-status", t + 0.01, t + 0.012, { vm, details: { command: "query-status", reply: { status: "running", running: true } } });
  steps.add("event", "RESUME", t + 0.013, null, { vm, details: { data: {} } });
  steps.add("qmp", "query-block", t + 0.05, t + 0.056, {
    vm,
    details: { command: "query-block", reply: [{ device: "virtio0", locked: false, removable: false, inserted: { file: "/work/build/scratch/disk.qcow2", driver: "qcow2", ro: false, image: { "virtual-size": 104857600, format: "qcow2" } } }] },
  });
}

const COMMAND = ["/usr/bin/qemu-system-x86_64", "-display", "none", "-vga", "std", "-chardev", "socket,id=mon,fd=12", "-mon", "chardev=mon,mode=control", "-machine", "q35", "-m", "512", "-drive", "file=/work/build/scratch/disk image.qcow2,if=virtio"];

/** A wait whose pattern never came, with a second machine, a network and screenshots. */
export function timedOut(id, next, files) {
  const steps = new Steps();
  const server = [];
  const client = [];
  steps.add("asset", "debian-13-nocloud-amd64.qcow2", 0.02, 0.31, { details: { url: "https://assets.example.org/debian-13-nocloud-amd64.qcow2", hash: "6b2f…", cached: true, bytes: 341835776 } });
  const outer = steps.add("step", "two guests on one network", 0.35, 68.9, { outcome: "failed" });
  steps.add("launch", "launch qemu-system-x86_64", 0.4, 0.62, { vm: "server", parent: outer.id, details: { command: COMMAND, pid: 48113 } });
  qmpStart(steps, "server", 0.66);
  const up = boot(server, 0.7, next, { name: "server" });
  steps.add("wait", "wait for “server login:”", 0.7, up, { vm: "server", console: "console", parent: outer.id, details: { patterns: ["server login:"], failurePatterns: ["Kernel panic"], deadline: 60, match: "server login:", offset: 9312 } });
  server.push([up + 0.3, "i", "root\r"], [up + 0.32, "o", "root\r\n"], [up + 0.8, "o", "\x1b[01;32mroot@server\x1b[00m:\x1b[01;34m~\x1b[00m# "]);
  steps.add("type", "root⏎", up + 0.3, null, { vm: "server", console: "console", parent: outer.id, details: { text: "root\r" } });
  steps.add("guest", "ip addr add 10.0.0.1/24 dev eth0", up + 1, up + 1.3, { vm: "server", parent: outer.id, details: { command: "ip addr add 10.0.0.1/24 dev eth0", status: 0, stdout: "", stderr: "" } });
  steps.add("guest", "systemctl start iperf3", up + 1.4, up + 2.2, { vm: "server", parent: outer.id, details: { command: "systemctl start iperf3", status: 1, stdout: "", stderr: "Failed to start iperf3.service: Unit iperf3.service not found.\n" } });
  const start = up + 2.4;
  steps.add("launch", "launch qemu-system-x86_64", start, start + 0.25, { vm: "client", parent: outer.id, details: { command: COMMAND, pid: 48170 } });
  qmpStart(steps, "client", start + 0.3);
  steps.add("network", "link up: server ↔ client, 10 ms, loss 0.5 %", start + 0.4, null, { details: { shaping: "delay 10 ms, loss 0.5 %" } });
  boot(client, start + 0.35, next, { name: "client", services: 6, login: false });
  const waiting = start + 0.5;
  steps.add("screendump", "boot menu", start + 1, start + 1.08, { vm: "client", details: { file: "menu.png", expected: "menu-expected.png" } });
  steps.add("qmp", "screendump", start + 1.01, start + 1.07, { vm: "client", details: { command: "screendump", arguments: { filename: "menu.png" }, reply: {} } });
  const failed = steps.add("wait", "wait for “client login:”", waiting, waiting + 60, {
    vm: "client",
    console: "console",
    parent: outer.id,
    outcome: "failed",
    details: { patterns: ["client login:"], failurePatterns: ["Kernel panic", "emergency mode"], deadline: 60, message: "the pattern did not appear within 60 s" },
  });
  for (let n = 0; n < 40; n++) {
    const t = start + 3 + n * 1.3;
    steps.add(n % 7 === 3 ? "event" : "qmp", n % 7 === 3 ? "RTC_CHANGE" : "query-status", t, n % 7 === 3 ? null : t + 0.003, {
      vm: n % 3 ? "client" : "server",
      details: n % 7 === 3 ? { data: { offset: n, "qom-path": "/machine/unattached/device[7]/rtc" } } : { command: "query-status", reply: { status: "running", running: true } },
    });
  }
  const end = waiting + 60;
  steps.add("qmp", "device_del", end + 0.05, end + 0.07, { vm: "client", outcome: "failed", details: { command: "device_del", arguments: { id: "net9" }, error: { class: "DeviceNotFound", desc: "Device 'net9' not found" } } });
  steps.list[steps.list.length - 1].outcome = "ok";
  steps.add("screendump", "screen at the failure", end + 0.1, end + 0.2, { vm: "client", details: { file: "failure.png" } });
  for (const vm of ["server", "client"]) {
    steps.add("shutdown", "shut down", end + 0.3, end + 0.9, { vm });
    steps.add("event", "SHUTDOWN", end + 0.5, null, { vm, details: { data: { guest: false, reason: "host-qmp-quit" } } });
    steps.add("exit", "exit status 0", end + 0.9, null, { vm, details: { status: 0 } });
  }
  steps.add("result", "failed: timeout", end + 1, null, { outcome: "failed", details: { verdict: "failed", kind: "timeout" } });
  outer.to = end + 0.01;
  steps.list.sort((a, b) => a.from - b.from);
  const menu = ["GNU GRUB  version 2.12", "", "  Debian GNU/Linux", "  Advanced options for Debian", "", "  The entry starts in 5 s"];
  files.set(`files/${id}/menu.png`, screenshot(menu));
  files.set(`files/${id}/menu-expected.png`, screenshot([...menu.slice(0, 5), "  The entry starts in 3 s"]));
  files.set(`files/${id}/failure.png`, screenshot(["Debian GNU/Linux 13 (trixie)", "", "!FAILED  networking.service", "A start job is running for dev-vdb.device"]));
  files.set(`files/${id}/console.log`, Buffer.from(client.map(([, , text]) => text).join("")));
  const chunks = [castChunks(id, 1, server), []];
  chunks[1] = castChunks(id, 1 + chunks[0].length, client);
  const packets = Array.from({ length: 900 }, (_, n) => ({
    t: Number((start + 4 + n * 0.05).toFixed(6)),
    from: n % 2 ? "10.0.0.1:5201" : "10.0.0.2:41512",
    to: n % 2 ? "10.0.0.2:41512" : "10.0.0.1:5201",
    protocol: n % 11 === 0 ? "ARP" : "TCP",
    length: n % 11 === 0 ? 42 : 66 + (n % 5) * 290,
    info: n % 11 === 0 ? "Who has 10.0.0.1? Tell 10.0.0.2" : `[ACK] Seq=${n * 1448} Ack=1 Win=64256`,
  }));
  const state = (t, name, text) => ({ t, state: name, text: text ?? name });
  return {
    failed,
    duration: end + 1,
    casts: chunks.flat(),
    trace: {
      started: "2026-11-30T20:15:01.123456Z",
      duration: end + 1,
      machines: [
        { name: "server", states: [state(0.4, "launching"), state(0.62, "running"), state(end + 0.5, "shutdown"), state(end + 0.9, "exited", "exited, status 0")] },
        { name: "client", states: [state(start, "launching"), state(start + 0.25, "running"), state(start + 20, "paused"), state(start + 24, "running"), state(end + 0.5, "shutdown"), state(end + 0.9, "exited", "exited, status 0")] },
      ],
      steps: steps.list,
      consoles: ["server", "client"].map((vm, index) => ({ vm, name: "console", cols: 80, rows: 24, log: `files/${id}/console.log`, bytes: chunks[index].reduce((sum, one) => sum + one.row.chars, 0), chunks: chunks[index].map((one) => one.row) })),
      screens: [
        { t: start + 1, href: `files/${id}/menu.png`, expected: `files/${id}/menu-expected.png`, step: steps.list.find((step) => step.title === "boot menu").id, title: "boot menu" },
        { t: end + 0.1, href: `files/${id}/failure.png`, expected: null, step: steps.list.find((step) => step.title === "screen at the failure").id, title: "screen at the failure" },
      ],
      host: host(end + 1, next),
      captures: [{ name: "switch.pcap", href: `files/${id}/switch.pcap`, packets: packets.length, bytes: 391_022, summary: packets }],
    },
  };
}

/** One machine whose guest panics, or which passes. */
export function simple(id, next, { panic = false, first = 1 } = {}) {
  const steps = new Steps();
  const events = [];
  steps.add("launch", "launch qemu-system-x86_64", 0.1, 0.3, { vm: "default", details: { command: COMMAND, pid: 4711 } });
  qmpStart(steps, "default", 0.33);
  const end = boot(events, 0.35, next, { panic });
  steps.add("wait", "wait for “login:”", 0.36, end, { vm: "default", console: "console", outcome: panic ? "failed" : "ok", details: { patterns: ["login:"], failurePatterns: ["Kernel panic"], deadline: 60, match: panic ? "Kernel panic" : "login:" } });
  if (panic) {
    steps.add("event", "GUEST_PANICKED", end - 0.01, null, { vm: "default", details: { data: { action: "pause" } } });
  } else {
    steps.add("guest", "uname -r", end + 0.1, end + 0.25, { vm: "default", details: { command: "uname -r", status: 0, stdout: "6.12.48\n" } });
  }
  steps.add("shutdown", "shut down", end + 0.4, end + 0.7, { vm: "default" });
  steps.list.sort((a, b) => a.from - b.from);
  const chunks = castChunks(id, first, events);
  const states = [{ t: 0.1, state: "launching" }, { t: 0.3, state: "running" }, ...(panic ? [{ t: end - 0.01, state: "panicked" }] : []), { t: end + 0.7, state: "exited", text: "exited, status 0" }];
  return {
    duration: end + 0.8,
    casts: chunks,
    trace: { started: "2026-11-30T20:16:01.5Z", duration: end + 0.8, machines: [{ name: "default", states }], steps: steps.list, consoles: [{ vm: "default", name: "console", cols: 80, rows: 24, chunks: chunks.map((one) => one.row) }], screens: [], host: host(end + 0.8, next), captures: [] },
  };
}
