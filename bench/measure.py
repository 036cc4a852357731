"""Interleaved runs, their medians, and lines that compare them.

Each figure is printed. If BENCH_FIGURES names a file, the figure is also appended there as a line of JSON: bench/all collects them.
"""

import contextlib
import json
import os
import pathlib
import resource
import statistics
import sys
import time
from typing import NamedTuple

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "scripts"))
import busy  # noqa: E402

failures = 0
# How many runs the next figures are medians of; None if nobody said so.
runs = None
_group = ""


class Cost(NamedTuple):
    """Seconds that commands took: of the clock, and of the processors, user and system together."""

    wall: float
    processor: float


def timed(action):
    """Seconds that a call took."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def cost(action):
    """What the child processes of a call cost, with their own that they waited for, such as QEMU."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    wall = timed(action)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


@contextlib.contextmanager
def second_load():
    """A busy process for each processor, beside which what is measured gets half of the host."""
    load = busy.Load()
    try:
        with load.on(len(os.sched_getaffinity(0))):
            yield
    finally:
        load.close()


def interleaved(runs, subjects):
    """The medians of what the subjects, callables by name, return; a first round does not count."""
    globals()["runs"] = runs
    seen = {name: [] for name in subjects}
    for round_ in range(runs + 1):
        for name, subject in subjects.items():
            value = subject()
            if round_:
                seen[name].append(value)
    return {name: median(values) for name, values in seen.items()}


def median(values):
    """The median; of costs, that of each part."""
    if isinstance(values[0], Cost):
        return Cost(*map(statistics.median, zip(*values)))
    return statistics.median(values)


def value(what, number, unit, note="", better=None):
    print(f"  {what:66}{number:10.3f} {unit} {note}".rstrip(), flush=True)
    _record("value", what, number, unit, note=note, better=better)


def ratio(what, ours, theirs, unit, most=None, least=None, better=None):
    """Prints ours as a part of theirs; beyond a limit the line begins with ! and the script fails.

    `better` is 'less' or 'more', if neither the limit nor the unit says so: of seconds less is better, of MB/s more.
    """
    number = ours / theirs
    good = _within(number, most, least)
    label = f"at most {most:g}" if most is not None else f"at least {least:g}" if least is not None else ""
    mark = "  " if good else "! "
    print(f"{mark}{what:66}{number:10.3f}    {ours:.4g} {unit} : {theirs:.4g} {unit}   {label}".rstrip(), flush=True)
    _record("ratio", what, number, unit, good, ours=ours, theirs=theirs, most=most, least=least, better=better)


def costs(what, ours, theirs, most_wall=None, most_processor=None):
    """Prints two ratios of costs: of wall time, and of processor time."""
    ratio(f"{what}: wall time", ours.wall, theirs.wall, "s", most=most_wall)
    ratio(f"{what}: processor time", ours.processor, theirs.processor, "s", most=most_processor)


def limit(what, number, unit, most=None, least=None):
    """Prints a figure that has a limit of its own."""
    good = _within(number, most, least)
    label = f"at most {most:g}" if most is not None else f"at least {least:g}"
    print(f"{'  ' if good else '! '}{what:66}{number:10.3f} {unit}   {label}", flush=True)
    _record("limit", what, number, unit, good, most=most, least=least)


def check(what, good, *details):
    """Prints whether something is as it must be, and the details below; if it is not, the script fails."""
    print(f"{'ok    ' if good else 'FAILED'} {what}", *details, sep="\n         ", flush=True)
    _record("check", what, int(good), "", good, least=1)


def _within(number, most, least):
    return (most is None or number <= most) and (least is None or number >= least)


def _record(kind, what, number, unit, good=True, **more):
    """Counts a failure, and appends a figure to the file; a name that is indented continues the last one that is not."""
    global failures, _group
    failures += not good
    name = what.strip()
    if what.startswith(" "):
        name = f"{_group}: {name}"
    else:
        _group = name
    if not os.environ.get("BENCH_FIGURES"):
        return
    figure = {"script": pathlib.Path(sys.argv[0]).name, "name": name, "kind": kind, "number": number, "unit": unit, "runs": runs}
    figure |= {key: given for key, given in more.items() if given not in (None, "")}
    with open(os.environ["BENCH_FIGURES"], "a", encoding="utf-8") as out:
        out.write(json.dumps(figure) + "\n")
