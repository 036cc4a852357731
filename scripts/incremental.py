"""Classes of sources that have changed since `make jar`, compiled beside what Maven has built.

Maven's own folders stay as they are, so that its next run finds and checks the same changes. target/run has a folder of classes
for each module with changed sources, which begins as a copy of the module's jar, and what is known of them in state.json. All of
it is for one build: it is made anew when the jar is newer.

Sources that changed are compiled, and if the API of a class did, every source that may use it: one that mentions its name, one
that mentions the name of that one, and so on.
"""

import json
import os
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import class_file

POM = "{http://maven.apache.org/POM/4.0.0}"
OWN_GROUP = "org.qemu.functional"
# These have no class of their own, or one that no other class needs.
INFO = ("package-info", "module-info")
WORD = re.compile(rb"\w+")


class Failure(Exception):
    """The classes cannot be brought up to date; the message is for the user."""


class NotBuilt(Exception):
    """There is no build, or none that classes can be added to: this target of make is needed."""

    def __init__(self, reason: str, target: str = "jar"):
        super().__init__(reason)
        self.target = target


class Module:
    """What Maven knows of a module."""

    def __init__(self, top: Path, name: str):
        pom = ET.parse(top / name / "pom.xml").getroot()
        self.name = name
        self.folder = top / name
        self.artifact = pom.findtext(f"{POM}artifactId")
        version = pom.findtext(f"{POM}version") or pom.findtext(f"{POM}parent/{POM}version")
        final_name = pom.findtext(f"{POM}build/{POM}finalName") or f"{self.artifact}-{version}"
        self.jar = self.folder / "target" / f"{final_name}.jar"
        # In a class path of Maven the jar may have the name of the artifact.
        self.jar_names = {self.jar.name, f"{self.artifact}-{version}.jar"}
        self.uses = [
            one.findtext(f"{POM}artifactId")
            for one in pom.iterfind(f"{POM}dependencies/{POM}dependency")
            if one.findtext(f"{POM}groupId") == OWN_GROUP
        ]

    def sources(self, kind: str) -> Path:
        return self.folder / f"src/{kind}/java"


def modules(top: Path) -> dict:
    """All modules by their names, each after those that it uses."""
    pom = ET.parse(top / "pom.xml").getroot()
    found = {module.artifact: module for module in
             (Module(top, one.text.strip()) for one in pom.iterfind(f"{POM}modules/{POM}module"))}
    ordered = {}

    def add(module: Module):
        for artifact in module.uses:
            add(found[artifact])
        ordered.setdefault(module.name, module)

    for module in found.values():
        add(module)
    return ordered


def with_dependencies(all_modules: dict, module: Module) -> list:
    """A module and all that it uses, lower ones first."""
    wanted = {module.artifact}
    for one in reversed(all_modules.values()):
        if one.artifact in wanted:
            wanted.update(one.uses)
    return [one for one in all_modules.values() if one.artifact in wanted]


class Unit:
    """The main classes or the tests of a module."""

    def __init__(self, module: Module, kind: str, folder: Path):
        self.module = module
        self.kind = kind
        self.id = f"{module.name}-{kind}"
        self.sources = module.sources(kind)
        self.classes = folder / self.id
        self.built_tests = module.folder / "target/test-classes"

    def place(self) -> Path:
        """Where the classes are now."""
        if self.classes.exists():
            return self.classes
        return self.module.jar if self.kind == "main" else self.built_tests

    def files(self) -> dict:
        """The sources, by their path below the folder of sources."""
        return {str(file.relative_to(self.sources)): file
                for file in sorted(self.sources.rglob("*.java")) if file.stem != "module-info"}

    def copy_build(self):
        """Begin with the classes that Maven has built. A module's description would make javac leave the class path."""
        new = self.classes.with_name(f"{self.id}.new")
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(parents=True)
        if self.kind == "main":
            with zipfile.ZipFile(self.module.jar) as jar:
                jar.extractall(new, [name for name in jar.namelist() if name != "module-info.class"])
        elif self.built_tests.is_dir():
            shutil.copytree(self.built_tests, new, dirs_exist_ok=True)
        new.rename(self.classes)

    def classes_of(self, source: str) -> list:
        """The class files of a source: its class and what is nested in it."""
        path = self.classes / source
        return [file for file in path.parent.glob(f"{path.stem}*.class") if file.stem.split("$")[0] == path.stem]

    def without_source(self, sources: dict) -> list:
        """The class files whose source is gone."""
        gone = []
        for file in self.classes.rglob("*.class"):
            folder = file.parent.relative_to(self.classes)
            if str(folder / f"{file.stem.split('$')[0]}.java") not in sources:
                # A class may stand in a file of another name.
                if str(folder / class_file.parse(file.read_bytes()).source) not in sources:
                    gone.append(file)
        return gone


