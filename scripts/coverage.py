#!/usr/bin/env python3
"""Report when and on which QEMU each functional test last really ran.

coverage.py write BUILD...  note what passed in meson's last run in each build folder, and write coverage.json (the record, which
                            keeps earlier runs) and coverage.md (the report) into the first one
coverage.py check           fail unless docs/not-run.txt and the stand-in's record name only tests that exist

A test that was skipped did not run. The record has the newest run on each target and version of QEMU.
"""

import json
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


def reasons() -> dict:
    """Return the reasons in docs/not-run.txt by the class or method that they are for."""
    found = {}
    for number, line in enumerate(NOT_RUN.read_text(encoding="utf-8").splitlines(), 1):
        if line and not line.startswith("#"):
            entry = REASON.fullmatch(line)
            if not entry:
                raise ValueError(f"{NOT_RUN.name}:{number}: '{line}' is not '<folder>.<Class>[#<method>]: <reason>'")
            found[entry[1]] = entry[2]
    return found


def reason(test: str, of: dict):
    """Return why a test has not run, if that is known."""
    return of.get(test) or of.get(test.split("#")[0])


def played() -> set:
    """Return the tests that the build runs against a stand-in for QEMU."""
    return {dialogue["test"] for dialogue in json.loads(DIALOGUES.read_text(encoding="utf-8"))}


def version(binary: str, known: dict) -> str:
    if binary not in known:
        output = subprocess.run([binary, "--version"], check=True, capture_output=True, text=True).stdout
        known[binary] = VERSION.search(output)[1]
    return known[binary]


def record(runs: dict, builds: list, known: set) -> dict:
    """Add what meson's logs in the build folders say to the runs by test, target and version: the day of the last."""
    versions = {}
    for build in builds:
        logs = sorted(Path(build).glob("meson-logs/testlog*.json"))
        for line in chain.from_iterable(log.read_text(encoding="utf-8").splitlines() for log in logs):
            program = json.loads(line)
            binary = program["env"]["QEMU_TEST_QEMU_BINARY"]
            folder = program["command"][-1].split(".")[0]
            day = datetime.fromtimestamp(program["starttime"], timezone.utc).strftime("%Y-%m-%d")
            for cls, method in PASSED.findall(program["stdout"] or ""):
                test = f"{folder}.{cls}#{method}"
                if test in known:
                    target = Path(binary).name.removeprefix("qemu-system-").removeprefix("qemu-")
                    on = runs.setdefault(test, {}).setdefault(target, {})
                    on[version(binary, versions)] = max(day, on.get(version(binary, versions), ""))
    return {test: runs[test] for test in sorted(runs) if test in known}


def ran(targets: dict) -> str:
    day = max(day for on in targets.values() for day in on.values())
    qemus = sorted({v for on in targets.values() for v in on}, key=lambda v: [int(n) for n in v.split(".")])
    places = f" on {len(targets)} targets" if len(targets) > 1 else ""
    return f"{day}, QEMU {', '.join(qemus)}{places}"


def page(of_tests: list, runs: dict, why: dict, stand_in: set) -> str:
    folders = defaultdict(list)
    for test in of_tests:
        folders[test.split(".")[0]].append(test)
    really = [test for test in of_tests if runs.get(test)]
    against = [test for test in of_tests if test in stand_in]
    neither = [test for test in of_tests if not runs.get(test) and test not in stand_in]
    classes = {test.split("#")[0] for test in of_tests}
    text = f"""# What has run where

Written by `make coverage`. A test that was skipped did not run. *Stand-in* means that the build runs the test against a
stand-in for QEMU, and compares its command line, its input to the console and its monitor commands with a record of
QEMU's own test.

There are {len(of_tests)} tests in {len(classes)} classes: {len(really)} have run on a real QEMU, {len(against)} run against the
stand-in, {len(neither)} neither.
"""
    for folder in sorted(folders, key=lambda f: (f != "generic", f)):
        text += f"\n## {folder}\n\n| Test | Last run on a real QEMU | Stand-in |\n|---|---|---|\n"
        for test in folders[folder]:
            needs = reason(test, why)
            last = ran(runs[test]) if runs.get(test) else f"never; needs: {needs}" if needs else "not in the recorded runs"
            text += f"| `{test.removeprefix(folder + '.')}` | {last} | {'yes' if test in stand_in else ''} |\n"
    return text


def write(builds: list):
    kept = Path(builds[0]) / "coverage.json"
    everything = tests()
    runs = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    runs = record(runs, builds, set(everything))
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(runs, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    report = kept.with_suffix(".md")
    why = reasons()
    report.write_text(page(everything, runs, why, played()), encoding="utf-8")
    print(f"{len(runs)} of {len(everything)} tests have run: {report}")
    for name in why:
        if any(reason(test, {name: why[name]}) for test in runs):
            print(f"'{name}' has run now: remove it from docs/{NOT_RUN.name}")


def check() -> int:
    """Check that the tests in docs/not-run.txt and in the stand-in's record exist."""
    known = tests()
    known_classes = {test.split("#")[0] for test in known}
    wrong = [f"docs/{NOT_RUN.name}: there is no test '{name}'" for name in reasons() if name not in known and name not in known_classes]
    wrong += [f"{DIALOGUES.name}: there is no test '{name}'" for name in sorted(played() - set(known))]
    for problem in wrong:
        print(f"coverage.py: {problem}", file=sys.stderr)
    return int(bool(wrong))


def main(arguments: list) -> int:
    try:
        if arguments[:1] == ["write"] and len(arguments) > 1:
            write(arguments[1:])
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
