"""Java blocks of the documents: compiled together, then run in one JVM like test programs."""

import os
import re
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

from doc_blocks import Block, Problem

TOP = Path(__file__).resolve().parent.parent
JAR = TOP / "qemu-functional-tests/target/qemu-functional-tests.jar"
TESTS = "org.qemu.functional.tests"

IMPORT = re.compile(r"^import (?:static )?[\w.]+(?:\.\*)?;$", re.MULTILINE)
PACKAGE = re.compile(r"^package ([\w.]+);$", re.MULTILINE)
MODIFIER = r"(?:public |protected |private |abstract |static |final )"
TYPE = re.compile(rf"^{MODIFIER}*(?:class|interface|record|enum|@interface) (\w+)", re.MULTILINE)
NOTES = re.compile(r"\A(?:\s*(?://[^\n]*\n|/\*.*?\*/))*\s*", re.DOTALL)
MEMBER = re.compile(r"@(?!SuppressWarnings)\w|(?:public|protected|private|static|abstract|class|interface|record|enum)\b|void \w+\(")
ERROR = re.compile(r"^(?P<file>[^\s:]+\.java):(?P<line>\d+): error: (?P<message>.*)$", re.MULTILINE)
POINT = re.compile(r"^(?P<how>ok|not ok) \d+ - (?P<cls>\w+)[^\n]*?(?P<skip> # SKIP[^\n]*)?$", re.MULTILINE)


@dataclass
class Unit:
    """The Java file that is made from a block."""
    block: Block
    name: str
    package: str
    text: str

    @property
    def path(self) -> str:
        return f"{self.package.replace('.', '/')}/{self.name}.java"

    @property
    def is_program(self) -> bool:
        return "main" in self.block.options

    @property
    def runs(self) -> bool:
        return not self.is_program and "compiled only" not in self.block.options and "@Test" in self.text.replace("@QosTest", "@Test")


def class_name(block: Block) -> str:
    page = "".join(part.capitalize() for part in re.split(r"\W|_", block.file.stem))
    return f"{page}Line{block.line}Test"


def unit(block: Block, page_imports: list) -> Unit:
    """Make a file from a block: unchanged if it has a package, else with the imports of its page and a class around it."""
    whole = block.whole()
    package = PACKAGE.search(whole)
    if package:
        name = TYPE.search(whole)
        if not name:
            raise Problem(f"{block.place}: a block with a package has no class")
        return Unit(block, name[1], package[1], whole + "\n")
    imports = sorted(set(page_imports) | set(IMPORT.findall(whole)))
    code = IMPORT.sub("", whole)
    if "main" in block.options:
        package = f"example.{block.options['main'].replace('-', '_')}"
        name = next((match[1] for match in TYPE.finditer(block.text)), None)
        if not name:
            raise Problem(f"{block.place}: a block with 'main' has no class")
        return Unit(block, name, package, f"package {package};\n" + "\n".join(imports) + f"\n{code}\n")
    start = code[NOTES.match(code).end():]
    package = f"{TESTS}.{block.options.get('on', 'x86_64')}"
    declared = TYPE.search(code)
    if declared and "extends" not in block.options and (TYPE.match(start) or start.startswith("@") and not re.search(r"(?m)^\S.*\)( throws .*)? \{$", start)):
        name, body = declared[1], code
    else:
        name = class_name(block)
        if not MEMBER.match(start):
            code = f"@Test\nvoid example() throws Exception {{\n{code}\n}}"
            imports = sorted({*imports, "import org.junit.jupiter.api.Test;"})
        body = f"class {name} extends {block.options.get('extends', 'QemuSystemTest')} {{\n{code}\n}}"
        imports = sorted({*imports, *(f"import org.qemu.functional.{base};" for base in bases(block))})
    return Unit(block, name, package, f"package {package};\n" + "\n".join(imports) + f"\n{body}\n")


def bases(block: Block) -> list:
    return [block.options.get("extends", "QemuSystemTest")]


def units(page: list) -> list:
    """Return the files of a document's blocks. A block of imports applies to the fragments after it."""
    made = []
    imports = []
    for block in page:
        if not IMPORT.sub("", block.text).strip():
            imports += IMPORT.findall(block.text)
            continue
        made.append(unit(block, imports))
        if not PACKAGE.search(block.text):
            imports += IMPORT.findall(block.text)
    return made


def class_path() -> str:
    if not JAR.exists():
        raise Problem(f"{JAR.relative_to(TOP)} is not there: run 'make jar'")
    native = TOP / "native-test/target"
    return f"{JAR}:{JAR.parent / 'lib'}/*:{native}/*:{native / 'lib'}/*"


def write(made: list, folder: Path):
    paths = {}
    for one in made:
        if one.path in paths:
            raise Problem(f"{one.block.place}: there is a class '{one.name}' in {paths[one.path].block.place} already")
        paths[one.path] = one
        file = folder / one.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(one.text, encoding="utf-8")
    return paths


