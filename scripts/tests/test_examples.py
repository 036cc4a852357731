"""The examples, the archetype and the page about them agree, and check-examples counts what ran."""

import importlib.machinery
import importlib.util
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from xml.etree import ElementTree

TOP = Path(__file__).resolve().parent.parent.parent
EXAMPLES = TOP / "examples"
ARCHETYPE = TOP / "qemu-functional-archetype/src/main/resources/archetype-resources"
CI_FILES = (".github/workflows/test.yml", ".gitlab-ci.yml", "Jenkinsfile")
PAGE = TOP / "docs/use-in-your-project.md"
POM = "{http://maven.apache.org/POM/4.0.0}"
sys.path.insert(0, str(TOP / "scripts"))


def load(name: str):
    loader = importlib.machinery.SourceFileLoader(name.replace("-", "_"), str(TOP / "scripts" / name))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


def text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def version() -> str:
    return subprocess.run([TOP / "scripts/set-version"], check=True, capture_output=True, text=True).stdout.strip()


class ExamplesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.script = load("check-examples")

    def test_runs_every_project_of_the_folder(self):
        projects = {pom.parent.name for pom in EXAMPLES.glob("*/pom.xml")}
        self.assertEqual(projects, set(self.script.MAVEN))
        self.assertEqual(projects | {"gradle"}, {folder.name for folder in EXAMPLES.iterdir() if folder.is_dir()})
        self.assertLessEqual(set(self.script.QUICK), set(self.script.MAVEN))

    def test_page_lists_every_project(self):
        listed = re.findall(r"^\| `([\w-]+)` \| ", text(PAGE).split("`examples/` has", 1)[1].split("##", 1)[0], re.MULTILINE)
        self.assertEqual(sorted(listed), sorted(folder.name for folder in EXAMPLES.iterdir() if folder.is_dir()))

    def test_projects_use_the_version_of_this_tree(self):
        for pom in EXAMPLES.glob("*/pom.xml"):
            with self.subTest(pom.parent.name):
                found = {
                    one.findtext(f"{POM}artifactId"): one.findtext(f"{POM}version")
                    for one in ElementTree.parse(pom).iter(f"{POM}dependency") if one.findtext(f"{POM}groupId") == "org.qemu.functional"
                }
                self.assertEqual(version(), found.pop("qemu-functional-bom"))
                self.assertEqual({None}, set(found.values()), "the BOM has the versions")
        self.assertIn(f'"org.qemu.functional:qemu-functional-bom:{version()}"', text(EXAMPLES / "gradle/build.gradle.kts"))
        self.assertIn(f"<version>{version()}</version>", text(PAGE))
        self.assertIn(f"-DarchetypeVersion={version()} ", text(PAGE))

    def test_gradle_template_has_the_tests_of_the_archetype(self):
        for test in ("FirmwareTest.java", "GuestTest.java"):
            self.assertEqual(
                text(ARCHETYPE / "src/test/java" / test).replace("${package}", "com.example"),
                text(EXAMPLES / "gradle/src/test/java/com/example" / test))

    def test_gradle_template_uses_the_junit_of_this_tree(self):
        junit = ElementTree.parse(TOP / "pom.xml").findtext(f"{POM}properties/{POM}junit.version")
        self.assertIn(f'"org.junit:junit-bom:{junit}"', text(EXAMPLES / "gradle/build.gradle.kts"))

    def test_poms_use_the_plugins_of_this_tree(self):
        ours = {one.findtext(f"{POM}artifactId"): one.findtext(f"{POM}version") for one in ElementTree.parse(TOP / "pom.xml").iter(f"{POM}plugin")
                if one.findtext(f"{POM}version")}
        for pom in [*EXAMPLES.glob("*/pom.xml"), ARCHETYPE / "pom.xml"]:
            for plugin in ElementTree.parse(pom).iter(f"{POM}plugin"):
                name = plugin.findtext(f"{POM}artifactId")
                if name in ours:
                    self.assertEqual(ours[name], plugin.findtext(f"{POM}version"), f"{pom}: {name}")

    def test_examples_show_each_type_of_parameter(self):
        sources = [*EXAMPLES.rglob("src/test/**/*.java"), *EXAMPLES.rglob("src/test/**/*.kt")]
        parameters = "".join(text(source) for source in sources)
        for type_name in ("QemuMachine", "Console", "QmpClient", "Guest", "QTest", "TestFiles"):
            self.assertRegex(parameters, rf"\([^()]*\b{type_name} \w+[^()]*\)|: {type_name}\b")
        for source in sources:
            self.assertNotRegex(text(source), r"extends \w+Test\b|: \w+Test\(\)", f"{source} has a base class")

    def test_each_example_has_a_readme(self):
        for folder in (path for path in EXAMPLES.iterdir() if path.is_dir()):
            self.assertIn(" test", text(folder / "README.md"), folder.name)

    def test_ci_files_install_what_the_readme_says_and_keep_logs(self):
        for template, command, kept in (
                (ARCHETYPE, r"mvn --batch-mode .*\bverify\b", ("target/surefire-reports", "target/qemu-functional/")),
                (EXAMPLES / "gradle", r"\./gradlew --no-daemon test", ("build/test-results/test", "build/qemu-functional/"))):
            packages = re.search(r" (qemu-system-x86 .*)$", text(template / "README.md"), re.MULTILINE)[1]
            for name in CI_FILES:
                with self.subTest(template=template.name, file=name):
                    recipe = text(template / name)
                    self.assertIn(packages, recipe)
                    self.assertRegex(recipe, command)
                    for part in (*kept, "QEMU_TEST_CACHE_DIR"):
                        self.assertIn(part, recipe)
                    self.assertNotIn("{{ github.workspace", recipe, "in a container, this is a path of the host")

    def test_ci_files_are_well_formed(self):
        check_yaml = load("check-docs").check_yaml
        for template in (ARCHETYPE, EXAMPLES / "gradle"):
            for name in CI_FILES[:2]:
                check_yaml(text(template / name))
            groovy = re.sub(r"'[^'\n]*'|\"[^\"\n]*\"|//[^\n]*", "", text(template / CI_FILES[2]))
            while re.search(r"\{[^{}]*\}", groovy):
                groovy = re.sub(r"\{[^{}]*\}", "", groovy)
            self.assertEqual("pipeline", groovy.strip())

    def test_counts_what_ran(self):
        folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, folder)
        (folder / "TEST-a.xml").write_text('<testsuite tests="3" failures="1" errors="0" skipped="1"/>', encoding="utf-8")
        (folder / "TEST-b.xml").write_text('<testsuite tests="2" failures="0" errors="1"/>', encoding="utf-8")
        self.assertEqual((5, 2, 1), self.script.counts(folder))
        self.assertEqual((0, 0, 0), self.script.counts(folder / "none"))

    def test_refuses_an_unknown_name(self):
        ran = subprocess.run([TOP / "scripts/check-examples", "nonesuch"], capture_output=True, text=True, check=False)
        self.assertEqual(2, ran.returncode)
        self.assertIn("'nonesuch' is no example", ran.stderr)


