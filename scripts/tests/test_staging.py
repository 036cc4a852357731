"""What check-staging says of a staged repository, and check-reproducible of two builds."""

import hashlib
import importlib.machinery
import importlib.util
import io
import json
import shutil
import sys
import tempfile
import unittest
import zipfile
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(TOP / "scripts"))

import staging  # noqa: E402

FIELDS = """
<name>n</name><description>d</description><url>https://a.example/</url>
<licenses><license><name>l</name><url>u</url></license></licenses>
<developers><developer><name>n</name><organization>o</organization></developer></developers>
<scm><connection>c</connection><developerConnection>c</developerConnection><url>u</url></scm>
"""
PROJECT = '<project xmlns="http://maven.apache.org/POM/4.0.0">{}</project>'


def load(name: str):
    loader = importlib.machinery.SourceFileLoader(name.replace("-", "_"), str(TOP / "scripts" / name))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


def jar(entries: dict, time=(2026, 1, 1, 0, 0, 0)) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as written:
        for name, text in entries.items():
            written.writestr(zipfile.ZipInfo(name, time), text)
    return file.getvalue()


class StagingTest(unittest.TestCase):
    def setUp(self):
        self.top = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.top)
        self.put("parent", ".pom", PROJECT.format(f"<artifactId>parent</artifactId><packaging>pom</packaging>{FIELDS}"))
        self.put("qemu-functional-bom", ".pom", PROJECT.format(
            "<artifactId>qemu-functional-bom</artifactId><version>1.0.0</version><packaging>pom</packaging>" + FIELDS
            + "<dependencyManagement><dependencies><dependency><groupId>org.qemu.functional</groupId><artifactId>lib</artifactId>"
            "<version>${project.version}</version></dependency></dependencies></dependencyManagement>"))
        self.put_library()

    def put_library(self, extra=""):
        self.put("lib", ".pom", PROJECT.format(
            "<parent><artifactId>parent</artifactId></parent><artifactId>lib</artifactId><name>n</name><description>d</description>" + extra))
        self.put("lib", ".jar", jar({"module-info.class": "", "a/B.class": "", "a/B$C.class": ""}))
        self.put("lib", "-sources.jar", jar({"module-info.java": "", "a/B.java": ""}))
        self.put("lib", "-javadoc.jar", jar({"index.html": ""}))
        self.put("lib", "-cyclonedx.json", json.dumps({"metadata": {"component": {"name": "lib", "version": "1.0.0"}}}))

    def put(self, name, end, content):
        content = content.encode() if isinstance(content, str) else content
        file = self.file(name, end)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        for suffix, algorithm in staging.HASHES.items():
            file.with_name(file.name + suffix).write_text(hashlib.new(algorithm, content).hexdigest(), encoding="ascii")

    def file(self, name, end) -> Path:
        return self.top / "org/qemu/functional" / name / "1.0.0" / f"{name}-1.0.0{end}"

    def problems(self, expected=("parent", "qemu-functional-bom", "lib")):
        return staging.Repository(self.top).problems(set(expected))

    def test_accepts_a_complete_repository(self):
        self.assertEqual([], self.problems())

    def test_reports_each_missing_file(self):
        for end in (".jar", "-sources.jar", "-javadoc.jar", "-cyclonedx.json"):
            self.file("lib", end).unlink()
            self.assertIn(f"lib: has no 'lib-1.0.0{end}'", self.problems())
            self.put_library()
        self.assertEqual([], self.problems())

    def test_reports_a_module_that_is_not_staged_or_not_managed(self):
        self.assertIn("'other' is not staged", self.problems(("parent", "qemu-functional-bom", "lib", "other")))
        self.put("extra", ".pom", PROJECT.format(f"<artifactId>extra</artifactId>{FIELDS}"))
        self.assertIn("the BOM does not manage 'extra'", self.problems())
        self.assertIn("'extra' is staged, but is no module that is published", self.problems())

    def test_reports_a_missing_field_unless_the_parent_has_it(self):
        self.put("parent", ".pom", PROJECT.format(
            "<artifactId>parent</artifactId><packaging>pom</packaging>" + FIELDS.replace("<connection>c</connection>", "")))
        self.assertEqual(["lib: its POM has no scm/connection", "parent: its POM has no scm/connection"], self.problems())

    def test_name_and_description_are_not_inherited(self):
        self.put("lib", ".pom", PROJECT.format("<parent><artifactId>parent</artifactId></parent><artifactId>lib</artifactId>"))
        self.assertEqual(["lib: its POM has no name", "lib: its POM has no description"], self.problems())

    def test_reports_snapshots_and_repositories_in_poms(self):
        self.put_library("<dependencies><dependency><version>2-SNAPSHOT</version></dependency></dependencies><repositories/>")
        self.assertEqual(
            ["lib: its POM names the version '2-SNAPSHOT', which is no release", "lib: its POM has repositories, which projects that use it would get"],
            self.problems())

    def test_reports_a_damaged_file(self):
        self.file("lib", ".jar").write_bytes(jar({"module-info.class": "damaged", "a/B.class": ""}))
        self.assertEqual(["lib: 'lib-1.0.0.jar.md5' does not match its file", "lib: 'lib-1.0.0.jar.sha1' does not match its file"], self.problems())

    def test_reports_missing_sources_and_internal_pages(self):
        self.put("lib", "-sources.jar", jar({"module-info.java": ""}))
        self.put("lib", "-javadoc.jar", jar({"index.html": "", "a/internal/B.html": ""}))
        self.assertEqual(
            ["lib: its sources lack those of 2 classes, such as 'a/B$C.class'", "lib: its Javadoc has the internal page 'a/internal/B.html'"],
            self.problems())

    def test_reports_a_wrong_signature_and_a_file_without(self):
        self.file("lib", ".jar.asc").write_text("no signature", encoding="ascii")
        problems = "\n".join(self.problems())
        self.assertIn("the signature of 'lib-1.0.0.jar' is wrong", problems)
        self.assertIn("'lib-1.0.0.pom' is not signed, but others are", problems)

    def test_notes_placeholders(self):
        self.assertIn("https://a.example/", "\n".join(staging.Repository(self.top).notes()))

    def test_bom_of_this_tree_manages_all_libraries(self):
        libraries = {
            name for name, packaging, _ in (staging.coordinates(pom) for pom in TOP.glob("*/pom.xml"))
            if packaging == "jar" and name in staging.published(TOP)
        }
        self.assertGreater(len(libraries), 8)
        self.assertEqual(libraries, set(staging.managed(TOP / "qemu-functional-bom/pom.xml")))


