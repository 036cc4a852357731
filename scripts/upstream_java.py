"""Read our ports: the strings, assets, annotations and calls of a test class, without compiling it.

Literals that `+` joins become one string, with the values of constants and of local variables; what is not known is a HOLE. A test
reaches the methods of its class, of those that it extends, and of the classes of this tree that it names.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

from upstream_python import HOLE, Download

TOP = Path(__file__).resolve().parent.parent
TESTS = "qemu-functional-tests/src/main/java/org/qemu/functional/tests"
TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"""[ \t]*\n.*?"""|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'|@?[A-Za-z_]\w*|\d[\w.]*|\S', re.DOTALL)
SLOT = re.compile(r"%(?:\d+\$)?[-+ #0,]*\d*(?:\.\d+)?[sdxXc]")
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "s": " ", "0": "\0"}

AWAIT = {"waitForConsolePattern", "waitForRegexConsolePattern", "runRr", "checkHttpDownload", "execCommand",
         "execCommandAndWaitForPattern", "interruptInteractiveConsoleUntilPattern", "setMachine"}


class Text(str):
    """A literal, without its quotes."""


@dataclass
class Code:
    """A method, or the fields of a class."""
    tokens: list = field(default_factory=list)
    marks: dict = field(default_factory=dict)


@dataclass
class Type:
    name: str
    extends: str
    marks: dict
    methods: dict
    fields: Code
    constants: dict = field(default_factory=dict)


def literal(token: str) -> Text:
    if token.startswith('"""'):
        lines = token[3:-3].split("\n")[1:]
        indents = [len(line) - len(line.lstrip()) for line in lines if line.strip()] + [len(lines[-1])] * (not lines[-1].strip())
        body = "\n".join(line[min(indents):].rstrip() if line.strip() else "" for line in lines)
        body = re.sub(r"\\\n", "", body)
    else:
        body = token[1:-1]
    return Text(re.sub(r"\\(u[0-9a-fA-F]{4}|[0-7]{1,3}|.)", lambda found: escape(found[1]), body))


def escape(code: str) -> str:
    if code[0] == "u" and len(code) == 5:
        return chr(int(code[1:], 16))
    return chr(int(code, 8)) if code.isdigit() and code != "0" else ESCAPES.get(code, code)


def tokens(source: str) -> list:
    found = [token for token in TOKEN.findall(source) if not token.startswith(("//", "/*"))]
    return [literal(token) if token[0] == '"' else token for token in found]


def closing(of: list, start: int) -> int:
    """Return the index of the bracket that closes the one at start."""
    opens, closes = of[start], {"(": ")", "{": "}", "[": "]"}[of[start]]
    depth = 0
    for index in range(start, len(of)):
        if not isinstance(of[index], Text):
            depth += (of[index] == opens) - (of[index] == closes)
            if depth == 0:
                return index
    return len(of) - 1


def is_name(token) -> bool:
    return not isinstance(token, Text) and (token[0].isalpha() or token[0] == "_")


def read(file: Path) -> Type:
    """Read the class of a file; nested classes count as fields."""
    of = tokens(file.read_text(encoding="utf-8"))
    start = next((i for i, token in enumerate(of) if not isinstance(token, Text) and token in ("class", "interface", "record", "enum")
                  and i + 1 < len(of) and of[i + 1] == file.stem), None)
    if start is None:
        return Type(file.stem, "", {}, {}, Code())
    body = of.index("{", start)
    head = of[start:body]
    extends = head[head.index("extends") + 1] if "extends" in head else ""
    before = max((i for i, token in enumerate(of[:start]) if not isinstance(token, Text) and token == ";"), default=-1)
    type_ = Type(file.stem, extends, annotations(of[before + 1:start]), {}, Code())
    index, member = body + 1, []
    while index < len(of) - 1:
        token = of[index]
        if isinstance(token, Text) or token not in ("(", "{", ";"):
            member.append(token)
            index += 1
        elif token == "(":
            end = closing(of, index)
            member += of[index:end + 1]
            index = end + 1
        elif token == "{":
            end = closing(of, index)
            name = method_name(member)
            inner = of[index + 1:end]
            if name:
                code = type_.methods.setdefault(name, Code())
                code.tokens += [";", *inner]
                code.marks.update(annotations(member))
                member = []
            else:
                member += of[index:end + 1]
                if not any(token == "=" for token in member if not isinstance(token, Text)):
                    type_.fields.tokens += [*member, ";"]
                    member = []
            index = end + 1
        else:
            type_.fields.tokens += [*member, ";"]
            member = []
            index += 1
    return type_


