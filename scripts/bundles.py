"""Bundles: tests of meson that run several test programs in one JVM (meson's option `bundle`).

meson lists the programs of a bundle as tests, too, in the suite `single`; `meson test` runs those only when asked for that suite.
Every other script works with the programs. So bundles are left out of the list of tests (suites.tests_of), and in meson's log the line
of a bundle is replaced by one line for each program, as if it had run in a JVM of its own.
"""

import fnmatch
import json
import re
from pathlib import Path

# The suites of bundles, and of the programs in them: `single-func-quick` for those of the bundle of func-quick.
BUNDLES = {"bundle", "target-bundle"}
SINGLE = "single"
SUFFIX = "-bundle"
# The variable with the names of the programs that a bundle runs, if these are not all.
PROGRAMS = "QEMU_TEST_BUNDLE_PROGRAMS"
TARGET = re.compile(r"(?:qemu-system-|qemu-)?(.+?)(?:-static)?")


def plain(suite: str) -> str:
    """Return the name of a suite without that of the project."""
    return suite.split(":", 1)[-1]


def suites_of(test: dict) -> set:
    return {plain(suite) for suite in test["suite"]}


def is_bundle(test: dict) -> bool:
    return bool(BUNDLES & suites_of(test))


def as_program(test: dict) -> dict:
    """Return a test of meson with the suites that it has without a bundle."""
    if SINGLE not in suites_of(test):
        return test
    start = f"{SINGLE}-"
    suites = [suite.replace(start, "", 1) for suite in test["suite"] if plain(suite).startswith(start)]
    return {**test, "suite": suites}


def programs(tests: list) -> list:
    """Return the programs among the tests of meson."""
    return [as_program(test) for test in tests if not is_bundle(test)]


def members(tests: list, suite: str) -> list:
    """Return the programs of the bundle of a suite, those with the longest time-outs first."""
    wanted = f"{SINGLE}-{suite}"
    found = [as_program(test) for test in tests if wanted in suites_of(test)]
    return sorted(found, key=lambda test: (-test["timeout"], test["name"]))


def name_in_log(test: dict) -> str:
    """Return the name of a test as meson's log has it."""
    project = test["suite"][0].partition(":")[0]
    return f"{project}:{'+'.join(plain(suite) for suite in test['suite'])} / {test['name']}"


def expanded(names: list, tests: list) -> list:
    """Return the names of programs for names of tests: for a bundle those of its programs."""
    of_bundles = {test["name"] for test in tests if is_bundle(test)}
    found = set(names) - of_bundles
    for name in of_bundles & set(names):
        found.update(member["name"] for member in members(tests, name.removesuffix(SUFFIX)))
    return sorted(found)


def condensed(chosen: list, names: list, tests: list) -> list:
    """Return the names of the tests that run the chosen programs, which are some of those that the tests of these names run.

    A bundle runs only the programs that QEMU_TEST_BUNDLE_PROGRAMS names.
    """
    rest = set(chosen)
    used = []
    for name in sorted(set(names) & {test["name"] for test in tests if is_bundle(test)}):
        own = set(expanded([name], tests)) & rest
        if own:
            used.append(name)
        rest -= own
    return sorted([*rest, *used])


def suites_of_singles(words: list, wanted: list, tests: list) -> list:
    """Return the suites that meson has to be asked for, too, to run programs of bundles by their names."""
    named = [test for test in tests if SINGLE in suites_of(test) and any(fnmatch.fnmatch(test["name"], word) for word in words)]
    found = {suite for test in named for suite in suites_of(test) if suite != SINGLE}
    plain_wanted = {plain(suite) for suite in wanted}
    return sorted(suite for suite in found if not wanted or suite.removeprefix(f"{SINGLE}-") in plain_wanted)


def target(binary: str) -> str:
    return TARGET.fullmatch(Path(binary).name)[1]


def folder_of(build: Path, bundle: str, iteration: str) -> Path:
    """Return the folder in which a bundle leaves the results of its programs; meson's iterations run concurrently."""
    name = bundle if iteration == "1" else f"{bundle}.{iteration}"
    return build / "meson-logs/bundles" / name


def results_of(folder: Path) -> Path:
    """Return the file to which a bundle appends a line for each program that has ended."""
    return folder / "results.json"


def expand(build: Path, log: Path) -> None:
    """Replace the lines of bundles in a log of meson by those of their programs."""
    try:
        entries = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    except FileNotFoundError:
        return
    expanded = [line for entry in entries for line in lines_of(build, entry)]
    if expanded != entries:
        part = log.with_name(log.name + ".part")
        part.write_text("".join(json.dumps(line) + "\n" for line in expanded), encoding="utf-8")
        part.replace(log)


def lines_of(build: Path, entry: dict) -> list:
    name = entry["name"].rsplit(" / ", 1)[-1]
    if not name.endswith(SUFFIX):
        return [{**entry, "name": entry["name"].replace(f"{SINGLE}+", "", 1).replace(f"{SINGLE}-", "")}] if f":{SINGLE}+" in entry["name"] else [entry]
    results = results_of(folder_of(build, name, entry["env"].get("MESON_TEST_ITERATION", "1")))
    try:
        ended = [json.loads(line) for line in results.read_text(encoding="utf-8").splitlines()]
    except FileNotFoundError:
        return [entry]
    lines = [{**result, "env": {**entry["env"], **result["env"]}} for result in ended if result["starttime"] >= entry["starttime"] - 1]
    # A bundle that was killed has programs without a result, and its line says so.
    return lines if complete(entry) else [*lines, entry]


def complete(entry: dict) -> bool:
    """Return whether a bundle has reported all of its programs: its plan comes last."""
    return re.search(r"^1\.\.\d+", entry.get("stdout") or "", re.MULTILINE) is not None
