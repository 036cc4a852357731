"""The page of the architecture matches the code, and modules and packages stay small."""

import re
import sys
import unittest
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(TOP / "scripts"))

import architecture  # noqa: E402

# The largest number of public types outside internal packages.
PUBLIC_TYPES = {
    "common": 30,
    "tap-reporter": 3,
    "atf-reporter": 15,
    "native-test": 16,
    "archives": 8,
    "assets": 15,
    "machine": 52,
    "qemu-functional-core": 40,
    "qtest": 115,
    "guest": 40,
    "vfio-user": 80,
    "qemu-functional-tests": 22,
    "precache": 1,
    "report": 1,
}
FILES_OF_A_PACKAGE = 25
# A package of test programs has the name of its target, which is part of the contract.
PROGRAMS = re.compile(r"org\.qemu\.functional\.tests\.(aarch64|arm|x86_64)")
LINES = 400
BYTES = 12_000


def code(java: str) -> str:
    """Return the lines of a class without comments and blank lines."""
    return "\n".join(line for line in re.sub(r"/\*.*?\*/|//[^\n]*", "", java, flags=re.DOTALL).splitlines() if line.strip())


class ArchitectureTest(unittest.TestCase):
    def test_page_matches_the_code(self):
        self.assertEqual(
            architecture.page(),
            architecture.PAGE.read_text(encoding="utf-8"),
            "docs/architecture.md is out of date: run scripts/architecture.py",
        )

    def test_modules_require_what_their_poms_name(self):
        names = {}
        for module in architecture.modules():
            descriptor = TOP / module / "src/main/java/module-info.java"
            if descriptor.is_file():
                text = descriptor.read_text(encoding="utf-8")
                names[re.search(r"^module ([\w.]+)", text, re.MULTILINE)[1]] = (module, text)
        self.assertGreater(len(names), 8)
        graph = {module: architecture.dependencies(module) for module in architecture.modules()}

        def below(module):
            return graph[module].union(*(below(one) for one in graph[module]))

        for module, text in names.values():
            required = {names[name][0] for name in re.findall(r"requires (?:\w+ )*(org\.qemu\.functional[\w.]*);", text)}
            self.assertLessEqual(required, below(module), module)

    def test_public_types_stay_within_their_limits(self):
        modules = architecture.modules()
        self.assertEqual(sorted(modules), sorted(PUBLIC_TYPES))
        for module in modules:
            types = architecture.public_types(module)
            print(f"{module}: {len(types)} public types of at most {PUBLIC_TYPES[module]}")
            self.assertLessEqual(len(types), PUBLIC_TYPES[module], f"{module}: {', '.join(types)}")

    def test_packages_stay_small(self):
        large = {
            package: len(list(folder.glob("*.java")))
            for module in architecture.modules()
            for package, folder in architecture.packages(module).items()
            if not PROGRAMS.fullmatch(package) and len(list(folder.glob("*.java"))) > FILES_OF_A_PACKAGE
        }
        self.assertEqual({}, large)

    def test_classes_stay_small(self):
        large = {}
        for module in architecture.modules():
            for file in sorted((TOP / module / "src/main/java").rglob("*.java")):
                text = file.read_text(encoding="utf-8")
                if len(code(text).splitlines()) > LINES or len(text.encode()) > BYTES:
                    large[file.stem] = (len(code(text).splitlines()), len(text.encode()))
        self.assertEqual({}, large)


if __name__ == "__main__":
    unittest.main()
