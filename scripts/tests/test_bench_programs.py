"""The programs of bench/java compile: nothing else does so before somebody measures."""

import subprocess
import tempfile
import unittest
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent.parent
JARS = (TOP / "precache/target/precache.jar", TOP / "qemu-functional-tests/target/qemu-functional-tests.jar")


class BenchProgramsTest(unittest.TestCase):
    def test_programs_compile(self):
        if not all(jar.exists() for jar in JARS):
            self.skipTest("run 'make jar' first")
        jdk = Path(subprocess.run([TOP / "scripts/find-jdk"], check=True, capture_output=True, text=True).stdout.strip())
        with tempfile.TemporaryDirectory() as classes:
            javac = subprocess.run(
                [jdk / "bin/javac", "--release", "17", "-d", classes, "-cp", ":".join(map(str, JARS)), *sorted((TOP / "bench/java").glob("*.java"))],
                capture_output=True, text=True, check=False)
        self.assertEqual(0, javac.returncode, javac.stderr)


if __name__ == "__main__":
    unittest.main()
