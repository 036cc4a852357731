"""What scripts/check does around Maven, whose place a script takes here: a build of this project takes minutes."""

import contextlib
import os
import re
import select
import shutil
import signal
import subprocess
import tempfile
import unittest
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parents[1]
CHECKS = ["check-commits", "check-scripts", "check-docs", "check-start", "check-jitter", "check-soak", "coverage.py", "results.py"]


def hear_interrupts():
    """Who runs the tests may ignore SIGINT, and then so would all that they start."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class CheckOrderTest(unittest.TestCase):
    def setUp(self):
        self.tree = Path(self.enterContext(tempfile.TemporaryDirectory()))
        (self.tree / "scripts").mkdir()
        for name in ("check", "step"):
            shutil.copy(SCRIPTS / name, self.tree / "scripts")
        self.script("python-path", 'echo "$PATH"')
        self.script("maven", 'touch app.jar; echo "BUILD SUCCESS" > target/check.log')
        for name in CHECKS:
            self.script(name, f'echo "ran {name} $*"')

    def script(self, name, body):
        file = self.tree / "scripts" / name
        file.write_text(f"#!/bin/bash\ncd {self.tree}\n{body}\n", encoding="utf-8")
        file.chmod(0o755)

    def check(self, *arguments):
        done = subprocess.run(["scripts/check", "app.jar", *arguments], cwd=self.tree, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              preexec_fn=hear_interrupts)
        return done.returncode, done.stdout

    def test_runs_everything_and_the_results_last(self):
        status, output = self.check()
        self.assertEqual(0, status, output)
        for name in CHECKS:
            self.assertIn(f"ran {name}", output)
        self.assertIn("ran check-scripts --before-build", output)
        self.assertIn("ran check-scripts --after-build", output)
        self.assertEqual("ran results.py check", output.splitlines()[-1].strip())
        self.assertEqual((self.tree / "target/maven.start").stat().st_mtime_ns, (self.tree / "app.jar").stat().st_mtime_ns)

    def test_what_needs_no_build_runs_beside_maven(self):
        os.mkfifo(self.tree / "met")
        # Each would wait forever for the other if they did not run at the same time.
        self.script("check-scripts", '[ $1 = --after-build ] || { grep SigIgn /proc/self/status; echo here > met; }')
        self.script("maven", 'cat met; touch app.jar; echo "BUILD SUCCESS" > target/check.log')
        status, output = self.check()
        self.assertEqual(0, status, output)
        self.assertIn("here", output)
        # As in the foreground: tests of scripts send SIGINT.
        self.assertEqual(0, int(re.search(r"SigIgn:\s*([0-9a-f]+)", output)[1], 16) & 1 << signal.SIGINT - 1, output)

    def test_a_failed_check_fails_and_the_results_are_still_printed(self):
        for name in ("check-scripts", "check-docs"):
            with self.subTest(name):
                self.script(name, "echo broken; exit 1")
                status, output = self.check()
                self.assertEqual(1, status, output)
                self.assertIn("ran results.py check", output)
                self.assertTrue(output.endswith("make check: FAILED: checks by scripts\n"), output)

    def test_failed_tests_and_checks_are_both_named(self):
        self.script("check-start", "exit 1")
        self.script("results.py", "exit 1")
        status, output = self.check()
        self.assertEqual(1, status, output)
        self.assertTrue(output.endswith("make check: FAILED: checks by scripts, tests\n"), output)

    def test_a_failed_build_fails_and_its_jar_is_built_again(self):
        self.script("maven", 'touch app.jar; echo "BUILD FAILURE" > target/check.log')
        status, output = self.check()
        self.assertEqual(1, status, output)
        self.assertNotIn("ran check-docs", output)
        self.assertIn("ran results.py check", output)
        self.assertEqual(0, (self.tree / "app.jar").stat().st_mtime)
        self.assertTrue(output.endswith("make check: FAILED: the build\n"), output)
        self.script("check-scripts", "exit 1")
        self.assertTrue(self.check()[1].endswith("make check: FAILED: the build, checks by scripts\n"))

    def test_some_tests_only_are_a_part(self):
        self.script("maven", 'echo "BUILD SUCCESS" > target/check.log; touch app.jar; echo "arguments: $*"')
        status, output = self.check("-Dtest=FooTest", "-o")
        self.assertEqual(0, status, output)
        self.assertIn("-Dtest=FooTest -o\n", output)
        self.assertIn("ran results.py check --part", output)

    def test_what_runs_beside_maven_ends_with_it_when_the_check_is_ended(self):
        for name in ("begun", "maven-begun"):
            os.mkfifo(self.tree / name)
        self.script("check-scripts", "[ $1 = --after-build ] || { echo $$ > begun; exec sleep 1000; }")
        self.script("maven", "echo > maven-begun; exec sleep 1000")
        process = subprocess.Popen(
            ["scripts/check", "app.jar"], cwd=self.tree, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
            preexec_fn=hear_interrupts,
        )
        pid = int((self.tree / "begun").read_text())
        (self.tree / "maven-begun").read_text()
        # Ctrl-C reaches the whole foreground group.
        os.killpg(process.pid, signal.SIGINT)
        process.wait()
        with contextlib.suppress(ProcessLookupError):
            handle = os.pidfd_open(pid)
            self.addCleanup(os.close, handle)
            self.assertTrue(select.select([handle], [], [], 60)[0], "it still runs")


if __name__ == "__main__":
    unittest.main()
