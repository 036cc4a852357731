"""A staged Maven repository, and what public repositories require of it."""

import hashlib
import json
import re
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree

GROUP = "org.qemu.functional"
POM = "{http://maven.apache.org/POM/4.0.0}"
# What a POM has to say, itself or through its parent.
FIELDS = (
    "name", "description", "url", "licenses/license/name", "licenses/license/url", "developers/developer/name",
    "developers/developer/organization", "scm/connection", "scm/developerConnection", "scm/url",
)
INHERITED = ("url", "licenses", "developers", "scm")
HASHES = {".md5": "md5", ".sha1": "sha1"}
PLACEHOLDER = re.compile(r"^(scm:git:)?https?://[^/]*\.(example|invalid)(/|$)")


def text_of(root, path: str) -> str:
    return (root.findtext("/".join(POM + part for part in path.split("/"))) or "").strip()


def coordinates(pom: Path) -> tuple:
    root = ElementTree.parse(pom).getroot()
    return text_of(root, "artifactId"), text_of(root, "packaging") or "jar", root


def published(top: Path) -> set:
    """Return the artifact ids of the modules of this tree that are deployed, with the parent's."""
    parent = ElementTree.parse(top / "pom.xml")
    poms = [top / "pom.xml", *(top / module.text / "pom.xml" for module in parent.iter(f"{POM}module"))]
    return {
        name for name, _, root in map(coordinates, poms)
        if text_of(root, "properties/maven.deploy.skip") != "true"
    }


def managed(bom: Path) -> dict:
    """Return the versions of the artifacts that a BOM manages, by id."""
    root = ElementTree.parse(bom).getroot()
    version = text_of(root, "version")
    return {
        text_of(one, "artifactId"): text_of(one, "version").replace("${project.version}", version)
        for one in root.iter(f"{POM}dependency") if text_of(one, "groupId") == GROUP
    }


class Artifact:
    """The files of one artifact."""

    def __init__(self, folder: Path, version: str):
        self.folder, self.name, self.version = folder, folder.parent.name, version
        self.pom = self.file(".pom")

    def file(self, end: str) -> Path:
        return self.folder / f"{self.name}-{self.version}{end}"

    def files(self) -> list:
        """Return the files that are neither checksums nor signatures."""
        return sorted(f for f in self.folder.iterdir() if f.suffix not in (".md5", ".sha1", ".asc"))

    def problems(self, artifacts: dict):
        if not self.pom.is_file():
            yield "has no POM"
            return
        _, packaging, root = coordinates(self.pom)
        yield from self.pom_problems(root, artifacts)
        if packaging != "pom":
            for end in (".jar", "-sources.jar", "-javadoc.jar", "-cyclonedx.json"):
                if not self.file(end).is_file():
                    yield f"has no '{self.file(end).name}'"
        if packaging == "jar" and all(self.file(end).is_file() for end in (".jar", "-sources.jar", "-javadoc.jar")):
            yield from self.jar_problems()
        for file in self.files():
            yield from checksum_problems(file)
        if self.file("-cyclonedx.json").is_file():
            component = json.loads(self.file("-cyclonedx.json").read_text(encoding="utf-8"))["metadata"]["component"]
            if (component["name"], component["version"]) != (self.name, self.version):
                yield f"its SBOM is of {component['name']} {component['version']}"

    def pom_problems(self, root, artifacts: dict):
        parent = artifacts.get(text_of(root, "parent/artifactId"))
        parent_root = ElementTree.parse(parent.pom).getroot() if parent and parent.pom.is_file() else None
        if text_of(root, "parent/artifactId") and parent_root is None:
            yield f"its parent '{text_of(root, 'parent/artifactId')}' is not staged"
        for field in FIELDS:
            inherited = field.split("/")[0] in INHERITED and parent_root is not None
            if not text_of(root, field) and not (inherited and text_of(parent_root, field)):
                yield f"its POM has no {field}"
        for version in root.iter(f"{POM}version"):
            if (version.text or "").endswith("-SNAPSHOT"):
                yield f"its POM names the version '{version.text}', which is no release"
        for tag in ("repositories", "pluginRepositories", "distributionManagement"):
            if root.find(POM + tag) is not None:
                yield f"its POM has {tag}, which projects that use it would get"

    def jar_problems(self):
        with zipfile.ZipFile(self.file(".jar")) as jar, zipfile.ZipFile(self.file("-sources.jar")) as sources:
            names, source_names = set(jar.namelist()), set(sources.namelist())
        if "module-info.class" not in names:
            yield "its jar has no module-info.class"
        without = sorted(n for n in names if n.endswith(".class") and re.sub(r"(\$.*)?\.class$", ".java", n) not in source_names)
        # A file may have further classes beside the one of its name.
        if len(without) > len(names) // 20:
            yield f"its sources lack those of {len(without)} classes, such as '{without[0]}'"
        with zipfile.ZipFile(self.file("-javadoc.jar")) as javadoc:
            pages = javadoc.namelist()
        if "index.html" not in pages:
            yield "its Javadoc has no index.html"
        for page in pages:
            if re.search(r"/internal/.*(?<!package-summary)\.html$", page):
                yield f"its Javadoc has the internal page '{page}'"
                break