class VersionTest(unittest.TestCase):
    """set-version in a small tree."""

    def setUp(self):
        self.top = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.top)
        (self.top / "scripts").mkdir()
        for script in ("set-version", "check-api", "api_changes.py"):
            shutil.copy(TOP / "scripts" / script, self.top / "scripts")
        self.write("pom.xml", "<artifactId>qemu-functional</artifactId>\n  <version>0.1.0-SNAPSHOT</version>\n"
                              "<project.build.outputTimestamp>2020-01-01T00:00:00Z</project.build.outputTimestamp>\n<version>10.1.0</version>\n")
        self.write("lib/pom.xml", "<version>0.1.0-SNAPSHOT</version>\n<version>0.1.0</version>\n")
        self.write("examples/gradle/build.gradle.kts", 'platform("org.qemu.functional:qemu-functional-bom:0.1.0-SNAPSHOT")\n')
        self.write("meson.build", "project('qemu-functional', version: '0.1.0')\n")
        self.write("CHANGELOG.md", "No version has been released yet.\n\n## Unreleased\n\n- 0.1.0-SNAPSHOT\n")

    def write(self, name, content):
        file = self.top / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")

    def run_script(self, *arguments):
        return subprocess.run([self.top / "scripts" / arguments[0], *arguments[1:]], capture_output=True, text=True, check=False)

    def test_sets_the_version_of_a_release_everywhere(self):
        self.assertEqual(0, self.run_script("set-version", "0.2.0").returncode)
        self.assertEqual("0.2.0\n", self.run_script("set-version").stdout)
        self.assertIn("<version>10.1.0</version>", text(self.top / "pom.xml"))
        self.assertNotIn("2020-01-01", text(self.top / "pom.xml"))
        self.assertEqual("<version>0.2.0</version>\n<version>0.1.0</version>\n", text(self.top / "lib/pom.xml"))
        self.assertIn(":0.2.0\"", text(self.top / "examples/gradle/build.gradle.kts"))
        self.assertIn("version: '0.2.0'", text(self.top / "meson.build"))
        self.assertRegex(text(self.top / "CHANGELOG.md"), r"## Unreleased\n\n## 0\.2\.0 - \d{4}-\d\d-\d\d\n")
        self.assertNotIn("No version", text(self.top / "CHANGELOG.md"))

    def test_a_snapshot_is_no_release_of_the_changelog(self):
        self.assertEqual(0, self.run_script("set-version", "0.2.0-SNAPSHOT").returncode)
        self.assertNotIn("## 0.2.0", text(self.top / "CHANGELOG.md"))
        self.assertIn("version: '0.2.0'", text(self.top / "meson.build"))

    def test_refuses_what_is_no_version(self):
        ran = self.run_script("set-version", "1.0-beta")
        self.assertEqual(2, ran.returncode)
        self.assertIn("'1.0-beta' is no version", ran.stderr)
        self.assertEqual("0.1.0-SNAPSHOT\n", self.run_script("set-version").stdout)

    def test_check_api_says_that_there_is_no_release(self):
        ran = self.run_script("check-api")
        self.assertEqual(0, ran.returncode)
        self.assertIn("names no release yet", ran.stdout)
        self.assertIn("no earlier commit", ran.stdout)


if __name__ == "__main__":
    unittest.main()
