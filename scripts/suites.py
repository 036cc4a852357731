#!/usr/bin/env python3
"""Check that some suites have tests: suites.py BUILD SUITE...

Fails if none of them has a test, and suggests suites with similar names.
"""

import difflib
import json
import sys
from pathlib import Path

import bundles

SHOWN = 5


def tests_of(build: Path) -> list:
    """Return the test programs of a build folder; none if it is not one, which meson reports."""
    return bundles.programs(all_of(build))


def all_of(build: Path) -> list:
    """Return the tests of meson as it lists them, with bundles."""
    try:
        return json.loads((build / "meson-info/intro-tests.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []


def suites_of(test: dict) -> set:
    return bundles.suites_of(test)


def nearest(name: str, names) -> list:
    """Return similar names, the most similar first."""
    return difflib.get_close_matches(name, sorted(names), n=SHOWN, cutoff=0.5)


def why_empty(build: Path, wanted) -> str:
    """Return why these suites have no tests; empty if they have some."""
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
    """Exit if these suites have no tests."""
    reason = why_empty(build, wanted)
    if reason:
        print(f"error: {reason}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    require(Path(sys.argv[1]), sys.argv[2:])
