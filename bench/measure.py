"""Interleaved runs, their medians, and lines that compare them."""

import statistics
import time

failures = 0


def timed(action):
    """Seconds that a call took."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def interleaved(runs, subjects):
    """The medians of what the subjects, callables by name, return; a first round does not count."""
    seen = {name: [] for name in subjects}
    for round_ in range(runs + 1):
        for name, subject in subjects.items():
            value = subject()
            if round_:
                seen[name].append(value)
    return {name: statistics.median(values) for name, values in seen.items()}


def value(what, number, unit, note=""):
    print(f"  {what:58}{number:10.3f} {unit} {note}".rstrip(), flush=True)


def ratio(what, ours, theirs, unit, most=None, least=None):
    """Prints ours as a part of theirs; beyond a limit the line begins with ! and the script fails."""
    global failures
    number = ours / theirs
    good = (most is None or number <= most) and (least is None or number >= least)
    failures += not good
    limit = f"at most {most:g}" if most is not None else f"at least {least:g}" if least is not None else ""
    mark = "  " if good else "! "
    print(f"{mark}{what:58}{number:10.3f}    {ours:.4g} {unit} : {theirs:.4g} {unit}   {limit}".rstrip(), flush=True)


def limit(what, number, unit, most=None, least=None):
    """Prints a figure that has a limit of its own."""
    global failures
    good = (most is None or number <= most) and (least is None or number >= least)
    failures += not good
    label = f"at most {most:g}" if most is not None else f"at least {least:g}"
    print(f"{'  ' if good else '! '}{what:58}{number:10.3f} {unit}   {label}", flush=True)
