"""What scripts/with-report does when it is told to end and meson does not."""

import importlib.machinery
import importlib.util
import os
import signal
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parents[1]

PROGRAM = """
import sys
sys.dont_write_bytecode = True
sys.path[:0] = [{scripts!r}, {tests!r}]
import test_meson_ends
sys.exit(test_meson_ends.load().run_meson(["sh", "-c", {meson!r}], {patience}))
"""


def load():
    loader = importlib.machinery.SourceFileLoader("with_report", str(SCRIPTS / "with-report"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("with_report", loader))
    loader.exec_module(module)
    return module


class MesonEndsTest(unittest.TestCase):
    def ends_with(self, meson, patience):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        os.mkfifo(f"{folder}/begun")
        program = PROGRAM.format(scripts=str(SCRIPTS), tests=str(SCRIPTS / "tests"), meson=meson.replace("BEGUN", f"echo > {folder}/begun"), patience=patience)
        with subprocess.Popen([sys.executable, "-B", "-c", program]) as process:
            Path(folder, "begun").read_bytes()
            process.send_signal(signal.SIGTERM)
            return process.wait()

    def test_a_meson_that_ends_has_its_status(self):
        self.assertEqual(5, self.ends_with("trap 'exit 5' TERM; BEGUN; while :; do sleep 0.1; done", 600))

    def test_a_meson_that_goes_on_is_killed(self):
        self.assertEqual(128 + signal.SIGKILL, self.ends_with("trap '' TERM; BEGUN; exec sleep 1000", 1))


if __name__ == "__main__":
    unittest.main()
