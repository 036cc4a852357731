"""Run failed test programs of meson again: RETRY=2 for up to two more attempts.

Earlier attempts stay in meson-logs/attempt-1, attempt-2 …: their lines of testlog.json, and the log folders of their
tests in tests/functional, as in the build folder. At the end testlog.json has each program once, with its last attempt.
"""

import fnmatch
import json
import os
import shutil
import sys
from pathlib import Path

import bundles
import junit_xml
import suites


def wanted(environment: dict) -> int:
    """Return how many more attempts a failed program gets."""
    text = environment.get("RETRY") or "0"
    if not text.isdecimal() or int(text) > 9:
        print(f"error: RETRY is '{text}': give a number from 0 to 9", file=sys.stderr)
        sys.exit(2)
    return int(text)


def forget(build: Path, logbase: str):
    """Remove the attempts of an earlier run of the same log."""
    for attempt in attempts(build):
        (attempt / f"{logbase}.json").unlink(missing_ok=True)
        if not any(attempt.glob("*.json")):
            shutil.rmtree(attempt)


def attempts(build: Path) -> list:
    return sorted((build / "meson-logs").glob("attempt-*"))


def run(command: list, build: Path, logbase: str, status: int, execute) -> int:
    """Run what failed again, and return the exit status of the whole.

    command: the command of meson that has run, with status as its exit status
    execute: runs a command and returns its exit status
    """
    log = junit_xml.log_of(build, logbase)
    for number in range(1, wanted(os.environ) + 1):
        lines = read(log)
        failed = [line for line in lines if not program(line).well]
        # An interrupt is no failure of a test.
        if not failed or status >= 128:
            break
        names = list(dict.fromkeys(program(line).name for line in failed))
        print(f"\nRetry {number}: {', '.join(names)}", flush=True)
        keep(build, logbase, number, failed)
        # Programs of a bundle get programs of their own.
        of_bundles = bundles.suites_of_singles(names, [], suites.all_of(build))
        status = execute([*without_names(command, build), *(f"--suite={suite}" for suite in of_bundles), *names])
        again = read(log)
        log.write_text("".join(merged(lines, again)), encoding="utf-8")
        flaky = [name for name in names if all(program(line).well for line in again if program(line).name == name)]
        if flaky and again:
            print(f"flaky, passed on retry {number}: {', '.join(flaky)}")
    return status


def program(line: str) -> junit_xml.Program:
    return junit_xml.Program(json.loads(line))


def read(log: Path) -> list:
    try:
        return log.read_text(encoding="utf-8").splitlines(keepends=True)
    except FileNotFoundError:
        return []


def merged(lines: list, again: list) -> list:
    """Return the lines of a run, with those of programs that ran again replaced."""
    names = {program(line).name for line in again}
    return [line for line in lines if program(line).name not in names] + again


def keep(build: Path, logbase: str, number: int, failed: list):
    """Move what failed programs have left out of the way of their next attempt."""
    attempt = build / "meson-logs" / f"attempt-{number}"
    attempt.mkdir(parents=True, exist_ok=True)
    (attempt / f"{logbase}.json").write_text("".join(failed), encoding="utf-8")
    for line in failed:
        for folder in folders(build, program(line)):
            kept = attempt / folder.relative_to(build)
            kept.parent.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(kept, ignore_errors=True)
            folder.rename(kept)


def folders(build: Path, failed: junit_xml.Program) -> list:
    """Return the log folders of the tests of a program."""
    binary = Path(failed.entry["env"].get("QEMU_TEST_QEMU_BINARY", "")).name
    target = binary.removeprefix("qemu-system-").removeprefix("qemu-").removesuffix("-static")
    simple = failed.test_class.rpartition(".")[2]
    if not target or not simple:
        return []
    return [folder for folder in sorted((build / "tests/functional" / target).glob(f"{simple}.*")) if folder.is_dir()]


def without_names(command: list, build: Path) -> list:
    """Return a command without the names of tests, which would run again, too."""
    names = [test["name"] for test in suites.all_of(build)]
    return [word for word in command if word.startswith("-") or not fnmatch.filter(names, word)]
