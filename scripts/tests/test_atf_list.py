"""Lists of test cases: what kyua accepts, and what is made of keys that not every kyua knows."""

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

    def test_joins_lists_and_keeps_other_values(self):
        case = {"ident": "a", "require.progs": "ncat /q", "timeout": "5"}
        merged = atf_list.merge(case, {"require.progs": "/q zstd", "timeout": "9", "require.files": "/f"})
        self.assertEqual(
            {"ident": "a", "require.progs": "ncat /q zstd", "timeout": "5", "require.files": "/f"}, merged)

    def test_writes_no_key_that_debians_kyua_rejects(self):
        case = {"ident": "a", "is.exclusive": "true", "require.diskspace": "1G", "require.kmods": "vfio", "X-a": "b"}
        self.assertEqual({"ident": "a", "X-require.kmods": "vfio", "X-a": "b"}, atf_list.portable(case))

    def test_makes_properties_of_the_keys_that_a_kyuafile_knows(self):
        cases = [{"ident": "a", "require.diskspace": "900M"}, {"ident": "b", "require.diskspace": "1.5g"},
                 {"ident": "c", "require.diskspace": "2048", "is.exclusive": "true"}, {"ident": "d", "is.exclusive": "false"}]
        self.assertEqual({"is_exclusive": "true", "required_disk_space": "1.5g"}, atf_list.properties(cases))
        self.assertEqual({}, atf_list.properties([cases[3]]))


if __name__ == "__main__":
    unittest.main()
