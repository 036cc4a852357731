#!/usr/bin/env python3
"""Writes docs/architecture.md from the modules' descriptors, POMs and packages.

    scripts/architecture.py           writes the page
    scripts/architecture.py print     prints the number of public types of each module, and of files of each package
"""

import re
import sys
from pathlib import Path
from xml.etree import ElementTree

TOP = Path(__file__).resolve().parent.parent
PAGE = TOP / "docs/architecture.md"
ROOT = "org.qemu.functional"
POM = "{http://maven.apache.org/POM/4.0.0}"
# The page of each module that authors use.
PAGES = {"qemu-functional-core": "writing-tests.md", "guest": "guests.md", "precache": "assets.md", "report": "report.md", "qemu-functional-tests": "running.md"}
INTRODUCTION = """\
# Architecture

`scripts/architecture.py` makes this page from the POMs, `module-info.java` and `package-info.java`; `make check` fails if it is
out of date. The compiler enforces the dependencies between modules; `ArchitectureTest` enforces those between packages. The reasons for
decisions that are not obvious are in [internals.md](internals.md).

## Modules

Each line names a module and the modules that it depends on. Dependencies of these dependencies are left out.

"""
PACKAGES = """\

`machine` and `assets` need no JUnit, `assets` and `archives` no QEMU, and `tap-reporter` and `atf-reporter` work with any JUnit suite.
`qemu-functional-tests` has no `module-info.java`: its classes are programs that run on the class path.

## Packages

`…` stands for `org.qemu.functional`. Only packages without `internal` in their name are API. An internal package that
another module may use names that module in its `module-info.java`.

| Module | Package | Purpose |
|---|---|---|
"""


def modules(top=TOP) -> list[str]:
    """Return the folders of the modules with classes, in the order in which Maven builds them."""
    return [
        module.text for module in ElementTree.parse(top / "pom.xml").iter(f"{POM}module")
        if ElementTree.parse(top / module.text / "pom.xml").findtext(f"{POM}packaging", "jar") == "jar"
    ]


def artifacts(top=TOP) -> dict[str, str]:
    """Return the folder of each module by its artifact id."""
    return {ElementTree.parse(top / module / "pom.xml").find(f"{POM}artifactId").text: module for module in modules(top)}


def dependencies(module, top=TOP) -> set[str]:
    """Return the modules of this project that the POM of a module names as dependencies of its main code."""
    known = artifacts(top)
    found = ElementTree.parse(top / module / "pom.xml").findall(f"{POM}dependencies/{POM}dependency")
    return {
        known[one.find(f"{POM}artifactId").text]
        for one in found
        if one.find(f"{POM}artifactId").text in known and one.findtext(f"{POM}scope", "compile") != "test"
    }


def direct(top=TOP) -> dict[str, list[str]]:
    """Return what each module depends on, without what another of its dependencies depends on."""
    uses = {module: dependencies(module, top) for module in modules(top)}

    def below(module):
        return uses[module].union(*(below(one) for one in uses[module]))

    return {
        module: sorted(one for one in uses[module] if not any(one in below(other) for other in uses[module]))
        for module in uses
    }


def packages(module, top=TOP) -> dict[str, Path]:
    """Return the folders with main classes of a module, by package, in the order of their names."""
    base = top / module / "src/main/java"
    folders = sorted({file.parent for file in base.rglob("*.java")} - {base})
    return {".".join(folder.relative_to(base).parts): folder for folder in folders}


def purpose(folder: Path) -> str:
    """Return the first sentence of a package's description as Markdown."""
    text = (folder / "package-info.java").read_text(encoding="utf-8")
    comment = re.search(r"/\*\*(.*?)\*/", text, re.DOTALL)[1]
    words = " ".join(line.strip().removeprefix("*").strip() for line in comment.splitlines()).strip()
    sentence = re.match(r".*?\.(?= |$)", words)[0].rstrip(".")
    return re.sub(r"\{@(?:code|link) #?([^}]*)\}", r"`\1`", sentence)


def public_types(module, top=TOP) -> list[str]:
    """Return the public top-level types of a module outside its internal packages."""
    return [
        file.stem
        for package, folder in packages(module, top).items()
        if "internal" not in package.split(".")
        for file in sorted(folder.glob("*.java"))
        if re.search(r"^public ", file.read_text(encoding="utf-8"), re.MULTILINE)
    ]


def link(module) -> str:
    page = PAGES.get(module, f"{module}.md")
    return f"[`{module}`]({page})"


def page(top=TOP) -> str:
    graph = "".join(f"{module:22} → {', '.join(uses)}".rstrip(" →") + "\n" for module, uses in reversed(direct(top).items()))
    rows = []
    for module in modules(top):
        first = True
        for package, folder in packages(module, top).items():
            if (folder / "package-info.java").is_file():
                short = "…" + package.removeprefix(ROOT)
                rows.append(f"| {link(module) if first else ''} | `{short}` | {purpose(folder)} |\n")
                first = False
        if first:
            rows.append(f"| {link(module)} | `….tests.<target>` | The test programs of each target |\n")
    return INTRODUCTION + f"```text\n{graph}```\n" + PACKAGES + "".join(rows)


def main(arguments):
    if arguments == ["print"]:
        for module in modules():
            print(f"{module}: {len(public_types(module))} public types")
            for package, folder in packages(module).items():
                print(f"  {package}: {len(list(folder.glob('*.java')))} files")
    elif not arguments:
        PAGE.write_text(page(), encoding="utf-8")
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
