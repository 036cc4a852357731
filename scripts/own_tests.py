"""Evaluate a run of the project's own tests and report its failures: results.py check."""

import sys
from collections import Counter
from pathlib import Path

import slow_tests
import surefire

# A failure's message is cut to this; the reports have all of it.
LINES = 8
CHARACTERS = 240


def check(top: Path, part: bool) -> int:
    """Print counts and failures; part says that only some of the tests were to run."""
    modules = surefire.modules(top)
    problems = maven_problems(top / "target/check.log")
    for module in modules:
        problems += module_problems(module, part, top)
    cases = [case for module in modules for case in module.cases]
    if not cases:
        problems.append("no test ran")

    for case in cases:
        if case.outcome == "skipped":
            print(f"skipped: {case.name_of_class}.{case.name}: {case.text or 'NO REASON GIVEN'}")
            if not case.text:
                problems.append(f"{case.module}: {case.name_of_class}.{case.name} was skipped without a reason")
    for case in cases:
        if case.outcome == "flaky":
            print(f"flaky: {case.module}: {case.name_of_class}.{case.name} failed, and passed when it ran again:")
            print(shortened(case.text or "no message"))
    # No failure: on a slow or busy host all take longer.
    for slow in slow_tests.unexplained(cases, top):
        print(f"slow: {slow}, and {slow_tests.PAGE} has no reason for it")
    for module in modules:
        print(f"  {module.name}: {counted(module.cases)}")
    print(f"make check: {counted(cases)}")

    sys.stdout.flush()
    failed = [case for case in cases if case.outcome in ("failure", "error")]
    for case in failed:
        report(case, top)
    for problem in problems:
        print(f"FAILED: {problem}", file=sys.stderr)
    return int(bool(failed or problems))


def counted(cases: list) -> str:
    counts = Counter(case.outcome for case in cases)
    return (
        f"{len(cases)} tests, {counts['failure']} failures,"
        f" {counts['error']} errors, {counts['skipped']} skipped" + (f", {counts['flaky']} flaky" if counts["flaky"] else "")
    )


def report(case, top: Path):
    reports = top / case.module / "target/surefire-reports"
    # What a nested class prints may be in the log of the one around it.
    names = dict.fromkeys([case.name_of_class, case.name_of_class.split("$")[0]])
    logs = [reports / f"{name}{end}" for name in names for end in ("-output.txt", ".txt")]
    print(f"\nFAILED: {case.module}: {case.name_of_class}.{case.name}", file=sys.stderr)
    print(shortened(case.text or "no message"), file=sys.stderr)
    for log in filter(Path.exists, logs):
        print(f"    log: {log}", file=sys.stderr)
    print(f"    again: {again(case.module, case.name_of_class)}", file=sys.stderr)


def again(module: str, name_of_class: str) -> str:
    outer = name_of_class.split("$")[0]
    return f"scripts/maven verify -pl {module} -am -Dtest={outer} -Dsurefire.failIfNoSpecifiedTests=false"


def shortened(text: str) -> str:
    lines = text.strip().splitlines()
    kept = [f"    {line if len(line) <= CHARACTERS else line[:CHARACTERS] + ' …'}" for line in lines[:LINES]]
    if len(lines) > LINES:
        kept.append(f"    … and {len(lines) - LINES} more lines")
    return "\n".join(kept)


def maven_problems(log: Path) -> list:
    if not log.exists():
        return [f"Maven left no log: {log} is not there; run `make check`"]
    run = surefire.maven_run(log)
    problems = []
    if run.ended != "SUCCESS":
        how = "failed" if run.ended else "ended before it was done"
        of = f" in {', '.join(run.failed)}" if run.failed else ""
        problems.append(f"Maven {how}{of}, all of it is in {log}:\n" + shortened("\n".join(run.errors) or "no error"))
    if run.skipped:
        problems.append(f"Maven skipped {', '.join(run.skipped)}: none of their tests ran")
    if run.crashes:
        problems.append("a JVM of tests crashed, exited or was killed:\n" + shortened("\n".join(run.crashes)))
    return problems


def module_problems(module: surefire.Module, part: bool, top: Path) -> list:
    problems = [f"{module.name}: {report} cannot be read: {reason}" for report, reason in module.unreadable]
    problems += [
        f"{module.name}: a JVM of tests crashed, exited or was killed; surefire's note: {dump}"
        for dump in module.crashes
    ]
    missing = [] if part else module.missing()
    if missing and not module.reported:
        problems.append(f"{module.name}: no report of any of its {len(missing)} test classes")
    else:
        problems += [
            f"{module.name}: {name} left no report: it did not run, or its JVM ended before it was done\n"
            f"    again: {again(module.name, name)}"
            for name in missing
        ]
    return problems
