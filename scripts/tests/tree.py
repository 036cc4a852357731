"""A small tree as Maven leaves it, for tests of the scripts that read one."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from xml.sax.saxutils import quoteattr

SCRIPTS = Path(__file__).resolve().parent.parent
SUMMARY = "[INFO] Reactor Summary for top 1:"


class Tree:
    def __init__(self, test, *modules):
        self.top = Path(tempfile.mkdtemp())
        test.addCleanup(shutil.rmtree, self.top)
        (self.top / "scripts").mkdir()
        for script in ("results.py", "own_tests.py", "slow_tests.py", "surefire.py"):
            shutil.copy(SCRIPTS / script, self.top / "scripts")
        named = "".join(f"<module>{name}</module>" for name in modules)
        self.write("pom.xml", f'<project xmlns="http://maven.apache.org/POM/4.0.0"><modules>{named}</modules></project>')
        self.write("target/check.start", "")
        self.write("docs/slow-tests.md", "")
        self.log("[INFO] BUILD SUCCESS")

    def write(self, name, text):
        file = self.top / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def log(self, *lines):
        self.write("target/check.log", "\n".join(lines) + "\n")

    def source(self, module, name, text=None):
        """A test class of the sources, by its full name."""
        simple = name.split(".")[-1]
        text = text or f"class {simple} {{\n    @Test\n    void runs() {{}}\n}}\n"
        return self.write(f"{module}/src/test/java/{name.replace('.', '/')}.java", text)

    def report(self, module, name, *cases, seconds="0.1"):
        """Surefire's files of a class; a case is a name, or a name and an element below it. Each case takes some seconds."""
        body = "".join(
            f'<testcase classname="{name}" name={quoteattr(case if isinstance(case, str) else case[0])} time="{seconds}">'
            f"{'' if isinstance(case, str) else case[1]}</testcase>"
            for case in cases
        )
        reports = f"{module}/target/surefire-reports"
        self.write(f"{reports}/{name}.txt", "the stack\n")
        self.write(f"{reports}/{name}-output.txt", "what it printed\n")
        return self.write(f"{reports}/TEST-{name}.xml", f'<testsuite name="{name}">{body}</testsuite>')

    def older(self, file):
        """Date a file before the run."""
        before = (self.top / "target/check.start").stat().st_mtime_ns - 10**9
        os.utime(file, ns=(before, before))

    def check(self, *options):
        """Run `results.py check`: exit status and all that it prints."""
        done = subprocess.run(
            [self.top / "scripts/results.py", "check", *options],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        )
        return done.returncode, done.stdout
