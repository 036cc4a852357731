"""Tests of scripts/bundle with a stand-in for the JVM, and of what the reports make of bundles."""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import textwrap
import unittest
import unittest.mock
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(SCRIPTS))

import bundles  # noqa: E402
import suites  # noqa: E402
import tap  # noqa: E402

# Plays scripts/functional-test. What a program does depends on its class, and on whether it shares the JVM.
PROGRAM = textwrap.dedent('''\
    #!{python}
    import os, signal, sys, time
    from pathlib import Path

    def report(cls, out):
        verdict = "not ok" if cls == "FailingTest" else "ok"
        out.write(f"TAP version 13\\n1..1\\n{{verdict}} 1 - {{cls}}.runs\\n  ---\\n  duration_ms: 1.000\\n  ...\\n")
        out.flush()

    def say(*words):
        print("\\t".join(words), flush=True)

    words = sys.argv[1:]
    log = open(Path(__file__).with_name("calls"), "a")
    if "--bundle" in words:
        listed = Path(words[-1])
        programs = [line.split("\\t") for line in listed.read_text().splitlines()]
        if "--optimise" in words:
            print("options", *words[:words.index("--bundle")], file=log, flush=True)
        print("jvm", len(programs), file=log, flush=True)
        # The failing one ends while the next one runs.
        for program in programs:
            name, cls = program[0], program[-1].rpartition(".")[2]
            say("began", name)
            if cls in ("ExitingTest", "HaltingTest"):
                sys.exit(3)
            if cls == "KilledTest":
                os.kill(os.getpid(), signal.SIGKILL)
            if cls == "HungTest":
                say("stuck", name, "the time is up")
                sys.exit(0)
            if cls == "FrozenTest":
                signal.pause()
            listed.with_name(name + ".err").write_text("hello from " + cls + "\\n")
            with open(listed.with_name(name + ".tap"), "w") as out:
                report(cls, out)
            say("ended", name, "0")
    else:
        cls = words[-1].rpartition(".")[2]
        print("alone", cls, os.environ["QEMU_TEST_QEMU_BINARY"], os.environ["QEMU_TEST_TIMEOUT"], file=log, flush=True)
        if cls == "FrozenTest":
            signal.pause()
        if cls == "HaltingTest":
            sys.exit(7)
        report(cls, sys.stdout)
    ''')


