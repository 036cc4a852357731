"""Programs for kyua: their lists, arguments and Kyuafiles."""

import os
import shutil
import unittest

from kyua_tree import HEADER, KyuaTree, meson_test


class KyuaTest(KyuaTree):
    def test_a_launcher_lists_its_cases_with_what_meson_knows_of_them(self):
        self.made()
        status, output, errors = self.program("arm/arm.BTest", "-vsuite.x=a b", "-l", PATH="/nonexistent")
        self.assertEqual((0, ""), (status, errors))
        self.assertEqual(
            HEADER + "\nident: [1] ä\nhas.cleanup: true\ntimeout: 7\nrequire.progs: /bin/sh\n"
            "X-meson.suites: func-arm func-thorough\nX-qemu.target: arm\n", output)
        output = self.program("arm/generic.ATest", "-l")[1]
        self.assertIn("\nident: fails it's\nrequire.progs: /bin/sh\nhas.cleanup: true\ntimeout: 180\n", output)
        self.assertIn("\nident: works\nrequire.progs: sh /bin/sh\n", output)
        self.assertFalse(self.calls.exists(), "a list starts no JVM")

    def test_everything_but_a_list_is_for_the_jvm(self):
        self.made()
        for arguments in (["-r/x/r", "works"], ["-v", "a=b", "-l"], ["-vx", "-l"], ["-l", "works"], [], ["-s", "/", "-l"]):
            self.calls.unlink(missing_ok=True)
            self.program("avr/generic.ATest", *arguments)
            self.assertEqual(
                ["--class", "org.qemu.functional.tests.generic.ATest", "--program", f"{self.build}/kyua/avr/generic.ATest",
                 *arguments, "/bin/sh", f"{self.top}/.cache/qemu", "2"],
                self.calls.read_text().splitlines())

    def test_the_users_variables_count_where_meson_sets_none(self):
        self.made()
        self.program("avr/generic.ATest", "works", QEMU_TEST_CACHE_DIR="/c", QEMU_TEST_TIMEOUT_SCALE="3",
                     QEMU_TEST_QEMU_BINARY="/other")
        self.assertEqual(["/bin/sh", "/c", "3"], self.calls.read_text().splitlines()[-3:])

    def test_a_cleanup_starts_a_jvm_only_if_there_is_something_to_clean_up(self):
        self.made()
        self.assertEqual((0, "", ""), self.program("arm/generic.ATest", "works:cleanup"))
        self.assertFalse(self.calls.exists())
        (self.top / "qemu-processes").touch()
        self.program("arm/generic.ATest", "works:cleanup")
        self.assertIn("works:cleanup", self.calls.read_text().splitlines())

    def test_a_cleanup_of_the_authors_always_starts_a_jvm(self):
        self.made()
        self.program("arm/arm.BTest", "-va=b", "[1] ä:cleanup")
        self.assertIn("[1] ä:cleanup", self.calls.read_text(encoding="utf-8").splitlines())

    def test_lists_that_are_older_than_the_jar_are_an_error(self):
        self.made()
        later = (self.build / "kyua/arm/arm.BTest").stat().st_mtime + 60
        os.utime(self.jar, (later, later))
        status, output, errors = self.program("arm/arm.BTest", "-l")
        self.assertEqual((1, ""), (status, output))
        self.assertIn("is older than the test programs: run make kyua", errors)

    def test_kyuafiles_declare_each_program_once(self):
        self.made()
        folder = self.build / "kyua"
        self.assertEqual(
            ['syntax(2)', 'test_suite("func-thorough")',
             'atf_test_program{name="arm.BTest", is_exclusive="false", required_disk_space="1M"}'],
            (folder / "arm/func-thorough").read_text().splitlines()[1:])
        self.assertEqual(['syntax(2)', 'include("func-quick")', 'include("func-thorough")'],
                         (folder / "arm/Kyuafile").read_text().splitlines()[1:])
        self.assertEqual(['syntax(2)', 'include("arm/func-quick")', 'include("avr/func-quick")'],
                         (folder / "func-quick").read_text().splitlines()[1:])
        self.assertEqual(['syntax(2)', 'include("arm/Kyuafile")', 'include("avr/Kyuafile")'],
                         (folder / "Kyuafile").read_text().splitlines()[1:])

    def test_meson_says_that_a_program_is_exclusive_and_so_it_is(self):
        self.tests(meson_test("arm", "arm.BTest", is_parallel=False))
        self.made()
        self.assertIn('{name="arm.BTest", is_exclusive="true", required_disk_space="1M"}\n',
                      (self.build / "kyua/arm/func-quick").read_text())

    def test_lists_are_made_for_the_version_of_kyua_that_the_user_names(self):
        self.made()
        self.assertEqual("0.13\n", (self.lists / "version").read_text())
        status, _, errors = self.run_command(self.top / "scripts/kyua.py", self.build, KYUA_VERSION="development")
        self.assertEqual((0, ""), (status, errors))
        self.assertEqual("development\n", (self.lists / "version").read_text())

    def test_programs_of_removed_tests_go_away(self):
        self.made()
        self.tests(meson_test("avr", "generic.ATest", is_parallel=False))
        self.made()
        self.assertFalse((self.build / "kyua/arm").exists())
        self.assertIn('is_exclusive="true"', (self.build / "kyua/avr/func-quick").read_text())

    def test_check_names_the_lists_that_changed(self):
        status, _, errors = self.make("--check")
        self.assertEqual(1, status)
        self.assertIn("there are no programs for kyua in", errors)
        self.made()
        self.assertEqual((0, "", ""), self.make("--check"))
        self.list("generic.ATest", "\nident: works\n\nident: isNew\n")
        status, _, errors = self.make("--check")
        self.assertEqual(1, status)
        self.assertIn("changed: arm/generic.ATest, avr/generic.ATest, lists/org.qemu", errors)

    def test_two_cases_of_one_name_are_an_error_and_leave_the_programs_as_they_were(self):
        self.made()
        self.list("arm.BTest", "\nident: a\n\nident: a\n")
        status, _, errors = self.make()
        self.assertEqual(1, status)
        self.assertIn("'org.qemu.functional.tests.arm.BTest' has two cases with the name 'a'", errors)
        self.assertIn("[1]", self.program("arm/arm.BTest", "-l")[1])

    def test_a_class_that_cannot_be_listed_is_an_error(self):
        (self.lists / "org.qemu.functional.tests.arm.BTest").unlink()
        status, _, errors = self.make()
        self.assertEqual(1, status)
        self.assertIn("error: the lists of test cases could not be made", errors)

    def test_a_folder_without_tests_is_an_error(self):
        status, _, errors = self.run_command(self.top / "scripts/kyua.py", self.top)
        self.assertEqual(1, status)
        self.assertIn("it is no build folder of meson", errors)

    @unittest.skipUnless(shutil.which("kyua"), "needs kyua")
    def test_kyua_runs_the_programs(self):
        self.made()
        kyuafile = self.build / "kyua/Kyuafile"
        status, output, errors = self.run_command("kyua", "list", "-k", kyuafile)
        self.assertEqual(
            (0, ["arm/arm.BTest:[1] ä", "arm/generic.ATest:fails it's", "arm/generic.ATest:works",
                 "avr/generic.ATest:fails it's", "avr/generic.ATest:works"]),
            (status, sorted(output.splitlines())), errors)
        status, output, errors = self.run_command("kyua", "test", "-k", kyuafile)
        self.assertEqual(1, status, errors)
        self.assertIn("3/5 passed (2 failed)", output)
        self.assertIn("arm/generic.ATest:fails it's  ->  failed: as asked", output)


if __name__ == "__main__":
    unittest.main()
