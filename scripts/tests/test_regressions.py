"""The table of known faults: what it takes from the sources and from TAP."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.dont_write_bytecode = True

import regressions


class RegressionsTest(unittest.TestCase):
    def test_page_has_a_row_for_each_test(self):
        self.assertEqual(0, regressions.check())

    def test_each_class_is_in_a_list_of_meson(self):
        self.assertEqual({name for name, _, _ in regressions.tests()}, set(regressions.targets()))

    def test_each_test_has_what_the_table_needs(self):
        self.assertGreaterEqual(len(regressions.tests()), 20)
        for name, method, elements in regressions.tests():
            for wanted in ("value", "device", "shows"):
                self.assertTrue(elements.get(wanted), f"{name}.{method} has no {wanted}")

    def test_verdicts_tell_how_qemu_ended(self):
        tap = """TAP version 13
1..4
ok 1 - ATest.passes
not ok 2 - ATest.crashes
  ---
    VM 'default': QEMU was killed by SIGABRT (signal 6) while the test waited
not ok 3 - ATest.hangs
    the reply did not come: QEMU was silent for 30.0 s
ok 4 - ATest.isMissing # SKIP device 'x' is not in it
"""
        self.assertEqual({("ATest", "passes"): "passes", ("ATest", "crashes"): "**SIGABRT**", ("ATest", "hangs"): "**hangs**",
                          ("ATest", "isMissing"): "not run"}, regressions.parse(tap))


if __name__ == "__main__":
    unittest.main()
