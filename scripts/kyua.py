#!/usr/bin/env python3
"""Write programs for kyua: kyua.py [--check] BUILD

For each test of a meson build folder, BUILD/kyua gets a program with the interface of ATF, and a Kyuafile for each target and
suite. The lists of the test cases are made here, by one JVM for all classes.

--check  write nothing; exit with status 1 if the lists have changed since
"""

import filecmp
import math
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import atf_list
import suites

TOP = Path(__file__).resolve().parent.parent
FUNCTIONAL_TEST = TOP / "scripts/functional-test"
JAR = TOP / "qemu-functional-tests/target/qemu-functional-tests.jar"
CONFIGURATION = TOP / "qemu-functional-tests/src/main/resources/qemu-functional.properties"

# Suites that have programs for several targets; the first of a test's that is here is its test_suite in the Kyuafile.
SUITES = ("func-quick", "func-thorough", "qtest", "guest")
KYUAFILE = "Kyuafile"
MULTIPLIER = "timeout-multiplier"
MADE = "Made by scripts/kyua.py, which `make kyua` runs"

# Only built-in commands: kyua starts each program at each command, often only for its list. `-l` from kyua comes
# after all -v; everything else is for the JVM. QEMU_TEST_... that meson sets count as in meson.
LAUNCHER = """#!/bin/sh
# {made}.
action=
for argument; do
    case $argument in
        -l) action=list ;;
        -v?*=*) ;;
        {cleanup}) action=cleanup ;;
        *) action=run; break ;;
    esac
done
case $action in
    list)
        if [ {jar} -nt "$0" ]; then
            printf '%s is older than the test programs: run make kyua\\n' "$0" >&2
            exit 1
        fi
        printf '%s' {list}
        exit ;;
    cleanup) [ -e {record} ] || exit 0 ;;
esac
{exports}
export {names}
exec {script} --java {java}{options} --atf --class {type} --program "$0" "$@"
"""


def lua(text: str) -> str:
    """Quote text for Lua."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def root_package() -> str:
    for line in CONFIGURATION.read_text(encoding="utf-8").splitlines():
        key, _, value = line.partition("=")
        if key.strip() == "root.package":
            return value.strip()
    sys.exit(f"error: '{CONFIGURATION}' has no root.package")


class Program:
    """A test of meson: a class and a target."""

    def __init__(self, test: dict, package: str):
        command = test["cmd"]
        self.java = command[command.index("--java") + 1]
        self.options = [option for option in ("--optimise",) if option in command]
        self.name = command[-1]
        self.type = f"{package}.{self.name}"
        # Where meson's run of the test writes its results.
        self.results = Path(command[command.index("--junit-xml") + 1])
        self.environment = test["env"]
        self.timeout = test["timeout"]
        self.exclusive = not test["is_parallel"]
        self.meson_suites = sorted(suites.suites_of(test))
        self.suite = next(suite for suite in SUITES if suite in self.meson_suites)
        self.binary = self.environment["QEMU_TEST_QEMU_BINARY"]
        # func-x86_64-version, qtest-aarch64-gpio
        self.target = test["name"].split("-", 2)[1]

    def metadata(self, multiplier: float) -> dict:
        """What meson knows, for cases that do not say it themselves."""
        return {
            "has.cleanup": "true",
            "timeout": str(math.ceil(self.timeout * multiplier)),
            "X-meson.suites": " ".join(self.meson_suites),
            "X-qemu.target": self.target,
        }

    def launcher(self, cases: list, multiplier: float) -> str:
        own_cleanup = any(case.get("has.cleanup") == "true" for case in cases)
        cases = [atf_list.add_program(case, self.binary) for case in cases]
        known = self.metadata(multiplier)
        listed = [{**case, **{key: value for key, value in known.items() if key not in case}} for case in cases]
        variables = {
            # kyua replaces HOME, so that the cache would be an empty folder.
            "QEMU_TEST_CACHE_DIR": "${QEMU_TEST_CACHE_DIR:-" + shlex.quote(cache_folder()) + "}",
            "QEMU_TEST_TIMEOUT_SCALE": "${QEMU_TEST_TIMEOUT_SCALE:-" + shlex.quote(f"{multiplier:g}") + "}",
            **{name: shlex.quote(value) for name, value in sorted(self.environment.items())},
        }
        return LAUNCHER.format(
            made=MADE,
            # Tests without a method for it need a cleanup only if QEMU processes were not ended.
            cleanup="-no-such-option" if own_cleanup else "*:cleanup",
            record=RECORD,
            jar=shlex.quote(str(JAR)),
            list=shlex.quote(atf_list.format_list(listed)),
            exports="\n".join(f"{name}={value}" for name, value in variables.items()),
            names=" ".join(variables),
            script=shlex.quote(str(FUNCTIONAL_TEST)),
            java=shlex.quote(self.java),
            options="".join(" " + option for option in self.options),
            type=shlex.quote(self.type),
        )

    def declaration(self, properties: list) -> str:
        """Return the program's line in the Kyuafile; properties are lines such as name="value"."""
        if self.exclusive:
            properties = [*(line for line in properties if not line.startswith("is_exclusive=")), 'is_exclusive="true"']
        return f"atf_test_program{{{', '.join([f'name={lua(self.name)}', *sorted(properties)])}}}\n"


