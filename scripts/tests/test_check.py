"""What `results.py check` says of a run of Maven."""

import sys
import unittest
from pathlib import Path

from tree import SUMMARY, Tree

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "scripts"))

import slow_tests  # noqa: E402

FAILURE = '<failure message="expected 1&#10;but was 2" type="AssertionError">the stack</failure>'


class CheckTest(unittest.TestCase):
    def setUp(self):
        self.tree = Tree(self, "first", "second")
        for module in ("first", "second"):
            self.tree.source(module, f"a.{module.title()}Test")
            self.tree.report(module, f"a.{module.title()}Test", "runs")

    def check_fails(self, *expected, options=()):
        status, output = self.tree.check(*options)
        for text in expected:
            self.assertIn(text, output)
        self.assertEqual(1, status, output)
        return output

    def test_passes(self):
        status, output = self.tree.check()
        self.assertEqual(0, status, output)
        self.assertIn("  first: 1 tests, 0 failures, 0 errors, 0 skipped\n", output)
        self.assertIn("make check: 2 tests, 0 failures, 0 errors, 0 skipped\n", output)
        self.assertNotIn("FAILED", output)

    def test_tells_each_failure_and_counts_the_modules_after_it(self):
        self.tree.report("first", "a.FirstTest", "runs", ("breaks[1]", FAILURE))
        output = self.check_fails(
            "  first: 2 tests, 1 failures", "  second: 1 tests, 0 failures",
            "make check: 3 tests, 1 failures, 0 errors, 0 skipped\n",
            "FAILED: first: a.FirstTest.breaks[1]\n    expected 1\n    but was 2\n",
            f"    log: {self.tree.top}/first/target/surefire-reports/a.FirstTest-output.txt\n",
            f"    log: {self.tree.top}/first/target/surefire-reports/a.FirstTest.txt\n",
            "    again: scripts/maven verify -pl first -am -Dtest=a.FirstTest -Dsurefire.failIfNoSpecifiedTests=false\n",
        )
        self.assertLess(output.index("make check:"), output.index("FAILED: first"))

    def test_tells_an_error_like_a_failure(self):
        self.tree.report("second", "a.SecondTest", ("breaks", '<error type="java.io.IOException">gone</error>'))
        self.check_fails("0 failures, 1 errors", "FAILED: second: a.SecondTest.breaks\n    gone\n")

    def test_a_test_that_passes_when_it_runs_again_is_flaky(self):
        self.tree.report("first", "a.FirstTest", "runs", ("wavers", FAILURE.replace("<failure", "<flakyFailure").replace("/failure", "/flakyFailure")))
        status, output = self.tree.check()
        self.assertEqual(0, status, output)
        self.assertIn("flaky: first: a.FirstTest.wavers failed, and passed when it ran again:\n    expected 1\n    but was 2\n", output)
        self.assertIn("make check: 3 tests, 0 failures, 0 errors, 0 skipped, 1 flaky\n", output)

    def test_tells_which_slow_tests_have_no_reason(self):
        self.tree.write("docs/slow-tests.md", "| Test | Why |\n|---|---|\n| `FirstTest.boots` | It boots. |\n| `SecondTest` | It waits. |\n")
        self.tree.report("first", "a.FirstTest", "boots(Path)[1]", "computes(int)[1]", "computes(int)[2]", seconds="1,005.03")
        self.tree.report("second", "b.SecondTest", "runs", seconds="5.01")
        status, output = self.tree.check()
        self.assertEqual(0, status, output)
        slow = [line for line in output.splitlines() if line.startswith("slow: ")]
        self.assertEqual(["slow: FirstTest.computes took 1005.0 s, and docs/slow-tests.md has no reason for it"], slow)

    def test_each_test_with_a_reason_for_its_time_exists(self):
        sources = {file.stem: file for module in TOP.glob("*/src/test/java") for file in module.rglob("*.java")}
        explained = slow_tests.explained(TOP)
        self.assertTrue(explained)
        for cls, method in explained:
            with self.subTest(cls=cls, method=method):
                self.assertRegex(sources[cls].read_text(encoding="utf-8"), rf"\b{method}\(" if method else "@")

    def test_bounds_a_message(self):
        message = "&#10;".join(["x" * 10_000] + ["line"] * 100)
        self.tree.report("first", "a.FirstTest", ("breaks", f'<failure message="{message}"/>'))
        self.assertLess(len(self.check_fails("… and 93 more lines")), 2000)

    def test_a_nested_class_has_the_log_of_the_one_around_it(self):
        self.tree.source("first", "a.OuterTest", "class OuterTest {\n  @Nested class Inner {\n    @Test void runs() {}\n}}\n")
        self.tree.report("first", "a.OuterTest")
        self.tree.report("first", "a.OuterTest$Inner", ("breaks", FAILURE))
        self.check_fails("FAILED: first: a.OuterTest$Inner.breaks", "/a.OuterTest-output.txt\n", "-Dtest=a.OuterTest ")

    def test_a_nested_class_reports_for_the_one_around_it(self):
        self.tree.source("first", "a.OuterTest", "class OuterTest {\n  @Nested class Inner {\n    @Test void runs() {}\n}}\n")
        self.tree.report("first", "a.OuterTest$Inner", "runs")
        self.assertEqual(0, self.tree.check()[0])

    def test_a_skip_without_a_reason_fails(self):
        self.tree.report("first", "a.FirstTest", ("waits", '<skipped message="no such QEMU"/>'))
        status, output = self.tree.check()
        self.assertEqual(0, status, output)
        self.assertIn("skipped: a.FirstTest.waits: no such QEMU\n", output)
        self.tree.report("first", "a.FirstTest", ("waits", "<skipped/>"))
        self.check_fails("skipped: a.FirstTest.waits: NO REASON GIVEN\n", "a.FirstTest.waits was skipped without a reason")

    def test_a_module_without_reports_fails(self):
        for file in (self.tree.top / "second/target/surefire-reports").iterdir():
            file.unlink()
        self.check_fails("FAILED: second: no report of any of its 1 test classes", "  second: 0 tests")

    def test_a_class_without_a_report_fails(self):
        self.tree.source("first", "a.b.LostTest")
        self.check_fails("FAILED: first: a.b.LostTest left no report", "-Dtest=a.b.LostTest ")

    def test_a_class_that_inherits_its_tests_is_missed(self):
        self.tree.source("first", "a.Contract", "abstract class Contract {\n    @Test\n    void holds() {}\n}\n")
        self.tree.source("first", "a.HeirTest", "final class HeirTest extends Contract {}\n")
        self.check_fails("a.HeirTest left no report")

    def test_what_has_no_tests_is_not_missed(self):
        self.tree.source("first", "a.TestTools", "final class TestTools {}\n")
        self.tree.source("first", "a.BaseTest", "abstract class BaseTest {\n    @Test\n    void holds() {}\n}\n")
        self.tree.source("first", "a.Fixture", "class Fixture {\n    @Test\n    void fails() {}\n}\n")
        self.tree.source("first", "a.SaysTest", "/** Not a {@Test}. */\nclass SaysTest {}\n")
        status, output = self.tree.check()
        self.assertEqual(0, status, output)

    def test_a_part_misses_no_class_but_needs_some(self):
        self.tree.source("first", "a.LostTest")
        self.assertEqual(0, self.tree.check("--part")[0])
        self.tree = Tree(self, "first")
        self.check_fails("FAILED: no test ran", options=["--part"])

    def test_a_report_of_an_earlier_run_does_not_count(self):
        self.tree.older(self.tree.report("second", "a.SecondTest", "runs"))
        self.check_fails("make check: 1 tests", "FAILED: second: no report of any")

    def test_a_cut_report_is_told(self):
        report = self.tree.report("second", "a.SecondTest", "runs")
        report.write_text(report.read_text()[:40])
        self.check_fails("TEST-a.SecondTest.xml cannot be read")

    def test_nothing_ran(self):
        self.tree = Tree(self, "first", "second")
        self.check_fails("make check: 0 tests", "FAILED: no test ran")

    def test_a_crashed_jvm_is_told_with_the_classes_that_it_took_along(self):
        self.tree.source("first", "a.ExitTest")
        self.tree.log(
            "[ERROR] The forked VM terminated without properly saying goodbye. VM crash or System.exit called?",
            "[ERROR] Command was /bin/sh -c cd first && java -jar surefirebooter.jar",
            "[ERROR] Process Exit Code: 3",
            "[ERROR] Crashed tests:",
            "[ERROR] a.ExitTest",
            "[ERROR] \tat org.apache.maven.plugin.surefire.booterclient.ForkStarter.fork(ForkStarter.java:720)",
            "[INFO] BUILD SUCCESS",
        )
        self.check_fails(
            "FAILED: a JVM of tests crashed, exited or was killed:\n    [ERROR] The forked VM terminated",
            "    [ERROR] Process Exit Code: 3\n    [ERROR] a.ExitTest\nFAILED", "first: a.ExitTest left no report",
        )

    def test_a_note_of_a_crash_is_told(self):
        reports = "first/target/surefire-reports"
        self.tree.write(f"{reports}/1.dumpstream", "[INFO] a word on standard output corrupts the channel\n")
        self.assertEqual(0, self.tree.check()[0])
        self.tree.write(f"{reports}/2.dumpstream", "The forked VM terminated without properly saying goodbye.\n")
        self.check_fails("surefire's note: ", "2.dumpstream")

    def test_a_failure_of_maven_names_what_was_skipped(self):
        for file in (self.tree.top / "second/target/surefire-reports").iterdir():
            file.unlink()
        self.tree.log(
            SUMMARY, "[INFO] ", "[INFO] top 1 .......... SUCCESS [  4.0 s]", "[INFO] first ........ FAILURE [  5.1 s]",
            "[INFO] second ....... SKIPPED", "[INFO] BUILD FAILURE",
            "[ERROR] Failed to execute goal com.diffplug.spotless:spotless-maven-plugin:3:check on project first: format",
            "[ERROR] Re-run Maven using the -X switch to enable full debug logging.", "[ERROR] ",
        )
        self.check_fails(
            f"FAILED: Maven failed in first, all of it is in {self.tree.top}/target/check.log:\n"
            "    [ERROR] Failed to execute goal com.diffplug.spotless:spotless-maven-plugin:3:check on project first: format\n"
            "FAILED: Maven skipped second: none of their tests ran", "FAILED: second: no report of any",
        )

    def test_maven_that_was_killed_is_told(self):
        self.tree.log("[INFO] Running a.FirstTest")
        self.check_fails("FAILED: Maven ended before it was done")

    def test_maven_that_did_not_run_is_told(self):
        (self.tree.top / "target/check.log").unlink()
        self.check_fails("FAILED: Maven left no log")


if __name__ == "__main__":
    unittest.main()
