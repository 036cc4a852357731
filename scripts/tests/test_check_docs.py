"""Tests of check-docs: what is wrong with a block is told, with its place."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(SCRIPTS))

import doc_blocks  # noqa: E402
import doc_java  # noqa: E402
import doc_shell  # noqa: E402

FENCE = "```"


def page(*parts):
    """A manual: text as it is, blocks as (language, text)."""
    return "\n".join(part if isinstance(part, str) else f"{FENCE}{part[0]}\n{part[1]}\n{FENCE}" for part in parts) + "\n"


class BlocksTest(unittest.TestCase):
    def refused(self, text):
        problems = []
        doc_blocks.blocks(Path("manual.md"), text, problems)
        self.assertEqual(len(problems), 1)
        return problems[0]

    def test_a_block_needs_a_language(self):
        self.assertIn("manual.md:2: the block has no language", self.refused(page("text", ("", "make"))))

    def test_a_language_must_be_known(self):
        self.assertIn("unknown language 'jva'", self.refused(page(("jva", "x"))))

    def test_a_block_must_end(self):
        self.assertIn("does not end", self.refused(f"{FENCE}sh\nmake\n"))

    def test_reads_the_comment_before_a_block(self):
        text = page("<!-- example: on aarch64; compiled only: needs the network\nbefore();\n...\nafter();\n-->", ("java", "x();"))
        block, = doc_blocks.blocks(Path("manual.md"), text, [])
        self.assertEqual(block.options, {"on": "aarch64", "compiled only": "needs the network"})
        self.assertEqual(block.whole(), "before();\nx();\nafter();")

    def test_a_comment_holds_for_the_next_block_only(self):
        text = page("<!-- example: run -->", ("sh", "true"), "text", ("sh", "false"))
        self.assertEqual([block.options for block in doc_blocks.blocks(Path("manual.md"), text, [])], [{"run": ""}, {}])

    def test_refuses_an_unknown_option(self):
        self.assertIn("'sometimes' is no option", self.refused(page("<!-- example: sometimes -->", ("java", ""))))

    def test_refuses_compiled_only_without_a_reason(self):
        self.assertIn("is no option", self.refused(page("<!-- example: compiled only: -->", ("java", ""))))


class ShellTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.checker = doc_shell.Checker()

    def problems(self, text):
        return self.checker.check(doc_blocks.Block(Path("manual.md"), 1, "sh", text))

    def test_accepts_what_is_there(self):
        self.assertEqual(self.problems("""
            make check-functional-riscv64 QEMU_DIR=$HOME/qemu/build   # a comment
            jar=qemu-functional-tests/target/qemu-functional-tests.jar
            QEMU_TEST_KEEP_SCRATCH=1 java -jar $jar --trace --junit-xml results.xml generic.VersionTest riscv64.OpensbiTest#startsOnVirt && make jar
            meson test -C build --suite func-x86_64 func-riscv64-version
            scripts/jitter --seed 4711 scripts/functional-test generic.VersionTest
            salloc --nodes=4 --exclusive make check-qtest RUNNER=slurm
        """), [])

    def test_tells_what_is_not_there(self):
        for text, told in {
            "make chekc": "no such target",
            "salloc --nodes=4 make chekc": "no such target",
            "make check-func-x68_64": "no target or suite 'x68_64'",
            "make check QEMU_DRI=/x": "make has no variable QEMU_DRI",
            "scripts/nonesuch": "no script",
            "scripts/soak --sede 1": "no option '--sede'",
            "java -jar qemu-functional-tests/target/qemu-functional-tests.jar generic.VersoinTest": "no test class",
            "java -jar qemu-functional-tests/target/qemu-functional-tests.jar generic.VersionTest#no": "has no test 'no'",
            "java -jar qemu-functional-tests/target/qemu-functional-tests.jar --trcae generic.VersionTest": "no option '--trcae'",
            "java -jar qemu.jar": "no jar of this project",
            "java -jar precache/target/precache.jar fecth": "precache has no command 'fecth'",
            "meson test -C build --suite func-qiuck": "no suite 'func-qiuck'",
            "meson test -C build func-riscv64-vresion": "no test 'func-riscv64-vresion'",
            "QEMU_TEST_NONESUCH=1 make check": "nothing reads the variable QEMU_TEST_NONESUCH",
            "nonesuch-command": "no command 'nonesuch-command'",
            "if true": "syntax error",
        }.items():
            with self.subTest(text):
                found, = self.problems(text)
                self.assertIn(told, found)
                self.assertTrue(found.startswith("manual.md:1"))


@unittest.skipUnless(doc_java.JAR.exists(), "needs the jar of the test programs: make jar")
class JavaTest(unittest.TestCase):
    IMPORTS = ("java", "import org.qemu.functional.QemuSystemTest;")

    def check(self, text, *options):
        with tempfile.NamedTemporaryFile("w", suffix=".md", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            return subprocess.run([SCRIPTS / "check-docs", *options, file.name], capture_output=True, text=True, check=False)

    def test_tells_each_block_that_does_not_compile(self):
        done = self.check(page(
            ("java", 'vm().addArg("-m", "64M");'),
            ("java", "Path file = null;"),
            ("java", "class Whole extends QemuSystemTest {\n    @Test\n    void runs() {}\n}"),
            ("java", 'vm().addArgs("-m", "64M");')), "--compile-only")
        self.assertEqual(done.returncode, 1)
        self.assertIn(":1: cannot find symbol method addArg(", done.stderr)
        self.assertIn(":4: cannot find symbol class Path", done.stderr)
        self.assertIn(":7: cannot find symbol class QemuSystemTest", done.stderr)
        self.assertNotIn(":13:", done.stderr)

    def test_takes_imports_of_the_page(self):
        done = self.check(page(("java", "import java.nio.file.Path;"), ("java", "Path file = null;")), "--compile-only")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("2 blocks", done.stdout)

    @unittest.skipUnless(__import__("shutil").which("qemu-system-x86_64"), "needs qemu-system-x86_64")
    def test_tells_what_fails_or_skips_when_it_runs(self):
        done = self.check(page(
            ("java", 'throw new AssertionError("wrong");'),
            ("java", 'setMachine("no-such-machine");'),
            ("java", 'vm().addArgs("-machine", "none");\nvm().launch();')))
        self.assertEqual(done.returncode, 1)
        self.assertIn(":1: fails when run:", done.stderr)
        self.assertIn("AssertionError: wrong", done.stderr)
        self.assertIn(":4: did not run: # SKIP machine 'no-such-machine'", done.stderr)
        self.assertNotIn(":7:", done.stderr)

    def test_parses_other_languages(self):
        done = self.check(page(("json", "{"), ("python", "def f(:"), ("tap", "okay 1"), ("meson", "test('a'"), ("yaml", "\tx: 1")),
                          "--compile-only")
        for language in ("json", "python", "tap", "meson", "yaml"):
            self.assertIn(f"is no {language}", done.stderr)


if __name__ == "__main__":
    unittest.main()
