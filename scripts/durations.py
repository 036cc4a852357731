#!/usr/bin/env python3
"""Record how long test programs take, for the balance of shards: durations.py update BUILD...

The record (scripts/durations.txt) has a line with the name of each program and its duration in seconds, and one with the bytes of all
assets in the cache. `update` takes the durations from the logs of meson's last runs in the build folders, and keeps those of programs
that did not run or were skipped.
"""

import functools
import json
import os
import re
import statistics
import sys
from pathlib import Path

RECORD = Path(__file__).resolve().parent / "durations.txt"
HEADER = "# Seconds that each test program took, as `scripts/durations.py update` measured them. Shards are balanced by them.\n"
NAME = re.compile(r"(func|qtest|guest)-(\w+?)-(.+)")
ASSETS = "assets"
# A file of the cache has its hash as a name.
HASH = re.compile(r"[0-9a-f]{64}|[0-9a-f]{128}")
# For a program like no other.
DEFAULT = 5.0


class Durations:
    def __init__(self, seconds: dict, assets: int = 0):
        self.seconds = seconds
        self.assets = assets
        alike = {}
        for name, value in seconds.items():
            match = NAME.fullmatch(name)
            if match:
                alike.setdefault((match[1], match[3]), []).append(value)
        self.alike = {key: statistics.median(values) for key, values in alike.items()}

    @classmethod
    @functools.cache
    def load(cls, record: Path = RECORD) -> "Durations":
        seconds = {}
        for line in record.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                name, value = line.split()
                seconds[name] = float(value)
        return cls(seconds, int(seconds.pop(ASSETS, 0)))

    def of(self, name: str) -> float:
        """Return the seconds that a program takes: as recorded, or like the same class on other targets."""
        if name in self.seconds:
            return self.seconds[name]
        match = NAME.fullmatch(name)
        return self.alike.get((match[1], match[3]), DEFAULT) if match else DEFAULT

    def sum(self, names) -> float:
        return sum(map(self.of, names))


def measured(build: Path):
    """Yield the name and the duration of each program that passed."""
    for log in sorted(build.glob("meson-logs/testlog*.json")):
        for line in log.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            if entry["result"] == "OK":
                yield entry["name"].rsplit(" / ", 1)[-1], entry["duration"]


def cached() -> int:
    """Return the bytes of all assets in the cache."""
    folder = Path(os.environ.get("QEMU_TEST_CACHE_DIR") or Path.home() / ".cache/qemu/download")
    return sum(file.stat().st_size for file in folder.iterdir() if HASH.fullmatch(file.name))


def update(builds: list) -> None:
    seconds = dict(Durations.load().seconds)
    for build in builds:
        seconds.update(measured(build))
    lines = [f"{ASSETS} {cached()}\n", *(f"{name} {value:.1f}\n" for name, value in sorted(seconds.items()))]
    RECORD.write_text(HEADER + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[1] != "update":
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    update([Path(build) for build in sys.argv[2:]])
