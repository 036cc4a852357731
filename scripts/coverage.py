#!/usr/bin/env python3
"""Tell of each functional test when and on which QEMU it last really ran.

coverage.py record BUILD...   note in docs/coverage.json what passed in meson's last runs in each build folder
coverage.py write             write docs/coverage.md from that, the tests that the jar has, and the stand-in's record
coverage.py check             fail when docs/coverage.md is not what `write` makes; of tests that are not committed yet it only tells

A test that was skipped did not run. The record holds the newest run on each target and version of QEMU.
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
RECORD = TOP / "docs/coverage.json"
PAGE = TOP / "docs/coverage.md"
DIALOGUES = TOP / "qemu-functional-tests/src/test/resources/org/qemu/functional/tests/standin/dialogues.json"

PASSED = re.compile(r"^ok \d+ - (\w+)\.(\w+)[^#\n]*$", re.MULTILINE)
VERSION = re.compile(r"version (\d+(?:\.\d+)+)")


def java(*arguments: str) -> str:
    jdk = subprocess.run([TOP / "scripts/find-jdk"], check=True, capture_output=True, text=True).stdout.strip()
    return subprocess.run([f"{jdk}/bin/java", "-jar", JAR, *arguments],
                          check=True, capture_output=True, text=True).stdout


def tests() -> list:
    """Every test as <folder>.<Class>#<method>."""
    classes = java("--list").split()
    return sorted(java("--list", *classes).split())


def version(binary: str, known: dict) -> str:
    if binary not in known:
        told = subprocess.run([binary, "--version"], check=True, capture_output=True, text=True).stdout
        known[binary] = VERSION.search(told)[1]
    return known[binary]


def record(builds: list):
    """Runs by test, target and version: the day of the last."""
    runs = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}
    known = set(tests())
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
    runs = {test: runs[test] for test in sorted(runs) if test in known}
    RECORD.write_text(json.dumps(runs, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(f"{len(runs)} of {len(known)} tests have run")


def ran(targets: dict) -> str:
    if not targets:
        return "never where this was written"
    day = max(day for on in targets.values() for day in on.values())
    qemus = sorted({v for on in targets.values() for v in on}, key=lambda v: [int(n) for n in v.split(".")])
    places = f" on {len(targets)} targets" if len(targets) > 1 else ""
    return f"{day}, QEMU {', '.join(qemus)}{places}"


def not_committed() -> set:
    """The classes, <folder>.<Class>, whose sources git has not, or not as they are."""
    sources = "qemu-functional-tests/src/main/java/org/qemu/functional/tests"
    told = subprocess.run(["git", "-C", TOP, "status", "--porcelain", "--untracked-files=all", "--", sources],
                          capture_output=True, text=True, check=False).stdout
    return {".".join(Path(line[3:]).with_suffix("").parts[-2:]) for line in told.splitlines() if line.endswith(".java")}


def is_right() -> bool:
    """Whether docs/coverage.md is right, or lacks only tests that are not committed yet."""
    written = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    everything = tests()
    if written == page(everything):
        return True
    classes = not_committed()
    new = [test for test in everything
           if test.split("#")[0] in classes and f"| `{test.split('.', 1)[1]}` |" not in section(written, test.split(".")[0])]
    if new and written == page([test for test in everything if test not in new]):
        print(f"docs/coverage.md lacks {', '.join(new)}: run 'make coverage' before you commit")
        return True
    return False


def section(written: str, folder: str) -> str:
    return written.partition(f"\n## {folder}\n")[2].partition("\n## ")[0]


def page(of_tests: list) -> str:
    runs = json.loads(RECORD.read_text(encoding="utf-8"))
    played = {d["test"] for d in json.loads(DIALOGUES.read_text(encoding="utf-8"))}
    folders = defaultdict(list)
    for test in of_tests:
        folders[test.split(".")[0]].append(test)
    everything = [test for of_folder in folders.values() for test in of_folder]
    really = [test for test in everything if runs.get(test)]
    held = [test for test in everything if test in played]
    neither = [test for test in everything if not runs.get(test) and test not in played]
    classes = {test.split("#")[0] for test in everything}
    text = f"""# What has run where

Written by `make coverage`; a test of the build holds it against the tests that there are. A test that was skipped did
not run. *Stand-in* means that the build runs the test against a stand-in for QEMU and holds its command line, what it
types and what it asks the monitor against a record of what QEMU's own test does.

There are {len(everything)} tests in {len(classes)} classes: {len(really)} have really run, {len(held)} are held
against the stand-in, {len(neither)} neither: they want a download, KVM or a tool that was not to be had.
"""
    for folder in sorted(folders, key=lambda f: (f != "generic", f)):
        text += f"\n## {folder}\n\n| Test | Last really ran | Stand-in |\n|---|---|---|\n"
        for test in folders[folder]:
            text += (f"| `{test.removeprefix(folder + '.')}` | {ran(runs.get(test, {}))} "
                     f"| {'yes' if test in played else ''} |\n")
    return text


def main(arguments: list) -> int:
    if arguments[:1] == ["record"] and len(arguments) > 1:
        record(arguments[1:])
    elif arguments == ["write"]:
        PAGE.write_text(page(tests()), encoding="utf-8")
    elif arguments == ["check"]:
        if not is_right():
            print("docs/coverage.md is not what the tests and docs/coverage.json say: run 'make coverage'",
                  file=sys.stderr)
            return 1
    else:
        print(__doc__, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
