"""Checks docs/upstream/tests.txt against our tests, and tests of its reader."""

import re
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import upstream  # noqa: E402
import upstream_java  # noqa: E402
import upstream_rows  # noqa: E402

NAMED = re.compile(r"`(\w+\.\w+Test)(?:#(\w+))?`")


class ListedTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.programs = upstream_rows.rows()
        cls.ports = upstream_java.Ports()

    def exists(self, test: str) -> bool:
        name, _, method = test.partition("#")
        port = self.ports.port(name)
        return port is not None and (not method or port.has(method))

    def test_every_method_has_a_test_or_a_reason(self):
        self.assertEqual([], [f"{name} {row.method}" for name, one in self.programs.items() for row in one.rows if not row.ports and not row.reason])

    def test_every_port_exists(self):
        gone = {port for one in self.programs.values() for row in one.rows for port in row.ports + row.also if not self.exists(port)}
        self.assertEqual(set(), gone)

    def test_reasons_name_only_classes_that_exist(self):
        named = [found[1] + ("#" + found[2] if found[2] else "") for one in self.programs.values() for row in one.rows
                 for found in NAMED.finditer(row.reason)]
        self.assertEqual([], [name for name in named if not self.exists(name)])

    def test_no_time_out_is_below_upstreams(self):
        ours = upstream.our_timeouts(self.ports)
        below = {(port, ours.get(port.split("#")[0]), one.timeout) for name, one in self.programs.items() if not name.startswith("generic/")
                 for row in one.rows for port in row.ports if ours.get(port.split("#")[0], 0) < one.timeout}
        self.assertEqual(set(), below)

    def test_the_page_is_up_to_date(self):
        self.assertEqual(upstream_rows.page(self.programs), upstream_rows.PAGE.read_text(encoding="utf-8"), "run scripts/upstream_rows.py")

    def test_known_differences_are_of_listed_programs(self):
        self.assertEqual([], [one.program for one in upstream_rows.differences() if one.program not in ("*", *self.programs)])


class ReaderTest(unittest.TestCase):
    def read(self, text: str) -> dict:
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
            file.write(text)
            file.flush()
            return upstream_rows.rows(Path(file.name))

    def test_rows(self):
        listed = self.read("# comment\n[a/b] 120\ntest_one = a.B#c, a.B#d\n10.2: test_two = why not\ntest_three = ?\n")["a/b"]
        self.assertEqual(120, listed.timeout)
        self.assertEqual(["a.B#c", "a.B#d"], listed.rows[0].ports)
        self.assertEqual("why not", listed.rows[1].reason)
        self.assertEqual((False, True), (listed.rows[1].is_in("11.1.1"), listed.rows[1].is_in("10.2.2")))
        self.assertEqual(([], ""), (listed.rows[2].ports, listed.rows[2].reason))

    def test_a_newer_qemu_has_the_methods_of_the_newest(self):
        row = self.read("[a/b] 90\n11.1: test_one = a.B#c\n")["a/b"].rows[0]
        self.assertTrue(row.is_in("11.2.0"))

    def test_what_is_no_row_is_named(self):
        for text in ("test_one = a.B#c\n", "[a/b] 90\ntest_one\n", "[a/b] 90\ntest_one = x y\ntest_one = x z\n", "[a/b]\n"):
            with self.assertRaisesRegex(ValueError, r"\.txt:\d: '"):
                self.read(text)


if __name__ == "__main__":
    unittest.main()
