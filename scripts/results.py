#!/usr/bin/env python3
"""Count what the tests did.

results.py check [--part]  the project's own tests, from surefire's reports and Maven's log, with the reason of each
                     skip and what is to know of each failure; fails when a test failed or was skipped without a
                     reason, when Maven or a JVM of tests failed, or when a test class left no report of this run;
                     --part: only some were to run
results.py ci BUILD...  these and the functional tests that meson ran in each BUILD, on one line
results.py missing BUILD LOG  which assets were missing to how many tests in a log of meson, such as testlog
"""

import json
import re
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

sys.dont_write_bytecode = True  # a folder of compiled scripts among the sources would make everything look changed

import own_tests
import surefire

TOP = Path(__file__).resolve().parent.parent

# An entry of a test point's detail, by the harness.
MISSING = re.compile(r'^    "missing-asset": "asset (\S+) ', re.MULTILINE)

# How many assets are printed; a file has all of them.
PRINTED = 10

# A test point, as meson reads it.
POINT = re.compile(r"(not )?ok\b\s*(?:[0-9]+\s*)?[^#]*(?:#\s*(skip\S*|todo)\b)?", re.IGNORECASE)
SKIPPED_PLAN = re.compile(r"1\.\.0\s*#\s*skip", re.IGNORECASE)


def meson_outcomes(testlog: Path):
    """Yield the outcome of each test point, and a failure for a program that failed outside its tests."""
    for line in testlog.read_text(encoding="utf-8").splitlines():
        test = json.loads(line)
        outcomes = [
            "skipped" if directive.startswith("skip")
            # An expected failure, or a success nobody expected.
            else "passed" if bool(not_ok) == (directive == "todo")
            else "failure"
            for not_ok, directive in points(test["stdout"] or "")
        ]
        if not outcomes and test["result"] == "SKIP":
            outcomes = ["skipped"]
        if test["result"] not in ("OK", "SKIP", "EXPECTEDFAIL") and "failure" not in outcomes:
            outcomes.append("failure")
        yield from outcomes


def points(tap: str):
    for line in tap.splitlines():
        match = POINT.match(line)
        if match:
            yield match[1], (match[2] or "").lower()


def missing(build: Path, log: str):
    testlog = build / f"meson-logs/{log}.json"
    if not testlog.exists():
        return
    tests = Counter()
    for line in testlog.read_text(encoding="utf-8").splitlines():
        tests.update(MISSING.findall(json.loads(line)["stdout"] or ""))
    listing = build / "missing-assets.txt"
    listing.write_text("".join(f"{asset}\n" for asset in sorted(tests)), encoding="utf-8")
    if not tests:
        return
    print(f"{len(tests)} assets were missing, to {tests.total()} tests:")
    for asset, count in sorted(tests.items(), key=lambda item: (-item[1], item[0]))[:PRINTED]:
        print(f"  {asset} ({count})")
    if len(tests) > PRINTED:
        print(f"  and {len(tests) - PRINTED} more: {listing}")
    print("QEMU_TEST_REQUIRE_ASSETS=1 makes that a failure.")


def ci(builds: list) -> int:
    counts = Counter(case.outcome for module in surefire.modules(TOP) for case in module.cases)
    silent = []
    for build in builds:
        testlogs = sorted(build.glob("meson-logs/testlog*.json"))
        if not testlogs:
            silent.append(build)
        for testlog in testlogs:
            counts.update(meson_outcomes(testlog))
    for build in silent:
        print(f"meson ran no test: there is no log in {build}/meson-logs", file=sys.stderr)
    failed = counts["failure"] + counts["error"]
    if counts["flaky"]:
        print(f"{counts['flaky']} flaky: they failed, and passed when they ran again")
    print(f"{counts['passed']} passed, {failed} failed, {counts['skipped']} skipped")
    return int(failed > 0 or bool(silent))


if __name__ == "__main__":
    if sys.argv[1:2] == ["check"] and sys.argv[2:] in ([], ["--part"]):
        sys.exit(own_tests.check(TOP, part="--part" in sys.argv))
    if sys.argv[1:2] == ["missing"] and len(sys.argv) == 4:
        sys.exit(missing(Path(sys.argv[2]), sys.argv[3]))
    if sys.argv[1:2] == ["ci"] and len(sys.argv) > 2:
        sys.exit(ci([Path(build) for build in sys.argv[2:]]))
    print(__doc__, file=sys.stderr)
    sys.exit(2)