# The harness writes this file to its working folder while QEMU runs: class ProcessRecord.
RECORD = "qemu-processes"


def cache_folder() -> str:
    return os.environ.get("QEMU_TEST_CACHE_DIR") or str(Path.home() / ".cache/qemu")


def multiplier_of_host() -> float:
    """By how much time-outs are multiplied; as in scripts/meson-test."""
    given = os.environ.get("TIMEOUT_MULTIPLIER")
    if given:
        subprocess.run([TOP / "scripts/meson-test", "--check"], check=True)
        return float(given)
    measured = subprocess.run([TOP / "scripts/host-speed"], check=True, stdout=subprocess.PIPE, text=True).stdout
    return float(measured.split()[0])


def make_lists(programs: list, folder: Path) -> tuple:
    """Make the lists of all classes, in one JVM, and return their cases and their properties in a Kyuafile, by class."""
    types = sorted({program.type for program in programs})
    folder.mkdir(parents=True)
    # The list may depend on nothing of one target, so any binary will do.
    environment = {**os.environ, **programs[0].environment}
    done = subprocess.run(
        [FUNCTIONAL_TEST, "--java", programs[0].java, "--atf", "--kyua", kyua_version(), "--list-all", folder, *types],
        env=environment, stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        sys.exit(f"error: the lists of test cases could not be made: {FUNCTIONAL_TEST} exited with status {done.returncode}")
    cases = {name: atf_list.parse((folder / name).read_text(encoding="utf-8"), name) for name in types}
    return cases, {name: (folder / f"{name}.kyuafile").read_text(encoding="utf-8").splitlines() for name in types}


def kyua_version() -> str:
    """Return the version of kyua that reads the lists: a key that it does not know would break a program."""
    return os.environ.get("KYUA_VERSION") or "0.13"


def write_kyuafile(file: Path, lines: list) -> None:
    file.write_text(f"-- {MADE}.\nsyntax(2)\n" + "".join(lines), encoding="utf-8")


def write(programs: list, folder: Path, multiplier: float) -> None:
    cases, properties = make_lists(programs, folder / "lists")
    (folder / MULTIPLIER).write_text(f"{multiplier:g}\n", encoding="utf-8")
    found = {}
    for program in programs:
        home = folder / program.target
        home.mkdir(exist_ok=True)
        launcher = home / program.name
        launcher.write_text(program.launcher(cases[program.type], multiplier), encoding="utf-8")
        launcher.chmod(0o755)
        found.setdefault(program.target, {}).setdefault(program.suite, []).append(
            program.declaration(properties[program.type]))
    for target, of_target in found.items():
        for suite, declarations in of_target.items():
            write_kyuafile(folder / target / suite, [f"test_suite({lua(suite)})\n", *sorted(declarations)])
        write_kyuafile(folder / target / KYUAFILE, [f"include({lua(suite)})\n" for suite in SUITES if suite in of_target])
    for suite in SUITES:
        targets = sorted(target for target in found if suite in found[target])
        write_kyuafile(folder / suite, [f"include({lua(f'{target}/{suite}')})\n" for target in targets])
    write_kyuafile(folder / KYUAFILE, [f"include({lua(f'{target}/{KYUAFILE}')})\n" for target in sorted(found)])


def changed(old: Path, new: Path) -> list:
    """Return the names of the files that differ, relative to the folders."""
    names = {str(file.relative_to(top)) for top in (old, new) for file in top.rglob("*") if file.is_file()}
    _, differ, absent = filecmp.cmpfiles(old, new, names, shallow=False)
    return sorted([*differ, *absent])


def check(programs: list, folder: Path) -> None:
    try:
        multiplier = float((folder / MULTIPLIER).read_text(encoding="utf-8"))
    except OSError as e:
        sys.exit(f"error: there are no programs for kyua in '{folder}' ({e.strerror}); run make kyua")
    with tempfile.TemporaryDirectory() as scratch:
        write(programs, Path(scratch, "kyua"), multiplier)
        names = changed(folder, Path(scratch, "kyua"))
    if names:
        sys.exit(f"error: the programs for kyua have changed: {', '.join(names[:5])}{' ...' if names[5:] else ''}; run make kyua")


def main(arguments: list) -> None:
    checks = arguments[:1] == ["--check"]
    if len(arguments) != 1 + checks or arguments[-1].startswith("-"):
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    build = Path(arguments[-1]).resolve()
    package = root_package()
    programs = [Program(test, package) for test in suites.tests_of(build)]
    if not programs:
        sys.exit(f"error: there is no test in '{build}', or it is no build folder of meson")
    folder = build / "kyua"
    try:
        if checks:
            check(programs, folder)
            return
        new = build / "kyua.new"
        shutil.rmtree(new, ignore_errors=True)
        write(programs, new, multiplier_of_host())
    except atf_list.MalformedList as e:
        sys.exit(f"error: {e}")
    shutil.rmtree(folder, ignore_errors=True)
    new.rename(folder)
    print(f"{len(programs)} programs: kyua test -k {folder / KYUAFILE}; one target: -k {folder}/<target>/{KYUAFILE}, "
          f"one suite: -k {folder / SUITES[0]}")


if __name__ == "__main__":
    main(sys.argv[1:])