def compile_all(made: list, jdk: Path, folder: Path) -> list:
    """Compile all files; return the problems, each with the place of its block."""
    sources, classes = folder / "java", folder / "classes"
    paths = write(made, sources)
    problems = []
    while paths:
        done = subprocess.run(
            [jdk / "bin/javac", "-proc:none", "-parameters", "-Xmaxerrs", "1000", "-d", classes, "-cp", class_path(), *paths],
            cwd=sources, capture_output=True, text=True, check=False)
        errors = list(ERROR.finditer(done.stderr))
        problems += [problem(paths[error["file"]], error, done.stderr) for error in errors]
        if done.returncode and not errors:
            problems.append(f"javac failed:\n{done.stderr}")
        # After a syntax error javac checks nothing else: compile again without those files.
        wrong = {error["file"] for error in errors}
        if not wrong or "cannot find symbol" in done.stderr:
            break
        paths = {path: one for path, one in paths.items() if path not in wrong}
    return problems


def problem(one: Unit, error: re.Match, output: str) -> str:
    line = one.text.splitlines()[int(error["line"]) - 1].strip()
    symbol = re.search(r"symbol: +(.*)", output[error.end():error.end() + 300].split(": error:")[0])
    return f"{one.block.place}: {error['message']}{' ' + symbol[1] if symbol else ''}\n    {line}"


def target_of(one: Unit) -> str:
    folder = one.package.rsplit(".", 1)[-1]
    return "x86_64" if folder in ("generic", "qtest", "guest") else folder


def run_all(made: list, jdk: Path, folder: Path) -> list:
    """Run the files that can run here, print the others on standard output, and return the problems."""
    to_run = []
    for one in (one for one in made if one.runs):
        if shutil.which(f"qemu-system-{target_of(one)}"):
            to_run.append(one)
        else:
            print(f"{one.block.place}: compiled only, as qemu-system-{target_of(one)} is not installed")
    if not to_run:
        return []
    done = subprocess.run(
        [jdk / "bin/java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", f"{folder / 'classes'}:{class_path()}",
         "org.qemu.functional.launch.Main", *(f"{one.package}.{one.name}" for one in to_run)],
        capture_output=True, text=True, check=False,
        env=environment(folder))
    points = list(POINT.finditer(done.stdout))
    problems = []
    for one in to_run:
        own = [point for point in points if point["cls"] == one.name]
        failed = [point for point in own if point["how"] == "not ok" and " # TODO" not in point[0]]
        if failed:
            detail = done.stdout[failed[0].start():].split("\n  stack:")[0]
            problems.append(f"{one.block.place}: fails when run:\n{detail}")
        elif all(point["skip"] for point in own):
            why = "; ".join(sorted({point["skip"].strip() for point in own})) or done.stderr[-2000:]
            problems.append(f"{one.block.place}: did not run: {why}")
    return problems


# The libraries that a program of a module must do without.
WITHOUT = {
    "common": r"qemu-functional-(?!common)|tap-reporter|junit|opentest4j",
    "archives": r"qemu-functional-(?!common|archives)|tap-reporter|junit|opentest4j",
    "assets": r"qemu-functional-(?!common|archives|assets)|tap-reporter|junit",
    "machine": r"qemu-functional-(?!common|machine)|tap-reporter|junit",
    "tap-reporter": r"qemu-functional-(?!common)",
}


def run_programs(made: list, jdk: Path, folder: Path) -> list:
    """Run each block that is a program, and return the problems."""
    problems = []
    for one in (one for one in made if one.is_program):
        module = one.block.options["main"]
        if module not in WITHOUT:
            problems.append(f"{one.block.place}: there is no module '{module}' whose programs run alone: {', '.join(WITHOUT)}")
            continue
        left_out = re.compile(WITHOUT[module])
        libraries = [str(jar) for jar in sorted((JAR.parent / "lib").glob("*.jar")) if not left_out.match(jar.name)]
        done = subprocess.run(
            [jdk / "bin/java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", ":".join([str(folder / "classes"), *libraries]),
             f"{one.package}.{one.name}", *arguments(module, folder)],
            capture_output=True, text=True, check=False, env=environment(folder))
        if done.returncode or not done.stdout:
            problems.append(f"{one.block.place}: exit status {done.returncode} when run:\n{done.stdout}{done.stderr}")
    return problems


def arguments(module: str, folder: Path) -> list:
    """Return what a program of a module gets on its command line."""
    if module != "archives":
        return []
    archive = folder / "example.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(__file__, arcname="example/file")
    return [archive, folder / "extracted"]


def environment(folder: Path) -> dict:
    """Return the environment of the examples: the QEMUs of PATH, no variables of the user, and time for a slow host."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("QEMU_", "MESON_", "MAKE", "MFLAGS"))}
    return {**ours, "QEMU_BUILD_ROOT": str(folder / "build"), "QEMU_TEST_TIMEOUT_SCALE": "20", "LC_ALL": "C.UTF-8"}
