"""Programs that a runner runs: their output and status, the time-out, signals, and what happens if a node is lost."""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parent.parent
HERE = SCRIPTS / "runners/here"
# Says when it is ready, waits to be ended, and says what it did then.
PATIENT = """trap 'echo "# cleaned up"; exit 3' TERM
echo 'TAP version 13'; echo 1..2; echo 'ok 1 - a'; sleep 600 > /dev/null & wait; echo 'ok 2 - b'"""
# Loses the first attempt at the given point, as if its node had failed.
LOSSY = """#!/bin/bash
case $1 in run) ;; *) exit 0 ;; esac
while [ "$1" != -- ]; do case $1 in */there) break ;; esac; shift; done
n=$(cat {count} 2> /dev/null || echo 0); echo $((n + 1)) > {count}
[ "$n" -lt {losses} ] || exec "$@"
if [ {lines} -gt 0 ]; then "$@" | head -n {lines}; fi
exit 0
"""
PROGRAM = "echo 'TAP version 13'; echo 1..3; echo 'ok 1 - a'; echo '# detail of 1'; echo 'not ok 2 - b'; echo '  ---'; echo '  message: x'; echo '  ...'; echo 'ok 3 - c'; exit 1"


class WithRunnerTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.environment = {**os.environ, "QEMU_TEST_RUNNER": str(HERE), "QEMU_BUILD_ROOT": folder.name, "QEMU_TEST_TIMEOUT": "600",
                            "QEMU_TEST_TIMEOUT_SCALE": "1", "TMPDIR": folder.name}

    def start(self, program, **variables):
        return subprocess.Popen([SCRIPTS / "with-runner", "bash", "-c", program], env={**self.environment, **variables}, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)

    def run_program(self, program, **variables):
        process = self.start(program, **variables)
        out, err = process.communicate()
        return process.returncode, out.splitlines(), err

    def record(self):
        return json.loads((self.folder / "meson-logs/runner/bash.json").read_text())

    def runner(self, losses, lines):
        script = self.folder / "runner"
        script.write_text(LOSSY.format(count=self.folder / "count", losses=losses, lines=lines))
        script.chmod(0o755)
        return str(script)

    def test_hands_on_output_and_status(self):
        status, out, err = self.run_program("echo 'ok 1 - a'; echo problem >&2; exit 3")
        self.assertEqual((status, out), (3, ["ok 1 - a"]))
        self.assertIn("problem", err)
        self.assertEqual(self.record()["nodes"], [os.uname().nodename])

    def needs(self, **resources):
        """Return what a runner is asked for, and the memory that the program knows of."""
        (self.folder / "resources.json").write_text(json.dumps({"x.XTest": resources}))
        script = self.folder / "runner"
        script.write_text('#!/bin/bash\ncase $1 in run) printf "%s\\n" "${@:4:$#}" > "$QEMU_BUILD_ROOT/asked"; shift; while [[ $1 = --* ]]; do shift 2; done; exec "$@" ;; esac\n')
        script.chmod(0o755)
        done = subprocess.run([SCRIPTS / "with-runner", "bash", "-c", 'echo "$QEMU_TEST_MEMORY"', "x.XTest#method"], capture_output=True, text=True,
                              env={**self.environment, "QEMU_TEST_RUNNER": str(script)}, check=True)
        asked = (self.folder / "asked").read_text().split("\n")
        return asked[:next(i for i, word in enumerate(asked) if word.endswith("/there"))], done.stdout

    def test_asks_for_what_the_program_needs(self):
        self.assertEqual(self.needs(), (["--cores", "1", "--memory", "1500", "--time", "605"], "1500M\n"))
        asked, memory = self.needs(cores=4, memory=3000, disk=0, kvm=True, hostArchitecture=["x86_64", "aarch64"], lockedMemory=0)
        self.assertEqual(asked, ["--cores", "4", "--memory", "3000", "--time", "605", "--feature", "kvm", "--feature", "x86_64|aarch64"])
        self.assertEqual(memory, "3000M\n")

    def test_lets_the_program_clean_up_after_a_signal(self):
        process = self.start(PATIENT)
        self.assertEqual([process.stdout.readline() for _ in range(3)][-1], "ok 1 - a\n")
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate()
        self.assertEqual((process.returncode, out), (3, "# cleaned up\n"))

    def test_ends_the_program_if_it_is_killed_itself(self):
        mark = self.folder / "cleaned"
        process = self.start(f"trap 'touch {mark}; exit' TERM; echo ready; while :; do sleep 1; done")
        self.assertEqual(process.stdout.readline(), "ready\n")
        process.kill()
        process.communicate()
        while not mark.exists():
            time.sleep(0.05)

    def test_ends_the_program_at_its_time_out_and_counts_from_its_start(self):
        status, out, err = self.run_program(PATIENT, QEMU_TEST_TIMEOUT="0.1", QEMU_TEST_TIMEOUT_SCALE="0.1")
        self.assertEqual((status, out[-1]), (124, "# cleaned up"))
        self.assertIn("did not end within", err)

    def test_runs_again_what_was_lost_and_reports_each_test_once(self):
        whole = self.run_program(PROGRAM)
        for lines in range(9):
            with self.subTest(lines):
                (self.folder / "count").unlink(missing_ok=True)
                status, out, err = self.run_program(PROGRAM, QEMU_TEST_RUNNER=self.runner(1, lines))
                points = [line for line in out if line.startswith(("ok", "not ok", "1..", "TAP"))]
                self.assertEqual((status, points), (1, ["TAP version 13", "1..3", "ok 1 - a", "not ok 2 - b", "ok 3 - c"]), out)
                self.assertEqual(out.count("  ---"), out.count("  ..."))
                self.assertEqual(len(self.record()["nodes"]), 2)
                self.assertIn("infrastructure", err)
        self.assertEqual(whole[0], 1)

    def test_tells_tests_apart_by_their_names(self):
        # Tests that run concurrently end in another order each time.
        program = f"""n=$(cat {self.folder}/n 2> /dev/null || echo 0); echo $((n + 1)) > {self.folder}/n
            echo 'TAP version 13'; echo 1..3
            if [ "$n" = 0 ]; then echo 'ok 1 - a'; echo 'ok 2 - b'; echo 'ok 3 - c'
            else echo 'ok 1 - c'; echo 'ok 2 - a'; echo 'not ok 3 - b'; fi"""
        _, out, _ = self.run_program(program, QEMU_TEST_RUNNER=self.runner(1, 4))
        self.assertEqual(out, ["TAP version 13", "1..3", "ok 1 - a", "ok 2 - c", "not ok 3 - b"])

    def test_runs_the_runner_for_ssh_in_the_documentation(self):
        page = (SCRIPTS.parent / "docs/scale.md").read_text(encoding="utf-8")
        runner = self.folder / "ssh-runner"
        runner.write_text(next(block for block in re.findall(r"```text\n(.*?)```", page, re.DOTALL) if "HOST" in block))
        # Like sshd, it gives the words to a shell of another session.
        ssh = self.folder / "bin/ssh"
        ssh.parent.mkdir()
        ssh.write_text('#!/bin/sh\nshift\nexec setsid sh -c "$*"\n')
        for script in (runner, ssh):
            script.chmod(0o755)
        variables = {"QEMU_TEST_RUNNER": str(runner), "HOST": "other", "PATH": f"{ssh.parent}:{os.environ['PATH']}", "SOME_VALUE": "it's \"quoted\" $x"}
        status, out, _ = self.run_program("echo \"ok 1 - $SOME_VALUE\"; exit 3", **variables)
        self.assertEqual((status, out), (3, ["ok 1 - it's \"quoted\" $x"]))
        process = self.start(PATIENT, **variables)
        self.assertEqual([process.stdout.readline() for _ in range(3)][-1], "ok 1 - a\n")
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate()
        self.assertEqual((process.returncode, out), (3, "# cleaned up\n"))

    def test_does_not_wait_for_a_node_any_more_when_it_is_ended(self):
        runner = self.folder / "queue"
        runner.write_text(f"#!/bin/sh\n[ $1 = run ] || exit 0\ntouch {self.folder}/queued\nexec sleep 600\n")
        runner.chmod(0o755)
        process = self.start(PROGRAM, QEMU_TEST_RUNNER=str(runner))
        while not (self.folder / "queued").exists():
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate()
        self.assertEqual((process.returncode, out), (99, ""))

    def test_gives_up_after_three_losses(self):
        status, out, err = self.run_program(PROGRAM, QEMU_TEST_RUNNER=self.runner(9, 4))
        self.assertEqual(status, 99)
        self.assertIn("Bail out! infrastructure: the runner lost the program", out)
        self.assertIn("attempt 3 of 3", err)
        self.assertEqual(out.count("ok 1 - a"), 1)


if __name__ == "__main__":
    unittest.main()
