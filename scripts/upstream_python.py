"""Read QEMU's own functional tests without running them: what each test starts, awaits, types and downloads.

A small interpreter follows a test method into the functions that it calls. It knows strings, numbers, lists, dictionaries and
assets; anything else, and what depends on it, is a HOLE. Both branches of an unknown condition are taken, and one round of an unknown
loop. What the framework (qemu_test) does itself is left out.
"""

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path("tests/functional")
HOLE = "\ufffc"
DEPTH = 8
DEFAULT_TIMEOUT = 90

# What the framework's functions do with their arguments; without `self` or `test`.
AWAIT = {"wait_for_console_pattern", "wait_for_regex_console_pattern", "run_rr", "check_http_download", "launch_kernel"}
TYPE = {"exec_command", "exec_command_and_wait_for_pattern", "interrupt_interactive_console_until_pattern"}
REQUIRE = {"require_accelerator", "require_device", "require_netdev"}
ASSERT = re.compile(r"assert(Equal|In|Regex|NotIn|NotRegex)")
SLOT = re.compile(r"%[-+ #0]*\d*(?:\.\d+)?[a-zA-Z]|\{[^{}]*\}")


@dataclass(frozen=True)
class Download:
    url: str
    hash: str


@dataclass
class Method:
    """What a test method does: values by kind, and its decorators with their arguments."""
    name: str
    found: dict = field(default_factory=dict)
    decorators: dict = field(default_factory=dict)
    downloads: set = field(default_factory=set)

    def add(self, kind: str, value):
        for text in strings(value):
            self.found.setdefault(kind, {}).setdefault(text)


@dataclass
class Program:
    """A test program of QEMU: `<folder>/<name>`, or `generic/<name>`."""
    name: str
    timeout: int
    methods: dict
    text: str


def strings(value):
    """Yield the strings of a value that are not only a hole."""
    if isinstance(value, str):
        if value.strip(HOLE):
            yield value
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from strings(one)


class Module:
    def __init__(self, tree: "Tree", file: Path):
        self.tree = tree
        self.file = file
        self.framework = "qemu_test" in file.parts
        self.body = ast.parse(file.read_text(encoding="utf-8"))
        self.names = {}
        self.alias = {}
        self.imported = {}
        for node in self.body.body:
            if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
                self.names[node.name] = node
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                self.names[node.targets[0].id] = node.value
            elif isinstance(node, ast.ImportFrom):
                for name in node.names:
                    self.imported[name.asname or name.name] = (("." * node.level) + (node.module or ""), name.name)

    def lookup(self, name: str, seen=()):
        """Return (module, node) of a name, which may be imported; None for what is not in this tree."""
        if name in self.names:
            return self, self.names[name]
        if name in self.imported and (self.file, name) not in seen:
            module, original = self.imported[name]
            for other in self.tree.candidates(self.file, module):
                found = other.lookup(original, (*seen, (self.file, name)))
                if found:
                    return found
        return None


