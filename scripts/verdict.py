"""The verdict on a test program: whether it passed, was skipped or failed."""

import re
from typing import NamedTuple

import results

PLAN = re.compile(r"^1\.\.([0-9]+)", re.MULTILINE)
NOT_OK = re.compile(r"^not ok\b.*", re.MULTILINE)


class Verdict(NamedTuple):
    word: str  # passed, skipped or failed
    reason: str = ""


def of(tap: str, status: int, timed_out: bool = False, left_behind: bool = False) -> Verdict:
    """Return the verdict on a program from its TAP, its exit status, and what jitter observed at its end."""
    problems = []
    if timed_out:
        problems.append("ended at the time-out")
    points = list(results.points(tap))
    failed = [line for line, (not_ok, directive) in zip(point_lines(tap), points) if not_ok and not directive]
    if failed:
        problems.append("; ".join(failed))
    plan = PLAN.search(tap)
    if plan is None:
        problems.append("no plan in TAP")
    elif int(plan[1]) != len(points):
        problems.append(f"TAP has {len(points)} of {plan[1]} points")
    if re.search(r"^Bail out!", tap, re.MULTILINE):
        problems.append("Bail out!")
    if status != 0 and not failed:
        problems.append(f"exit status {status}")
    if status == 0 and failed:
        problems.append("exit status 0")
    if left_behind:
        problems.append("left processes behind")
    if problems:
        return Verdict("failed", ", ".join(problems))
    if all(directive.startswith("skip") for _, directive in points):
        return Verdict("skipped")
    return Verdict("passed")


def point_lines(tap: str):
    return [line for line in tap.splitlines() if results.POINT.match(line)]
