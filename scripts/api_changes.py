#!/usr/bin/env python3
"""Compare the public API with that of an earlier commit by japicmp, and fail if it broke and CHANGELOG.md does not say so.

api_changes.py [COMMIT]   default: the last commit that the upstream of this branch has, or the one before HEAD

The sources of both are compiled by one javac each, without the tests and the checks of the build. What was compiled for a commit
is kept in target/api. Packages with 'internal' in their names do not count.
"""

import hashlib
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
PLACE = TOP / "target/api"
JAPICMP = "<dependency><groupId>com.github.siom79.japicmp</groupId><artifactId>japicmp</artifactId><version>0.27.0</version></dependency>"
NAMESPACE = {"m": "http://maven.apache.org/POM/4.0.0"}
# Programs, which no other project uses as a library.
PROGRAMS = {"qemu-functional-tests", "precache", "qemu-functional-bom", "qemu-functional-archetype"}
OURS = "org.qemu.functional"
INCOMPATIBLE = re.compile(r"^\s*(\*\*\*|---|\+\+\+)! ", re.MULTILINE)
CHANGED = re.compile(r"^\s*(\*\*\*|---|\+\+\+)!? ")


class ApiError(Exception):
    """What the user has to do something about."""


def git(*arguments: str) -> str:
    result = subprocess.run(["git", "-C", TOP, *arguments], capture_output=True, text=True)
    if result.returncode != 0:
        raise ApiError(f"git {arguments[0]}: {result.stderr.strip()}")
    return result.stdout.strip()


def previous() -> str:
    """Return the last commit that others have: that of the upstream, or else the parent of HEAD; "" if there is none."""
    try:
        base = git("merge-base", "HEAD", "@{upstream}")
        if base != git("rev-parse", "HEAD"):
            return base
    except ApiError:
        pass  # no upstream
    try:
        return git("rev-parse", "--verify", "--quiet", "HEAD^")
    except ApiError:
        return ""


def modules(tree: Path) -> list:
    root = ElementTree.parse(tree / "pom.xml").getroot()
    names = [module.text for module in root.findall("m:modules/m:module", NAMESPACE)]
    return [name for name in names if name not in PROGRAMS and (tree / name / "src/main/java").is_dir()]


def dependencies(tree: Path) -> str:
    """Return the elements of all dependencies on other projects, each once."""
    found = {}
    for name in modules(tree):
        for dependency in ElementTree.parse(tree / name / "pom.xml").getroot().findall("m:dependencies/m:dependency", NAMESPACE):
            fields = {child.tag.split("}")[1]: (child.text or "").strip() for child in dependency}
            if fields["groupId"] in (OURS, "${project.groupId}") or fields.get("scope") == "test":
                continue
            key = (fields["groupId"], fields["artifactId"])
            found[key] = "".join(f"<{tag}>{fields[tag]}</{tag}>" for tag in ("groupId", "artifactId", "version", "type", "classifier") if tag in fields)
    return "".join(f"<dependency>{found[key]}</dependency>" for key in sorted(found))


def resolved(tree: Path, wanted: str) -> str:
    """Return the class path of dependencies, as Maven resolves them for a project of a tree."""
    if not wanted:
        return ""
    parent = (tree / "pom.xml").read_text()
    known = PLACE / f"class-path-{hashlib.sha256((parent + wanted).encode()).hexdigest()[:16]}"
    if known.exists() and all(Path(entry).exists() for entry in known.read_text().split(":")):
        return known.read_text()
    root = ElementTree.fromstring(parent)
    field = {name: root.find(f"m:{name}", NAMESPACE).text for name in ("groupId", "artifactId", "version")}
    folder = tree / "target/api-class-path"
    (folder / "project").mkdir(parents=True, exist_ok=True)
    # The parent imports the BOM, which is in no repository before `make install`: so it is built together with the project.
    (folder / "pom.xml").write_text(
        '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
        f"<groupId>{field['groupId']}</groupId><artifactId>api</artifactId><version>{field['version']}</version><packaging>pom</packaging>"
        "<modules><module>../../qemu-functional-bom</module><module>project</module></modules></project>"
    )
    (folder / "project/pom.xml").write_text(
        '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
        f"<parent><groupId>{field['groupId']}</groupId><artifactId>{field['artifactId']}</artifactId>"
        f"<version>{field['version']}</version><relativePath>../../../pom.xml</relativePath></parent>"
        f"<artifactId>api-class-path</artifactId><packaging>pom</packaging><dependencies>{wanted}</dependencies></project>"
    )
    result = subprocess.run(
        [TOP / "scripts/maven", "-q", "-f", folder, "-pl", ":api-class-path", "dependency:build-classpath", f"-Dmdep.outputFile={known}.new"],
        stdout=subprocess.PIPE,
        text=True,
    )
    if result.returncode != 0:
        raise ApiError(f"Maven failed: {result.stdout.strip()[-2000:]}")
    Path(f"{known}.new").rename(known)
    return known.read_text()


