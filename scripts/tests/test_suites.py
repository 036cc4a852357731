"""Whether a run that would run nothing fails, and tells what was meant."""

import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parent.parent
# Runs what it was told to, as meson writes it down.
MESON = """#!/bin/sh
echo "meson $*"
[ -z "$RAN" ] || printf '%s\\n' "$RAN" > "$FOLDER/meson-logs/$LOGBASE.json"
exit "${STATUS:-0}"
"""
SUITES = ["func-quick", "func-x86_64", "func-x86_64-thorough", "func-aarch64", "qtest", "qtest-x86_64", "guest-x86_64"]


class SuitesTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.build = Path(folder.name, "build")
        (self.build / "meson-info").mkdir(parents=True)
        (self.build / "meson-logs").mkdir()
        tests = [{"name": f"{suite}-version", "suite": [f"qemu-functional:{suite}"]} for suite in SUITES]
        (self.build / "meson-info/intro-tests.json").write_text(json.dumps(tests))
        self.meson = Path(folder.name, "meson")
        self.meson.write_text(MESON)
        self.meson.chmod(0o755)

    def run_script(self, script, *arguments, **variables):
        environment = {**os.environ, "FOLDER": str(self.build), "LOGBASE": "testlog", "RAN": "", **variables}
        done = subprocess.run([SCRIPTS / script, *map(str, arguments)], env=environment, capture_output=True, text=True,
                              check=False)
        return done.returncode, done.stdout, done.stderr

    def with_report(self, *arguments, **variables):
        return self.run_script("with-report", self.meson, "test", "-C", self.build, *arguments, **variables)

    def entry(self):
        return json.dumps({"name": "p:s / func-x86_64-version", "stdout": "", "result": "OK", "starttime": 0.0,
                           "duration": 0.1, "returncode": 0, "env": {}, "command": ["functional-test", "generic.VersionTest"]})

    def test_tells_what_was_meant(self):
        for wrong, meant in (("func-x68_64", "func-x86_64"), ("qtest-x86", "qtest-x86_64"), ("guest-x68_64", "guest-x86_64"),
                             ("func-quik", "func-quick"), ("qemu-functional:func-quik", "func-quick")):
            for script, arguments in (("suites.py", [self.build, wrong]), ("precache.py", [self.build, wrong])):
                status, _, errors = self.run_script(script, *arguments)
                self.assertEqual(2, status, wrong)
                self.assertIn(f"Did you mean {meant}", errors)
            status, output, errors = self.with_report("--suite", wrong)
            self.assertEqual((2, ""), (status, output), wrong)
            self.assertIn(f"Did you mean {meant}", errors)

    def test_one_suite_with_tests_is_enough(self):
        self.assertEqual(0, self.run_script("suites.py", self.build, "func-aarch64", "func-aarch64-thorough")[0])
        self.assertEqual(2, self.run_script("suites.py", self.build, "nonesuch", "func-nonesuch")[0])

    def test_passes_on_all_arguments_and_mesons_status(self):
        status, output, _ = self.with_report("--suite", "qtest", "-j1", "--logbase", "testlog-qtest", RAN=self.entry(),
                                             LOGBASE="testlog-qtest", STATUS="7")
        self.assertEqual(7, status)
        self.assertIn(f"meson test -C {self.build} --suite qtest -j1 --logbase testlog-qtest\n", output)
        self.assertTrue((self.build / "meson-logs/functional-qtest.junit.xml").exists())

    def test_fails_when_nothing_ran(self):
        old = self.build / "meson-logs/testlog.json"
        old.write_text(self.entry())
        status, _, errors = self.with_report("--suite", "func-quick", "func-x86_64-versoin")
        self.assertEqual(1, status)
        self.assertIn("no test ran", errors)
        self.assertIn("func-x86_64-version", errors)

    def test_listing_runs_nothing_and_is_well(self):
        self.assertEqual(0, self.with_report("--suite", "func-quick", "--list")[0])


if __name__ == "__main__":
    unittest.main()
