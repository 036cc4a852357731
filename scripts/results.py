#!/usr/bin/env python3
"""Count what the tests did.

results.py check     the project's own tests, from surefire's reports, with the reason of each skip;
                     fails when one failed, one was skipped without a reason, or none ran
results.py ci BUILD...  these and the functional tests that meson ran in each BUILD, on one line
results.py missing BUILD  which assets were missing to how many functional tests
"""

import json
import re
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent

# An entry of a test point's detail, by the harness.
MISSING = re.compile(r'^    "missing-asset": "asset (\S+) ', re.MULTILINE)

# How many are told; all are in a file.
TOLD = 10

# A test point, as meson reads it.
POINT = re.compile(r"(not )?ok\b\s*(?:[0-9]+\s*)?[^#]*(?:#\s*(skip\S*|todo)\b)?", re.IGNORECASE)
SKIPPED_PLAN = re.compile(r"1\.\.0\s*#\s*skip", re.IGNORECASE)


def surefire_cases():
    """Yield (name, outcome, reason) of each test case."""
    for report in sorted(TOP.glob("*/target/surefire-reports/TEST-*.xml")):
        for case in ET.parse(report).getroot().iter("testcase"):
            name = f"{case.get('classname')}.{case.get('name')}"
            for outcome in ("failure", "error", "skipped"):
                element = case.find(outcome)
                if element is not None:
                    reason = element.get("message") or (element.text or "").strip()
                    yield name, outcome, reason
                    break
            else:
                yield name, "passed", ""


def meson_outcomes(testlog: Path):
    """Yield the outcome of each test point, and a failure for a program that went wrong outside them."""
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


def check() -> int:
    cases = list(surefire_cases())
    counts = Counter(outcome for _, outcome, _ in cases)
    for name, outcome, reason in cases:
        if outcome == "skipped":
            print(f"skipped: {name}: {reason or 'NO REASON GIVEN'}")
    print(
        f"make check: {len(cases)} tests, {counts['failure']} failures,"
        f" {counts['error']} errors, {counts['skipped']} skipped"
    )
    if not cases:
        print("FAILED: no test ran", file=sys.stderr)
    unexplained = any(outcome == "skipped" and not reason for _, outcome, reason in cases)
    return int(not cases or unexplained or counts["failure"] + counts["error"] > 0)


def missing(build: Path):
    testlog = build / "meson-logs/testlog.json"
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
    for asset, count in sorted(tests.items(), key=lambda item: (-item[1], item[0]))[:TOLD]:
        print(f"  {asset} ({count})")
    if len(tests) > TOLD:
        print(f"  and {len(tests) - TOLD} more: {listing}")
    print("QEMU_TEST_REQUIRE_ASSETS=1 makes that a failure.")


def ci(builds: list) -> int:
    counts = Counter(outcome for _, outcome, _ in surefire_cases())
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
    print(f"{counts['passed']} passed, {failed} failed, {counts['skipped']} skipped")
    return int(failed > 0 or bool(silent))


if __name__ == "__main__":
    if sys.argv[1:] == ["check"]:
        sys.exit(check())
    if sys.argv[1:2] == ["missing"] and len(sys.argv) == 3:
        sys.exit(missing(Path(sys.argv[2])))
    if sys.argv[1:2] == ["ci"] and len(sys.argv) > 2:
        sys.exit(ci([Path(build) for build in sys.argv[2:]]))
    print(__doc__, file=sys.stderr)
    sys.exit(2)
