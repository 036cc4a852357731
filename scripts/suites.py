#!/usr/bin/env python3
"""Tell whether there are tests of some suites: suites.py BUILD SUITE...

Fails if none of them has a test, and tells the suites that are spelled most alike.
"""

import difflib
import json
import sys
from pathlib import Path

SHOWN = 5


def tests_of(build: Path) -> list:
    """The tests of a build folder; none where it is not one, which meson tells."""
    try:
        return json.loads((build / "meson-info/intro-tests.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []


def suites_of(test: dict) -> set:
    return {suite.split(":", 1)[-1] for suite in test["suite"]}


def nearest(name: str, names) -> list:
    """The names that somebody may have meant, the most alike first."""
    return difflib.get_close_matches(name, sorted(names), n=SHOWN, cutoff=0.5)


def why_empty(build: Path, wanted) -> str:
    """Why a run of these suites would run nothing; empty if it would run something."""
    tests = tests_of(build)
    there = set().union(*map(suites_of, tests))
    wanted = [suite.split(":", 1)[-1] for suite in wanted]
    if not tests or not wanted or there & set(wanted):
        return ""
    alike = list(dict.fromkeys(name for suite in wanted for name in nearest(suite, there)))[:SHOWN]
    hint = f"Did you mean {' or '.join(alike)}? " if alike else ""
    return (
        f"there is no test of suite {' or '.join(wanted)}: the name is wrong, or this target's QEMU is not here. {hint}"
        f"`meson test -C {build} --list` prints the suites"
    )


def require(build: Path, wanted) -> None:
    """End the program if these suites have no test."""
    reason = why_empty(build, wanted)
    if reason:
        print(f"error: {reason}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    require(Path(sys.argv[1]), sys.argv[2:])
