#!/usr/bin/env python3
"""Run the reproducers of QEMU's known faults on several QEMUs, and write their table: regressions.py [--check] [FOLDER ...]

FOLDER has qemu-system-* of one version. By default these are Debian's bookworm, the QEMU in PATH, and Debian's sid, unpacked by
`make qemu`. Each test really runs on each of them (QEMU_TEST_STRICT=1), so that a fault takes its time: half a minute if QEMU hangs.
The table replaces the one in docs/regressions.md. With --check nothing runs, and the table is only compared with the sources.

Exit status: 0; 1 if a test is missing in the table, or has another description there; 2 for wrong arguments.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
SOURCES = TOP / "qemu-functional-tests/src/main/java/org/qemu/functional/tests/qtest/regression"
LISTS = SOURCES.parent / "meson.build"
PAGE = TOP / "docs/regressions.md"
BEGIN, END = "<!-- made by scripts/regressions.py -->\n", "<!-- end -->\n"

ANNOTATION = re.compile(r"@Regression\((.*?)\)\s+void (\w+)\(", re.DOTALL)
ELEMENT = re.compile(r'(\w+) =\s*((?:"[^"]*"(?:\s*\+\s*)?)+)')
POINT = re.compile(r"^(not )?ok \d+ - (\w+)\.(\w+)(.*)$")
VERSION = re.compile(r"version (\d+\.\d+\.\d+)")


def tests() -> list:
    """Return (class, method, elements of the annotation) of each test, by class and in the order of the source."""
    found = []
    for file in sorted(SOURCES.glob("*Test.java")):
        for text, method in ANNOTATION.findall(file.read_text(encoding="utf-8")):
            elements = {name: "".join(re.findall(r'"([^"]*)"', value)) for name, value in ELEMENT.findall(text)}
            found.append((file.stem, method, elements))
    return found


def targets() -> dict:
    """Return the target of each class, by the lists of meson."""
    found = {}
    for target, entries in re.findall(r"qtests_(\w+) = \[([^]]*)]", LISTS.read_text(encoding="utf-8")):
        for entry in re.findall(r"'regression/(\w+)'", entries):
            found["".join(part.capitalize() for part in entry.split("_")) + "Test"] = target
    return found


def version(folder: Path) -> str:
    text = subprocess.run([folder / "qemu-system-x86_64", "--version"], check=True, capture_output=True, text=True).stdout
    return VERSION.search(text).group(1)


def run(folder: Path) -> dict:
    """Return the verdict of each (class, method)."""
    verdicts = {}
    classes = targets()
    for target in sorted(set(classes.values())):
        names = [f"qtest.regression.{name}" for name in sorted(classes) if classes[name] == target]
        program = TOP / "scripts/functional-test"
        environment = {**os.environ, "QEMU_TEST_STRICT": "1", "QEMU_TEST_QEMU_BINARY": str(folder / f"qemu-system-{target}"),
                       "QEMU_BUILD_ROOT": str(TOP / os.environ.get("BUILD", "build"))}
        done = subprocess.run([program, *names], env=environment, check=False, stdout=subprocess.PIPE, text=True)
        verdicts.update(parse(done.stdout))
    return verdicts


def parse(tap: str) -> dict:
    """Return the verdict of each (class, method) in a TAP stream."""
    verdicts = {}
    last = None
    for line in tap.splitlines():
        point = POINT.match(line)
        if point:
            last = (point.group(2), point.group(3))
            skipped = "# SKIP" in point.group(4)
            verdicts[last] = "not run" if skipped else "fails" if point.group(1) else "passes"
        elif last and verdicts[last] == "fails":
            verdicts[last] = reason(line) or verdicts[last]
    return verdicts


def reason(line: str):
    """Return what a line of a failure tells about the end of QEMU, or None."""
    signal = re.search(r"QEMU was killed by (SIG\w+)", line)
    if signal:
        return f"**{signal.group(1)}**"
    return "**hangs**" if "QEMU was silent for" in line or "QEMU may be stopped or busy" in line else None


def cell(text: str) -> str:
    return text.replace("|", "\\|")


def table(verdicts: dict) -> str:
    """Return the table for verdicts by version."""
    lines = ["| CVE or issue | Test | Device | How a faulty QEMU shows it | " + " | ".join(verdicts) + " |",
             "|---" * (4 + len(verdicts)) + "|"]
    for name, method, elements in tests():
        row = describe(name, method, elements)
        row += [verdicts[one].get((name, method), "not run") for one in verdicts]
        lines.append("| " + " | ".join(row) + " |")
    sums = []
    for one in verdicts:
        values = [verdicts[one].get((name, method), "not run") for name, method, _ in tests()]
        kinds = {"pass": values.count("passes"), "fail": len(values) - values.count("passes") - values.count("not run"),
                 "not run": values.count("not run")}
        sums.append(f"{one}: " + ", ".join(f"{count} {kind}" for kind, count in kinds.items() if count))
    return f"{len(tests())} tests. QEMU " + "; ".join(sums) + ".\n\n" + "\n".join(lines) + "\n"


def describe(name: str, method: str, elements: dict) -> list:
    # A backquote in the text of an assertion would begin code.
    shows = elements["shows"].replace("`", "'")
    return [cell(elements["value"]), f"`{name}.{method}`", f"`{elements['device']}`", cell(shows)]


def check() -> int:
    page = PAGE.read_text(encoding="utf-8")
    missing = [f"{name}.{method}" for name, method, elements in tests()
               if "| " + " | ".join(describe(name, method, elements)) + " |" not in page]
    for test in missing:
        print(f"regressions.py: {PAGE.name} has no row for {test} as it is now; run make regressions", file=sys.stderr)
    return 1 if missing else 0


def folders() -> list:
    found = []
    for suite in ("bookworm", None, "sid"):
        if suite:
            done = subprocess.run(["make", "--silent", "qemu", f"QEMU_SUITE={suite}"], cwd=TOP, check=True, stdout=subprocess.PIPE, text=True)
            found.append(Path(done.stdout.strip()))
        else:
            found.append(Path(shutil.which("qemu-system-x86_64")).parent)
    return found


def main(arguments: list) -> int:
    if arguments == ["--check"]:
        return check()
    if any(argument.startswith("-") for argument in arguments):
        print(__doc__, file=sys.stderr)
        return 2
    verdicts = {}
    for folder in [Path(argument) for argument in arguments] or folders():
        name = version(folder)
        print(f"regressions.py: running on QEMU {name} of {folder}", file=sys.stderr)
        verdicts[name] = run(folder)
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    PAGE.write_text(before + BEGIN + table(verdicts) + END + after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
