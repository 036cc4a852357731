"""What host-speed asks for."""

import importlib.machinery
import importlib.util
import unittest
from pathlib import Path

SCRIPT = str(Path(__file__).resolve().parent.parent / "host-speed")
LOADER = importlib.machinery.SourceFileLoader("host_speed", SCRIPT)
host_speed = importlib.util.module_from_spec(importlib.util.spec_from_loader("host_speed", LOADER))
LOADER.exec_module(host_speed)


class HostSpeedTest(unittest.TestCase):
    def test_a_host_like_the_reference_or_faster_gets_1(self):
        for share in (1, 1.01, 7):
            self.assertEqual(1, host_speed.multiplier(share))

    def test_a_slower_host_gets_the_ratio_with_a_margin_in_halves(self):
        self.assertEqual(2, host_speed.multiplier(0.99))
        self.assertEqual(3, host_speed.multiplier(0.5))
        self.assertEqual(4, host_speed.multiplier(0.4))
        self.assertEqual(15, host_speed.multiplier(0.1))

    def test_the_multiplier_has_a_bound(self):
        for share in (0.01, 1e-9, 0):
            self.assertEqual(20, host_speed.multiplier(share))

    def test_measures_something(self):
        self.assertGreater(host_speed.measure(), 0)

    def test_a_unit_that_is_cut_by_the_deadline_counts_in_part(self):
        times = iter([0.0, 0.4, 0.8, 1.2])
        self.assertAlmostEqual(2.5, host_speed.count_until(1.0, lambda: next(times), lambda: None))


if __name__ == "__main__":
    unittest.main()
