"""What a runner (RUNNER=slurm) did with the programs of a run: where they ran, how long they waited, what was lost."""

import json
import shutil
from pathlib import Path

import junit_xml


def collected(build: Path, logbase: str, execute) -> int:
    """Run programs, then correct meson's log: waiting for a node is no time of a test. Return the exit status."""
    folder = build / "meson-logs/runner"
    shutil.rmtree(folder, ignore_errors=True)
    status = execute()
    log = junit_xml.log_of(build, logbase)
    records = {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.json"))}
    if records and log.exists():
        entries = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
        for entry in entries:
            correct(entry, records)
        log.write_text("".join(json.dumps(entry) + "\n" for entry in entries), encoding="utf-8")
    for name, record in records.items():
        lost = record["nodes"][:-1]
        if lost:
            print(f"infrastructure: {name} ran again on {record['nodes'][-1]}, as {', '.join(node or 'the runner' for node in lost)} failed")
    return status


def correct(entry: dict, records: dict) -> None:
    record = records.get(entry["name"].rsplit(" / ", 1)[-1])
    if record:
        entry["starttime"] += record["queued"]
        entry["duration"] = record["duration"]
        entry["nodes"] = record["nodes"]
