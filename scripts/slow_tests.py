"""The project's own tests that take over five seconds: docs/slow-tests.md has the reason of each."""

import re
from pathlib import Path

LIMIT = 5.0  # seconds
PAGE = "docs/slow-tests.md"

# A row of the table: a class of tests, or one of its tests.
ROW = re.compile(r"^\| `(\w+)(?:\.(\w+))?` \| (\S.*) \|$", re.MULTILINE)


def explained(top: Path) -> set:
    """Return the names in the table: ("TemplateTest", "fiftyClonesRunAtOnce"), or ("TemplateTest", "") for all of a class."""
    return {(found[1], found[2] or "") for found in ROW.finditer((top / PAGE).read_text(encoding="utf-8"))}


def name_of(case) -> tuple:
    """Return the class and the method of a case, without packages and parameters."""
    outer = case.name_of_class.rpartition(".")[2].split("$")[0]
    return outer, re.match(r"\w*", case.name)[0]


def unexplained(cases: list, top: Path) -> list:
    """Return a line for each test that took long and is not in the table, the longest first."""
    known = explained(top)
    longest = {}
    for case in cases:
        name = name_of(case)
        if case.seconds > LIMIT and name not in known and (name[0], "") not in known:
            longest[name] = max(case.seconds, longest.get(name, 0))
    return [f"{cls}.{method} took {seconds:.1f} s" for (cls, method), seconds in sorted(longest.items(), key=lambda item: -item[1])]
