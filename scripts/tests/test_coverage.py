"""Tests of coverage.py: names are compared by check, runs are kept and reported by write."""

import contextlib
import io
import json
import re
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import coverage  # noqa: E402

TESTS = ["arm.BoardTest#boots", "arm.BoardTest#pings", "x86_64.Q35Test#boots", "x86_64.Q35Test#resets"]


class CoverageTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.not_run("arm.BoardTest: a download\n")
        self.stand_in("arm.BoardTest#boots")
        self.enterContext(mock.patch.object(coverage, "tests", return_value=TESTS))
        self.enterContext(mock.patch.object(coverage, "NOT_RUN", self.folder / "not-run.txt"))
        self.enterContext(mock.patch.object(coverage, "NOT_HELD", self.folder / "not-held.txt"))
        self.not_held("arm.BoardTest#pings: no record\n")
        self.enterContext(mock.patch.object(coverage, "DIALOGUES", self.folder / "dialogues.json"))
        self.enterContext(mock.patch.object(coverage, "version", return_value="10.0.2"))

    def not_run(self, text: str):
        (self.folder / "not-run.txt").write_text(f"# a comment\n\n{text}", encoding="utf-8")

    def not_held(self, text: str):
        (self.folder / "not-held.txt").write_text(text, encoding="utf-8")

    def stand_in(self, *names: str):
        (self.folder / "dialogues.json").write_text(json.dumps([{"test": name} for name in names]), encoding="utf-8")

    def run_in_meson(self, name: str, tap: str, day: int = 1, target: str = None, log: str = "testlog.json"):
        logs = (self.folder / "build/meson-logs" / log).parent
        logs.mkdir(parents=True, exist_ok=True)
        run = {"env": {"QEMU_TEST_QEMU_BINARY": f"/usr/bin/qemu-system-{target or name.split('.')[0]}"}, "command": ["functional-test", name],
               "starttime": day * 86400, "stdout": tap}
        (self.folder / "build/meson-logs" / log).write_text(json.dumps(run) + "\n", encoding="utf-8")

    def call(self, *arguments):
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            return coverage.main(list(arguments)), out.getvalue()

    def write(self):
        status, output = self.call("write", str(self.folder / "build"))
        self.assertEqual(0, status, output)
        return output, (self.folder / "build/coverage.md").read_text(encoding="utf-8")

    def test_check_passes_when_all_names_are_tests(self):
        self.not_run("arm.BoardTest: a download\nx86_64.Q35Test#resets: KVM\n")
        self.not_held("arm.BoardTest#pings: no record\nx86_64.Q35Test: no record\n")
        self.assertEqual((0, ""), self.call("check"))

    def test_check_fails_for_a_test_that_is_neither_run_nor_held(self):
        self.not_held("")
        status, output = self.call("check")
        self.assertEqual(1, status)
        self.assertIn("'arm.BoardTest#pings' has not run", output)
        self.assertNotIn("arm.BoardTest#boots", output)

    def test_check_fails_for_a_reason_of_a_test_that_is_held(self):
        self.not_held("arm.BoardTest#boots: no record\narm.BoardTest#pings: no record\narm.OldTest: no record\n")
        status, output = self.call("check")
        self.assertEqual(1, status)
        self.assertIn("the stand-in holds 'arm.BoardTest#boots'", output)
        self.assertIn("not-held.txt: there is no test 'arm.OldTest'", output)

    def test_check_fails_for_a_test_that_is_gone(self):
        self.not_run("arm.OldTest: a download\nx86_64.Q35Test#gone: KVM\n")
        status, output = self.call("check")
        self.assertEqual(1, status)
        self.assertIn("there is no test 'arm.OldTest'", output)
        self.assertIn("there is no test 'x86_64.Q35Test#gone'", output)

    def test_check_fails_for_a_dialogue_without_its_test(self):
        self.stand_in("arm.BoardTest#boots", "arm.BoardTest#sleeps")
        status, output = self.call("check")
        self.assertEqual((1, "coverage.py: dialogues.json: there is no test 'arm.BoardTest#sleeps'\n"), (status, output))

    def test_check_fails_for_a_line_without_a_reason(self):
        self.not_run("arm.BoardTest\n")
        status, output = self.call("check")
        self.assertEqual(1, status)
        self.assertIn("not-run.txt:3: 'arm.BoardTest' is not", output)

    def test_check_needs_nothing_of_a_new_test(self):
        with mock.patch.object(coverage, "tests", return_value=[*TESTS, "x86_64.HelloTest#saysHello"]):
            self.assertEqual((0, ""), self.call("check"))

    def test_write_reports_runs_reasons_and_the_stand_in(self):
        self.run_in_meson("x86_64.Q35Test", "1..2\nok 1 - Q35Test.boots\nok 2 - Q35Test.resets # SKIP no KVM\n")
        output, page = self.write()
        self.assertIn("1 of 4 tests have run, 1 are only held against the record, 2 neither", output)
        self.assertIn("| `Q35Test#boots` | 1970-01-02, QEMU 10.0.2, x86_64 |  |\n", page)
        self.assertIn("| `Q35Test#resets` | not in the recorded runs |  |\n", page)
        self.assertIn("| `BoardTest#boots` | never; needs: a download | yes |\n", page)

    def test_write_keeps_earlier_runs(self):
        self.run_in_meson("x86_64.Q35Test", "ok 1 - Q35Test.boots\n", day=2)
        self.write()
        self.run_in_meson("x86_64.Q35Test", "ok 1 - Q35Test.resets\n", day=1)
        output, page = self.write()
        self.assertIn("2 of 4 tests have run", output)
        self.assertIn("| `Q35Test#boots` | 1970-01-03, QEMU 10.0.2, x86_64 |", page)

    def test_the_sums_add_up(self):
        self.stand_in("arm.BoardTest#boots", "x86_64.Q35Test#boots")
        self.run_in_meson("x86_64.Q35Test", "ok 1 - Q35Test.boots\n")
        _, page = self.write()
        rows = re.findall(r"^\| (\w+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", page, re.MULTILINE)
        self.assertEqual([("arm", "2", "0", "1", "1"), ("x86_64", "2", "1", "0", "1"), ("all", "4", "1", "1", "2")], rows)
        for _, *numbers in rows:
            every, *parts = map(int, numbers)
            self.assertEqual(every, sum(parts))
        for column in zip(*(map(int, row[1:]) for row in rows)):
            self.assertEqual(column[-1], sum(column[:-1]))
        self.assertIn("1 have run on a real QEMU, 1 are only held against the\nrecord, 2 neither. The stand-in holds 2 tests in all.", page)

    def test_the_logs_of_all_suites_and_attempts_count(self):
        tests = [*TESTS, "qtest.storage.AhciTest#flushes", "guest.HelloTest#saysHello"]
        with mock.patch.object(coverage, "tests", return_value=tests):
            self.run_in_meson("qtest.storage.AhciTest", "ok 1 - AhciTest.flushes\n", target="x86_64", log="testlog-qtest.json")
            self.run_in_meson("guest.HelloTest", "ok 1 - HelloTest.saysHello\n", target="x86_64", log="testlog-guest.json")
            self.run_in_meson("arm.BoardTest", "ok 1 - BoardTest.boots\nnot ok 2 - BoardTest.pings\n", log="attempt-1/testlog.json")
            output, page = self.write()
        self.assertIn("3 of 6 tests have run", output)
        self.assertIn("| `storage.AhciTest#flushes` | 1970-01-02, QEMU 10.0.2, x86_64 |", page)

    def test_a_noted_run_is_not_lost_when_the_next_suite_runs(self):
        self.run_in_meson("arm.BoardTest", "ok 1 - BoardTest.pings\n")
        self.assertEqual((0, ""), self.call("note", str(self.folder / "build")))
        self.run_in_meson("x86_64.Q35Test", "ok 1 - Q35Test.boots\n")
        output, _ = self.write()
        self.assertIn("2 of 4 tests have run", output)

    def test_the_last_run_is_named_with_its_place(self):
        runs = {"x86_64": {"10.0.2": "2026-01-01", "7.2.0": "2026-01-03"}, "arm": {"9.1.0": "2026-01-02"}}
        self.assertEqual("2026-01-03, QEMU 7.2.0, x86_64 and 1 other targets; before on 9.1.0, 10.0.2", coverage.ran(runs))

    def test_write_tells_what_has_run_after_all(self):
        self.run_in_meson("arm.BoardTest", "ok 1 - BoardTest.pings\n")
        output, page = self.write()
        self.assertIn("'arm.BoardTest' has run now: remove it from docs/not-run.txt", output)
        self.assertIn("| `BoardTest#pings` | 1970-01-02, QEMU 10.0.2, arm |", page)


if __name__ == "__main__":
    unittest.main()
