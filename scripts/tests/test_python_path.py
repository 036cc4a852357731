"""Tests of scripts/python-path."""

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SCRIPT = Path(__file__).resolve().parent.parent / "python-path"


class PythonPathTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def path(self, path: str) -> str:
        return subprocess.run([SCRIPT], env={"PATH": path}, check=True, capture_output=True, text=True).stdout.strip()

    def test_puts_what_a_script_starts_before_the_script(self):
        shim = self.folder / "python3"
        shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
        shim.chmod(0o755)
        path = f"{self.folder}:/usr/bin:/bin"
        self.assertEqual(f"{os.path.dirname(sys.executable)}:{path}", self.path(path))

    def test_leaves_a_path_alone_whose_python_is_python(self):
        path = f"{os.path.dirname(sys.executable)}:/usr/bin:/bin"
        self.assertEqual(path, self.path(path))

    def test_leaves_a_path_without_python_alone(self):
        tools = self.folder / "tools"
        tools.mkdir()
        (tools / "sh").symlink_to("/bin/sh")
        self.assertEqual(str(tools), self.path(str(tools)))


if __name__ == "__main__":
    unittest.main()
