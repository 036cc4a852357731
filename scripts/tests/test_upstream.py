"""Tests of upstream.py and its readers: a small source tree of QEMU, compared with two test classes."""

import contextlib
import io
import json
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import coverage  # noqa: E402
import upstream  # noqa: E402
import upstream_java  # noqa: E402
import upstream_python  # noqa: E402
import upstream_rows  # noqa: E402

HASH = "0f" * 32
BASE = '''
class Framework:
    COMMON = 'printk.time=0 '

    def add_args(self, *args):
        pass
'''
HELPER = '''
from qemu_test import Framework

class BoardTest(Framework):
    def boot(self, image, console='ttyS0'):
        self.vm.add_args('-drive', f'file={image},if=sd', '-append', self.COMMON + 'console=%s' % console)
        for word in ('one', 'two'):
            self.wait_for_console_pattern(word)
        if console == 'ttyS1':
            self.wait_for_console_pattern('never')
'''
THEIRS = f'''
from board import BoardTest
from qemu_test import Asset, exec_command_and_wait_for_pattern as typed, skipFlakyTest

class First(BoardTest):
    ASSET_DISK = Asset('https://example.org/' 'disk.img', '{HASH}')

    def test_boot(self):
        self.set_machine('b1')
        self.boot(self.ASSET_DISK.fetch(), console='ttyS7')
        typed(self, 'uname', 'Linux')

    @skipFlakyTest('https://example.org/issues/1')
    def test_network(self):
        self.set_machine('b2')
'''
OURS = f'''
package org.qemu.functional.tests.arm;

/** Boots: "not a literal". */
class BoardTest extends QemuSystemTest {{
    private static final String SITE = "https://example.org/";
    static final Asset DISK = Asset.of(SITE + "disk.img", "{HASH}");

    @Test
    void boots() {{
        setMachine("b1");
        String options = "printk.time=0 " + "console=ttyS7";
        vm().addArgs("-drive", "file=%s,if=sd".formatted(DISK.fetch()), "-append", options);
        waitForConsolePattern("one");
        waitForConsolePattern("two");
        execCommandAndWaitForPattern("uname", "Linux");
    }}

    @Test
    @SkipFlakyTest("https://example.org/issues/1")
    void findsItsNetwork() {{
        setMachine("b2");
    }}
}}
'''
ROWS = "[arm/board] 100\ntest_boot = arm.BoardTest#boots\ntest_network = arm.BoardTest#findsItsNetwork\n"


class UpstreamTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.theirs = self.write("qemu/tests/functional/arm/test_board.py", THEIRS)
        self.write("qemu/VERSION", "11.1.7\n")
        self.write("qemu/tests/functional/qemu_test/__init__.py", BASE)
        self.write("qemu/tests/functional/board.py", HELPER)
        self.meson = self.write("qemu/tests/functional/arm/meson.build",
                                "test_arm_timeouts = {\n  'board' : 100,\n}\ntests_arm_system_thorough = [\n  'board',\n]\n")
        self.ours = self.write(f"{upstream_java.TESTS}/arm/BoardTest.java", OURS)
        self.write(f"{upstream_java.TESTS}/arm/meson.build", "tests_arm_thorough = [\n  'board',\n]\ntimeouts_arm = {\n  'board': 100,\n}\n")
        self.write("meson.build", "default_timeout = 90\n")
        self.rows = self.write("tests.txt", ROWS)
        self.known = self.write("differences.txt", "")
        for of, name, value in ((upstream_rows, "ROWS", self.rows), (upstream_rows, "DIFFERENCES", self.known),
                                (coverage, "DIALOGUES", self.write("dialogues.json", json.dumps([{"test": "arm.BoardTest#boots"}])))):
            self.enterContext(mock.patch.object(of, name, value))
        ports = upstream_java.Ports
        self.enterContext(mock.patch.object(upstream_java, "Ports", lambda: ports(self.folder)))

    def write(self, name: str, text: str) -> Path:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def change(self, file: Path, old: str, new: str):
        text = file.read_text(encoding="utf-8")
        self.assertIn(old, text)
        file.write_text(text.replace(old, new), encoding="utf-8")

    def compare(self, *arguments):
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            status = upstream.main([*arguments, str(self.folder / "qemu")])
        return status, out.getvalue()

    def differs(self, *lines):
        """Check the differences that are printed, and no others."""
        _, output = self.compare()
        self.assertEqual([f"    {line}" for line in lines], [line for line in output.splitlines() if line.startswith("    ")])

    def test_equal_tests_have_no_differences(self):
        status, output = self.compare()
        self.assertEqual("QEMU 11.1.7: 2 methods in 1 programs; 2 ported, of which 1 are held against the record of QEMU's own test, 0 have "
                         "really run, 1 neither; missing: 0 with a reason, 0 without; 0 differences, and 0 known ones\n", output)
        self.assertEqual(0, status)

    def test_a_record_of_runs_is_counted(self):
        record = self.write("coverage.json", json.dumps({"arm.BoardTest#findsItsNetwork": {"arm": {"11.1.1": "2026-01-01"}}}))
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            upstream.main([str(self.folder / "qemu"), str(record)])
        self.assertIn("1 have really run, 0 neither", out.getvalue())

    def test_a_new_method_is_missing(self):
        self.change(self.theirs, "    def test_boot", "    def test_new(self):\n        pass\n\n    def test_boot")
        status, output = self.compare("--short")
        self.assertEqual(1, status)
        self.assertIn("missing without a reason: arm/board test_new\n", output)

    def test_a_reason_is_enough(self):
        self.change(self.rows, "arm.BoardTest#findsItsNetwork", "its image is gone")
        status, output = self.compare("--short")
        self.assertEqual(0, status, output)
        self.assertIn("missing: 1 with a reason, 0 without", output)

    def test_a_method_that_is_gone_is_reported(self):
        self.rows.write_text(ROWS + "11.1: test_old = arm.BoardTest#boots\n10.2: test_older = arm.BoardTest#boots\n", encoding="utf-8")
        self.differs("method gone there: test_old")

    def test_texts_of_the_console_are_compared(self):
        self.change(self.ours, '"two"', '"three"')
        self.differs("awaits: two", "awaits only here: three")

    def test_text_typed_by_a_helper_is_compared(self):
        self.change(self.theirs, "typed(self, 'uname', 'Linux')", "self.typing('-a')\n\n    def typing(self, option):\n        typed(self, 'uname ' + option, 'Linux')")
        self.differs("awaits: uname -a")

    def test_arguments_and_machines_are_compared(self):
        self.change(self.ours, "ttyS7", "ttyS8")
        self.change(self.ours, '"b2"', '"b3"')
        self.differs("passes: printk.time=0 console=ttyS7", "machine: b2", "awaits only here: b3")

    def test_a_hash_that_changed(self):
        self.change(self.theirs, HASH, "aa" * 32)
        self.differs(f"hash: https://example.org/disk.img {'aa' * 32}", f"asset only here: https://example.org/disk.img {HASH}")

    def test_a_url_that_changed(self):
        self.change(self.ours, "disk.img", "disk2.img")
        self.differs(f"URL: https://example.org/disk.img {HASH}")

    def test_conditions_are_compared(self):
        self.change(self.ours, '@SkipFlakyTest("https://example.org/issues/1")', "@SkipSlowTest")
        self.differs("skipFlakyTest: test_network", "SkipSlowTest only here: test_network")

    def test_a_longer_time_out_there(self):
        self.change(self.meson, "100", "200")
        self.differs("time-out in tests.txt: 100 s, there 200 s", "time-out: 100 s here (arm.BoardTest), 200 s there")

    def test_a_known_difference_is_not_printed(self):
        self.change(self.ours, '"two"', '"three"')
        self.known.write_text("arm/board | awaits | two | our image counts\narm/board | 11.1: awaits only here | * | our image counts\n")
        status, output = self.compare()
        self.assertEqual(0, status, output)
        self.assertIn("0 differences, and 2 known ones", output)
        self.assertIn("awaits: two  (known: our image counts)", self.compare("--all")[1])

    def test_a_known_difference_that_is_gone_is_reported(self):
        self.known.write_text("arm/board | awaits | two | our image counts\narm/board | 10.2: awaits | x | an older one\n")
        status, output = self.compare()
        self.assertEqual(1, status)
        self.assertIn("differences.txt:1: 'awaits | two' of arm/board is no longer a difference: remove it\n", output)
        self.assertNotIn("differences.txt:2", output)

    def test_a_folder_without_tests_is_refused(self):
        out = io.StringIO()
        with contextlib.redirect_stderr(out):
            self.assertEqual(2, upstream.main([str(self.folder)]))
        self.assertIn("has no tests/functional", out.getvalue())

    def test_branches_that_cannot_be_taken_are_left_out(self):
        method = upstream_python.Tree(self.folder / "qemu").programs()["arm/board"].methods["test_boot"]
        self.assertEqual(["one", "two", "uname", "Linux"], list(method.found["awaits"]))
        self.assertEqual({upstream_python.Download("https://example.org/disk.img", HASH)}, method.downloads)


class JavaReaderTest(unittest.TestCase):
    def test_literals(self):
        self.assertEqual('a"b\n\u00e9', upstream_java.literal(r'"a\"b\n\u00e9"'))
        self.assertEqual("one\n  two\n", upstream_java.literal('"""\n        one\n          two\n        """'))

    def test_joined_strings(self):
        of = upstream_java.tokens('call("a" + NAME + "b", other(1) + "c", "d");')
        self.assertEqual(["axb", "c", "d"], upstream_java.joined(of, {"NAME": "x"}))
        self.assertEqual(["a\ufffcb", "c", "d"], upstream_java.joined(of, {}))


if __name__ == "__main__":
    unittest.main()
