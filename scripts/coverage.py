#!/usr/bin/env python3
"""Report when and on which QEMU each functional test last really ran.

coverage.py write BUILD...  note what passed in meson's last runs in each build folder, and write coverage.json (the record, which
                            keeps earlier runs) and coverage.md (the report) into the first one
coverage.py note BUILD      only note it in the record, as `make check-functional` and the other suites do after each run
coverage.py check           fail unless docs/not-run.txt, docs/not-held.txt and the stand-in's record name only tests that exist, and
                            each test that has not run is held against the record or in docs/not-held.txt, with the reason

A test that was skipped did not run. The record has the newest run on each target and version of QEMU.
"""

import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from datetime import datetime, timezone
from itertools import chain
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
JAR = TOP / "qemu-functional-tests/target/qemu-functional-tests.jar"
NOT_RUN = TOP / "docs/not-run.txt"
NOT_HELD = TOP / "docs/not-held.txt"
DIALOGUES = TOP / "qemu-functional-tests/src/test/resources/org/qemu/functional/tests/standin/dialogues.json"

PASSED = re.compile(r"^ok \d+ - (\w+)\.(\w+)[^#\n]*$", re.MULTILINE)
VERSION = re.compile(r"version (\d+(?:\.\d+)+)")
# A class or a method, and why it has not run.
REASON = re.compile(r"(\w+\.\w+(?:#\w+)?): (\S.*)")


def java(*arguments: str) -> str:
    jdk = subprocess.run([TOP / "scripts/find-jdk"], check=True, capture_output=True, text=True).stdout.strip()
    return subprocess.run([f"{jdk}/bin/java", "-jar", JAR, *arguments],
                          check=True, capture_output=True, text=True).stdout


def tests() -> list:
    """Return every test as <folder>.<Class>#<method>."""
    classes = java("--list").split()
    return sorted(java("--list", *classes).split())


def reasons(file: Path = None) -> dict:
    """Return the reasons in docs/not-run.txt, or another file, by the class or method that they are for."""
    file = file or NOT_RUN
    found = {}
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if line and not line.startswith("#"):
            entry = REASON.fullmatch(line)
            if not entry:
                raise ValueError(f"{file.name}:{number}: '{line}' is not '<folder>.<Class>[#<method>]: <reason>'")
            found[entry[1]] = entry[2]
    return found


def reason(test: str, of: dict):
    """Return why a test has not run, if that is known."""
    return of.get(test) or of.get(test.split("#")[0])


def played() -> set:
    """Return the tests that the build runs against a stand-in for QEMU."""
    return {dialogue["test"] for dialogue in json.loads(DIALOGUES.read_text(encoding="utf-8"))}


def version(binary: str, known: dict) -> str:
    """Return the version of a QEMU; empty if it is not there any more."""
    if binary not in known:
        try:
            found = VERSION.search(subprocess.run([binary, "--version"], check=True, capture_output=True, text=True).stdout)
        except (OSError, subprocess.CalledProcessError):
            found = None
        known[binary] = found[1] if found else ""
    return known[binary]


def record(runs: dict, builds: list) -> dict:
    """Add what meson's logs in the build folders say to the runs by test, target and version: the day of the last."""
    versions = {}
    for build in builds:
        # One log for each kind of suite; those of earlier attempts have programs that failed, but not each of their tests did.
        logs = sorted([*Path(build).glob("meson-logs/testlog*.json"), *Path(build).glob("meson-logs/attempt-*/testlog*.json")])
        for line in chain.from_iterable(log.read_text(encoding="utf-8").splitlines() for log in logs):
            program = json.loads(line)
            binary = program.get("env", {}).get("QEMU_TEST_QEMU_BINARY")
            qemu = binary and version(binary, versions)
            if not qemu:
                continue
            package = program["command"][-1].partition("#")[0].rpartition(".")[0]
            day = datetime.fromtimestamp(program["starttime"], timezone.utc).strftime("%Y-%m-%d")
            for cls, method in PASSED.findall(program["stdout"] or ""):
                target = Path(binary).name.removeprefix("qemu-system-").removeprefix("qemu-")
                on = runs.setdefault(f"{package}.{cls}#{method}", {}).setdefault(target, {})
                on[qemu] = max(day, on.get(qemu, ""))
    return runs


def ran(targets: dict) -> str:
    """Return when and where a test last ran, and on which other QEMUs it has run."""
    def numbers(qemu: str) -> list:
        return [int(number) for number in qemu.split(".")]
    day, qemu, target = max(((day, qemu, target) for target, on in targets.items() for qemu, day in on.items()),
                            key=lambda run: (run[0], numbers(run[1]), run[2]))
    others = sorted({other for on in targets.values() for other in on} - {qemu}, key=numbers)
    return (f"{day}, QEMU {qemu}, {target}" + (f" and {len(targets) - 1} other targets" if len(targets) > 1 else "")
            + (f"; before on {', '.join(others)}" if others else ""))


