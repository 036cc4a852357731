#!/usr/bin/env python3
"""Compare the functional tests of QEMU's source with our ports: upstream.py [--short] [--all] [--only PROGRAM] SOURCE [RECORD]

SOURCE is the folder of QEMU's source, RECORD a record of scripts/coverage.py. Prints what differs by test program of QEMU, then
sums. --short prints only sums; --all also prints differences that docs/upstream/differences.txt names; --only names one program,
as in arm/orangepi.

The exit status is 1 if a method is missing without a reason in docs/upstream/tests.txt, or a known difference is no longer there.
"""

import json
import re
import sys
from pathlib import Path

sys.dont_write_bytecode = True

import coverage
import upstream_java
import upstream_python
import upstream_rows
from upstream_python import HOLE

# QEMU's conditions with an annotation here; the others need no counterpart or are compared by argument.
MARKS = {"skipFlakyTest": "SkipFlakyTest", "skipSlowTest": "SkipSlowTest", "skipBigDataTest": "SkipBigDataTest",
         "skipUntrustedTest": "SkipUntrustedTest", "skipLockedMemoryTest": "SkipLockedMemoryTest", "skipIfNotMachine": "SkipIfNotMachine",
         "skipIfOperatingSystem": "SkipIfOperatingSystem", "skipIfMissingEnv": "SkipIfMissingEnv",
         "skipIfMissingCommands": "SkipIfMissingCommands"}
BY_ARGUMENT = {"skipIfMissingCommands"}
KINDS = ("machine", "requires", "awaits", "passes", "compares")


def plain(text: str) -> str:
    """Return a text without what only its language asks for: kinds of quotes, line breaks of a long command."""
    return re.sub(r"\s*\n\s*", " ", text.strip("\n ") if "\n" in text.strip() else text).replace("'", '"')


class Pool:
    """Strings to find other strings in. A HOLE in either may stand for anything."""

    def __init__(self, texts):
        texts = [plain(text) for text in texts]
        self.whole = "\0".join(texts)
        self.forms = [re.compile(".*?".join(map(re.escape, parts)), re.DOTALL)
                      for parts in (upstream_java.SLOT.sub(HOLE, text).split(HOLE) for text in texts)
                      if len(parts) > 1 and len("".join(parts)) > 3]

    def has(self, text: str) -> bool:
        text = plain(text)
        # Ours may have the brackets of JSON elsewhere.
        parts = [part.strip(" {}") for part in text.split(HOLE)]
        return all(part in self.whole for part in parts) or any(form.search(text) for form in self.forms)


def shown(value: str) -> str:
    return value.replace("\n", "\\n").replace("\r", "\\r").replace(HOLE, "…")


class Comparison:
    def __init__(self, tree, listed: dict, ports):
        self.tree = tree
        self.listed = listed
        self.ports = ports
        self.known = upstream_rows.differences()
        self.timeouts = our_timeouts(ports)
        self.found = {}
        self.hidden = 0

    def add(self, program: str, kind: str, value: str, everything: bool):
        entry = next((one for one in self.known if one.covers(program, self.tree.version, kind, shown(value))), None)
        if entry:
            entry.used = True
            self.hidden += 1
        if not entry or everything:
            lines = self.found.setdefault(program, [])
            line = f"{kind}: {shown(value)}" + (f"  (known: {entry.reason})" if entry else "")
            if line not in lines:
                lines.append(line)

    def compare(self, program, everything: bool):
        """Compare a program with the classes that its rows name."""
        entry = self.listed.get(program.name)
        rows = {row.method: row for row in entry.rows if row.is_in(self.tree.version)} if entry else {}
        add = lambda kind, value: self.add(program.name, kind, value, everything)  # noqa: E731
        for method in program.methods.keys() - rows.keys():
            add("method without a row", method)
        for method in sorted(rows.keys() - program.methods.keys()):
            add("method gone there", method)
        if entry and entry.timeout < program.timeout:
            add("time-out in tests.txt", f"{entry.timeout} s, there {program.timeout} s")
        pairs = [(program.methods[name], port.split("#")) for name, row in rows.items() if name in program.methods for port in row.ports]
        classes = {}
        for _, (cls, _) in pairs:
            classes[cls] = classes.get(cls) or self.ports.port(cls)
        for cls, port in classes.items():
            if port is None:
                add("class gone here", cls)
            elif self.timeouts.get(cls, program.timeout) < program.timeout:
                add("time-out", f"{self.timeouts[cls]} s here ({cls}), {program.timeout} s there")
        pairs = [(method, classes[cls], test) for method, (cls, test) in pairs if classes[cls]]
        self.assets(program, pairs, [port for port in classes.values() if port], add)
        ours = Pool({text for port in classes.values() if port for text in port.strings} | {str(n) for n in range(10)})
        theirs = Pool([program.text, *(text for method in program.methods.values() for texts in method.found.values() for text in texts)])
        for method, port, test in pairs:
            if not port.has(test):
                add("test gone here", test)
                continue
            for kind in KINDS:
                for text in method.found.get(kind, ()):
                    if not ours.has(text):
                        add(kind, text)
            for text in sorted(port.awaited(test)):
                if text.strip() and not theirs.has(upstream_java.SLOT.sub(HOLE, text)):
                    add("awaits only here", text)
            self.marks(method, port.marks(test), add)

    def marks(self, method, ours: dict, add):
        for there, here in MARKS.items():
            values, own = method.decorators.get(there), ours.get(here)
            if there in BY_ARGUMENT:
                for one in sorted(set(values or ()) - set(own or ())):
                    add(f"{there}", one)
                for one in sorted(set(own or ()) - set(values or ())):
                    add(f"{here} only here", one)
            elif (values is None) != (own is None):
                add(there if own is None else f"{here} only here", method.name)

    def assets(self, program, pairs: list, classes: list, add):
        ours = {asset: (name, port) for port in classes for asset, name in port.downloads().items()}
        if not pairs:
            return
        hashes, urls = {asset.hash for asset in ours}, {asset.url for asset in ours}
        theirs = set().union(*(method.downloads for method, _, _ in pairs))
        for asset in sorted(theirs - ours.keys(), key=lambda one: one.url):
            what = "hash" if asset.url in urls else "URL" if asset.hash in hashes else "asset"
            add(what, f"{asset.url} {asset.hash}")
        for asset, (name, port) in sorted(ours.items(), key=lambda one: one[0].url):
            if asset.hash not in program.text and any(of.uses(name, test) for _, of, test in pairs if of is port):
                add("asset only here", f"{asset.url} {asset.hash}")


