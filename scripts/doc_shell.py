"""Commands in the documents: each make target, variable, script, option, test class, suite and file must exist."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

from doc_blocks import Block

TOP = Path(__file__).resolve().parent.parent
CLASSES = TOP / "qemu-functional-tests/src/main/java/org/qemu/functional/tests"
PLAIN = {"alias", "apt-get", "cd", "export", "git", "java", "kyua", "make", "meson", "prove", "precache", "."}
OPERATORS = {"&&", "||", ";", "|", "&"}
MESON_COMMANDS = {"setup", "test", "compile", "configure", "introspect"}
OPTION = re.compile(r"--?[A-Za-z][\w-]*")
ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)=(.*)", re.DOTALL)


def read(name: str) -> str:
    return (TOP / name).read_text(encoding="utf-8")


def sources(folder: str) -> str:
    return "\n".join(file.read_text(encoding="utf-8") for file in sorted((TOP / folder).rglob("*.java")))


def with_bases(file: Path):
    """Yield the sources of a test class and of its superclasses."""
    while file:
        text = file.read_text(encoding="utf-8")
        yield text
        base = re.search(rf"class {file.stem} extends (\w+)", text)
        places = (CLASSES, TOP / "qemu-functional-core/src/main/java/org/qemu/functional")
        file = base and next((place / f"{base[1]}.java" for place in places if (place / f"{base[1]}.java").exists()), None)


def commands(text: str):
    """Yield the commands of a script, as lists of words, without comments; the words in $(…) and <(…) belong to the command."""
    text = re.sub(r"[<$]\(([^()]*)\)", r"\1", text.replace("\\\n", " "))
    for line in text.splitlines():
        # shlex would take the '#' of Class#method for a comment.
        lexer = shlex.shlex(re.sub(r"(?:^|(?<=\s))#.*", "", line), posix=True, punctuation_chars="|&;")
        lexer.commenters = ""
        lexer.whitespace_split = True
        command = []
        for word in lexer:
            if word in OPERATORS:
                yield command
                command = []
            else:
                command.append(word)
        yield command


class Tree:
    """The targets, variables, suites and programs that a command can name."""

    def __init__(self):
        makefile = read("Makefile")
        self.rules = re.findall(r"^([\w.%-]+(?: &)?):(?!=)", makefile, re.MULTILINE)
        self.variables = set(re.findall(r"^# ([A-Z_]+) ## ", makefile, re.MULTILINE))
        meson = read("meson.build")
        self.targets = re.findall(r"'(\w+)'", re.search(r"all_targets = \[(.*?)\]", meson, re.DOTALL)[1])
        self.read_somewhere = "\n".join(
            [*(sources(module / "src/main") for module in sorted(TOP.iterdir()) if (module / "pom.xml").exists()), makefile, meson,
             *(file.read_text(encoding="utf-8") for folder in ("scripts", "bench") for file in sorted((TOP / folder).iterdir())
               if file.is_file())])
        self.launcher = read("qemu-functional-core/src/main/java/org/qemu/functional/launch/Arguments.java")
        self.precache = sources("precache/src/main")
        self.report = sources("report/src/main")
        self.lists = {file.parent.name: file.read_text(encoding="utf-8") for file in CLASSES.glob("*/meson.build")}

    def suites(self) -> set:
        return {"thorough", "single", *(name for kind in ("qtest", "guest", "func")
                              for name in (kind, *(f"{kind}-{target}" for target in self.targets))),
                "func-quick", "func-thorough", *(f"func-{target}-thorough" for target in self.targets)} - {"func"}

    def has_test(self, name: str) -> bool:
        kind, target, entry = (name.split("-", 2) + ["", ""])[:3]
        folder = {"func": target, "qtest": "qtest", "guest": "guest"}.get(kind)
        return folder is not None and any(f"'{entry}'" in self.lists.get(one, "") for one in (folder, "generic"))


class Checker:
    def __init__(self):
        self.tree = Tree()
        self.names = {}

    def check(self, block: Block) -> list:
        """Return the problems of a block."""
        syntax = subprocess.run(["bash", "-n"], input=block.text, capture_output=True, text=True, check=False)
        if syntax.returncode:
            return [f"{block.place}: {syntax.stderr.strip()}"]
        problems = []
        for command in commands(block.text):
            try:
                self.command(command)
            except LookupError as e:
                problems.append(f"{block.place}: {e.args[0]}\n    {' '.join(command)}")
        return problems

    def command(self, words: list):
        words = list(words)
        while words and ASSIGNMENT.fullmatch(words[0]):
            self.assign(words.pop(0))
        if not words:
            return
        name, arguments = self.value(words[0]), [self.value(word) for word in words[1:]]
        if name in ("export", "alias"):
            for argument in arguments:
                self.assign(argument)
                if name == "alias":
                    self.command(shlex.split(ASSIGNMENT.fullmatch(argument)[2]))
        elif name == "make":
            self.make(arguments)
        elif name == "java":
            self.java(arguments)
        elif name == "meson":
            self.meson(arguments)
        elif name == "precache":
            self.of_precache(arguments)
        elif name in (".", "source"):
            self.command(arguments)
        elif name == "prove":
            position = arguments.index("-e")
            self.command(shlex.split(arguments[position + 1]) + arguments[position + 2:])
        elif name == "salloc":
            # Slurm need not be here; its options have no separate value.
            while arguments and arguments[0].startswith("-"):
                arguments.pop(0)
            self.command(arguments)
        elif "/" in name:
            self.script(name, arguments)
        elif name not in PLAIN and not shutil.which(name):
            raise LookupError(f"there is no command '{name}'")

    def value(self, word: str) -> str:
        return re.sub(r"\$\{?(\w+)\}?", lambda found: self.names.get(found[1], found[0]), word)

    def assign(self, word: str):
        found = ASSIGNMENT.fullmatch(word)
        if not found:
            raise LookupError(f"'{word}' assigns nothing")
        self.names[found[1]] = self.value(found[2])
        if found[1].isupper() and found[1] not in self.tree.variables and not re.search(rf"\b{found[1]}\b", self.tree.read_somewhere):
            raise LookupError(f"nothing reads the variable {found[1]}")

    def make(self, words: list):
        for word in words:
            assignment = ASSIGNMENT.fullmatch(word)
            if assignment:
                if assignment[1] not in self.tree.variables:
                    raise LookupError(f"make has no variable {assignment[1]}; 'make help' lists them")
                if assignment[1] in ("TESTS",):
                    self.soak_tests(assignment[2].split())
                if assignment[1] == "TEST":
                    for test in assignment[2].split():
                        self.program_or_own_test(test)
            elif not word.startswith("-"):
                self.make_target(word)

    def make_target(self, word: str):
        if word in self.tree.rules:
            return
        for rule in self.tree.rules:
            stem = re.fullmatch(re.escape(rule).replace("%", "(.+)"), word)
            if "%" in rule and stem:
                suite = stem[1].removesuffix(".junit.xml")
                if suite in self.tree.targets or suite in self.tree.suites() or f"func-{suite}" in self.tree.suites():
                    return
                raise LookupError(f"'make {word}': there is no target or suite '{suite}'")
        raise LookupError(f"'make {word}': the Makefile has no such target")

    def program_or_own_test(self, word: str):
        if not any(TOP.glob(f"*/src/test/java/**/{word.split('#')[0]}.java")):
            self.test_class(word)

    def soak_tests(self, words: list):
        for word in words:
            module = (TOP / word / "pom.xml").exists()
            a_class = any(TOP.glob(f"*/src/test/java/**/{word}.java"))
            if not (module or a_class or word in self.tree.suites() or self.tree.has_test(word)):
                raise LookupError(f"there is no module, class, test or suite '{word}'")

    def java(self, words: list):
        if words[:1] == ["-version"]:
            return
        if words[:1] != ["-jar"] or len(words) < 2:
            raise LookupError("only 'java -jar' is known here")
        jar = words[1]
        if jar not in ("qemu-functional-tests/target/qemu-functional-tests.jar", "precache/target/precache.jar"):
            raise LookupError(f"'{jar}' is no jar of this project")
        if "precache" in Path(jar).name:
            self.of_precache(words[2:])
        else:
            self.program(words[2:])

    def program(self, words: list):
        """Arguments of a test program."""
        skip = False
        for word in words:
            if skip:
                skip = False
            elif word.startswith("-"):
                if f'"{word}"' not in self.tree.launcher:
                    raise LookupError(f"test programs have no option '{word}'")
                skip = word in ("--qmp", "--junit-xml")
            else:
                self.test_class(word)

    @staticmethod
    def test_class(word: str):
        name, _, method = word.partition("#")
        file = CLASSES / (name.removeprefix("org.qemu.functional.tests.").replace(".", "/") + ".java")
        shown = any(f"class {file.stem} extends" in page.read_text(encoding="utf-8")
                    and f"package org.qemu.functional.tests.{file.parent.name};" in page.read_text(encoding="utf-8")
                    for page in (TOP / "README.md", *sorted((TOP / "docs").glob("*.md"))))
        if not file.exists() and not shown:
            raise LookupError(f"there is no test class '{name}'")
        if method and not re.search(rf"\bvoid {method}\(", "\n".join(with_bases(file))):
            raise LookupError(f"'{name}' has no test '{method}'")

    def of_report(self, words: list):
        if f'name = "{words[0]}"' not in self.tree.report:
            raise LookupError(f"qemu-functional-report has no command '{words[0]}'")
        for word in words[1:]:
            if word.startswith("-") and f'"{word.split("=")[0]}"' not in self.tree.report:
                raise LookupError(f"qemu-functional-report has no option '{word}'")

    def of_precache(self, words: list):
        if not words or words[0].startswith("-"):
            return
        if words[0] != "generate-completion" and f'name = "{words[0]}"' not in self.tree.precache:
            raise LookupError(f"precache has no command '{words[0]}'")
        suites = False
        for word in words[1:]:
            if word.startswith("-"):
                if f'"{word}"' not in self.tree.precache:
                    raise LookupError(f"precache has no option '{word}'")
                suites = word == "--suite"
            elif suites and word not in self.tree.suites():
                raise LookupError(f"there is no suite '{word}'")
            elif not suites and words[0] in ("fetch", "list") and re.fullmatch(r"\w+\.\w+Test(#\w+)?", word):
                self.test_class(word)

    def meson(self, words: list):
        if words[0] not in MESON_COMMANDS:
            raise LookupError(f"meson has no command '{words[0]}' here")
        rest = iter(words[1:])
        for word in rest:
            if word in ("-C", "--timeout-multiplier", "-j"):
                next(rest)
            elif word == "--suite":
                suite = next(rest)
                if suite not in self.tree.suites():
                    raise LookupError(f"there is no suite '{suite}'")
            elif word.startswith("-D"):
                option = word[2:].split("=")[0]
                if f"option('{option}'" not in read("meson.options"):
                    raise LookupError(f"meson.options has no option '{option}'")
            elif not word.startswith("-") and words[0] == "test" and not self.tree.has_test(word):
                raise LookupError(f"there is no test '{word}'")
            elif words[0] == "compile" and not word.startswith("-") and f"'{word}'" not in read("meson.build"):
                raise LookupError(f"meson.build has no target '{word}'")

    def script(self, name: str, words: list):
        file = TOP / name
        if not file.is_file() or not file.stat().st_mode & 0o100:
            raise LookupError(f"'{name}' is no script of this project")
        if name.endswith("/functional-test"):
            self.program(words)
            return
        if name == "scripts/report":
            self.of_report(words)
            return
        text = "\n".join(one.read_text(encoding="utf-8") for one in sorted(file.parent.iterdir()) if one.is_file()
                         and (one == file or one.suffix == ".py" and re.search(rf"\b{one.stem}\b", file.read_text(encoding="utf-8"))))
        for position, word in enumerate(words):
            if not word.startswith("-"):
                if name.endswith("/jitter") and (position == 0 or not words[position - 1].startswith("--")):
                    self.command(words[position:])
                    return
                continue
            if name.endswith("/maven"):
                return
            if OPTION.fullmatch(word) and word.split("=")[0] not in text:
                raise LookupError(f"'{name}' has no option '{word}'")


def run(block: Block, environment: dict) -> list:
    """Run a block in the top folder, with `make --dry-run`: the jars exist already."""
    script = 'set -euo pipefail; make() { command make --dry-run "$@" > /dev/null; }\n' + block.whole()
    done = subprocess.run(["bash", "-c", script], cwd=TOP, env=environment, capture_output=True, text=True,
                          check=False)
    if done.returncode:
        return [f"{block.place}: ends with status {done.returncode} when run:\n{done.stdout[-2000:]}{done.stderr[-2000:]}"]
    return []
