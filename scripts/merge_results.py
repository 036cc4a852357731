#!/usr/bin/env python3
"""Join the results of shards: merge_results.py TO FROM...

Each FROM is a build folder or a folder of artifacts with such folders below it. TO becomes like the build folder of one machine that ran all
programs: meson-logs with testlog.json and JUnit's XML, tests/functional with the logs and traces. Fails if a program failed, if a
shard is missing or did not end, or if a program was in two shards or in none.
"""

import json
import shutil
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

import junit_xml
import retry

PATTERN = "functional*.shard.json"


class Part:
    """The results of one shard."""

    def __init__(self, file: Path):
        self.file = file
        self.build = file.parent.parent
        record = json.loads(file.read_text(encoding="utf-8"))
        self.index, self.total, self.logbase = record["shard"], record["of"], record["logbase"]
        self.programs, self.selection, self.results = record["programs"], record["selection"], record["results"]
        self.predicted = record["predicted"]

    def ran(self) -> Counter:
        """How often each program ran; `meson test --repeat` runs one more than once."""
        return Counter(junit_xml.Program(entry).name for entry in self.results)

    def seconds(self) -> float:
        return sum(entry["duration"] for entry in self.results)


def parts_below(folders: list) -> tuple:
    """Return the results below the folders by the name of meson's log, and what could not be read."""
    parts, problems = {}, []
    for folder in folders:
        found = sorted(folder.rglob(PATTERN)) if folder.is_dir() else []
        if not found:
            problems.append(f"{folder}: there are no results of a shard here ({PATTERN}): did its run have SHARD, and did it end?")
        for file in found:
            try:
                part = Part(file)
                parts.setdefault(part.logbase, []).append(part)
            except (ValueError, KeyError, TypeError) as error:
                problems.append(f"{file}: this is no record of a shard, or not a whole one ({error})")
    return parts, problems


def problems_of(parts: list) -> list:
    """Return what is wrong with the shards of one run."""
    problems = []
    totals = sorted({part.total for part in parts})
    if len(totals) > 1:
        return [f"the shards are of different runs: there are some of {' and some of '.join(map(str, totals))} in all"]
    selections = {tuple(part.selection) for part in parts}
    if len(selections) > 1:
        odd = set.symmetric_difference(*map(set, sorted(selections, key=len)[:2]))
        problems.append(f"the shards selected different programs, such as {', '.join(sorted(odd)[:5])}: give all the same suites and QEMUs")
    there = Counter(part.index for part in parts)
    for index in range(1, totals[0] + 1):
        if not there[index]:
            problems.append(f"shard {index} of {totals[0]} is missing")
        elif there[index] > 1:
            files = [str(part.file) for part in parts if part.index == index]
            problems.append(f"shard {index} of {totals[0]} is there {there[index]} times: {', '.join(files)}")
    belongs = Counter(name for part in parts for name in part.programs)
    for name in sorted(set(parts[0].selection) | set(belongs)):
        if belongs[name] > 1 and max(there.values()) == 1:
            problems.append(f"{name} is in {belongs[name]} shards")
        elif belongs[name] == 0 and len(there) == totals[0]:
            problems.append(f"{name} is in no shard")
    for part in parts:
        lost = sorted(set(part.programs) - set(part.ran()))
        if lost:
            problems.append(f"shard {part.index} of {part.total} has no result of {', '.join(lost)}")
    return problems


def entry_of(problem: str) -> dict:
    """Return a line of meson's log for what is missing, so that no report of the whole looks good."""
    return {"name": "shards / shards", "stdout": "", "stderr": problem, "result": "ERROR", "starttime": 0.0, "duration": 0.0,
            "returncode": 1, "command": ["shards"], "env": {}}


def merge(parts: list, problems: list, to: Path, logbase: str) -> list:
    """Write the log and the report of all shards, and return its lines."""
    results = [entry for part in parts for entry in part.results] + [entry_of(problem) for problem in problems]
    logs = to / "meson-logs"
    logs.mkdir(parents=True, exist_ok=True)
    junit_xml.log_of(to, logbase).write_text("".join(json.dumps(entry) + "\n" for entry in results), encoding="utf-8")
    root = ET.Element("testsuites", name="functional")
    for part in parts:
        report = junit_xml.report_of(part.build, logbase)
        if report.exists():
            root.extend(ET.parse(report).getroot())
        elif part.results:
            problems.append(f"{report} is missing: JUnit's XML has nothing of shard {part.index}")
        copy(part, to)
    for problem in problems:
        suite = ET.SubElement(root, "testsuite", name="shards", time="0")
        case = ET.SubElement(suite, "testcase", classname="shards", name="shards", time="0")
        ET.SubElement(case, "error", type="missing", message=problem)
        junit_xml.count(suite)
    for attribute in ("tests", "failures", "errors"):
        root.set(attribute, str(sum(int(suite.get(attribute, "0")) for suite in root)))
    ET.ElementTree(root).write(junit_xml.report_of(to, logbase), encoding="utf-8", xml_declaration=True)
    return results


def copy(part: Part, to: Path) -> None:
    """Copy the logs of tests, those of earlier attempts, and the reports of programs."""
    for name in ("tests/functional", "meson-logs/junit", *(f"meson-logs/{attempt.name}" for attempt in retry.attempts(part.build))):
        if (part.build / name).is_dir():
            shutil.copytree(part.build / name, to / name, symlinks=True, dirs_exist_ok=True)


def main(to: Path, folders: list) -> int:
    if to.exists():
        # Only what an earlier merge has written may be removed.
        if {entry.name for entry in to.iterdir()} - {"meson-logs", "tests", "report"}:
            print(f"error: {to} is there, and is no result of a merge: name another folder", file=sys.stderr)
            return 2
        shutil.rmtree(to)
    runs, lost = parts_below(folders)
    if not runs:
        print("\n".join(f"error: {problem}" for problem in lost), file=sys.stderr)
        return 1
    bad = 0
    for logbase, parts in sorted(runs.items()):
        parts.sort(key=lambda part: part.index)
        problems = lost + problems_of(parts)
        results = merge(parts, problems, to, logbase)
        for part in parts:
            print(f"shard {part.index} of {part.total}: {len(part.programs)} programs, {part.seconds():.0f} s, {part.predicted:.0f} s predicted")
        failed = [program.name for program in map(junit_xml.Program, results) if not program.well and program.name != "shards"]
        print(f"{logbase}: {len(results) - len(problems)} programs, {len(failed)} failed: {junit_xml.report_of(to, logbase)}")
        for name in failed:
            print(f"  failed: {name}")
        for problem in problems:
            print(f"error: {problem}", file=sys.stderr)
        bad += len(failed) + len(problems)
    return int(bad > 0)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    sys.exit(main(Path(sys.argv[1]), [Path(folder) for folder in sys.argv[2:]]))
