"""Tests of scripts/step."""

import os
import re
import select
import signal
import subprocess
import tempfile
import unittest
from pathlib import Path

STEP = Path(__file__).resolve().parent.parent / "step"


def step(*commands):
    return subprocess.run([STEP, *commands], capture_output=True, text=True, check=False)


class StepTest(unittest.TestCase):
    def test_one_command_says_how_it_ended(self):
        run = step("echo out; exit 3")
        self.assertEqual(1, run.returncode)
        self.assertRegex(run.stdout, r"^=== echo out; exit 3\nout\n=== echo out; exit 3: FAILED after \d+ s, .* for \d+ s\n$")

    def test_several_run_at_once_and_print_one_after_the_other(self):
        with tempfile.TemporaryDirectory() as folder:
            os.mkfifo(f"{folder}/one")
            os.mkfifo(f"{folder}/two")
            # Neither can end without the other.
            run = step(f"echo a > {folder}/one; cat {folder}/two; echo first", f"cat {folder}/one; echo b > {folder}/two; echo second")
        self.assertEqual(0, run.returncode, run.stdout)
        self.assertEqual(["b", "first", "a", "second"], re.findall(r"^(?!===).*$", run.stdout.strip(), re.MULTILINE))
        self.assertEqual(2, run.stdout.count(": passed after "))

    def test_fails_if_one_failed_and_prints_all(self):
        run = step("false", "echo right")
        self.assertEqual(1, run.returncode)
        self.assertIn("false: FAILED", run.stdout)
        self.assertIn("\nright\n=== echo right: passed", run.stdout)
        self.assertEqual("step: failed: false\n", run.stderr)

    def test_counts_what_the_processors_computed(self):
        run = step("python3 -c 'import time\nwhile time.process_time() < 1.5: pass'")
        self.assertRegex(run.stdout, r"computed for [1-9]\d* s")

    def test_a_signal_ends_the_commands(self):
        with tempfile.TemporaryDirectory() as folder:
            os.mkfifo(f"{folder}/pids")
            commands = [f"echo $$ > {folder}/pids; exec sleep 600" for _ in range(2)]
            with subprocess.Popen([STEP, *commands], stdout=subprocess.DEVNULL) as process:
                # Open for writing, too: without a reader between two writers, the second would be killed.
                with open(os.open(f"{folder}/pids", os.O_RDWR), encoding="ascii") as lines:
                    pids = [int(lines.readline()) for _ in commands]
                ended = [os.pidfd_open(pid) for pid in pids]
                process.send_signal(signal.SIGTERM)
                self.assertEqual(143, process.wait())
                for descriptor in ended:
                    self.assertEqual([descriptor], select.select([descriptor], [], [])[0])
                    os.close(descriptor)

    def test_needs_a_command(self):
        self.assertEqual(2, step().returncode)


if __name__ == "__main__":
    unittest.main()