class ReproducibleTest(unittest.TestCase):
    def setUp(self):
        self.top = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.top)
        self.script = load("check-reproducible")

    def compare(self, one: dict, two: dict) -> tuple:
        for tree, files in (("a", one), ("b", two)):
            shutil.rmtree(self.top / tree, ignore_errors=True)
            for name, content in files.items():
                file = self.top / tree / "module/target" / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)
        out, errors = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(errors):
            status = self.script.compare(self.top / "a", self.top / "b")
        return status, out.getvalue() + errors.getvalue()

    def test_same_bytes_pass(self):
        self.assertEqual(0, self.compare({"a.jar": jar({"x": "1"})}, {"a.jar": jar({"x": "1"})})[0])

    def test_names_what_differs(self):
        base = {"a.jar": jar({"x": "1"})}
        for other, expected in (
            ({"a.jar": jar({"x": "2"})}, "a.jar: the content of 'x'"),
            ({"a.jar": jar({"x": "1"}, (2026, 1, 2, 0, 0, 0))}, "a.jar: the time of 'x'"),
            ({"a.jar": jar({"x": "1", "y": ""})}, "a.jar: 'y' is in one only"),
            ({}, "a.jar: in one tree only"),
        ):
            status, text = self.compare(base, other)
            self.assertEqual(1, status)
            self.assertIn(expected, text)

    def test_no_jar_fails(self):
        self.assertEqual(1, self.compare({}, {})[0])


if __name__ == "__main__":
    unittest.main()
