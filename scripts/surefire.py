"""Read the results of a run of the project's own tests: target/check.log and Surefire's reports of each module."""

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from pathlib import Path

# The class names that surefire runs by default.
TEST_NAMES = re.compile(r"Test\w*|\w+(?:Test|Tests|TestCase)")
TEST_METHOD = re.compile(r"@(?:Test|ParameterizedTest|RepeatedTest|TestFactory|TestTemplate|ArchTest)\b")
CLASS = r"^(?:(?:public|final|abstract|sealed|non-sealed|strictfp) )*class {}\b(?:<[^{{]*?>)?(?:\s+extends\s+(?:\w+\.)*(\w+))?"
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)

ANSI = re.compile(r"\x1b\[[0-9;]*m")
CRASHED_FORK = re.compile(r"The forked VM terminated|There was a timeout in the fork|The fork was killed", re.IGNORECASE)
CLASS_NAME = re.compile(r"\[ERROR\] [\w.$]+")
# Errors of Maven that are left out: stacks, advice, and Surefire's messages about tests, for which the reports are better.
NOISE = re.compile(
    r"^\[ERROR\] *$|^\[ERROR\] *\tat |^\[ERROR\] (Tests run:|Failures:|Errors:|There are test failures|  )|<<< (FAILURE|ERROR)!"
    r"|^\[ERROR\] (-> \[Help|\[Help|To see the full|Re-run Maven|For more information|After correcting|  mvn )"
)
SUMMARY = re.compile(r"^\[INFO\] (?!BUILD )(\S+)(?: \S+)? \.* *(SUCCESS|FAILURE|SKIPPED)\b")


@dataclass
class Case:
    """A test case of a report."""

    module: str
    name_of_class: str
    name: str
    outcome: str  # passed, failure, error, skipped, or flaky: it failed, and passed when it ran again
    text: str  # the reason of a skip, else what the failure says
    seconds: float = 0.0


@dataclass
class Module:
    """What is there of a module: its reports of this run and its test classes."""

    name: str
    folder: Path
    cases: list = field(default_factory=list)
    reported: set = field(default_factory=set)
    unreadable: list = field(default_factory=list)
    crashes: list = field(default_factory=list)

    def missing(self) -> list:
        """The test classes of the sources that left no report; one of a nested class counts."""
        outer = {name.split("$")[0] for name in self.reported}
        return [name for name in test_classes(self.folder) if name not in outer]


def modules(top: Path) -> list:
    """Read every module that the root pom.xml names, and its reports that are not of an earlier run."""
    namespace = {"m": "http://maven.apache.org/POM/4.0.0"}
    names = [element.text.strip() for element in ET.parse(top / "pom.xml").iterfind("m:modules/m:module", namespace)]
    start = top / "target/check.start"
    since = start.stat().st_mtime_ns if start.exists() else 0
    return [module(top / name, since) for name in names]


def module(folder: Path, since: int) -> Module:
    found = Module(folder.name, folder)
    reports = folder / "target/surefire-reports"
    for report in sorted(reports.glob("TEST-*.xml")):
        if report.stat().st_mtime_ns < since:
            continue
        try:
            suite = ET.parse(report).getroot()
        except ET.ParseError as e:
            found.unreadable.append((report, str(e)))
            continue
        found.reported.add(report.name.removeprefix("TEST-").removesuffix(".xml"))
        found.cases += [case(found.name, element) for element in suite.iter("testcase")]
    for dump in sorted([*reports.glob("*.dump"), *reports.glob("*.dumpstream")]):
        if dump.stat().st_mtime_ns >= since and CRASHED_FORK.search(dump.read_text(encoding="utf-8", errors="replace")):
            found.crashes.append(dump)
    return found


def case(module_name: str, element: ET.Element) -> Case:
    outcome, text = outcome_of(element)
    seconds = float((element.get("time") or "0").replace(",", ""))
    return Case(module_name, element.get("classname") or "", element.get("name") or "", outcome, text, seconds)


def outcome_of(element: ET.Element) -> tuple:
    for kind in ("failure", "error", "skipped"):
        found = element.find(kind)
        if found is not None:
            return kind, found.get("message") or (found.text or "").strip() or found.get("type") or ""
    for kind in ("flakyFailure", "flakyError"):
        found = element.find(kind)
        if found is not None:
            return "flaky", found.get("message") or ""
    return "passed", ""


def test_classes(folder: Path) -> list:
    """The classes of src/test that surefire runs and that have tests, their own or inherited."""
    root = folder / "src/test/java"
    sources = {file.stem: COMMENT.sub("", file.read_text(encoding="utf-8")) for file in sorted(root.rglob("*.java"))}
    names = []
    for file in sorted(root.rglob("*.java")):
        declared = re.search(CLASS.format(file.stem), sources[file.stem], re.MULTILINE)
        if TEST_NAMES.fullmatch(file.stem) and declared and "abstract " not in declared[0]:
            if has_tests(file.stem, sources):
                names.append(".".join(file.relative_to(root).with_suffix("").parts))
    return names


def has_tests(name: str, sources: dict) -> bool:
    source = sources.get(name, "")
    if TEST_METHOD.search(source):
        return True
    declared = re.search(CLASS.format(name), source, re.MULTILINE)
    return bool(declared and declared[1] and declared[1] != name and has_tests(declared[1], sources))


@dataclass
class MavenRun:
    """What Maven printed: how it ended, and what it says of each module."""

    ended: str  # SUCCESS, FAILURE, or empty if it did not get so far
    failed: list
    skipped: list
    errors: list
    crashes: list


def maven_run(log: Path) -> MavenRun:
    lines = [ANSI.sub("", line) for line in log.read_text(encoding="utf-8", errors="replace").splitlines()]
    ended = next((line.removeprefix("[INFO] BUILD ") for line in lines if line.startswith("[INFO] BUILD ")), "")
    found = {"FAILURE": [], "SKIPPED": [], "SUCCESS": []}
    for line in lines:
        row = SUMMARY.match(line)
        if row:
            found[row[2]].append(row[1])
    errors = [line for line in lines if line.startswith("[ERROR] ") and not NOISE.search(line)]
    return MavenRun(ended, found["FAILURE"], found["SKIPPED"], list(dict.fromkeys(errors)), crashes_of(lines))


def crashes_of(lines: list) -> list:
    """What surefire says of JVMs that crashed: the reason, the exit status, the classes that ran."""
    found = []
    names = False
    for line in lines:
        if CRASHED_FORK.search(line) or line.startswith("[ERROR] Process Exit Code") or names and CLASS_NAME.fullmatch(line):
            found.append(line)
        names = line.startswith("[ERROR] Crashed tests:") or names and bool(CLASS_NAME.fullmatch(line))
    return list(dict.fromkeys(found))
