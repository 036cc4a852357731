"""check-kyua: names of points as kyua has them, and verdicts of two runs."""

import importlib.machinery
import importlib.util
import shutil
import sys
import unittest
import xml.etree.ElementTree as ET
from pathlib import Path

from kyua_tree import KyuaTree, meson_test

SCRIPTS = Path(__file__).resolve().parent.parent


def check_kyua():
    """The script as a module; its name has a dash and no ending."""
    sys.path.insert(0, str(SCRIPTS))
    loader = importlib.machinery.SourceFileLoader("check_kyua", str(SCRIPTS / "check-kyua"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("check_kyua", loader))
    loader.exec_module(module)
    return module


class CheckKyuaTest(KyuaTree):
    def setUp(self):
        super().setUp()
        self.tests(meson_test("arm", "generic.ATest"))
        self.made()

    def meson_has(self, *cases):
        cases = "".join(f'<testcase name="{name}">{inner}</testcase>' for name, inner in cases)
        (self.top / "generic.ATest.xml").write_text(f"<testsuite>{cases}</testsuite>")

    def check(self, *programs):
        return self.run_command(self.top / "scripts/check-kyua", self.build, "func-quick", *programs)

    def test_names_points_as_kyua_does(self):
        ident = check_kyua().ident
        for point, expected in {
            "ATest.b": "b",
            "ATest.b: a display name: with colons": "b",
            "ATest.b: [12] pc, 64": "b[12]",
            "ATest$Inner.b": "Inner.b",
            "ATest$Inner$Most.b: [1] x": "Inner.Most.b[1]",
            "ATest.b: [3] group: [2] x": "b[3][2]",
        }.items():
            self.assertEqual(expected, ident(point, "generic.ATest"), point)

    def test_knows_an_expected_failure_from_a_skipped_test(self):
        verdict_of = check_kyua().verdict_of
        for inner, expected in {
            "": "passed", "<error/>": "broken", "<failure/>": "failed", '<skipped message="no zstd"/>': "skipped",
            '<skipped message="expected failure: bug 5: x"/>': "expected_failure",
        }.items():
            self.assertEqual(expected, verdict_of(ET.fromstring(f"<testcase>{inner}</testcase>")), inner)

    @unittest.skipUnless(shutil.which("kyua"), "needs kyua")
    def test_equal_verdicts_pass(self):
        self.list("generic.ATest", "\nident: works\n\nident: fails\n")
        self.made()
        self.meson_has(("ATest.works", ""), ("ATest.fails", "<failure/>"))
        status, output, errors = self.check()
        self.assertEqual(0, status, errors)
        self.assertIn("2 test cases of 1 programs, 0 with another verdict", output)
        self.assertIn("failed            failed            arm/generic.ATest:fails\n",
                      (self.build / "kyua-verdicts.txt").read_text())

    @unittest.skipUnless(shutil.which("kyua"), "needs kyua")
    def test_other_and_missing_verdicts_fail(self):
        self.list("generic.ATest", "\nident: works\n\nident: fails\n")
        self.made()
        self.meson_has(("ATest.works", "<skipped/>"), ("ATest.isNew", ""))
        status, output, errors = self.check()
        self.assertEqual(1, status, errors)
        self.assertIn("3 with another verdict", output)
        self.assertIn("skipped           passed            arm/generic.ATest:works\n", output)
        self.assertIn("passed            absent            arm/generic.ATest:isNew\n", output)
        self.assertIn("absent            failed            arm/generic.ATest:fails\n", output)

    def test_an_unknown_program_is_an_error(self):
        status, _, errors = self.check("avr")
        self.assertEqual(1, status)
        self.assertIn("suite func-quick has no program avr", errors)


if __name__ == "__main__":
    unittest.main()