class Build:
    """The build of a tree, and what has changed since."""

    def __init__(self, top: Path, javac: list, say):
        self.top = top
        self.javac = javac
        self.say = say
        self.folder = top / "target/run"
        self.modules = modules(top)
        self.program = self.modules["qemu-functional-tests"]
        self.check_built()
        self.built = self.program.jar.stat().st_mtime_ns
        self.state = self.read_state()

    def check_built(self):
        """Fail if there is no build, or if something changed that only Maven knows how to build."""
        if not self.program.jar.exists():
            raise NotBuilt("there is no build yet")
        built = self.program.jar.stat().st_mtime_ns
        inputs = [self.top / "pom.xml", self.top / "meson.build", *self.top.glob(".mvn/*"), *(one.folder / "pom.xml" for one in self.modules.values())]
        for module in self.modules.values():
            resources = module.folder / "src/main/resources"
            inputs += [resources, *resources.rglob("*")] if resources.exists() else []
        for file in inputs:
            if file.exists() and file.stat().st_mtime_ns > built:
                raise NotBuilt(f"{file.relative_to(self.top)} has changed")
        for module in with_dependencies(self.modules, self.program):
            if not module.jar.exists():
                raise NotBuilt(f"{module.jar.relative_to(self.top)} is not there")

    def read_state(self) -> dict:
        try:
            state = json.loads((self.folder / "state.json").read_text(encoding="utf-8"))
            if state["built"] == self.built:
                return state
        except (OSError, ValueError, KeyError, TypeError):
            pass
        shutil.rmtree(self.folder, ignore_errors=True)
        return {"built": self.built, "units": {}}

    def write_state(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        new = self.folder / "state.json.new"
        new.write_text(json.dumps(self.state, indent=1), encoding="utf-8")
        new.replace(self.folder / "state.json")

    def unit(self, module: Module, kind: str) -> Unit:
        return Unit(module, kind, self.folder)

    def known(self, unit: Unit) -> dict:
        """What is known of a unit: when its sources were compiled, which failed to, and whose API changed below it."""
        return self.state["units"].setdefault(unit.id, {"compiled": {}, "failed": [], "changed": []})

    def update(self, module: Module, kind: str = "main"):
        """Compile what has changed of a module and of those that it uses."""
        units = [self.unit(one, "main") for one in with_dependencies(self.modules, module)]
        if kind == "test":
            self.test_libraries(module)
            units.append(self.unit(module, "test"))
        for unit in units:
            self.update_unit(unit)

    def update_unit(self, unit: Unit):
        sources = unit.files()
        known = self.known(unit)
        stamps = {source: stamp(file) for source, file in sources.items()}
        changed = [source for source in sources if self.has_changed(source, stamps[source], known)]
        extra = self.changed_extras(unit)
        if unit.classes.exists():
            wanted = set(changed) | {source for source in known["failed"] if source in sources}
        else:
            wanted = set(changed)
            if not (wanted or extra or known["changed"] or self.is_source_gone(unit)):
                return
            unit.copy_build()
        for name in extra:
            copy = unit.classes / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(unit.sources / name, copy)
        wanted |= {source for source in sources
                   if Path(source).stem not in INFO and not (unit.classes / source).with_suffix(".class").exists()
                   and not unit.classes_of(source) and source not in known["compiled"]}
        names = set(known["changed"])
        gone = unit.without_source(sources)
        for file in gone:
            file.unlink()
            names.add(file.stem.split("$")[0])
        if names:
            wanted |= mentioning(sources, names, wanted)
        self.compile(unit, wanted, names, sources, stamps)

    def compile(self, unit: Unit, wanted: set, names: set, sources: dict, stamps: dict):
        """Compile sources, then those that use what has changed in them."""
        known = self.known(unit)
        compiled = set()
        changed_names = set(names)
        while wanted:
            known["failed"] = sorted(set(known["failed"]) | wanted)
            known["changed"] = sorted(changed_names)
            self.write_state()
            new_names = self.compile_once(unit, wanted, sources)
            compiled |= wanted
            known["compiled"].update({source: stamps[source] for source in wanted})
            changed_names |= new_names
            wanted = mentioning(sources, new_names, compiled) - compiled if new_names else set()
        known["failed"], known["changed"] = [], []
        if changed_names and unit.kind == "main":
            self.tell_users(unit, changed_names)
        if compiled or names:
            self.write_state()

    def compile_once(self, unit: Unit, wanted: set, sources: dict) -> set:
        """Compile, and return the names of the classes whose API is another than before."""
        count = f"{len(wanted)} source{'s' if len(wanted) > 1 else ''}"
        what = f": {next(iter(wanted))}" if len(wanted) == 1 else ""
        self.say(f"Compiling {count} of {unit.module.name}{' (tests)' if unit.kind == 'test' else ''}{what}")
        new = unit.classes.with_name(f"{unit.id}.out")
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(parents=True)
        arguments = new.with_suffix(".args")
        paths = self.class_path(unit.module, unit.kind)
        files = [os.path.relpath(sources[source], self.top) for source in sorted(wanted)]
        arguments.write_text("\n".join(quoted(word) for word in
                                       ["-d", str(new), "-cp", os.pathsep.join(map(str, paths)), *files]), encoding="utf-8")
        done = subprocess.run([*self.javac, f"@{arguments}"], cwd=self.top, check=False, stdout=2)
        if done.returncode:
            shutil.rmtree(new)
            raise Failure("javac failed: nothing was run")
        changed = set()
        for source in wanted:
            old = {file.relative_to(unit.classes): file for file in unit.classes_of(source)}
            before = {path: class_file.parse(file.read_bytes()).api for path, file in old.items()}
            for file in old.values():
                file.unlink()
            folder = (new / source).parent
            after = {file.relative_to(new): class_file.parse(file.read_bytes()).api
                     for file in folder.glob(f"{Path(source).stem}*.class") if file.stem.split("$")[0] == Path(source).stem}
            if any(before.get(path) != after.get(path) for path in {*before, *after} if not is_anonymous(path)):
                changed.add(Path(source).stem)
        for file in sorted(new.rglob("*.class")):
            target = unit.classes / file.relative_to(new)
            target.parent.mkdir(parents=True, exist_ok=True)
            file.replace(target)
        shutil.rmtree(new)
        return changed

    def tell_users(self, unit: Unit, names: set):
        """Note for whatever uses a module that the API of some of its classes has changed."""
        for module in self.modules.values():
            for kind in ("main", "test"):
                user = self.unit(module, kind)
                if user.id != unit.id and unit.module in with_dependencies(self.modules, module):
                    known = self.known(user)
                    known["changed"] = sorted({*known["changed"], *names})

    def has_changed(self, source: str, now: list, known: dict) -> bool:
        if source in known["compiled"]:
            return known["compiled"][source] != now
        return now[0] > self.built

    def changed_extras(self, unit: Unit) -> list:
        """The files beside the sources that the jar has, too: lists of tests, scripts of guests."""
        if unit.module is not self.program or unit.kind != "main":
            return []
        extras = [*unit.sources.rglob("meson.build"), *unit.sources.rglob("*.sh")]
        return [str(file.relative_to(unit.sources)) for file in extras
                if file.stat().st_mtime_ns > self.built and stamp(file) != stamp_or_none(unit.classes / file.relative_to(unit.sources))]

    def is_source_gone(self, unit: Unit) -> bool:
        """Whether a folder of sources has changed, which may mean that a file is gone."""
        folders = [unit.sources, *(file for file in unit.sources.rglob("*") if file.is_dir())] if unit.sources.exists() else []
        return any(folder.stat().st_mtime_ns > self.built for folder in folders)

    def class_path(self, module: Module, kind: str) -> list:
        """Where the classes are that a module is compiled and run with.

        Folders before jars: the manifest of a jar brings others, of classes that a folder has newer.
        """
        if kind == "test":
            libraries = self.test_libraries(module)
        else:
            user = self.program if module in with_dependencies(self.modules, self.program) else module
            libraries = sorted((user.folder / "target/lib").glob("*.jar"))
        own = {name: one for one in self.modules.values() for name in one.jar_names}
        units = [self.unit(module, kind)] if kind == "test" else []
        units += [self.unit(one, "main") for one in reversed(with_dependencies(self.modules, module))]
        paths = sorted((unit.place() for unit in units), key=Path.is_file)
        return paths + [library for library in libraries if library.name not in own]

    def test_libraries(self, module: Module) -> list:
        """The class path of a module's tests by Maven, which `make jar` does not ask for."""
        file = module.folder / "target/test.classpath"
        poms = [self.top / "pom.xml", *(one.folder / "pom.xml" for one in self.modules.values())]
        if not file.exists() or any(pom.stat().st_mtime_ns > file.stat().st_mtime_ns for pom in poms):
            raise NotBuilt("the class path of the tests is not known", "target/test-classpath.stamp")
        return [Path(path) for path in file.read_text(encoding="utf-8").strip().split(os.pathsep)]

    def is_as_built(self) -> bool:
        """Whether the jar of the programs has all that they need."""
        return not any(self.unit(one, "main").classes.exists() for one in with_dependencies(self.modules, self.program))

    def program_jar(self) -> Path:
        """A jar without classes whose class path is the one of now; a program that runs from one tells how to run it again."""
        jar = self.folder / "qemu-functional-tests.jar"
        with zipfile.ZipFile(self.program.jar) as built:
            manifest = built.read("META-INF/MANIFEST.MF").decode()
        lines = [line for line in re.sub(r"\r?\n ", "", manifest).splitlines() if line and not line.startswith("Class-Path:")]
        paths = [f"{path.as_uri()}/" if path.is_dir() else path.as_uri() for path in self.class_path(self.program, "main")]
        lines.append(f"Class-Path: {' '.join(paths)}")
        new = jar.with_suffix(".new")
        with zipfile.ZipFile(new, "w") as file:
            file.writestr("META-INF/MANIFEST.MF", "".join(f"{folded(line)}\n" for line in lines))
        new.replace(jar)
        return jar


def stamp(file: Path) -> list:
    status = file.stat()
    return [status.st_mtime_ns, status.st_size]


def stamp_or_none(file: Path):
    return stamp(file) if file.exists() else None


def is_anonymous(path: Path) -> bool:
    """Whether a class has no name that another source could use: its number or the one of a local class stands after a `$`."""
    return any(part[:1].isdigit() for part in path.stem.split("$")[1:])


def mentioning(sources: dict, names: set, begin: set) -> set:
    """The sources that may use classes of these names or of these sources, also by way of others."""
    words = {source: set(WORD.findall(file.read_bytes())) for source, file in sources.items()}
    found = set()
    names = {name.encode() for name in names}
    while names:
        new = {source for source in words if source not in found and not names.isdisjoint(words[source])}
        found |= new
        names = {Path(source).stem.encode() for source in new if Path(source).stem not in INFO}
    return found | begin


def quoted(word: str) -> str:
    """A word of a file of arguments for javac."""
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'


def folded(line: str) -> str:
    """A line of a manifest, in parts of at most 72 bytes."""
    parts, rest = [line[:72]], line[72:]
    while rest:
        parts.append(f" {rest[:71]}")
        rest = rest[71:]
    return "\n".join(parts)
