"""The TAP of test programs: read, and write as part of the TAP of a bundle."""

import re
from typing import NamedTuple

POINT = re.compile(r"(?P<not>not )?ok(?:\s+(?P<number>\d+))?(?:\s+-)?\s*(?P<rest>.*)")
DIRECTIVE = re.compile(r"(?i)(?<!\\)#\s*(skip|todo)\b")
PLAN = re.compile(r"1\.\.(\d+)")
BAIL_OUT = "Bail out!"


class Point(NamedTuple):
    ok: bool
    rest: str  # the name, with a directive
    block: str  # the YAML block below it, with all its lines

    def directive(self) -> str:
        match = DIRECTIVE.search(self.rest)
        return match[1].upper() if match else ""

    def failed(self) -> bool:
        return not self.ok and self.directive() != "TODO"


class Report(NamedTuple):
    """What a program has reported."""

    points: list
    planned: int  # -1 if there is no plan
    bailed_out: str

    @classmethod
    def parse(cls, text: str) -> "Report":
        points, planned, bailed_out = [], -1, ""
        in_block = False
        for line in text.splitlines(keepends=True):
            if in_block or line.strip() == "---" and line != line.lstrip():
                in_block = line.strip() != "..."
                if points:
                    points[-1] = points[-1]._replace(block=points[-1].block + line)
                continue
            match = POINT.fullmatch(line.rstrip("\n"))
            if match:
                points.append(Point(not match["not"], match["rest"], ""))
            elif PLAN.match(line):
                planned = int(PLAN.match(line)[1])
            elif line.startswith(BAIL_OUT):
                bailed_out = line[len(BAIL_OUT):].strip() or "no reason given"
        return cls(points, planned, bailed_out)

    def failed(self) -> bool:
        return any(point.failed() for point in self.points)

    def verdict(self) -> str:
        """Return the result that meson derives from the report of a program whose status is 0."""
        if self.bailed_out or self.planned != len(self.points):
            return "ERROR"
        if self.failed():
            return "FAIL"
        return "SKIP" if all(point.directive() == "SKIP" for point in self.points) else "OK"


class Writer:
    """Writes the points of several programs as one report, each as soon as it is known."""

    def __init__(self, out):
        self.out = out
        self.number = 0
        self.write("TAP version 13\n")

    def points(self, prefix: str, report: Report) -> None:
        for point in report.points:
            self.add(point.ok, prefix + point.rest, point.block)

    def point(self, ok: bool, name: str, message: str) -> None:
        self.add(ok, name, f"  ---\n  message: {quoted(message)}\n  ...\n")

    def add(self, ok: bool, rest: str, block: str) -> None:
        self.number += 1
        self.write(f"{'' if ok else 'not '}ok {self.number} - {rest}\n{block}")

    def end(self) -> None:
        self.write(f"1..{self.number}\n" if self.number else "1..0 # SKIP no tests\n")

    def write(self, text: str) -> None:
        self.out.write(text)
        self.out.flush()


def quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