def method_name(member: list) -> str:
    """Return the name of the method that a body belongs to; empty for a field or a type."""
    plain = without_annotations(member)
    if any(not isinstance(token, Text) and token in ("=", "class", "record", "enum", "interface", "->") for token in plain) or "(" not in plain:
        return ""
    return plain[plain.index("(") - 1]


def without_annotations(member: list) -> list:
    found, index = [], 0
    while index < len(member):
        if not isinstance(member[index], Text) and member[index][0] == "@":
            index += 1
            while index + 1 < len(member) and member[index] == ".":
                index += 2
            if index < len(member) and member[index] == "(":
                index = closing(member, index) + 1
        else:
            found.append(member[index])
            index += 1
    return found


def without_calls(of: list) -> list:
    """Return the arguments of a call without those of calls among them; they are files, for example."""
    found, index = [], 0
    while index < len(of):
        found.append(of[index])
        if not isinstance(of[index], Text) and of[index] == "(" and index and is_name(of[index - 1]):
            index = closing(of, index)
        index += 1
    return found


def annotations(member: list) -> dict:
    """Return the annotations and their string arguments."""
    found = {}
    for index, token in enumerate(member):
        if not isinstance(token, Text) and token[0] == "@" and len(token) > 1:
            arguments = member[index + 1:closing(member, index + 1)] if index + 1 < len(member) and member[index + 1] == "(" else []
            found[token[1:]] = [str(one) for one in arguments if isinstance(one, Text)]
    return found


def joined(of: list, known: dict) -> list:
    """Return the strings of some tokens, those that `+` joins as one."""
    found, current, index = [], None, 0
    while index < len(of):
        token = of[index]
        after_plus = index > 0 and not isinstance(of[index - 1], Text) and of[index - 1] == "+"
        if isinstance(token, Text) or is_name(token):
            following = of[index + 1] if index + 1 < len(of) else ";"
            if isinstance(token, Text):
                value = str(token)
            elif following in ("(", ".") and not isinstance(following, Text):
                value = HOLE if after_plus and following == "(" else None
            else:
                value = known.get(token, HOLE)
            if value is None:
                pass
            elif after_plus and current is not None:
                current += value
            else:
                found += [current] if current and current.strip(HOLE) else []
                current = value
        elif token == "(" and current is not None and index > 0 and is_name(of[index - 1]) and of[index - 2:index - 1] == ["+"]:
            end = closing(of, index)
            found += joined(of[index + 1:end], known)
            index = end
        elif token not in ("+", ".") or (token == "." and not after_plus):
            found += [current] if current and current.strip(HOLE) else []
            current = None
        index += 1
    return found + ([current] if current and current.strip(HOLE) else [])


def assigned(of: list, known: dict) -> dict:
    """Return the values of the String variables that some tokens declare."""
    found = dict(known)
    for index in range(len(of) - 3):
        if not isinstance(of[index], Text) and of[index] == "String" and is_name(of[index + 1]) and of[index + 2] == "=" \
                and not isinstance(of[index + 2], Text):
            end = next(i for i in range(index, len(of)) if i == len(of) - 1 or (not isinstance(of[i], Text) and of[i] == ";"))
            values = joined(of[index + 3:end], found)
            if len(values) == 1:
                found[of[index + 1]] = SLOT.sub(HOLE, values[0])
    return found


