"""Compiles sources that have changed since `make jar`, outside Maven's folders.

Maven's folders stay unchanged, so that its next run finds and checks the same changes. For each module with changed sources, target/run
has a folder of classes, initially a copy of the module's jar; state.json has their state. A newer jar invalidates all of it.

If the API of a compiled class changed, all sources that may use it are compiled as well: those that mention its name, those
that mention the name of one of these, and so on.
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
# Sources without a class that other classes use.
INFO = ("package-info", "module-info")
WORD = re.compile(rb"\w+")


class Failure(Exception):
    """The classes cannot be brought up to date. The message is for the user."""


class NotBuilt(Exception):
    """There is no usable build: make this target first."""

    def __init__(self, reason: str, target: str = "jar"):
        super().__init__(reason)
        self.target = target


class Module:
    """A module, as its pom.xml describes it."""

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
    """Return all modules by name, each after its dependencies."""
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
    """Return a module and all its dependencies, dependencies first."""
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
        """Return the folder or jar that has the classes now."""
        if self.classes.exists():
            return self.classes
        return self.module.jar if self.kind == "main" else self.built_tests

    def files(self) -> dict:
        """Return the sources by their path below the folder of sources."""
        return {str(file.relative_to(self.sources)): file
                for file in sorted(self.sources.rglob("*.java")) if file.stem != "module-info"}

    def copy_build(self):
        """Copy the classes that Maven has built, without module-info, with which javac would ignore the class path."""
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
        """Return the class files of a source: its class and the nested ones."""
        path = self.classes / source
        return [file for file in path.parent.glob(f"{path.stem}*.class") if file.stem.split("$")[0] == path.stem]

    def without_source(self, sources: dict) -> list:
        """Return the class files whose source was deleted."""
        gone = []
        for file in self.classes.rglob("*.class"):
            folder = file.parent.relative_to(self.classes)
            if str(folder / f"{file.stem.split('$')[0]}.java") not in sources:
                # The source file may have another name than the class.
                if str(folder / class_file.parse(file.read_bytes()).source) not in sources:
                    gone.append(file)
        return gone


class Build:
    """The build of a tree, and the changes since."""

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
        """Raise NotBuilt if there is no build, or if something changed that only Maven can build."""
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
        """Return the state of a unit: the times of compiled sources, failed sources, and used classes whose API changed."""
        return self.state["units"].setdefault(unit.id, {"compiled": {}, "failed": [], "changed": []})

    def update(self, module: Module, kind: str = "main"):
        """Compile the changes of a module and of its dependencies."""
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
        """Compile sources, then the sources that use an API that changed."""
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
            self.record_api_change(unit, changed_names)
        if compiled or names:
            self.write_state()

    def compile_once(self, unit: Unit, wanted: set, sources: dict) -> set:
        """Compile sources and return the names of the classes whose API changed."""
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

    def record_api_change(self, unit: Unit, names: set):
        """Record in the state of each dependent unit that the API of these classes changed."""
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
        """Return the changed files that the jar contains beside classes: lists of tests, scripts of guests."""
        if unit.module is not self.program or unit.kind != "main":
            return []
        extras = [*unit.sources.rglob("meson.build"), *unit.sources.rglob("*.sh")]
        return [str(file.relative_to(unit.sources)) for file in extras
                if file.stat().st_mtime_ns > self.built and stamp(file) != stamp_or_none(unit.classes / file.relative_to(unit.sources))]

    def is_source_gone(self, unit: Unit) -> bool:
        """Return whether a folder of sources has changed, which may mean that a file was deleted."""
        folders = [unit.sources, *(file for file in unit.sources.rglob("*") if file.is_dir())] if unit.sources.exists() else []
        return any(folder.stat().st_mtime_ns > self.built for folder in folders)

    def class_path(self, module: Module, kind: str) -> list:
        """Return the class path to compile and run a module.

        Folders come before jars, because the manifest of a jar adds jars that have older versions of the same classes.
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
        """Return the class path of a module's tests from Maven, which `make jar` does not write."""
        file = module.folder / "target/test.classpath"
        poms = [self.top / "pom.xml", *(one.folder / "pom.xml" for one in self.modules.values())]
        if not file.exists() or any(pom.stat().st_mtime_ns > file.stat().st_mtime_ns for pom in poms):
            raise NotBuilt("the class path of the tests is not known", "target/test-classpath.stamp")
        return [Path(path) for path in file.read_text(encoding="utf-8").strip().split(os.pathsep)]

    def is_as_built(self) -> bool:
        """Return whether the programs can run from their jar, without any class of this build."""
        return not any(self.unit(one, "main").classes.exists() for one in with_dependencies(self.modules, self.program))

    def program_jar(self) -> Path:
        """Write a jar with the current class path and no classes: a program that runs from a jar prints its rerun command."""
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
    """Return whether a class is anonymous or local, so that no other source can name it: a number follows the `$`."""
    return any(part[:1].isdigit() for part in path.stem.split("$")[1:])


def mentioning(sources: dict, names: set, begin: set) -> set:
    """Return the sources that may use classes of these names, directly or through other sources, and `begin`."""
    words = {source: set(WORD.findall(file.read_bytes())) for source, file in sources.items()}
    found = set()
    names = {name.encode() for name in names}
    while names:
        new = {source for source in words if source not in found and not names.isdisjoint(words[source])}
        found |= new
        names = {Path(source).stem.encode() for source in new if Path(source).stem not in INFO}
    return found | begin


def quoted(word: str) -> str:
    """Quote a word for an argument file of javac."""
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'


def folded(line: str) -> str:
    """Fold a line of a manifest into lines of at most 72 bytes."""
    parts, rest = [line[:72]], line[72:]
    while rest:
        parts.append(f" {rest[:71]}")
        rest = rest[71:]
    return "\n".join(parts)
