// Output of consoles: a guest that boots, and as much of it as is wanted.

const SERVICES = ["systemd-udevd", "systemd-journald", "dbus", "NetworkManager", "sshd", "cron", "getty@tty1", "systemd-logind", "chronyd", "rsyslog"];
const DRIVERS = ["virtio_blk virtio1: [vda] 204800 512-byte logical blocks (105 MB/100 MiB)", "e1000 0000:00:03.0 eth0: Intel(R) PRO/1000 Network Connection", "input: ImExPS/2 Generic Explorer Mouse as /devices/platform/i8042/serio1/input/input3", "EXT4-fs (vda1): mounted filesystem with ordered data mode. Quota mode: none.", "clocksource: Switched to clocksource tsc", "tcp_listen_portaddr_hash hash table entries: 512 (order: 1, 8192 bytes, linear)", "pci 0000:00:01.1: legacy IDE quirk: reg 0x10: [io  0x01f0-0x01f7]", "NET: Registered PF_INET6 protocol family"];

/** Events of a guest's boot from `t`; returns the time of the last. */
export function boot(events, t, next, { name = "debian", services = SERVICES.length, login = true, panic = false } = {}) {
  const put = (text, pause) => {
    t += pause;
    events.push([Number(t.toFixed(6)), "o", text]);
  };
  put("\x1b[2J\x1b[HSeaBIOS (version 1.16.3-debian-1.16.3-2)\r\n", 0.05);
  put("Booting from Hard Disk...\r\n", 0.2);
  put("\x1b[?25l  GNU GRUB  version 2.12\r\n\r\n *\x1b[7mDebian GNU/Linux\x1b[0m\r\n  Advanced options\r\n", 0.3);
  let clock = 0;
  for (let line = 0; line < 70; line++) {
    clock += next() * 0.03;
    put(`[    ${clock.toFixed(6)}] ${DRIVERS[line % DRIVERS.length]}\r\n`, next() * 0.02);
  }
  if (panic) {
    put(`[    ${(clock + 0.1).toFixed(6)}] \x1b[31mKernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(254,1)\x1b[0m\r\n`, 0.4);
    put(`[    ${(clock + 0.1).toFixed(6)}] CPU: 0 PID: 1 Comm: swapper/0 Not tainted 6.12.48 #1 Debian 6.12.48-1\r\n[    ${(clock + 0.1).toFixed(6)}] Call Trace:\r\n[    ${(clock + 0.1).toFixed(6)}]  <TASK>\r\n[    ${(clock + 0.1).toFixed(6)}]  panic+0x114/0x2b0\r\n[    ${(clock + 0.1).toFixed(6)}]  mount_root_generic+0x1ba/0x350\r\n`, 0.01);
    put(`[    ${(clock + 0.1).toFixed(6)}] ---[ end Kernel panic - not syncing: VFS: Unable to mount root fs ]---\r\n`, 0.02);
    return t;
  }
  put("\r\nWelcome to \x1b[1mDebian GNU/Linux 13 (trixie)\x1b[0m!\r\n\r\n", 0.2);
  for (const service of SERVICES.slice(0, services)) {
    put(`         Starting \x1b[0;1;39m${service}.service\x1b[0m...\r\n`, next() * 0.1);
    put(`[\x1b[0;32m  OK  \x1b[0m] Started \x1b[0;1;39m${service}.service\x1b[0m.\r\n`, 0.1 + next() * 0.25);
  }
  if (login) {
    put(`\r\nDebian GNU/Linux 13 ${name} ttyS0\r\n\r\n${name} login: `, 0.6);
  } else {
    put("[\x1b[0;1;31mFAILED\x1b[0m] Failed to start \x1b[0;1;39mnetworking.service\x1b[0m - Raise network interfaces.\r\n", 0.8);
    for (let second = 0; second < 6; second++) {
      put(`\r\x1b[K[ \x1b[0;31m*\x1b[0;1;31m*\x1b[0m    ] A start job is running for dev-vdb.device (${second + 1}s / 1min 30s)`, 1);
    }
  }
  return t;
}

/** Events of at least `size` characters. */
export function* flood(size, next) {
  let t = 0;
  let made = 0;
  let line = 0;
  while (made < size) {
    let text = "";
    for (let n = 0; n < 40; n++) {
      line++;
      text += `[${(t + n * 0.0001).toFixed(6).padStart(12)}] \x1b[3${line % 8}mworker/${line % 64}\x1b[0m: block ${line} of the test pattern, checksum ${Math.floor(next() * 2 ** 32).toString(16)}\r\n`;
    }
    t += 0.004;
    made += text.length;
    yield [Number(t.toFixed(6)), "o", text];
  }
}