def sums(of_tests: list, runs: dict, held: set) -> dict:
    """Count tests; each is in exactly one of run, held (only) and neither."""
    run = [test for test in of_tests if runs.get(test)]
    only_held = [test for test in of_tests if not runs.get(test) and test in held]
    return {"all": len(of_tests), "run": len(run), "held": len(only_held), "neither": len(of_tests) - len(run) - len(only_held)}


def order(folders) -> list:
    return sorted(folders, key=lambda folder: (folder != "generic", folder))


def page(of_tests: list, runs: dict, why: dict, stand_in: set) -> str:
    folders = defaultdict(list)
    for test in of_tests:
        folders[test.split(".")[0]].append(test)
    classes = {test.split("#")[0] for test in of_tests}
    total = sums(of_tests, runs, stand_in)
    text = f"""# What has run where

Written by `make coverage`. A test that was skipped did not run. *Held* means that the build runs the test against a stand-in for
QEMU, and compares its command line, its input to the console and its monitor commands with a record of QEMU's own test. A test
that starts no QEMU, or one whose QEMU needs no image, is not held: it runs here.

There are {total['all']} tests in {len(classes)} classes: {total['run']} have run on a real QEMU, {total['held']} are only held against the
record, {total['neither']} neither. The stand-in holds {len(set(of_tests) & stand_in)} tests in all.

| Folder | Tests | Run | Only held | Neither |
|---|---|---|---|---|
"""
    for folder in order(folders):
        part = sums(folders[folder], runs, stand_in)
        text += f"| {folder} | {part['all']} | {part['run']} | {part['held']} | {part['neither']} |\n"
    text += f"| all | {total['all']} | {total['run']} | {total['held']} | {total['neither']} |\n"
    for folder in order(folders):
        text += f"\n## {folder}\n\n| Test | Last run on a real QEMU | Held |\n|---|---|---|\n"
        for test in folders[folder]:
            needs = reason(test, why)
            last = ran(runs[test]) if runs.get(test) else f"never; needs: {needs}" if needs else "not in the recorded runs"
            text += f"| `{test.removeprefix(folder + '.')}` | {last} | {'yes' if test in stand_in else ''} |\n"
    return text


def note(builds: list) -> dict:
    """Add the last runs in some build folders to the record in the first, and return it."""
    kept = Path(builds[0]) / "coverage.json"
    runs = record(json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}, builds)
    kept.parent.mkdir(parents=True, exist_ok=True)
    # Another suite may be noted at the same time.
    unfinished = kept.with_name(f"coverage.{os.getpid()}.json")
    unfinished.write_text(json.dumps(runs, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    unfinished.replace(kept)
    return runs


def write(builds: list):
    everything = tests()
    # The record keeps tests that no longer exist: one may be of another branch.
    noted = note(builds)
    runs = {test: noted[test] for test in everything if test in noted}
    report = Path(builds[0]) / "coverage.md"
    why, held = reasons(), played()
    report.write_text(page(everything, runs, why, held), encoding="utf-8")
    total = sums(everything, runs, held)
    print(f"{total['run']} of {total['all']} tests have run, {total['held']} are only held against the record, {total['neither']} neither: {report}")
    for name in why:
        if any(reason(test, {name: why[name]}) for test in runs):
            print(f"'{name}' has run now: remove it from docs/{NOT_RUN.name}")


def check() -> int:
    """Check that named tests exist, and that each test that has not run is held, or has a reason why it is not."""
    known = tests()
    known_classes = {test.split("#")[0] for test in known}
    not_run, not_held, held = reasons(), reasons(NOT_HELD), played()
    wrong = [f"docs/{file.name}: there is no test '{name}'" for file, names in ((NOT_RUN, not_run), (NOT_HELD, not_held))
             for name in names if name not in known and name not in known_classes]
    wrong += [f"{DIALOGUES.name}: there is no test '{name}'" for name in sorted(held - set(known))]
    for test in known:
        if reason(test, not_run) and test not in held and not reason(test, not_held):
            wrong.append(f"'{test}' has not run (docs/{NOT_RUN.name}), and the stand-in does not hold it: record its dialogue by "
                         f"scripts/record_dialogues.py, or say in docs/{NOT_HELD.name} why there is none")
        if test in held and test in not_held:
            wrong.append(f"docs/{NOT_HELD.name}: the stand-in holds '{test}': remove it there")
    for problem in wrong:
        print(f"coverage.py: {problem}", file=sys.stderr)
    return int(bool(wrong))


def main(arguments: list) -> int:
    try:
        if arguments[:1] == ["write"] and len(arguments) > 1:
            write(arguments[1:])
            return 0
        if arguments[:1] == ["note"] and len(arguments) == 2:
            note(arguments[1:])
            return 0
        if arguments == ["check"]:
            return check()
    except ValueError as problem:
        print(f"coverage.py: {problem}", file=sys.stderr)
        return 1
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
