#!/usr/bin/env python3
"""Write the JUnit XML of meson's last run of test programs: junit_xml.py BUILD [LOGBASE]

LOGBASE is that of `meson test --logbase` (testlog). The results of testlog.json become functional.junit.xml beside it,
those of testlog-qtest.json become functional-qtest.junit.xml.

Each program writes a file of its own before and after each test (`--junit-xml`), so that the file of one that was
killed names the test that ran. This puts them together with what meson knows of the programs.
"""

import json
import re
import signal
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
PACKAGE = "org.qemu.functional.tests."
GOOD = ("OK", "SKIP", "EXPECTEDFAIL")
OUTCOMES = {"failures": "failure", "errors": "error", "skipped": "skipped"}
ATTACHMENT = re.compile(r"\[\[ATTACHMENT\|(.*?)\]\]")
NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# The end of standard error says why a program went wrong.
MAX_ERR = 64 * 1024


class Program:
    """A test program as meson's log has it."""

    def __init__(self, entry: dict):
        self.entry = entry
        self.name = entry["name"].rsplit(" / ", 1)[-1]
        self.iteration = entry["env"].get("MESON_TEST_ITERATION", "1")
        # Relative to the package of the tests, as meson.build names them.
        self.test_class = entry["command"][-1].split("#")[0].removeprefix(PACKAGE)
        self.well = entry["result"] in GOOD

    def killed(self) -> bool:
        return self.entry["result"] == "TIMEOUT" or self.entry["returncode"] < 0

    def end(self) -> str:
        """How it ended, in words."""
        status = self.entry["returncode"]
        if self.entry["result"] == "TIMEOUT":
            return f"meson ended the program at its time-out, after {self.entry['duration']:.1f} s"
        if status < 0:
            return f"the program was killed by {signal.Signals(-status).name} after {self.entry['duration']:.1f} s"
        return f"the program ended with status {status}, and meson takes its output for {self.entry['result']}"

    def written(self):
        """The suite that the program itself has written in this run, and when; None if there is none."""
        command = self.entry["command"]
        if "--junit-xml" not in command[:-1]:
            return None, 0
        file = Path(command[command.index("--junit-xml") + 1])
        if self.iteration != "1":
            file = file.with_name(f"{file.stem}.{self.iteration}.xml")
        try:
            time = file.stat().st_mtime
            # An older one is of another run.
            if time >= self.entry["starttime"]:
                return ET.parse(file).getroot().find("testsuite"), time
        except (FileNotFoundError, ET.ParseError):
            pass
        return None, 0

    def target(self) -> str:
        """The target, where the class is not for one target alone; names would be the same for all otherwise."""
        binary = Path(self.entry["env"].get("QEMU_TEST_QEMU_BINARY", "")).name
        target = binary.removeprefix("qemu-system-").removeprefix("qemu-").removesuffix("-static")
        return "" if self.test_class.split(".")[0] == target else target

    def suite(self, build: Path) -> ET.Element:
        suite, written = self.written()
        if suite is None:
            suite = ET.Element("testsuite", timestamp=timestamp(self.entry["starttime"]))
        suite.set("name", self.name + ("" if self.iteration == "1" else f" ({self.iteration})"))
        self.explain_unfinished(suite, written)
        self.add_program(suite)
        self.name_target(suite)
        for output in suite.iter("system-out"):
            output.text = ATTACHMENT.sub(lambda match: attachment(build, match[1]), output.text or "")
        errors = self.entry.get("stderr", "")
        if errors:
            ET.SubElement(suite, "system-err").text = printable(errors[-MAX_ERR:])
        count(suite)
        suite.set("time", f"{self.entry['duration']:.3f}")
        return suite

    def explain_unfinished(self, suite: ET.Element, began: float):
        for case in suite.iter("testcase"):
            error = case.find("error")
            if error is not None and error.get("type") == "unfinished":
                error.set("message", f"the test ran when {self.end()}")
                ran = self.entry["starttime"] + self.entry["duration"] - began
                case.set("time", f"{max(0, ran):.3f}")

    def add_program(self, suite: ET.Element):
        """Return an error for the program if it failed but none of its tests did."""
        accepted = ("error",) if self.killed() else ("error", "failure")
        if self.well or any(suite.find(f".//{outcome}") is not None for outcome in accepted):
            return
        name = self.test_class if self.test_class.count(".") > 1 else PACKAGE + self.test_class
        case = ET.SubElement(suite, "testcase", classname=name, name="program",
                             time=f"{self.entry['duration']:.3f}")
        ET.SubElement(case, "error", type=self.entry["result"].lower(), message=self.end())

    def name_target(self, suite: ET.Element):
        target = self.target()
        if not target:
            return
        for element in (*suite.iter("testcase"), *suite.iter("property")):
            element.set("name", f"{element.get('name')} [{target}]")


def timestamp(seconds: float) -> str:
    from datetime import datetime, timezone
    return datetime.fromtimestamp(int(seconds), timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def attachment(build: Path, path: str) -> str:
    """As GitLab wants it, below the folder of the project; the programs run in the build folder."""
    file = (build / path).resolve()
    shown = file.relative_to(TOP) if file.is_relative_to(TOP) else file
    return f"[[ATTACHMENT|{shown}]]"


def printable(text: str) -> str:
    return NOT_XML.sub("\ufffd", text)


def count(suite: ET.Element):
    cases = suite.findall("testcase")
    suite.set("tests", str(len(cases)))
    for attribute, outcome in OUTCOMES.items():
        suite.set(attribute, str(sum(case.find(outcome) is not None for case in cases)))


def programs(log: Path) -> list:
    """What meson has logged; nothing if it has run nothing."""
    try:
        lines = log.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    return [Program(json.loads(line)) for line in lines]


def log_of(build: Path, logbase: str) -> Path:
    return build / "meson-logs" / f"{logbase}.json"


def report_of(build: Path, logbase: str) -> Path:
    return build / "meson-logs" / f"functional{logbase.removeprefix('testlog')}.junit.xml"


def write(build: Path, logbase: str = "testlog") -> int:
    """Write the file, unless nothing has run, and return how many programs have."""
    build = build.resolve()
    ran = sorted(programs(log_of(build, logbase)), key=lambda program: (program.name, int(program.iteration)))
    if not ran:
        return 0
    root = ET.Element("testsuites", name="functional")
    root.extend(program.suite(build) for program in ran)
    for attribute in ("tests", "failures", "errors"):
        root.set(attribute, str(sum(int(suite.get(attribute)) for suite in root)))
    report = report_of(build, logbase)
    part = report.with_name(report.name + ".part")
    ET.ElementTree(root).write(part, encoding="utf-8", xml_declaration=True)
    part.replace(report)
    return len(ran)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    if not write(Path(sys.argv[1]), *sys.argv[2:]):
        print("error: no test ran", file=sys.stderr)
        sys.exit(1)
