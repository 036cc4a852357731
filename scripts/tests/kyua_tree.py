"""A small tree with programs for kyua, made from the tests of a build folder; a script stands for the JVM."""

import json
import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parent.parent
HEADER = 'Content-Type: application/X-atf-tp; version="1"\n'

# Writes its arguments and variables where a test finds them; a case with `fails` in its name fails.
JVM = """#!/bin/bash
while [ "$1" != --atf ]; do shift; done
shift
if [ "$1 $3" = "--kyua --list-all" ]; then
    printf '%s\\n' "$2" > "$LISTS/version"
    folder=$4
    shift 4
    for type; do cp "$LISTS/$type" "$LISTS/$type.kyuafile" "$folder/" || exit 1; done
    exit
fi
printf '%s\\n' "$@" "$QEMU_TEST_QEMU_BINARY" "$QEMU_TEST_CACHE_DIR" "$QEMU_TEST_TIMEOUT_SCALE" >> "$CALLS"
for argument; do
    case $argument in -r*) result=${argument#-r} ;; esac
done
case $argument in
    *:cleanup) exit ;;
    *fails*) printf 'failed: as asked\\n' > "$result"; exit 1 ;;
    *) printf 'passed\\n' > "$result" ;;
esac
"""


def meson_test(target, name, suite="func-quick", **more):
    return {
        "name": f"func-{target}-x",
        "cmd": ["functional-test", "--java", "/jvm/java", "--junit-xml", f"{name}.xml", name],
        "env": {"QEMU_TEST_QEMU_BINARY": "/bin/sh", "LC_ALL": "C.UTF-8"},
        "timeout": 90, "is_parallel": True, "suite": [f"p:{suite}", f"p:func-{target}"], **more,
    }


class KyuaTree(unittest.TestCase):
    def setUp(self):
        self.top = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.top)
        scripts = self.top / "scripts"
        scripts.mkdir()
        for script in ("kyua.py", "atf_list.py", "suites.py", "bundles.py", "meson-test", "check-kyua"):
            shutil.copy(SCRIPTS / script, scripts)
        (scripts / "functional-test").write_text(JVM)
        (scripts / "functional-test").chmod(0o755)
        tests = self.top / "qemu-functional-tests"
        (tests / "target").mkdir(parents=True)
        self.jar = tests / "target/qemu-functional-tests.jar"
        self.jar.touch()
        (tests / "src/main/resources").mkdir(parents=True)
        shutil.copy(SCRIPTS.parent / "qemu-functional-tests/src/main/resources/qemu-functional.properties",
                    tests / "src/main/resources")
        self.lists = self.top / "lists"
        self.lists.mkdir()
        self.calls = self.top / "calls"
        self.build = self.top / "build it's"
        self.tests(meson_test("arm", "generic.ATest"), meson_test("avr", "generic.ATest"),
                   meson_test("arm", "arm.BTest", "func-thorough"))
        self.list("generic.ATest", "\nident: works\nrequire.progs: sh\n\nident: fails it's\n")
        self.list("arm.BTest", "\nident: [1] ä\nhas.cleanup: true\ntimeout: 7\n",
                  'required_disk_space="1M"\nis_exclusive="false"\n')

    def tests(self, *tests):
        (self.build / "meson-info").mkdir(parents=True, exist_ok=True)
        (self.build / "meson-info/intro-tests.json").write_text(json.dumps(tests))

    def list(self, name, text, properties=""):
        file = self.lists / f"org.qemu.functional.tests.{name}"
        file.write_text(HEADER + text, encoding="utf-8")
        file.with_name(f"{file.name}.kyuafile").write_text(properties, encoding="utf-8")

    def run_command(self, *command, **variables):
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.top), "LISTS": str(self.lists),
                       "CALLS": str(self.calls), "TIMEOUT_MULTIPLIER": "2", **variables}
        done = subprocess.run(command, env=environment, cwd=self.top, capture_output=True, encoding="utf-8", check=False)
        return done.returncode, done.stdout, done.stderr

    def make(self, *options):
        return self.run_command(self.top / "scripts/kyua.py", *options, self.build)

    def program(self, name, *arguments, **variables):
        return self.run_command(self.build / "kyua" / name, *arguments, **variables)

    def made(self):
        status, output, errors = self.make()
        self.assertEqual((0, ""), (status, errors), output)
