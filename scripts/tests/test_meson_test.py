"""What meson-test tells meson and the tests, through a meson that writes it down."""

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

SCRIPT = Path(__file__).resolve().parent.parent / "meson-test"
MESON = """#!/bin/sh
echo "scale $QEMU_TEST_TIMEOUT_SCALE"
printf 'argument %s\\n' "$@"
exit 7
"""


class MesonTestTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.meson = Path(folder.name, "meson")
        self.meson.write_text(MESON)
        self.meson.chmod(0o755)

    def run_script(self, *arguments, **variables):
        environment = {k: v for k, v in os.environ.items()
                       if k not in ("TIMEOUT_MULTIPLIER", "QEMU_TEST_TIMEOUT_SCALE", "MTESTARGS", "BUILD")}
        # Not the build of this tree, whose logs are removed before a run.
        build = str(self.meson.parent / "build")
        done = subprocess.run([SCRIPT, *arguments], env={**environment, "MESON": str(self.meson), "BUILD": build, **variables},
                              capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr

    def arguments(self, output):
        return [line.removeprefix("argument ") for line in output.splitlines() if line.startswith("argument ")]

    def test_multiplies_mesons_time_outs_and_the_waits_alike(self):
        status, output, _ = self.run_script("func-quick", "func-thorough", TIMEOUT_MULTIPLIER="2.5", BUILD="b")
        self.assertEqual(7, status)
        self.assertIn("Time-outs are multiplied by 2.5 (TIMEOUT_MULTIPLIER)\n", output)
        self.assertIn("scale 2.5\n", output)
        self.assertEqual(
            ["test", "-C", "b", "--no-rebuild", "--print-errorlogs", "--suite=func-quick", "--suite=func-thorough",
             "--timeout-multiplier", "2.5"],
            self.arguments(output))

    def test_measures_where_nothing_is_said(self):
        _, output, errors = self.run_script("qtest")
        self.assertRegex(
            output,
            r"^Time-outs are multiplied by [0-9.]+: this host does [0-9.e-]+ of the reference's work in a second"
            r" \(TIMEOUT_MULTIPLIER overrides\)\n", errors)
        multiplier = self.arguments(output)[-1]
        self.assertIn(f"multiplied by {multiplier}:", output)
        self.assertIn(f"scale {multiplier}\n", output)
        self.assertGreaterEqual(float(multiplier), 1)

    def test_the_users_own_scale_stays(self):
        _, output, _ = self.run_script("qtest", TIMEOUT_MULTIPLIER="3", QEMU_TEST_TIMEOUT_SCALE="1.5")
        self.assertIn("scale 1.5\n", output)

    def test_passes_a_log_of_its_own_and_more_arguments(self):
        _, output, _ = self.run_script("--logbase", "testlog-qtest", "qtest", TIMEOUT_MULTIPLIER="1",
                                       MTESTARGS="-j1 --test-args='a b' --verbose")
        self.assertEqual(
            ["--logbase", "testlog-qtest", "--suite=qtest", "--timeout-multiplier", "1", "-j1", "--test-args=a b",
             "--verbose"],
            self.arguments(output)[5:])

    def test_refuses_arguments_with_an_open_quote(self):
        status, output, errors = self.run_script("qtest", TIMEOUT_MULTIPLIER="1", MTESTARGS="'-j1")
        self.assertEqual((1, []), (status, self.arguments(output)))
        self.assertIn("quote", errors)

    def test_takes_numbers_above_0_only(self):
        for good in ("1", "0.5", ".5", "10", "02.50", "3."):
            self.assertEqual((0, "", ""), self.run_script("--check", TIMEOUT_MULTIPLIER=good), good)
        for bad in ("0", "0.0", ".", "-1", "1e3", "two", "1 2", "inf"):
            for arguments in (["--check"], ["qtest"]):
                status, output, errors = self.run_script(*arguments, TIMEOUT_MULTIPLIER=bad)
                self.assertEqual((1, ""), (status, output), bad)
                self.assertEqual(f"TIMEOUT_MULTIPLIER is '{bad}': give a number above 0\n", errors)

    def test_writes_what_programs_need_for_a_runner_after_a_build(self):
        tree = Path(self.meson.parent, "tree")
        for name, text in {"meson-test": SCRIPT.read_text(), "with-report": '#!/bin/sh\nexec "$@"\n', "runners/any": "#!/bin/sh\n",
                           "host-speed": "#!/bin/sh\necho 1 1\n",
                           "functional-test": '#!/bin/sh\n[ -z "$QEMU_TEST_RUNNER" ] || exit 9\necho "{}"; echo "$@" >> made\n'}.items():
            script = tree / "scripts" / name
            script.parent.mkdir(parents=True, exist_ok=True)
            script.write_text(text)
            script.chmod(0o755)
        jar = tree / "qemu-functional-tests/target/qemu-functional-tests.jar"
        jar.parent.mkdir(parents=True)
        jar.touch()
        (tree / "b").mkdir()
        made = tree / "made"

        def run(**variables):
            done = subprocess.run([tree / "scripts/meson-test", "qtest"], check=False, capture_output=True, text=True,
                                  env={**os.environ, "MESON": str(self.meson), "BUILD": "b", "TIMEOUT_MULTIPLIER": "1", **variables})
            self.assertEqual(7, done.returncode, done.stderr)
            return made.read_text() if made.exists() else ""

        self.assertEqual("", run())
        self.assertEqual("--resources\n", run(RUNNER="any"))
        self.assertEqual("{}\n", (tree / "b/resources.json").read_text())
        self.assertEqual("--resources\n", run(RUNNER="any"))
        later = (tree / "b/resources.json").stat().st_mtime + 1
        os.utime(jar, (later, later))
        self.assertEqual("--resources\n" * 2, run(RUNNER="any"))

    def test_wants_a_suite(self):
        self.assertEqual(2, self.run_script()[0])


if __name__ == "__main__":
    unittest.main()
