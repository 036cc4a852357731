"""Tests of coverage.py check: a test that is not committed yet is told, a committed one must be in docs/coverage.md."""

import contextlib
import io
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import coverage  # noqa: E402


class CoverageCheckTest(unittest.TestCase):
    OLD = ["x86_64.Q35Test#boots"]
    NEW = "x86_64.HelloTest#saysHello"

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        page = Path(folder.name) / "coverage.md"
        page.write_text(coverage.page(self.OLD), encoding="utf-8")
        self.enterContext(mock.patch.object(coverage, "PAGE", page))

    def check(self, tests, not_committed):
        out = io.StringIO()
        with mock.patch.object(coverage, "tests", return_value=tests), \
                mock.patch.object(coverage, "not_committed", return_value=not_committed), \
                contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            return coverage.main(["check"]), out.getvalue()

    def test_passes_when_nothing_is_new(self):
        self.assertEqual(self.check(self.OLD, set()), (0, ""))

    def test_tells_of_the_test_of_the_readme(self):
        status, told = self.check(sorted([*self.OLD, self.NEW]), {"x86_64.HelloTest"})
        self.assertEqual(status, 0)
        self.assertIn("lacks x86_64.HelloTest#saysHello", told)

    def test_fails_for_a_committed_test(self):
        status, told = self.check(sorted([*self.OLD, self.NEW]), set())
        self.assertEqual(status, 1)
        self.assertIn("make coverage", told)

    def test_fails_when_a_test_is_gone(self):
        status, _ = self.check([self.NEW], {"x86_64.HelloTest"})
        self.assertEqual(status, 1)


if __name__ == "__main__":
    unittest.main()