class BundleTest(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.build = Path(temporary.name)
        (self.build / "meson-info").mkdir()
        (self.build / "meson-logs").mkdir()
        self.program = self.build / "functional-test"
        self.program.write_text(PROGRAM.format(python=sys.executable))
        self.program.chmod(0o755)

    def list_tests(self, *classes: str, timeout: float = 60):
        tests = [{"name": "func-quick-bundle", "suite": ["qemu:func-quick", "qemu:bundle"], "cmd": ["bundle"], "env": {}, "timeout": 1}]
        for cls in classes:
            tests.append({
                "name": f"func-avr-{cls.removesuffix('Test').lower()}",
                "suite": ["qemu:single", "qemu:single-func-quick", "qemu:single-func-avr"],
                "cmd": [str(self.program), "--java", "java", "--junit-xml", "results.xml", f"generic.{cls}"],
                "env": {"QEMU_TEST_QEMU_BINARY": "/usr/bin/qemu-system-avr", "QEMU_TEST_TIMEOUT": str(timeout)},
                "timeout": timeout,
            })
        (self.build / "meson-info/intro-tests.json").write_text(json.dumps(tests))

    def command(self) -> list:
        return [SCRIPTS / "bundle", self.build, "func-quick"]

    def run_bundle(self, *classes: str, scale: str = "1"):
        self.list_tests(*classes)
        done = subprocess.run(self.command(), capture_output=True, text=True, check=True, env={**os.environ, "QEMU_TEST_TIMEOUT_SCALE": scale})
        self.errors = done.stderr
        return tap.Report.parse(done.stdout)

    def calls(self) -> list:
        return (self.build / "calls").read_text().splitlines()

    def names(self, report) -> list:
        return sorted(("" if point.ok else "not ") + point.rest for point in report.points)

    def test_runs_all_in_one_jvm(self):
        report = self.run_bundle("OneTest", "TwoTest")
        self.assertEqual(["avr OneTest.runs", "avr TwoTest.runs"], self.names(report))
        self.assertEqual("OK", report.verdict())
        self.assertEqual(["jvm 2"], self.calls())
        self.assertIn("func-avr-one: hello from OneTest\n", self.errors)
        self.assertIn("duration_ms: 1.000", report.points[0].block)

    def test_the_jvm_has_the_options_of_the_programs(self):
        self.list_tests("OneTest")
        listed = self.build / "meson-info/intro-tests.json"
        listed.write_text(listed.read_text().replace('"--junit-xml"', '"--optimise", "--junit-xml"'))
        subprocess.run(self.command(), capture_output=True, check=True)
        self.assertEqual(["options --java java --optimise --one-for-all", "jvm 1"], (self.build / "calls").read_text().splitlines())

    def test_reports_a_failure_without_running_it_again(self):
        report = self.run_bundle("FailingTest", "OneTest")
        self.assertEqual(["avr OneTest.runs", "not avr FailingTest.runs"], self.names(report))
        self.assertEqual("FAIL", report.verdict())
        self.assertEqual(["jvm 2"], self.calls())

    def test_runs_the_culprit_alone_and_the_others_in_another_jvm(self):
        for culprit in ("ExitingTest", "KilledTest", "HungTest"):
            with self.subTest(culprit):
                (self.build / "calls").unlink(missing_ok=True)
                report = self.run_bundle("AnyTest", culprit, "ZebraTest", "YakTest")
                self.assertEqual(["avr AnyTest.runs", f"avr {culprit}.runs", "avr YakTest.runs", "avr ZebraTest.runs"], self.names(report))
                self.assertEqual("OK", report.verdict())
                self.assertEqual(["jvm 4", "jvm 2", f"alone {culprit} /usr/bin/qemu-system-avr 60"], self.calls())
                self.assertIn(f"func-avr-{culprit.removesuffix('Test').lower()} runs again in a program of its own", self.errors)

    def test_says_how_a_program_ended_that_reports_nothing(self):
        report = self.run_bundle("HaltingTest", "OneTest")
        self.assertEqual(["avr OneTest.runs", "not avr HaltingTest: program"], self.names(report))
        self.assertIn("the program ended with status 7", "".join(point.block for point in report.points))

    def test_ends_a_jvm_that_reports_nothing_after_the_time_out(self):
        report = self.run_bundle("FrozenTest", scale="0.01")
        self.assertEqual(["not avr FrozenTest: program"], self.names(report))
        self.assertIn("did not end within its time-out of 0.6 s", report.points[0].block)
        self.assertEqual(["jvm 1"], self.calls()[:1])
        self.assertIn("the JVM did not report the end of a program in time", self.errors)

    def test_completes_the_report_at_sigterm(self):
        self.list_tests("FrozenTest", "OneTest")
        with subprocess.Popen(self.command(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as bundle:
            self.assertEqual("TAP version 13\n", bundle.stdout.readline())
            # The JVM runs when it has written its list.
            while not (self.build / "calls").exists():
                os.sched_yield()
            bundle.send_signal(signal.SIGTERM)
            report = tap.Report.parse(bundle.stdout.read())
        # A program that is known to run has a point of its own.
        self.assertEqual(["not avr FrozenTest", "not avr OneTest"], [name.removesuffix(": program") for name in self.names(report)])
        self.assertEqual(2, report.planned)
        self.assertIn("SIGTERM", report.points[0].block)

    def test_refuses_other_kinds_of_tests(self):
        for value in ("2", "quick,", "guest", "quick qtest"):
            with self.subTest(value):
                done = subprocess.run([SCRIPTS / "configure"], capture_output=True, text=True, check=False, env={**os.environ, "BUNDLE": value})
                self.assertEqual(1, done.returncode)
                self.assertIn(f"BUNDLE is '{value}': name the kinds", done.stderr)

    def test_refuses_a_runner(self):
        self.list_tests("OneTest")
        done = subprocess.run(self.command(), capture_output=True, text=True, check=False, env={**os.environ, "QEMU_TEST_RUNNER": "/bin/true"})
        self.assertEqual(1, done.returncode)
        self.assertIn("leave out RUNNER or BUNDLE", done.stderr)

    def test_the_log_of_meson_has_a_line_for_each_program(self):
        self.run_bundle("FailingTest", "HaltingTest", "OneTest")
        log = self.build / "meson-logs/testlog.json"
        other = {"name": "qemu:qtest / qtest-avr-uart", "env": {}, "stdout": "", "result": "OK", "starttime": 0}
        entry = {"name": "qemu:func-quick+bundle / func-quick-bundle", "env": {"HOME": "/root"}, "stdout": "1..3\n", "starttime": 0, "result": "FAIL"}
        log.write_text(f"{json.dumps(other)}\n{json.dumps(entry)}\n")
        bundles.expand(self.build, log)
        lines = [json.loads(line) for line in log.read_text().splitlines()]
        self.assertEqual(other, lines[0])
        found = {line["name"]: line for line in lines[1:]}
        self.assertEqual({"qemu:func-quick+func-avr / func-avr-" + name for name in ("failing", "halting", "one")}, set(found))
        one = found["qemu:func-quick+func-avr / func-avr-one"]
        self.assertEqual(("OK", 0, "generic.OneTest"), (one["result"], one["returncode"], one["command"][-1]))
        self.assertEqual(("/root", "/usr/bin/qemu-system-avr"), (one["env"]["HOME"], one["env"]["QEMU_TEST_QEMU_BINARY"]))
        self.assertRegex(one["stdout"], r"(?m)^ok 1 - OneTest.runs$")
        self.assertEqual("hello from OneTest\n", one["stderr"])
        self.assertEqual({"FAIL", "ERROR", "OK"}, {line["result"] for line in found.values()})

    def test_a_program_that_ran_by_its_name_has_its_usual_suites(self):
        entry = {"name": "qemu:single+single-func-quick+single-func-avr / func-avr-one", "env": {}}
        self.assertEqual([{"name": "qemu:func-quick+func-avr / func-avr-one", "env": {}}], bundles.lines_of(self.build, entry))

    def test_runs_only_the_programs_of_a_shard(self):
        self.list_tests("OneTest", "TwoTest")
        tests = suites.all_of(self.build)
        names = ["func-quick-bundle", "qtest-avr-uart"]
        self.assertEqual(["func-avr-one", "func-avr-two", "qtest-avr-uart"], bundles.expanded(names, tests))
        self.assertEqual(["func-quick-bundle"], bundles.condensed(["func-avr-two"], names, tests))
        self.assertEqual(["qtest-avr-uart"], bundles.condensed(["qtest-avr-uart"], names, tests))
        with unittest.mock.patch.dict(os.environ, {"QEMU_TEST_BUNDLE_PROGRAMS": "func-avr-two"}):
            self.assertEqual(["avr TwoTest.runs"], self.names(self.run_bundle("OneTest", "TwoTest")))

    def test_names_of_programs_need_the_suite_of_single_programs(self):
        self.list_tests("OneTest", "TwoTest")
        tests = suites.all_of(self.build)
        self.assertEqual(["single-func-quick"], bundles.suites_of_singles(["func-avr-o*"], ["func-quick"], tests))
        self.assertEqual(["single-func-avr", "single-func-quick"], bundles.suites_of_singles(["func-avr-one"], [], tests))
        self.assertEqual([], bundles.suites_of_singles(["func-quick-bundle"], ["func-quick"], tests))

    def test_the_list_of_tests_has_programs_instead_of_bundles(self):
        self.list_tests("OneTest")
        tests = suites.tests_of(self.build)
        self.assertEqual(["func-avr-one"], [test["name"] for test in tests])
        self.assertEqual({"func-quick", "func-avr"}, suites.suites_of(tests[0]))


class ReportTest(unittest.TestCase):
    def test_counts_as_meson_does(self):
        for text, verdict in (
            ("1..1\nok 1 - a\n", "OK"),
            ("1..1\nok 1 - a # SKIP no reason\n", "SKIP"),
            ("1..0 # SKIP no tests\n", "SKIP"),
            ("1..2\nok 1 - a\nnot ok 2 - b # TODO known\n", "OK"),
            ("1..1\nnot ok 1 - a\n", "FAIL"),
            ("1..2\nok 1 - a\n", "ERROR"),
            ("1..1\nok 1 - a\nBail out! no memory\n", "ERROR"),
            ("", "ERROR"),
        ):
            with self.subTest(text):
                self.assertEqual(verdict, tap.Report.parse(text).verdict())

    def test_keeps_blocks_as_they_are(self):
        text = "1..1\nok 1 - a\n  ---\n  stack: |\n    ok 3 - not a point\n  ...\n"
        report = tap.Report.parse(text)
        self.assertEqual(1, len(report.points))
        self.assertTrue(re.search("not a point", report.points[0].block))


if __name__ == "__main__":
    unittest.main()
