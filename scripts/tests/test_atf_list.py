"""Lists of test cases: what kyua accepts."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import atf_list  # noqa: E402 the scripts are not a package

HEADER = 'Content-Type: application/X-atf-tp; version="1"\n'


class AtfListTest(unittest.TestCase):
    def refuses(self, text, message):
        with self.assertRaisesRegex(atf_list.MalformedList, message):
            atf_list.parse(text, "a.BTest")

    def test_reads_what_it_writes(self):
        text = HEADER + "\nident: a b:c\ndescr: d: e\n\nident: z\n"
        cases = atf_list.parse(text, "x")
        self.assertEqual([{"ident": "a b:c", "descr": "d: e"}, {"ident": "z"}], cases)
        self.assertEqual(text, atf_list.format_list(cases))

    def test_refuses_what_breaks_a_program_in_kyua(self):
        self.refuses("", "does not begin with")
        self.refuses(HEADER, "'a.BTest' has no test case")
        self.refuses("Content-Type: text/plain\n\nident: a\n", "does not begin with")
        self.refuses(HEADER + "\nident: a", "its last line has no end")
        self.refuses(HEADER + "\n", "the line ''")
        self.refuses(HEADER + "\ndescr: a\n", "the line 'descr: a'")
        self.refuses(HEADER + "\nident: a\ndescr:b\n", "the line 'descr:b' in the case 'a'")
        self.refuses(HEADER + "\nident: a\ntimeout: 1\ntimeout: 2\n", "the line 'timeout: 2' in the case 'a'")
        self.refuses(HEADER + "\nident: a\n\n\nident: b\n", "the line ''")

    def test_refuses_two_cases_of_one_name(self):
        self.refuses(HEADER + "\nident: a\n\nident: b\n\nident: a\n", "two cases with the name 'a'; rename")

    def test_adds_a_program_once(self):
        case = {"ident": "a", "require.progs": "ncat /q", "timeout": "5"}
        added = atf_list.add_program(atf_list.add_program(case, "/z"), "ncat")
        self.assertEqual({"ident": "a", "require.progs": "ncat /q /z", "timeout": "5"}, added)
        self.assertEqual({"ident": "b", "require.progs": "/z"}, atf_list.add_program({"ident": "b"}, "/z"))


if __name__ == "__main__":
    unittest.main()
