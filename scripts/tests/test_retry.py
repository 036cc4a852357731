"""Failed programs run again, and only those, through a meson that fails a program as often as it is told."""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SCRIPT = Path(__file__).resolve().parent.parent / "with-report"
# Runs the tests whose names are among the arguments, all if there is none.
MESON = """#!{python}
import json, pathlib, sys
build = pathlib.Path(sys.argv[sys.argv.index("-C") + 1])
print("ran", *sys.argv[1:])
plan = json.loads((build / "plan.json").read_text())
named = [name for name in plan if name in sys.argv]
lines = []
for name in named or plan:
    failures = plan[name]
    plan[name] = max(0, failures - 1)
    folder = build / "tests/functional/x86_64" / (name.capitalize() + "Test.boots")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "base.log").write_text(f"failures left: {{failures}}")
    lines.append({{"name": "p:func-quick / " + name, "stdout": "", "result": "FAIL" if failures else "OK", "returncode": 0,
                  "starttime": 1.0, "duration": 1.0, "env": {{"QEMU_TEST_QEMU_BINARY": "/usr/bin/qemu-system-x86_64"}},
                  "command": ["x86_64." + name.capitalize() + "Test"]}})
(build / "plan.json").write_text(json.dumps(plan))
(build / "meson-logs/testlog.json").write_text("".join(json.dumps(line) + "\\n" for line in lines))
sys.exit(any(line["result"] != "OK" for line in lines))
"""


class RetryTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.build = Path(folder.name)
        self.meson = self.build / "meson"
        self.meson.write_text(MESON.format(python=sys.executable))
        self.meson.chmod(0o755)
        (self.build / "meson-logs").mkdir()
        (self.build / "meson-info").mkdir()

    def run_tests(self, retry, plan, *arguments):
        tests = [{"name": name, "suite": ["p:func-quick"], "cmd": [], "env": {}, "timeout": 9} for name in plan]
        (self.build / "meson-info/intro-tests.json").write_text(json.dumps(tests))
        (self.build / "plan.json").write_text(json.dumps(plan))
        done = subprocess.run([SCRIPT, self.meson, "test", "-C", self.build, *arguments], capture_output=True, text=True, check=False,
                              env={**os.environ, "RETRY": retry})
        ran = [line.split()[4:] for line in done.stdout.splitlines() if line.startswith("ran ")]
        return done.returncode, ran, done.stdout + done.stderr

    def results(self, log):
        lines = (self.build / "meson-logs" / log).read_text().splitlines()
        return {json.loads(line)["name"].split(" / ")[1]: json.loads(line)["result"] for line in lines}

    def test_runs_failed_programs_until_they_pass(self):
        status, ran, output = self.run_tests("3", {"good": 0, "once": 1, "twice": 2}, "--suite=func-quick")
        self.assertEqual((0, [["--suite=func-quick"], ["--suite=func-quick", "once", "twice"], ["--suite=func-quick", "twice"]]),
                         (status, ran), output)
        self.assertEqual({"good": "OK", "once": "OK", "twice": "OK"}, self.results("testlog.json"))
        self.assertEqual({"once": "FAIL", "twice": "FAIL"}, self.results("attempt-1/testlog.json"))
        self.assertEqual({"twice": "FAIL"}, self.results("attempt-2/testlog.json"))
        self.assertIn("flaky, passed on retry 1: once", output)
        for attempt, left in (("meson-logs/attempt-1", 2), ("meson-logs/attempt-2", 1), ("", 0)):
            log = self.build / attempt / "tests/functional/x86_64/TwiceTest.boots/base.log"
            self.assertEqual(f"failures left: {left}", log.read_text())

    def test_ends_after_the_last_attempt(self):
        status, ran, _ = self.run_tests("1", {"bad": 9})
        self.assertEqual((1, [[], ["bad"]]), (status, ran))
        self.assertEqual({"bad": "FAIL"}, self.results("testlog.json"))

    def test_names_that_the_user_gave_do_not_all_run_again(self):
        _, ran, _ = self.run_tests("1", {"good": 0, "once": 1}, "-j1", "good", "o*", "once")
        self.assertEqual(["-j1", "once"], ran[1])

    def test_without_retry_nothing_runs_again(self):
        for retry in ("", "0"):
            status, ran, _ = self.run_tests(retry, {"bad": 9})
            self.assertEqual((1, 1), (status, len(ran)))

    def test_forgets_the_attempts_of_an_earlier_run(self):
        self.run_tests("1", {"once": 1})
        self.run_tests("1", {"once": 0})
        self.assertEqual([], list((self.build / "meson-logs").glob("attempt-*")))

    def test_takes_numbers_only(self):
        for wrong in ("-1", "two", "10", "1.5"):
            status, ran, output = self.run_tests(wrong, {"good": 0})
            self.assertEqual((2, []), (status, ran), wrong)
            self.assertIn("give a number from 0 to 9", output)

    def test_knows_live_reports_only(self):
        done = subprocess.run([SCRIPT, self.meson, "test", "-C", self.build], capture_output=True, text=True, check=False,
                              env={**os.environ, "REPORT": "later"})
        self.assertEqual((2, ""), (done.returncode, done.stdout))
        self.assertIn("REPORT is 'later': give live", done.stderr)


if __name__ == "__main__":
    unittest.main()
