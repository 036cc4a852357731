"""Tests of scripts/api_changes.py in a small clone."""

import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import api_changes

POM = '<project xmlns="http://maven.apache.org/POM/4.0.0">{}</project>'
DEPENDENCY = "<dependency><groupId>{}</groupId><artifactId>{}</artifactId>{}</dependency>"


class ApiChangesTest(unittest.TestCase):
    def setUp(self):
        self.top = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.top)
        self.write("pom.xml", POM.format("<modules><module>lib</module><module>precache</module></modules>"))
        self.write("lib/pom.xml", POM.format("<dependencies/>"))
        self.write("lib/src/main/java/module-info.java", "module nowhere { requires not.there; }")
        self.write("lib/src/main/java/a/A.java", "package a; public class A { public void b() {} }")
        self.write("precache/src/main/java/p/P.java", "no Java")
        self.git("init", "-q")
        self.commit("first")

    def write(self, name, content):
        file = self.top / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")

    def git(self, *arguments):
        command = ["git", "-C", self.top, "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def commit(self, subject):
        self.git("add", "-A")
        self.git("commit", "-q", "-m", subject)
        return self.git("rev-parse", "HEAD")

    def in_tree(self):
        real = api_changes.TOP
        self.addCleanup(mock.patch.stopall)
        mock.patch.object(api_changes, "TOP", self.top).start()
        mock.patch.object(api_changes, "PLACE", self.top / "target/api").start()
        mock.patch.object(api_changes, "jdk", lambda: Path(
            subprocess.run([real / "scripts/find-jdk"], check=True, capture_output=True, text=True).stdout.strip())).start()
        (self.top / "target/api").mkdir(parents=True)

    def test_compares_with_the_upstream_or_else_the_commit_before(self):
        self.in_tree()
        self.assertEqual("", api_changes.previous())
        first = self.git("rev-parse", "HEAD")
        self.write("lib/more", "")
        self.commit("second")
        self.assertEqual(first, api_changes.previous())
        self.git("branch", "landed", first)
        self.write("lib/more", "x")
        self.commit("third")
        self.git("branch", "-q", "--set-upstream-to=landed")
        self.assertEqual(first, api_changes.previous())

    def test_compiles_a_commit_without_programs_and_keeps_its_jar(self):
        self.in_tree()
        first = self.git("rev-parse", "HEAD")
        self.write("lib/src/main/java/a/A.java", "package a; public class A {}")
        jar = api_changes.compiled_commit(first)
        with zipfile.ZipFile(jar) as classes:
            self.assertEqual(["a/A.class"], [name for name in classes.namelist() if name.endswith(".class")])
        with mock.patch.object(api_changes, "compiled", side_effect=AssertionError("compiled again")):
            self.assertEqual(jar, api_changes.compiled_commit(first))
        self.assertFalse((self.top / "target/api" / first).exists())

    def test_reports_sources_that_do_not_compile(self):
        self.in_tree()
        self.write("lib/src/main/java/a/A.java", "package a; nonsense")
        with self.assertRaisesRegex(api_changes.ApiError, "javac failed"):
            api_changes.compiled(self.top, self.top / "target/api/this.classes")

    def test_wants_the_dependencies_that_are_neither_of_tests_nor_its_own(self):
        self.write("lib/pom.xml", POM.format("<dependencies>" + "".join([
            DEPENDENCY.format("org.example", "one", "<type>pom</type><scope>provided</scope>"),
            DEPENDENCY.format("org.example", "two", "<scope>test</scope>"),
            DEPENDENCY.format("org.qemu.functional", "common", "")]) + "</dependencies>"))
        self.assertEqual(DEPENDENCY.format("org.example", "one", "<type>pom</type>"), api_changes.dependencies(self.top))

    def test_knows_an_incompatible_change(self):
        self.assertTrue(api_changes.incompatible("***! MODIFIED CLASS: PUBLIC a.A\n\t---! REMOVED METHOD: PUBLIC(-) void b()\n"))
        self.assertFalse(api_changes.incompatible("***  MODIFIED CLASS: PUBLIC a.A\n\t+++  NEW METHOD: PUBLIC(+) void b()\n"))


if __name__ == "__main__":
    unittest.main()