class Ports:
    """The classes of this tree by name."""

    def __init__(self, top: Path = TOP):
        self.top = top
        self.tests = top / TESTS
        self.files = {}
        for module in ("qemu-functional-core", "machine", "qemu-functional-tests"):
            for file in sorted((top / module / "src/main/java").rglob("*.java")):
                self.files.setdefault(file.stem, []).append(file)
        self.types = {}

    def type(self, name: str, folder: Path = None):
        """Return a class; one of the same folder before those of others with this name."""
        files = self.files.get(name, [])
        file = next((one for one in files if one.parent == folder), files[0] if files else None)
        if file is None:
            return None, None
        if file not in self.types:
            self.types[file] = read(file)
        return self.types[file], file

    def lineage(self, name: str, folder: Path) -> list:
        found = []
        while name:
            type_, file = self.type(name, folder)
            if type_ is None or type_ in [one for one, _ in found]:
                break
            found.append((type_, file))
            name, folder = type_.extends, file.parent
        return found

    def port(self, test: str):
        """Return the class `<folder>.<Class>`; None if it does not exist."""
        folder, _, name = test.rpartition(".")
        path = self.tests / folder.replace(".", "/")
        return Port(self, name, path) if (path / f"{name}.java").exists() else None


class Port:
    """A test class, with all that it reaches."""

    def __init__(self, ports: Ports, name: str, folder: Path):
        self.lineage = ports.lineage(name, folder)
        self.known = {}
        for type_, _ in reversed(self.lineage):
            self.known = assigned(type_.fields.tokens, self.known)
        self.parts = [type_ for type_, _ in self.lineage]
        todo = [(type_, file) for type_, file in self.lineage if ports.tests in file.parents]
        while todo:
            type_, file = todo.pop()
            for token in {t for code in [type_.fields, *type_.methods.values()] for t in code.tokens if is_name(t) and t[0].isupper()}:
                other, where = ports.type(token, file.parent)
                if other and ports.tests in where.parents and other not in self.parts and (where.parent == ports.tests or where.parent == file.parent):
                    self.parts.append(other)
                    todo.append((other, where))
        self.strings = {text for type_ in self.parts for code in [type_.fields, *type_.methods.values()] for text in self.of(code)}

    def of(self, code: Code) -> list:
        return joined(code.tokens, assigned(code.tokens, self.known))

    def has(self, method: str) -> bool:
        return any(method in type_.methods for type_, _ in self.lineage)

    def marks(self, method: str) -> dict:
        """Return the annotations of a test and of its classes."""
        found = {}
        for type_, _ in reversed(self.lineage):
            found.update(type_.marks)
        for type_, _ in reversed(self.lineage):
            found.update(type_.methods[method].marks if method in type_.methods else {})
        return found

    def reached(self, method: str) -> list:
        """Return the code that a test reaches in the classes of the tests."""
        todo, done = [method], []
        while todo:
            name = todo.pop()
            for type_ in self.parts:
                code = type_.methods.get(name)
                if code and code not in done:
                    done.append(code)
                    todo += [token for token, after in zip(code.tokens, code.tokens[1:]) if is_name(token) and not isinstance(after, Text) and after in "()"]
        return done

    def awaited(self, method: str) -> set:
        """Return the strings in calls that wait for text or type it."""
        found = set()
        for code in self.reached(method):
            known = assigned(code.tokens, self.known)
            for index, token in enumerate(code.tokens[:-1]):
                if is_name(token) and token in AWAIT and code.tokens[index + 1] == "(":
                    found.update(joined(without_calls(code.tokens[index + 2:closing(code.tokens, index + 1)]), known))
        return found

    def uses(self, name: tuple, method: str) -> bool:
        """Say whether a test reaches code that names a field, given as its class and its own name."""
        owner, own = name
        inherited = owner in [type_.name for type_, _ in self.lineage]
        texts = [code.tokens for code in self.reached(method)]
        return any(own in of if inherited else [owner, ".", own] in [of[i:i + 3] for i in range(len(of) - 2)] for of in texts)

    def downloads(self) -> dict:
        """Return the assets that the class declares, inherits or borrows, with the class and name of the field."""
        found = {}
        for type_ in self.parts:
            of = type_.fields.tokens
            for index in range(len(of) - 3):
                if of[index:index + 4] == ["Asset", ".", "of", "("] and not isinstance(of[index], Text):
                    values = joined(of[index + 4:closing(of, index + 3)], self.known)
                    start = max((i for i in range(index) if not isinstance(of[i], Text) and of[i] == ";"), default=0)
                    equals = of.index("=", start) if "=" in of[start:index] else index
                    if len(values) == 2:
                        found.setdefault(Download(*values), (type_.name, of[equals - 1]))
        return found
