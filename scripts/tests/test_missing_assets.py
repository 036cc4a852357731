"""What `results.py missing` says of the assets that a run of meson lacked."""

import json
import subprocess
import tempfile
import unittest
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[1] / "results.py"


class MissingAssetsTest(unittest.TestCase):
    def setUp(self):
        self.build = Path(self.enterContext(tempfile.TemporaryDirectory()))
        (self.build / "meson-logs").mkdir()
        self.log("testlog", "quick.img")
        self.log("testlog-thorough", "disk.img", "disk.img", "kernel")

    def log(self, name, *assets):
        lines = [json.dumps({"stdout": f'ok 1 - a # SKIP asset {asset}\n    "missing-asset": "asset {asset} is not there"\n'}) for asset in assets]
        (self.build / f"meson-logs/{name}.json").write_text("\n".join(lines), encoding="utf-8")

    def missing(self, log):
        return subprocess.run([SCRIPT, "missing", self.build, log], text=True, stdout=subprocess.PIPE, check=True).stdout

    def test_counts_those_of_one_log(self):
        self.assertTrue(self.missing("testlog").startswith("1 assets were missing, to 1 tests:\n  quick.img (1)\n"))
        self.assertTrue(self.missing("testlog-thorough").startswith("2 assets were missing, to 3 tests:\n  disk.img (2)\n  kernel (1)\n"))

    def test_says_nothing_where_there_is_no_log(self):
        self.assertEqual("", self.missing("testlog-qtest"))


if __name__ == "__main__":
    unittest.main()
