#!/usr/bin/env python3
"""Fetch the assets of the tests that a meson build folder lists: precache.py BUILD [SUITE...]

The exit status is that of the precache command: 0 all there, 75 some could not be had this time,
1 some never will, 2 wrong usage.
"""

import json
import os
import sys
from pathlib import Path


def suites_of(test: dict) -> set:
    return {suite.split(":", 1)[-1] for suite in test["suite"]}


def main(build: Path, wanted: set) -> None:
    tests = json.loads((build / "meson-info/intro-tests.json").read_text())
    there = set().union(*map(suites_of, tests))
    if wanted and not wanted & there:
        print(
            f"No test of suite {' or '.join(sorted(wanted))}: its QEMU is not here, or the name is wrong."
            f" There are: {', '.join(sorted(there))}",
            file=sys.stderr,
        )
        sys.exit(2)
    if wanted:
        tests = [test for test in tests if wanted & suites_of(test)]

    # A test's command is: scripts/functional-test --java JAVA, its options, the class.
    command = tests[0]["cmd"]
    java = command[command.index("--java") + 1]
    jar = Path(__file__).resolve().parent.parent / "precache/target/precache.jar"
    classes = sorted({t["cmd"][-1] for t in tests})
    sys.stdout.flush()
    os.environ["LC_ALL"] = "C.UTF-8"  # else Java 17 takes file names for ASCII
    os.execv(java, [java, "-XX:+UseSerialGC", "-jar", str(jar), "fetch", *classes])


if __name__ == "__main__":
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    main(Path(sys.argv[1]), set(sys.argv[2:]))