def checksum_problems(file: Path):
    content = file.read_bytes()
    for end, algorithm in HASHES.items():
        beside = file.with_name(file.name + end)
        if not beside.is_file():
            yield f"'{file.name}' has no {end[1:]}"
        elif beside.read_text(encoding="ascii").split()[:1] != [hashlib.new(algorithm, content).hexdigest()]:
            yield f"'{beside.name}' does not match its file"


class Repository:
    def __init__(self, folder: Path, version=None):
        found = sorted(p.parent for p in (folder / GROUP.replace(".", "/")).glob("*/*/*.pom"))
        versions = sorted({f.name for f in found})
        self.folder, self.version = folder, version or (versions[0] if versions else "")
        self.foreign = [v for v in versions if v != self.version]
        self.artifacts = {f.parent.name: Artifact(f, self.version) for f in found if f.name == self.version}

    def problems(self, expected: set) -> list:
        problems = [f"there is also a version '{version}'" for version in self.foreign]
        problems += [f"'{name}' is not staged" for name in sorted(expected - set(self.artifacts))]
        problems += [f"'{name}' is staged, but is no module that is published" for name in sorted(set(self.artifacts) - expected)]
        for name, artifact in self.artifacts.items():
            problems += [f"{name}: {problem}" for problem in artifact.problems(self.artifacts)]
        return problems + self.bom_problems() + self.signature_problems()

    def bom_problems(self) -> list:
        bom = self.artifacts.get("qemu-functional-bom")
        if not bom or not bom.pom.is_file():
            return []
        versions = managed(bom.pom)
        libraries = {n for n, a in self.artifacts.items() if a.pom.is_file() and coordinates(a.pom)[1] == "jar"}
        return [f"the BOM does not manage '{name}'" for name in sorted(libraries - set(versions))] + [
            f"the BOM manages '{name}' {version}, which is not staged"
            for name, version in sorted(versions.items())
            if name not in libraries or version != self.version
        ]

    def signature_problems(self) -> list:
        files = [file for artifact in self.artifacts.values() for file in artifact.files()]
        signed = [file for file in files if file.with_name(file.name + ".asc").is_file()]
        if not signed:
            return []
        problems = [f"'{file.name}' is not signed, but others are" for file in files if file not in signed]
        for file in signed:
            verified = subprocess.run(["gpg", "--batch", "--verify", f"{file}.asc", file], capture_output=True, text=True, check=False)
            if verified.returncode:
                problems.append(f"the signature of '{file.name}' is wrong: {verified.stderr.strip().splitlines()[-1:]}")
        return problems

    def notes(self):
        artifacts = list(self.artifacts.values())
        if not any(list(artifact.folder.glob("*.asc")) for artifact in artifacts):
            yield "nothing is signed; a public repository requires signatures"
        placeholders = sorted({
            one.text for artifact in artifacts if artifact.pom.is_file()
            for one in ElementTree.parse(artifact.pom).iter() if PLACEHOLDER.match((one.text or "").strip())
        })
        if placeholders:
            yield f"the POMs name {len(placeholders)} placeholders, such as '{placeholders[0]}': write the project's addresses before an upload"

    def table(self):
        for name, artifact in sorted(self.artifacts.items()):
            sizes = [artifact.file(end) for end in (".jar", "-sources.jar", "-javadoc.jar")]
            kib = [f"{file.stat().st_size // 1024:6}" if file.is_file() else "     -" for file in sizes]
            yield f"{name:28} jar {kib[0]} KiB, sources {kib[1]} KiB, Javadoc {kib[2]} KiB"
