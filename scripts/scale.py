#!/usr/bin/env python3
"""Simulate the suites on clusters of 1 to 64 nodes: scale.py [--write]

Feeds the recorded durations (durations.txt) to the rule by which programs start: the longest first, each on the first free processor
of the cluster. --write puts the table into docs/scale.md; a test of the scripts compares it.
"""

import heapq
import re
import sys
from pathlib import Path

import durations

PAGE = Path(__file__).resolve().parent.parent / "docs/scale.md"
MARKS = ("<!-- scale.py -->\n", "<!-- end -->\n")
NODES = (1, 2, 4, 8, 16, 32, 64)
SLOTS = 2
# What a step of Slurm adds to a program, in seconds: by bench/slurm, 64 programs that sleep 5 s take 166 s on two processors.
STEP = 0.2
# A site whose cache is empty transfers all assets once before the programs start, at this many bytes in a second (a tenth of 1 Gbit/s).
RATE = 12.5e6


def makespan(seconds: list, slots: int) -> float:
    """Return when the last program ends if the longest start first."""
    free = [0.0] * slots
    for one in sorted(seconds, reverse=True):
        heapq.heapreplace(free, free[0] + one)
    return max(free)


def table(known: durations.Durations) -> str:
    seconds = [value + STEP for value in known.seconds.values()]
    transfer = known.assets / RATE
    alone = makespan(seconds, SLOTS)
    longest = max(known.seconds, key=known.seconds.get)
    lines = [f"{len(seconds)} programs, {sum(seconds):.0f} s in all; the longest is `{longest}` with {known.seconds[longest]:.0f} s; "
             f"{known.assets / 1e9:.1f} GB of assets.", "",
             "| Nodes | Warm cache, s | Cold cache, s | Speed-up, warm | Efficiency | What limits it |", "|---|---|---|---|---|---|"]
    for nodes in NODES:
        warm = makespan(seconds, nodes * SLOTS)
        shortest = max(sum(seconds) / (nodes * SLOTS), max(seconds))
        limit = "the longest program" if shortest == max(seconds) else "processors"
        lines.append(f"| {nodes} | {warm:.0f} | {warm + transfer:.0f} | {alone / warm:.1f} | {alone / warm / nodes:.2f} | {limit} |")
    return "\n".join(lines) + "\n"


def page_with(text: str) -> str:
    """Return the page with the table in place."""
    start, end = map(re.escape, MARKS)
    page = PAGE.read_text(encoding="utf-8")
    return re.sub(f"({start}).*?({end})", lambda match: match[1] + text + match[2], page, count=1, flags=re.DOTALL)


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        PAGE.write_text(page_with(table(durations.Durations.load())), encoding="utf-8")
    elif not sys.argv[1:]:
        print(table(durations.Durations.load()), end="")
    else:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
