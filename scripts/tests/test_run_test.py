"""What run-test compiles after a change, in a small tree whose build is made by javac."""

import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parent.parent
JDK = subprocess.run([SCRIPTS / "find-jdk"], check=True, capture_output=True, text=True).stdout.strip()

POM = """<project xmlns="http://maven.apache.org/POM/4.0.0">
  <parent><version>1</version></parent><artifactId>{name}</artifactId>
  <dependencies>{uses}</dependencies><build>{build}</build>
</project>
"""
USES = "<dependency><groupId>org.qemu.functional</groupId><artifactId>{}</artifactId></dependency>"
# Stands for the program: reports the word of each class in its arguments.
MAIN = """package org.qemu.functional.launch;
public final class Main {
    public static void main(String[] names) throws Exception {
        String tap = System.getProperty("qemu.functional.tap", "1");
        try (var out = new java.io.PrintStream(new java.io.FileOutputStream("/dev/fd/" + tap), true)) {
            for (String name : names) {
                Class<?> type;
                try {
                    type = Class.forName("org.qemu.functional.tests." + name);
                } catch (ClassNotFoundException e) {
                    try {
                        type = Class.forName(name);
                    } catch (ClassNotFoundException again) {
                        System.err.println("error: there is no test class '" + name + "'");
                        System.exit(2);
                        return;
                    }
                }
                out.println("ok 1 - " + type.getMethod("word").invoke(null));
            }
        }
    }
}
"""
# Counts how often it builds, as Maven would: all classes, jars of the time at which it began.
BUILD = """#!/bin/sh
set -e
jvm='-J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC'
mkdir -p target
touch target/start
echo built >> builds
lib=qemu-functional-tests/target/lib
rm -rf lower/target qemu-functional-tests/target target/all
mkdir -p lower/target/classes lower/target/test-classes qemu-functional-tests/target/classes/META-INF $lib target/all
# Starts one JVM, not one for each folder and each jar.
javac $jvm -g -d target/all $(find */src -name '*.java')
for part in lower/src/main:lower/target/classes lower/src/test:lower/target/test-classes \\
    qemu-functional-tests/src/main:qemu-functional-tests/target/classes; do
    for class in $(cd ${part%:*}/java && find * -name '*.java' | sed 's/java$/class/'); do
        (cd target/all && cp --parents $class "$OLDPWD/${part#*:}")
    done
done
(cd lower/target/classes && python3 -m zipfile -c ../lower-1.jar *)
cp lower/target/lower-1.jar $lib
printf 'Manifest-Version: 1.0\\nClass-Path: lib/lower-1.jar\\nMain-Class: org.qemu.functional.launch.Main\\n' \\
    > qemu-functional-tests/target/classes/META-INF/MANIFEST.MF
(cd qemu-functional-tests/target/classes && python3 -m zipfile -c ../qemu-functional-tests.jar META-INF org)
rm -r qemu-functional-tests/target/classes/META-INF target/all
touch -r target/start */target/*.jar $lib/*
"""
MAKEFILE = """deps:
jar:
\t@./build
target/test-classpath.stamp:
\t@./build && echo lower/target/lower-1.jar > lower/target/test.classpath
.PHONY: deps jar target/test-classpath.stamp
"""


def test_class(name: str, word: str, package: str = "org.qemu.functional.tests.x86_64") -> str:
    return f'package {package};\npublic class {name} {{\n    public static String word() {{ return {word}; }}\n}}\n'


class RunTestTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.built = Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.built)
        cls.tree(cls.built)
        subprocess.run(["./build"], cwd=cls.built, check=True, env=cls.environment())

    @classmethod
    def tree(cls, top: Path):
        cls.top = top
        (top / "scripts").mkdir()
        for script in ("run-test", "incremental.py", "class_file.py", "functional-test", "find-jdk"):
            shutil.copy(SCRIPTS / script, top / "scripts")
        modules = "".join(f"<module>{name}</module>" for name in ("qemu-functional-tests", "lower"))
        cls.write("pom.xml", f'<project xmlns="http://maven.apache.org/POM/4.0.0"><modules>{modules}</modules></project>')
        cls.write("lower/pom.xml", POM.format(name="lower", uses="", build=""))
        cls.write("qemu-functional-tests/pom.xml", POM.format(
            name="qemu-functional-tests", uses=USES.format("lower"), build="<finalName>qemu-functional-tests</finalName>"))
        cls.write("meson.build", "")
        cls.write("Makefile", MAKEFILE)
        cls.write("build", BUILD).chmod(0o755)
        cls.write("lower/src/main/java/org/qemu/functional/launch/Main.java", MAIN)
        cls.write("lower/src/main/java/lower/Words.java", 'package lower;\npublic class Words {\n    public static final String WORD = "first";\n    public static String said() { return "said"; }\n}\n')
        cls.write("lower/src/test/java/lower/WordsTest.java", test_class("WordsTest", "Words.said()", "lower"))
        cls.program("ConstantTest", "lower.Words.WORD")
        cls.program("MethodTest", "lower.Words.said()")
        cls.program("PlainTest", '"plain"')

    def setUp(self):
        folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, folder)
        type(self).top = folder / "tree"
        subprocess.run(["cp", "-a", self.built, self.top], check=True)

    @classmethod
    def write(cls, name: str, text: str) -> Path:
        file = cls.top / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    @classmethod
    def program(cls, name: str, word: str) -> Path:
        return cls.write(f"qemu-functional-tests/src/main/java/org/qemu/functional/tests/x86_64/{name}.java", test_class(name, word))

    @classmethod
    def words(cls, old: str, new: str):
        file = cls.top / "lower/src/main/java/lower/Words.java"
        file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    @staticmethod
    def environment() -> dict:
        return {**os.environ, "JAVA_HOME": JDK, "PATH": f"{JDK}/bin:{os.environ['PATH']}"}

    def run_test(self, *names):
        return subprocess.run([self.top / "scripts/run-test", *names], capture_output=True, text=True, check=False, env=self.environment())

    def says(self, name: str, word: str) -> str:
        done = self.run_test(name)
        self.assertEqual((0, f"ok 1 - {word}\n"), (done.returncode, done.stdout), done.stderr)
        return done.stderr

    def builds(self) -> int:
        return len((self.top / "builds").read_text().split())

    def files_of_the_build(self) -> dict:
        return {str(file): file.stat().st_mtime_ns for target in self.top.glob("*/target") for file in target.rglob("*") if file.is_file()}

    def test_runs_the_jar_when_nothing_has_changed(self):
        self.assertEqual("", self.says("x86_64.PlainTest", "plain"))
        self.assertFalse((self.top / "target/run/qemu-functional-tests.jar").exists())

    def test_compiles_only_what_changed_and_leaves_the_build_alone(self):
        before = self.files_of_the_build()
        self.program("PlainTest", '"changed"')
        self.assertIn("Compiling 1 source of qemu-functional-tests: ", self.says("x86_64.PlainTest", "changed"))
        self.assertEqual("", self.says("x86_64.PlainTest", "changed"))
        self.assertEqual(before, self.files_of_the_build())
        self.assertEqual(1, self.builds())

    def test_a_restored_source_is_compiled_again_although_it_is_older(self):
        source = self.top / "qemu-functional-tests/src/main/java/org/qemu/functional/tests/x86_64/PlainTest.java"
        old = source.stat()
        text = source.read_text(encoding="utf-8")
        self.program("PlainTest", '"changed"')
        self.says("x86_64.PlainTest", "changed")
        source.write_text(text, encoding="utf-8")
        os.utime(source, ns=(old.st_atime_ns, old.st_mtime_ns))
        self.says("x86_64.PlainTest", "plain")

    def test_builds_first_where_there_is_no_build(self):
        shutil.rmtree(self.top / "qemu-functional-tests/target")
        self.assertIn("there is no build yet: make jar", self.says("x86_64.PlainTest", "plain"))

    def test_builds_when_a_pom_has_changed(self):
        (self.top / "lower/pom.xml").touch()
        self.assertIn("lower/pom.xml has changed: make jar", self.says("x86_64.PlainTest", "plain"))
        self.assertEqual(2, self.builds())

    def test_finds_a_new_class(self):
        self.program("NewTest", '"new"')
        self.says("x86_64.NewTest", "new")

    def test_a_deleted_class_is_gone(self):
        self.program("PlainTest", '"plain"').unlink()
        done = self.run_test("x86_64.PlainTest")
        self.assertEqual((2, ""), (done.returncode, done.stdout), done.stderr)
        self.assertIn("there is no test class 'x86_64.PlainTest'", done.stderr)

    def test_a_class_that_uses_a_deleted_one_does_not_compile(self):
        self.program("UsesTest", "PlainTest.word()")
        self.says("x86_64.UsesTest", "plain")
        self.program("PlainTest", '"plain"').unlink()
        for _ in range(2):
            done = self.run_test("x86_64.UsesTest")
            self.assertEqual((2, ""), (done.returncode, done.stdout), done.stderr)
            self.assertIn("cannot find symbol", done.stderr)

    def test_a_syntax_error_is_javacs_to_tell(self):
        self.program("PlainTest", '"plain')
        for _ in range(2):
            done = self.run_test("x86_64.PlainTest")
            self.assertEqual((2, ""), (done.returncode, done.stdout))
            self.assertIn("x86_64/PlainTest.java:3: error: unclosed string literal", done.stderr)
            self.assertIn("javac failed: nothing was run", done.stderr)
        self.program("PlainTest", '"mended"')
        self.says("x86_64.PlainTest", "mended")

    def test_a_changed_body_below_compiles_nothing_that_uses_it(self):
        self.words('"said"', '"heard"')
        told = self.says("x86_64.MethodTest", "heard")
        self.assertIn("Compiling 1 source of lower: ", told)
        self.assertNotIn("of qemu-functional-tests", told)

    def test_a_changed_constant_below_compiles_what_uses_it(self):
        self.words('"first"', '"second"')
        told = self.says("x86_64.ConstantTest", "second")
        self.assertIn("Compiling 2 sources of qemu-functional-tests\n", told)

    def test_a_changed_method_below_is_an_error_of_what_uses_it_until_that_is_changed(self):
        self.words("String said()", "String told()")
        for _ in range(2):
            done = self.run_test("x86_64.PlainTest")
            self.assertEqual(2, done.returncode)
            self.assertIn("MethodTest.java:3: error: cannot find symbol", done.stderr)
        self.program("MethodTest", "lower.Words.told()")
        self.says("x86_64.MethodTest", "said")

    def test_runs_a_unit_test_with_changes_below_it(self):
        self.assertIn("make target/test-classpath.stamp", self.says("WordsTest", "said"))
        self.words('"said"', '"heard"')
        self.says("lower.WordsTest", "heard")
        self.assertEqual(2, self.builds())

    def test_a_unit_test_sees_an_api_that_changed_in_a_run_before(self):
        self.says("WordsTest", "said")
        self.words('"first"', '"second"')
        self.says("x86_64.ConstantTest", "second")
        self.write("lower/src/test/java/lower/WordsTest.java", test_class("WordsTest", "Words.WORD", "lower"))
        self.assertIn("of lower (tests)", self.says("WordsTest", "second"))
        self.words('"second"', '"third"')
        self.says("x86_64.ConstantTest", "third")
        self.assertIn("of lower (tests)", self.says("WordsTest", "third"))

    def test_a_build_replaces_what_was_compiled(self):
        self.program("PlainTest", '"changed"')
        self.says("x86_64.PlainTest", "changed")
        subprocess.run(["./build"], cwd=self.top, check=True, env=self.environment())
        self.assertEqual("", self.says("x86_64.PlainTest", "changed"))
        self.assertFalse((self.top / "target/run").exists())

    def test_without_a_class_it_explains_itself(self):
        done = self.run_test()
        self.assertEqual(2, done.returncode)
        self.assertIn("run-test CLASS[#METHOD]...", done.stderr)

    def test_a_name_of_two_classes_is_refused(self):
        self.write("lower/src/test/java/other/WordsTest.java", test_class("WordsTest", '"other"', "other"))
        done = self.run_test("WordsTest")
        self.assertEqual(2, done.returncode)
        self.assertIn("'WordsTest' may be any of lower.WordsTest, other.WordsTest", done.stderr)


if __name__ == "__main__":
    unittest.main()