class Tree:
    """The source tree of a QEMU."""

    def __init__(self, source: Path):
        self.top = source / FOLDER
        if not self.top.is_dir():
            raise ValueError(f"'{source}' has no {FOLDER}: give the folder of QEMU's source, 9.2 or later")
        version = source / "VERSION"
        self.version = version.read_text(encoding="utf-8").strip() if version.exists() else "unknown"
        self.modules = {}

    def module(self, file: Path):
        if file not in self.modules:
            self.modules[file] = Module(self, file) if file.exists() else None
        return self.modules[file]

    def candidates(self, file: Path, name: str):
        path = name.lstrip(".").replace(".", "/")
        folders = [file.parent] if name.startswith(".") else [self.top, file.parent]
        for folder in folders:
            for one in (folder / f"{path}.py", folder / path / "__init__.py"):
                if one.exists():
                    yield self.module(one)

    def programs(self) -> dict:
        """Return the test programs that meson.build names, by name."""
        found = {}
        for build in sorted(self.top.glob("*/meson.build")):
            folder = build.parent.name
            text = re.sub(r"#.*", "", build.read_text(encoding="utf-8"))
            seconds = {name: int(s) for table in re.findall(r"timeouts = \{([^}]*)}", text)
                       for name, s in re.findall(r"'(\w+)'\s*:\s*(\d+)", table)}
            for names in re.findall(r"tests_\w+\s*\+?=\s*(?:\w+\s*\+\s*)?\[([^]]*)]", text):
                for name in re.findall(r"'(\w+)'", names):
                    home = folder if (build.parent / f"test_{name}.py").exists() else "generic"
                    if (self.top / home / f"test_{name}.py").exists():
                        found[f"{home}/{name}"] = self.program(home, name, seconds.get(name, DEFAULT_TIMEOUT))
        return found

    def program(self, folder: str, name: str, timeout: int) -> Program:
        module = self.module(self.top / folder / f"test_{name}.py")
        methods, used = {}, set()
        for cls in classes(module):
            for owner, node in members(cls):
                if isinstance(node, ast.FunctionDef) and node.name.startswith("test") and node.name not in methods:
                    methods[node.name] = follow(cls, owner, node)
            used |= {owner for owner, _ in members(cls)}
        return Program(f"{folder}/{name}", timeout, methods, self.text(module, {owner[0] for owner in used}))

    def text(self, module: Module, others: set) -> str:
        """Return all strings of a module and of those that it imports from this tree, whole and in parts."""
        todo, done, parts = [module, *others], set(), []
        while todo:
            one = todo.pop()
            if one.file in done:
                continue
            done.add(one.file)
            parts += [node.value for node in ast.walk(one.body) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
            for name in one.imported:
                found = one.lookup(name)
                if found and not found[0].framework:
                    todo.append(found[0])
        return "\0".join(parts)


def flat(value):
    if isinstance(value, (list, tuple)):
        for one in value:
            yield from flat(one)
    elif isinstance(value, dict):
        yield from flat(list(value.values()))
    else:
        yield value


def classes(module: Module) -> list:
    """Return the classes that unittest finds in a module: its own, and the imported ones which it loads as well."""
    own = [(module, node) for node in module.names.values() if isinstance(node, ast.ClassDef)]
    names = [name for name in module.imported]
    imported = [found for found in map(module.lookup, names) if found and isinstance(found[1], ast.ClassDef) and not found[0].framework]
    return own + [one for one in imported if any(test for test in one[1].body if getattr(test, "name", "").startswith("test"))]


def lineage(cls) -> list:
    """Return a class and those that it extends, as far as they are in this tree."""
    found, todo = [], [cls]
    while todo:
        module, node = todo.pop(0)
        if (module, node) not in found:
            found.append((module, node))
            todo += [base for base in (module.lookup(ast.unparse(base).split(".")[-1]) for base in node.bases)
                     if base and isinstance(base[1], ast.ClassDef)]
    return found


def members(cls):
    for owner in lineage(cls):
        for node in owner[1].body:
            yield owner, node


def follow(cls, owner, node) -> Method:
    """Read a test method of a class."""
    method = Method(node.name)
    marks = [mark for of in lineage(cls) if not of[0].framework for mark in of[1].decorator_list] + node.decorator_list
    run = Run(cls, method)
    for mark in marks:
        call = mark if isinstance(mark, ast.Call) else None
        name = ast.unparse(call.func if call else mark).split(".")[-1]
        values = [run.value(arg, {}, owner[0]) for arg in call.args] if call else []
        method.decorators.setdefault(name, []).extend(str(value) for value in flat(values))
    setup = run.find("setUp")
    if setup and not setup[0][0].framework:
        run.call(setup[1], {}, setup[0][0], 0)
    run.call(node, {}, owner[0], 0)
    return method


class Run:
    """One pass through a test method."""

    def __init__(self, cls, method: Method):
        self.cls = cls
        self.method = method
        self.instance = {}

    def find(self, name: str):
        for owner, node in members(self.cls):
            if isinstance(node, ast.FunctionDef) and node.name == name:
                return owner, node
        return None

    def attribute(self, name: str):
        if name in self.instance:
            return self.instance[name]
        for owner, node in members(self.cls):
            if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in node.targets):
                scope = {one.targets[0].id: None for one in owner[1].body if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name)}
                value = self.value(node.value, {"": scope}, owner[0])
                self.method.downloads |= {one for one in flat(value) if isinstance(one, Download)}
                return value
        return HOLE

    def call(self, node: ast.FunctionDef, given: dict, module: Module, depth: int):
        """Follow a function; return what its last `return` has."""
        if depth > DEPTH:
            return HOLE
        names = [arg.arg for arg in node.args.args]
        local = dict(zip(reversed(names), [self.value(d, {}, module) for d in reversed(node.args.defaults)]))
        local.update({arg.arg: self.value(d, {}, module) for arg, d in zip(node.args.kwonlyargs, node.args.kw_defaults) if d})
        local = {**dict.fromkeys(names, HOLE), **local, **given, "\0depth": depth}
        result = [HOLE]
        self.block(node.body, local, module, result)
        return result[-1]

    def block(self, body: list, local: dict, module: Module, result: list):
        for node in body:
            self.statement(node, local, module, result)

    def statement(self, node, local, module, result):
        if isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
            value = self.value(node.value, local, module) if node.value else HOLE
            if isinstance(node, ast.AugAssign):
                value = plus(self.value(node.target, local, module), value) if isinstance(node.op, ast.Add) else HOLE
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                self.bind(target, value, local)
        elif isinstance(node, (ast.For, ast.AsyncFor)):
            over = self.value(node.iter, local, module)
            for one in over if isinstance(over, (list, tuple, dict)) else [HOLE]:
                self.bind(node.target, one, local)
                self.block(node.body, local, module, result)
            self.block(node.orelse, local, module, result)
        elif isinstance(node, ast.Return):
            result.append(self.value(node.value, local, module) if node.value else HOLE)
        elif isinstance(node, ast.FunctionDef):
            local[node.name] = node
        elif isinstance(node, ast.Expr):
            self.value(node.value, local, module)
        elif isinstance(node, ast.If):
            chosen = self.value(node.test, local, module)
            if unknown(chosen):
                self.block(node.body, dict(local), module, result)
                self.block(node.orelse, local, module, result)
            else:
                self.block(node.body if chosen else node.orelse, local, module, result)
        elif not isinstance(node, ast.ClassDef):
            for name in ("test", "context_expr", "exc"):
                if getattr(node, name, None):
                    self.value(getattr(node, name), local, module)
            for item in getattr(node, "items", []):
                self.value(item.context_expr, local, module)
                if item.optional_vars:
                    self.bind(item.optional_vars, HOLE, local)
            for name in ("body", "orelse", "finalbody"):
                self.block(getattr(node, name, []), local, module, result)
            for handler in getattr(node, "handlers", []):
                self.block(handler.body, local, module, result)

    def bind(self, target, value, local):
        if isinstance(target, ast.Name):
            local[target.id] = value
        elif isinstance(target, (ast.Tuple, ast.List)):
            known = isinstance(value, (list, tuple)) and len(value) == len(target.elts)
            for index, one in enumerate(target.elts):
                self.bind(one, value[index] if known else HOLE, local)
        elif isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == "self":
            self.instance[target.attr] = value
            if target.attr in ("cpu", "machine"):
                self.method.add(target.attr, value)

    def value(self, node, local: dict, module: Module):
        if isinstance(node, ast.Constant):
            return node.value if isinstance(node.value, (str, int)) or node.value is None else HOLE
        if isinstance(node, ast.JoinedStr):
            return "".join(text(self.value(one.value if isinstance(one, ast.FormattedValue) else one, local, module)) for one in node.values)
        if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
            return [self.value(one, local, module) for one in node.elts]
        if isinstance(node, ast.Dict):
            return {text(self.value(key, local, module)): self.value(one, local, module) for key, one in zip(node.keys, node.values) if key}
        if isinstance(node, ast.BinOp):
            left, right = self.value(node.left, local, module), self.value(node.right, local, module)
            if isinstance(node.op, ast.Add):
                return plus(left, right)
            return fill(left, right) if isinstance(node.op, ast.Mod) and isinstance(left, str) else HOLE
        if isinstance(node, ast.Name):
            return self.name(node.id, local, module)
        if isinstance(node, ast.Attribute):
            if isinstance(node.value, ast.Name) and node.value.id in ("self", "test"):
                return self.attribute(node.attr)
            found = module.lookup(node.value.id) if isinstance(node.value, ast.Name) else None
            return Run(found, self.method).attribute(node.attr) if found and isinstance(found[1], ast.ClassDef) else HOLE
        if isinstance(node, ast.Subscript):
            of, key = self.value(node.value, local, module), self.value(node.slice, local, module)
            try:
                return of[key] if isinstance(of, (list, dict)) else HOLE
            except (KeyError, IndexError, TypeError):
                return HOLE
        if isinstance(node, ast.Call):
            return self.calls(node, local, module)
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            return compared(self.value(node.left, local, module), node.ops[0], self.value(node.comparators[0], local, module))
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            value = self.value(node.operand, local, module)
            return HOLE if unknown(value) else not value
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.value(child, local, module)
        return HOLE

    def name(self, name: str, local: dict, module: Module):
        if name in local:
            return local[name]
        if name in local.get("", ()):
            return self.attribute(name)
        found = module.lookup(name)
        if found and not isinstance(found[1], (ast.FunctionDef, ast.ClassDef)):
            return self.value(found[1], {}, found[0])
        return HOLE

    def calls(self, node: ast.Call, local: dict, module: Module):
        arguments = [self.value(arg.value if isinstance(arg, ast.Starred) else arg, local, module) for arg in node.args]
        named = {one.arg: self.value(one.value, local, module) for one in node.keywords if one.arg}
        own = isinstance(node.func, ast.Attribute)
        name = node.func.attr if own else getattr(node.func, "id", "")
        of = self.value(node.func.value, local, module) if own else HOLE
        real = module.imported.get(name, ("", name))[1] if not own else name
        everything = arguments + list(named.values())
        if real == "Asset":
            return Download(*(text(one) for one in (everything + [HOLE, HOLE])[:2]))
        if real == "format" and isinstance(of, str):
            return SLOT.sub(HOLE, of)
        if real in ("list", "tuple", "sorted", "set") and arguments:
            return arguments[0]
        if real in ("items", "values") and isinstance(of, dict):
            return [[key, one] for key, one in of.items()] if real == "items" else list(of.values())
        if real in ("str", "r") and arguments:
            return text(arguments[0])
        if not module.framework:
            self.note(real, everything, arguments)
        target = local.get(name) if not own and isinstance(local.get(name), ast.FunctionDef) else None
        if target:
            return self.call(target, bound(target, arguments, named, False), module, local["\0depth"] + 1)
        receiver = node.func.value if own else None
        on_self = isinstance(receiver, ast.Name) and receiver.id in ("self", "test")
        on_super = isinstance(receiver, ast.Call) and getattr(receiver.func, "id", "") == "super"
        if on_self or (on_super and real != "setUp"):
            found = self.find(name)
            if found and not (found[0][0].framework and real in AWAIT | TYPE | REQUIRE | {"set_machine"}):
                static = any(getattr(mark, "id", "") == "staticmethod" for mark in found[1].decorator_list)
                return self.call(found[1], bound(found[1], arguments, named, not static), found[0][0], local.get("\0depth", 0) + 1)
        elif not own:
            found = module.lookup(name)
            if found and isinstance(found[1], ast.FunctionDef) and not found[0].framework:
                return self.call(found[1], bound(found[1], arguments, named, False), found[0], local.get("\0depth", 0) + 1)
        return HOLE

    def note(self, name: str, everything: list, arguments: list):
        if name in AWAIT:
            self.method.add("awaits", everything)
        elif name in TYPE:
            self.method.add("awaits", everything)
        elif name in REQUIRE:
            self.method.add("requires", arguments)
        elif name == "set_machine":
            self.method.add("machine", arguments)
        elif name == "add_args":
            self.method.add("passes", arguments)
        elif ASSERT.fullmatch(name):
            self.method.add("compares", arguments[:2])


def bound(node: ast.FunctionDef, arguments: list, named: dict, on_object: bool) -> dict:
    names = [arg.arg for arg in node.args.args][1 if on_object else 0:]
    return {**dict(zip(names, arguments)), **named, **({node.args.vararg.arg: arguments[len(names):]} if node.args.vararg else {})}


def text(value) -> str:
    return str(value) if isinstance(value, (str, int)) else HOLE


def unknown(value) -> bool:
    return isinstance(value, Download) or any(isinstance(one, str) and HOLE in one for one in flat(value))


def compared(left, operator, right):
    if unknown(left) or unknown(right):
        return HOLE
    if isinstance(operator, (ast.Eq, ast.Is)):
        return left == right
    if isinstance(operator, (ast.NotEq, ast.IsNot)):
        return left != right
    return HOLE


def plus(left, right):
    if isinstance(left, list) and isinstance(right, list):
        return left + right
    return text(left) + text(right) if isinstance(left, str) or isinstance(right, str) else HOLE


def fill(form: str, values) -> str:
    rest = iter(values if isinstance(values, list) else [values])
    return SLOT.sub(lambda slot: text(next(rest, HOLE)), form)
