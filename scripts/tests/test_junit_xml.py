"""What becomes of programs that end well, fail, are killed and run out of time, in the XML of a run."""

import json
import os
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as ET
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent.parent
SCRIPT = TOP / "scripts/junit_xml.py"
CASE = '<testcase classname="org.qemu.functional.tests.generic.VersionTest" name="{}" time="0.5">{}</testcase>'
UNFINISHED = '<error type="unfinished" message="the test began"/>'
STARTED = 1_000_000_000.0


class JunitXmlTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.build = Path(folder.name)
        (self.build / "meson-logs").mkdir()
        self.entries = []

    def program(self, name, result, status, *cases, test_class="generic.VersionTest", iteration="1", written=STARTED + 1,
                duration=3.0, stderr=""):
        file = self.build / f"{name}.xml"
        self.entries.append({
            "name": f"qemu-functional:func-quick / {name}", "stdout": "", "result": result, "starttime": STARTED,
            "duration": duration, "returncode": status, "stderr": stderr,
            "env": {"MESON_TEST_ITERATION": iteration, "QEMU_TEST_QEMU_BINARY": "/usr/bin/qemu-system-arm", "TOKEN": "secret"},
            "command": ["functional-test", "--java", "java", "--junit-xml", str(file), test_class],
        })
        if cases:
            own = file if iteration == "1" else file.with_name(f"{name}.{iteration}.xml")
            own.write_text('<testsuites><testsuite name="x" timestamp="2001-09-09T01:46:40Z">'
                           f'{"".join(cases)}</testsuite></testsuites>')
            os.utime(own, (written, written))

    def suites(self):
        log = self.build / "meson-logs/testlog.json"
        log.write_text("".join(json.dumps(entry) + "\n" for entry in self.entries))
        subprocess.run([SCRIPT, self.build], check=True)
        text = (self.build / "meson-logs/functional.junit.xml").read_text()
        self.assertNotIn("secret", text)
        root = ET.fromstring(text)
        return {suite.get("name"): suite for suite in root}

    def test_keeps_what_a_program_has_written(self):
        self.program("func-arm-version", "OK", 0, CASE.format("a", ""), CASE.format("b", '<skipped message="no"/>'))
        suite = self.suites()["func-arm-version"]
        self.assertEqual(["a [arm]", "b [arm]"], [case.get("name") for case in suite.iter("testcase")])
        self.assertEqual(("2", "0", "0", "1"), tuple(suite.get(n) for n in ("tests", "failures", "errors", "skipped")))

    def test_names_the_target_only_where_the_class_is_for_any(self):
        self.program("func-arm-canon", "OK", 0, CASE.format("a", ""), test_class="arm.CanonTest")
        self.assertEqual("a", next(self.suites()["func-arm-canon"].iter("testcase")).get("name"))

    def test_tells_of_the_test_that_ran_when_the_program_was_killed(self):
        self.program("killed", "ERROR", -9, CASE.format("a", ""), CASE.format("b", UNFINISHED))
        self.program("late", "TIMEOUT", -15, CASE.format("b", UNFINISHED))
        suites = self.suites()
        killed, late = (suites[name].find("testcase/error") for name in ("killed", "late"))
        self.assertEqual("the test ran when the program was killed by SIGKILL after 3.0 s", killed.get("message"))
        self.assertIn("time-out", late.get("message"))
        self.assertEqual("2.000", suites["killed"].findall("testcase")[1].get("time"))
        self.assertEqual("1", suites["killed"].get("errors"))

    def test_a_program_without_a_file_of_this_run_is_an_error(self):
        self.program("early", "ERROR", 3, stderr="error: it \x1b[1mbroke\n")
        self.program("stale", "ERROR", -11, CASE.format("a", ""), written=STARTED - 1)
        suites = self.suites()
        for name, word in (("early", "status 3"), ("stale", "SIGSEGV")):
            case = suites[name].find("testcase")
            self.assertEqual("program [arm]", case.get("name"))
            self.assertEqual("org.qemu.functional.tests.generic.VersionTest", case.get("classname"))
            self.assertIn(word, case.find("error").get("message"))
        self.assertIn("it \ufffd[1mbroke", suites["early"].find("system-err").text)

    def test_a_program_that_broke_after_its_tests_is_an_error(self):
        self.program("after", "ERROR", 3, CASE.format("a", ""))
        self.assertEqual("1", self.suites()["after"].get("errors"))

    def test_a_failure_needs_no_error_beside_it(self):
        self.program("failed", "FAIL", 0, CASE.format("a", '<failure message="m"/>'))
        self.assertEqual(("1", "1", "0"), tuple(self.suites()["failed"].get(n) for n in ("tests", "failures", "errors")))

    def test_repetitions_are_suites_of_their_own(self):
        self.program("again", "OK", 0, CASE.format("a", ""))
        self.program("again", "OK", 0, CASE.format("a", ""), iteration="2")
        self.assertEqual(["again", "again (2)"], list(self.suites()))

    def test_paths_of_attachments_are_relative_to_the_project(self):
        inside = TOP / "build/tests/functional/arm/base.log"
        self.program("logs", "OK", 0, CASE.format(
            "a", f"<system-out>[[ATTACHMENT|{inside}]]\n[[ATTACHMENT|tests/x.log]]\n</system-out>"))
        text = next(self.suites()["logs"].iter("system-out")).text
        self.assertIn("[[ATTACHMENT|build/tests/functional/arm/base.log]]", text)
        self.assertIn(f"[[ATTACHMENT|{self.build.resolve()}/tests/x.log]]", text)

    def test_nothing_ran_is_a_failure(self):
        done = subprocess.run([SCRIPT, self.build], capture_output=True, text=True, check=False)
        self.assertEqual(1, done.returncode)
        self.assertIn("no test ran", done.stderr)


if __name__ == "__main__":
    unittest.main()
