"""Tests of coverage.py: names are compared by check, runs are kept and reported by write."""

import contextlib
import io
import json
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
        self.enterContext(mock.patch.object(coverage, "DIALOGUES", self.folder / "dialogues.json"))
        self.enterContext(mock.patch.object(coverage, "version", return_value="10.0.2"))

    def not_run(self, text: str):
        (self.folder / "not-run.txt").write_text(f"# a comment\n\n{text}", encoding="utf-8")

    def stand_in(self, *names: str):
        (self.folder / "dialogues.json").write_text(json.dumps([{"test": name} for name in names]), encoding="utf-8")

    def run_in_meson(self, name: str, tap: str, day: int = 1):
        logs = self.folder / "build/meson-logs"
        logs.mkdir(parents=True, exist_ok=True)
        run = {"env": {"QEMU_TEST_QEMU_BINARY": f"/usr/bin/qemu-system-{name.split('.')[0]}"}, "command": ["functional-test", name],
               "starttime": day * 86400, "stdout": tap}
        (logs / "testlog.json").write_text(json.dumps(run) + "\n", encoding="utf-8")

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
        self.assertEqual((0, ""), self.call("check"))

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
        self.assertIn("1 of 4 tests have run", output)
        self.assertIn("| `Q35Test#boots` | 1970-01-02, QEMU 10.0.2 |  |\n", page)
        self.assertIn("| `Q35Test#resets` | not in the recorded runs |  |\n", page)
        self.assertIn("| `BoardTest#boots` | never; needs: a download | yes |\n", page)

    def test_write_keeps_earlier_runs(self):
        self.run_in_meson("x86_64.Q35Test", "ok 1 - Q35Test.boots\n", day=2)
        self.write()
        self.run_in_meson("x86_64.Q35Test", "ok 1 - Q35Test.resets\n", day=1)
        output, page = self.write()
        self.assertIn("2 of 4 tests have run", output)
        self.assertIn("| `Q35Test#boots` | 1970-01-03, QEMU 10.0.2 |", page)

    def test_write_tells_what_has_run_after_all(self):
        self.run_in_meson("arm.BoardTest", "ok 1 - BoardTest.pings\n")
        output, page = self.write()
        self.assertIn("'arm.BoardTest' has run now: remove it from docs/not-run.txt", output)
        self.assertIn("| `BoardTest#pings` | 1970-01-02, QEMU 10.0.2 |", page)


if __name__ == "__main__":
    unittest.main()