def our_timeouts(ports) -> dict:
    """Return meson's time-out of each class in seconds."""
    default = int(re.search(r"^default_timeout = (\d+)$", (ports.top / "meson.build").read_text(encoding="utf-8"), re.MULTILINE)[1])
    found = {}
    for build in ports.tests.glob("*/meson.build"):
        text = build.read_text(encoding="utf-8")
        special = {name: int(seconds) for table in re.findall(r"timeouts_\w+ = \{([^}]*)}", text)
                   for name, seconds in re.findall(r"'([\w/]+)': (\d+)", table)}
        names = {name for names in re.findall(r"tests_\w+ = \[([^]]*)]", text) for name in re.findall(r"'([\w/]+)'", names)}
        for file in build.parent.glob("*Test.java"):
            name = next((one for one in names if one.replace("_", "") + "test" == file.stem.lower()), None)
            if name:
                found[f"{build.parent.name}.{file.stem}"] = special.get(name, default)
    return found


def report(comparison: Comparison, programs: dict, record: dict, short: bool, whole: bool) -> int:
    version = comparison.tree.version
    if not short:
        for name in sorted(comparison.found):
            print(name)
            for line in comparison.found[name]:
                print(f"    {line}")
    held, ran = coverage.played(), {test for test, targets in record.items() if targets}
    count = dict.fromkeys(("methods", "ported", "held", "run", "either", "reason", "missing"), 0)
    missing = []
    for name, program in programs.items():
        rows = {row.method: row for row in comparison.listed[name].rows if row.is_in(version)} if name in comparison.listed else {}
        for method in program.methods:
            row = rows.get(method)
            count["methods"] += 1
            if row and row.ports:
                count["ported"] += 1
                is_held, has_run = any(port in held for port in row.ports), any(port in ran for port in row.ports + row.also)
                count["held"] += is_held
                count["run"] += has_run
                count["either"] += is_held or has_run
            elif row and row.reason:
                count["reason"] += 1
            else:
                missing.append(f"{name} {method}")
    gone = [f"{name} {row.method}" for name, one in comparison.listed.items() if whole and name not in programs
            for row in one.rows if row.is_in(version)]
    stale = [one for one in comparison.known
             if whole and one.applies(version) and not one.used and one.program in ("*", *programs)]
    for one in missing:
        print(f"missing without a reason: {one}")
    for one in gone:
        print(f"in tests.txt, but gone there: {one}")
    for one in stale:
        print(f"differences.txt:{one.line}: '{one.kind} | {shown(one.value)}' of {one.program} is no longer a difference: remove it")
    differ = sum(map(len, comparison.found.values()))
    print(f"QEMU {version}: {count['methods']} methods in {len(programs)} programs; {count['ported']} ported, of which {count['held']} are held "
          f"against the record of QEMU's own test, {count['run']} have really run, {count['ported'] - count['either']} neither; "
          f"missing: {count['reason']} with a reason, {len(missing)} without; {differ} differences, and {comparison.hidden} known ones")
    return int(bool(missing or stale))


def main(arguments: list) -> int:
    short, everything, only = "--short" in arguments, "--all" in arguments, None
    if "--only" in arguments[:-1]:
        at = arguments.index("--only")
        only = arguments[at + 1]
        arguments = arguments[:at] + arguments[at + 2:]
    rest = [one for one in arguments if one not in ("--short", "--all")]
    if not 1 <= len(rest) <= 2 or any(one.startswith("-") for one in rest):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        tree = upstream_python.Tree(Path(rest[0]))
        programs = {name: one for name, one in tree.programs().items() if only in (None, name)}
        comparison = Comparison(tree, upstream_rows.rows(), upstream_java.Ports())
    except ValueError as problem:
        print(f"upstream.py: {problem}", file=sys.stderr)
        return 2
    if not programs:
        print(f"upstream.py: there is no test program '{only}' in {tree.top}", file=sys.stderr)
        return 2
    for program in programs.values():
        comparison.compare(program, everything)
    record = json.loads(Path(rest[1]).read_text(encoding="utf-8")) if len(rest) == 2 and Path(rest[1]).exists() else {}
    return report(comparison, programs, record, short, only is None)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
