#!/usr/bin/env python3
"""Read docs/upstream, the one list of QEMU's functional tests, and write docs/porting-tests.md from it: upstream_rows.py [--check]

With --check it only says whether the page is up to date.
"""

import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
ROWS = TOP / "docs/upstream/tests.txt"
DIFFERENCES = TOP / "docs/upstream/differences.txt"
PAGE = TOP / "docs/porting-tests.md"
VERSIONS = ("10.2", "11.1")

PROGRAM = re.compile(r"\[(\w+/\w+)] (\d+)")
ROW = re.compile(r"(?:(\d+\.\d+|main): )?(test\w*) = (\S.*)")
PORT = re.compile(r"\w+(?:\.\w+)+#\w+")
UNKNOWN = "?"


@dataclass
class Row:
    """A test method of QEMU; version is that of the only QEMU that has it, `main` for what no release had when it was listed."""
    method: str
    version: str
    text: str

    @property
    def ports(self) -> list:
        names = self.text.partition("; also ")[0].split(", ")
        return names if all(PORT.fullmatch(name) for name in names) else []

    @property
    def also(self) -> list:
        """Return tests that do the same with other images; they are not compared."""
        return self.text.partition("; also ")[2].split(", ") if self.ports and "; also " in self.text else []

    @property
    def reason(self) -> str:
        return "" if self.ports or self.text == UNKNOWN else self.text

    def is_in(self, version: str) -> bool:
        """Say whether a QEMU is expected to have the method; one that is newer than both has those of the newer."""
        minor = ".".join(version.split(".")[:2])
        return not self.version or self.version == minor or (minor not in VERSIONS and self.version == VERSIONS[-1])


@dataclass
class Listed:
    """A test program of QEMU."""
    timeout: int
    rows: list = field(default_factory=list)


def rows(file: Path = None) -> dict:
    """Return the programs by name."""
    file = file or ROWS
    found, program = {}, None
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        head, row = PROGRAM.fullmatch(line), ROW.fullmatch(line)
        if head and head[1] not in found:
            program = found[head[1]] = Listed(int(head[2]))
        elif row and program and all((row[2], row[1]) != (one.method, one.version or None) for one in program.rows):
            program.rows.append(Row(row[2], row[1] or "", row[3]))
        else:
            raise ValueError(f"{file.name}:{number}: '{line}' is neither '[<folder>/<file>] <seconds>' nor '<method> = <test or reason>', or is there twice")
    return found


@dataclass
class Difference:
    """A known difference: kinds and values as upstream.py prints them; '*' is any value, or any program."""
    program: str
    version: str
    kind: str
    value: str
    reason: str
    line: int
    used: bool = False

    def covers(self, program: str, version: str, kind: str, value: str) -> bool:
        return (self.program in ("*", program) and self.kind == kind and self.value in ("*", value)
                and self.applies(version))

    def applies(self, version: str) -> bool:
        return not self.version or version.startswith(self.version + ".")


ENTRY = re.compile(r"(\*|\w+/\w+) \| (?:(\d+\.\d+): )?([A-Za-z -]+?) \| (.+) \| (.{5,}?)")


def differences(file: Path = None) -> list:
    """Return the known differences."""
    file = file or DIFFERENCES
    found = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if line and not line.startswith("#"):
            entry = ENTRY.fullmatch(line)
            if not entry:
                raise ValueError(f"{file.name}:{number}: '{line}' is not '<folder>/<file> | [<version>: ]<kind> | <value> | <reason>'")
            found.append(Difference(entry[1], entry[2] or "", entry[3], entry[4], entry[5], number))
    return found


def sums(programs: dict, version: str = None) -> dict:
    """Count rows: of a version, or all."""
    every = [row for one in programs.values() for row in one.rows if version is None or row.is_in(version)]
    return {"methods": len(every), "ported": sum(bool(row.ports) for row in every), "reasons": sum(bool(row.reason) for row in every)}


def page(programs: dict) -> str:
    later = sum(row.version == "main" for one in programs.values() for row in one.rows)
    counts = {version: sums(programs, version) for version in VERSIONS}
    told = ", ".join(f"{one['ported']} of the {one['methods']} tests of QEMU {version}" for version, one in counts.items())
    text = f"""# QEMU's tests, one by one

Written by `scripts/upstream_rows.py` from `docs/upstream/tests.txt`. Ported are {told}. The others have a reason.
{later} rows are of QEMU's main branch, after 11.1. *Also* names tests that do the same with images that can be had.
[porting.md](porting.md) says how to port a test, and how `make upstream` compares these with QEMU's source.
"""
    folders = {}
    for name, one in programs.items():
        folders.setdefault(name.split("/")[0], {})[name] = one
    for folder in sorted(folders, key=lambda f: (f != "generic", f)):
        text += f"\n## {folder}\n\n| Upstream | Here |\n|---|---|\n"
        for name, one in folders[folder].items():
            for row in one.rows:
                only = f" ({'only ' if row.version in VERSIONS else ''}{row.version})" if row.version else ""
                here = ", ".join(f"`{port}`" for port in row.ports) or row.reason or "missing"
                here += "; also " + ", ".join(f"`{port}`" for port in row.also) if row.also else ""
                text += f"| `{name.split('/')[1]}` `{row.method}`{only} | {here} |\n"
    return text


def main(arguments: list) -> int:
    if arguments not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    text = page(rows())
    if arguments:
        if PAGE.read_text(encoding="utf-8") != text:
            print("upstream_rows.py: docs/porting-tests.md is out of date: run scripts/upstream_rows.py", file=sys.stderr)
            return 1
        return 0
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