def class_path(tree: Path) -> str:
    return resolved(tree, dependencies(tree))


def jdk() -> Path:
    return Path(subprocess.run([TOP / "scripts/find-jdk"], check=True, capture_output=True, text=True).stdout.strip())


def compiled(tree: Path, classes: Path) -> Path:
    """Compile the library of a tree into a folder, and return a jar of it."""
    sources = [str(file) for name in modules(tree) for file in (tree / name / "src/main/java").rglob("*.java") if file.name != "module-info.java"]
    shutil.rmtree(classes, ignore_errors=True)
    classes.mkdir(parents=True)
    arguments = classes.with_suffix(".arguments")
    arguments.write_text("\n".join(f'"{source}"' for source in sources))
    command = [jdk() / "bin/javac", "--release", "17", "-proc:none", "-nowarn", "-Xlint:none", "-encoding", "UTF-8"]
    result = subprocess.run([*command, "-cp", class_path(tree), "-d", classes, f"@{arguments}"], capture_output=True, text=True)
    if result.returncode != 0:
        raise ApiError(f"javac failed on '{tree}': {result.stderr[-2000:]}")
    jar = classes.with_suffix(".jar")
    subprocess.run([jdk() / "bin/jar", "--create", "--file", f"{jar}.new", "-C", classes, "."], check=True)
    Path(f"{jar}.new").rename(jar)
    shutil.rmtree(classes)
    return jar


def compiled_commit(commit: str) -> Path:
    jar = PLACE / f"{commit}.jar"
    if jar.exists():
        return jar
    tree = PLACE / commit
    shutil.rmtree(tree, ignore_errors=True)
    tree.mkdir(parents=True)
    archive = subprocess.run(["git", "-C", TOP, "archive", commit], check=True, capture_output=True).stdout
    subprocess.run(["tar", "-x", "-C", tree], input=archive, check=True)
    try:
        for old in PLACE.glob("*.jar"):
            if re.fullmatch(r"[0-9a-f]{40}\.jar", old.name):
                old.unlink()
        return compiled(tree, PLACE / f"{commit}.classes").rename(jar)
    finally:
        shutil.rmtree(tree, ignore_errors=True)


def compare(old: Path, new: Path) -> str:
    path = class_path(TOP)
    command = [jdk() / "bin/java", "-XX:TieredStopAtLevel=1", "-cp", resolved(TOP, JAPICMP), "japicmp.JApiCmp", "--old", old, "--new", new]
    command += ["--old-classpath", path, "--new-classpath", path, "--ignore-missing-classes", "--only-modified", "-a", "protected"]
    command += ["--exclude", f"{OURS}.**.internal.**;{OURS}.**.internal", "--html-file", PLACE / "api.html"]
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode != 0:
        raise ApiError(f"japicmp failed: {result.stderr[-2000:] or result.stdout[-2000:]}")
    return result.stdout


def incompatible(report: str) -> bool:
    return INCOMPATIBLE.search(report) is not None


def main(arguments: list) -> int:
    commit = git("rev-parse", "--verify", f"{arguments[0]}^{{commit}}") if arguments else previous()
    if not commit:
        print("check-api: there is no earlier commit here to compare with")
        return 0
    PLACE.mkdir(parents=True, exist_ok=True)
    report = compare(compiled_commit(commit), compiled(TOP, PLACE / "this.classes"))
    changes = [line for line in report.splitlines() if CHANGED.match(line)]
    print("\n".join(changes))
    since = f"since {git('log', '-n', '1', '--format=%h', commit)}"
    if not changes:
        print(f"check-api: the API did not change {since}")
        return 0
    print(f"check-api: {len(changes)} changes {since}; report: {(PLACE / 'api.html').relative_to(TOP)}")
    if not incompatible(report):
        return 0
    if git("diff", "--name-only", commit, "--", "CHANGELOG.md"):
        print("check-api: some are incompatible (!), and CHANGELOG.md changed, too")
        return 0
    print("check-api: some are incompatible (!): say in CHANGELOG.md what its users have to change", file=sys.stderr)
    return 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except ApiError as error:
        print(f"check-api: {error}", file=sys.stderr)
        sys.exit(2)
