"""Divide the test programs of a run among several machines: SHARD=2/5 runs the second of five parts.

Without SHARD, the variables of a CI system say which part it is. Every program is in exactly one part. The parts take about
the same time by the recorded durations (durations.py); all machines compute the same parts from the same commit.
"""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import bundles
import durations
import junit_xml
import suites

# What divides a run: variables for the index and the number of parts, and the first index.
ENGINES = {
    "GitLab": ("CI_NODE_INDEX", "CI_NODE_TOTAL", 1),
    "CircleCI": ("CIRCLE_NODE_INDEX", "CIRCLE_NODE_TOTAL", 0),
    "Buildkite": ("BUILDKITE_PARALLEL_JOB", "BUILDKITE_PARALLEL_JOB_COUNT", 0),
}
ARRAY = ("SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT", "SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_STEP")
NUMBER = re.compile(r"[0-9]{1,9}")
# Of the environment that meson logs, what the reports need; the rest may have secrets.
KEPT = re.compile(r"QEMU_\w+|MESON_TEST_ITERATION")


class ShardError(Exception):
    """A shard that the environment does not say clearly."""


class Shard(NamedTuple):
    index: int  # from 1
    total: int
    source: str  # the variables that said so

    def of(self, names) -> list:
        """Return the programs of this shard in the order of their names."""
        return sorted(parts(names, self.total)[self.index - 1])


WHOLE = Shard(1, 1, "")


def wanted(environment: dict) -> Shard:
    """Return the shard that the environment asks for; the whole if it asks for none."""
    if "SHARD" in environment:
        return explicit(environment["SHARD"])
    found = [shard for shard in (*engines(environment), array(environment)) if shard is not None]
    if len(found) > 1:
        raise ShardError(f"both {found[0].source} and {found[1].source} divide this run: set SHARD=<index>/<total> or SHARD=none")
    return found[0] if found else WHOLE


def explicit(text: str) -> Shard:
    if text == "none":
        return WHOLE
    match = re.fullmatch(r"([0-9]{1,9})/([0-9]{1,9})", text)
    if not match:
        # An empty part is a variable that the CI system did not set: not a reason to run everything everywhere.
        raise ShardError(f"SHARD is '{text}': give <index>/<total> such as 2/5, or none")
    return checked(int(match[1]), int(match[2]), f"SHARD={text}", first=1)


def engines(environment: dict):
    for index, total, first in ENGINES.values():
        values = environment.get(index), environment.get(total)
        # GitLab sets the total for each job, and the index only for parallel ones.
        if values == (None, None) or values[0] is None and values[1] == "1":
            continue
        numbers = [number(name, value) for name, value in zip((index, total), values)]
        yield checked(numbers[0] - first + 1, numbers[1], f"{index}={values[0]} {total}={values[1]}", first)


def array(environment: dict):
    if ARRAY[0] not in environment:
        return None
    index, count, least, step = (number(name, environment.get(name, "1" if name == ARRAY[3] else None)) for name in ARRAY)
    if step == 0 or (index - least) % step or (index - least) // step >= count:
        raise ShardError(f"{ARRAY[0]} is {index}, and the array is no sequence of {count} from {least} by {step}: set SHARD")
    return Shard((index - least) // step + 1, count, f"{ARRAY[0]}={index} {ARRAY[1]}={count}")


def number(name: str, value) -> int:
    if value is None:
        raise ShardError(f"{name} is not set, but the variable that belongs to it is: set both, or SHARD=<index>/<total>, or SHARD=none")
    if not NUMBER.fullmatch(value):
        raise ShardError(f"{name} is '{value}': that is no number; set SHARD=<index>/<total>, or SHARD=none")
    return int(value)


def checked(index: int, total: int, source: str, first: int) -> Shard:
    if not 1 <= index <= total:
        raise ShardError(f"{source}: the index must be from {first} to {total - 1 + first}")
    return Shard(index, total, source)


def parts(names, total: int) -> list:
    """Return the names in that many lists, each with about the same sum of durations: the longest first, to the shortest list."""
    known = durations.Durations.load()
    lists = [[] for _ in range(total)]
    sums = [0.0] * total
    for name in sorted(set(names), key=lambda name: (-known.of(name), name)):
        least = min(range(total), key=lambda i: (sums[i], i))
        lists[least].append(name)
        sums[least] += known.of(name)
    return lists


def or_exit(environment: dict) -> Shard:
    try:
        return wanted(environment)
    except ShardError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(2)


def selection(command: list) -> list:
    """Return the names of the programs that a command of meson would run, also as parts of bundles."""
    return bundles.expanded(listed(command), suites.all_of(Path(command[command.index("-C") + 1])))


def listed(command: list) -> list:
    """Return the names of the tests that a command of meson would run."""
    done = subprocess.run([*command, "--list"], stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        sys.exit(done.returncode)
    return sorted({line.rsplit(" / ", 1)[-1] for line in done.stdout.splitlines() if " / " in line})


def announce(shard: Shard, chosen: list, names: list) -> None:
    known = durations.Durations.load()
    print(f"Shard {shard.index} of {shard.total} ({shard.source}): {len(chosen)} of {len(names)} programs, about "
          f"{known.sum(chosen):.0f} of {known.sum(names):.0f} s", flush=True)


def result_of(build: Path, logbase: str) -> Path:
    """Return the file with the results of a run for `make merge-results`."""
    return build / "meson-logs" / f"functional{logbase.removeprefix('testlog')}.shard.json"


def write(build: Path, logbase: str, shard: Shard, chosen: list, names: list) -> None:
    """Write what the other machines' results are merged with. It has no variable of the environment but the harness's own."""
    results = []
    for program in junit_xml.programs(junit_xml.log_of(build, logbase)):
        entry = program.entry
        results.append({**entry, "env": {name: value for name, value in entry["env"].items() if KEPT.fullmatch(name)}})
    record = {"shard": shard.index, "of": shard.total, "source": shard.source, "logbase": logbase, "programs": chosen, "selection": names,
              "predicted": round(durations.Durations.load().sum(chosen), 1), "results": results}
    file = result_of(build, logbase)
    part = file.with_name(file.name + ".part")
    part.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    part.replace(file)
