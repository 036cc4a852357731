#!/usr/bin/env python3
"""Fetch the assets of the tests that a meson build folder lists: precache.py BUILD [SUITE...]

The exit status is that of the precache command: 0 all there, 75 some could not be had this time,
1 some never will, 2 wrong usage.
"""

import os
import shlex
import sys
from pathlib import Path

import shard
import suites


def main(build: Path, wanted: set) -> None:
    suites.require(build, sorted(wanted))
    tests = suites.tests_of(build)
    if wanted:
        tests = [test for test in tests if wanted & suites.suites_of(test)]
    part = shard.or_exit(os.environ)
    if part.total > 1:
        tests = part_of(part, build, tests, wanted)
        if not tests:
            return

    # A test's command is: scripts/functional-test --java JAVA, its options, the class.
    command = tests[0]["cmd"]
    java = command[command.index("--java") + 1]
    jar = Path(__file__).resolve().parent.parent / "precache/target/precache.jar"
    classes = sorted({t["cmd"][-1] for t in tests})
    sys.stdout.flush()
    os.environ["LC_ALL"] = "C.UTF-8"  # else Java 17 takes file names for ASCII
    os.execv(java, [java, "-XX:+UseSerialGC", "-jar", str(jar), "fetch", *classes])


def part_of(part: shard.Shard, build: Path, tests: list, wanted: set) -> list:
    """Return the tests that this shard will run: meson's own selection, as MTESTARGS may narrow it."""
    meson = [os.environ.get("MESON") or "meson", "test", "-C", build, "--no-rebuild", *(f"--suite={suite}" for suite in sorted(wanted))]
    names = set(part.of(shard.selection(meson + shlex.split(os.environ.get("MTESTARGS", "")))))
    return [test for test in tests if test["name"] in names]


if __name__ == "__main__":
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    main(Path(sys.argv[1]), set(sys.argv[2:]))
