"""What scripts/soak can run: the project's own test classes, and the test programs that meson lists."""

import difflib
import json
import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import surefire

TOP = Path(__file__).resolve().parent.parent

MODULES = (
    "common",
    "tap-reporter",
    "atf-reporter",
    "native-test",
    "archives",
    "assets",
    "machine",
    "qemu-functional-core",
    "qtest",
    "guest",
    "vfio-user",
    "qemu-functional-tests",
    "precache",
    "report",
)
# These want a build folder, as their pom.xml says.
WITH_BUILD_ROOT = {"common", "native-test", "archives", "assets", "machine", "qemu-functional-core", "qtest", "guest"}
SUITES = (
    "func-quick",
    "thorough",
    *(f"{kind}-{target}" for kind in ("qtest", "guest") for target in ("x86_64", "aarch64", "ppc64")),
)

# Seconds; Maven itself has no time-out.
OWN_TIMEOUT = 180

MAIN = "org.qemu.functional.launch.Main"


class UnknownName(Exception):
    """A name that is none of a module, a class, a test or a suite."""


@dataclass(frozen=True)
class Unit:
    """A test class and how it is run."""

    name: str
    command: tuple
    timeout: float
    folder: Path = TOP
    environment: dict = field(default_factory=dict)
    with_build_root: bool = True
    # Under which further names TESTS finds it.
    groups: frozenset = frozenset()

    def __hash__(self):
        return hash(self.name)


def own_classes() -> list:
    """Return (module, name) of each test class."""
    return [(module, name) for module in MODULES for name in surefire.test_classes(TOP / module)]


def own_units() -> list:
    """Return the test classes of all modules."""
    jdk = subprocess.run([TOP / "scripts/find-jdk"], check=True, capture_output=True, text=True).stdout.strip()
    found = own_classes()
    simple_names = [name.rpartition(".")[2] for _, name in found]
    return [
        Unit(
            name=simple if simple_names.count(simple) == 1 else name,
            command=own_command(f"{jdk}/bin/java", module, name),
            timeout=OWN_TIMEOUT,
            folder=TOP / module,
            with_build_root=module in WITH_BUILD_ROOT,
            groups=frozenset({module, name, simple}),
        )
        for (module, name), simple in zip(found, simple_names)
    ]


def own_command(java: str, module: str, name: str) -> tuple:
    """Return what runs a class as Surefire does, except that it reports in TAP."""
    target = TOP / module / "target"
    # The harness's program runs the tests of what is below it, too.
    paths = [str(target / "test-classes"), str(target / "classes"), class_path(module), class_path("qemu-functional-core")]
    paths.append(str(TOP / "qemu-functional-core/target/classes"))
    return (java, "-XX:+DisplayVMOutputToStderr", f"-Dbasedir={TOP / module}", "-cp", os.pathsep.join(paths), MAIN, name)


def class_path(module: str) -> str:
    return (TOP / module / "target/test.classpath").read_text(encoding="utf-8").strip()


def meson_units(build: Path) -> list:
    """Return the test programs that meson has listed when it configured the build folder."""
    tests = json.loads((build / "meson-info/intro-tests.json").read_text(encoding="utf-8"))
    return [
        Unit(
            name=test["name"],
            command=tuple(test["cmd"]),
            timeout=float(test["timeout"]),
            environment={**test["env"], "QEMU_TEST_NO_DOWNLOAD": "1"},
            groups=frozenset(suite.split(":", 1)[-1] for suite in test["suite"]) | class_names(test["cmd"][-1]),
        )
        for test in tests
    ]


def class_names(name: str) -> set:
    """Return the names of a class of tests: with its folder, simple and fully qualified."""
    return {name, name.rpartition(".")[2], f"org.qemu.functional.tests.{name}"}


def select(wanted: list, own: list, programs: list) -> list:
    """Return the units of some names, in their order, or of the default ones if there are none."""
    if not wanted:
        return own + [unit for unit in programs if unit.groups & set(SUITES)]
    selected = {}
    for name in wanted:
        for unit in named(name, own, programs):
            selected[unit.name] = unit
    return list(selected.values())


def named(name: str, own: list, programs: list) -> list:
    # A module before a suite: `guest` and `qtest` are both, and the suites have names per target.
    for units in (own, programs):
        found = [unit for unit in units if unit.name == name or name in unit.groups]
        if found:
            return found
    known = sorted({known for unit in own + programs for known in (unit.name, *unit.groups)})
    lower = {known_name.lower(): known_name for known_name in known}
    close = [lower[match] for match in difflib.get_close_matches(name.lower(), lower, n=3, cutoff=0.5)]
    hint = f"; did you mean {' or '.join(close)}?" if close else ""
    raise UnknownName(f"there is no module, class, test or suite '{name}'{hint}")
