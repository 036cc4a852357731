"""Reads the part of a class file that affects other classes: its API (JVM specification, chapter 4)."""

import struct
from dataclasses import dataclass

PRIVATE = 0x0002
SYNTHETIC = 0x1000

# The size of a constant without its tag, by the tag.
CONSTANT_SIZES = {3: 4, 4: 4, 5: 8, 6: 8, 7: 2, 8: 2, 9: 4, 10: 4, 11: 4, 12: 4, 15: 3, 16: 2, 17: 4, 18: 4, 19: 2, 20: 2}
UTF8, LONG, DOUBLE = 1, 5, 6
# Constants whose two bytes are the index of another constant.
NAMED = (7, 8, 16, 19, 20)


@dataclass(frozen=True)
class ClassFile:
    # The name of the source file, without its folder.
    source: str
    # Equal for two versions of a class if all code compiles to the same result against either.
    api: tuple


class Reader:
    def __init__(self, data: bytes):
        self.data = data
        self.position = 0
        self.constants = {}

    def take(self, count: int) -> bytes:
        self.position += count
        return self.data[self.position - count:self.position]

    def u2(self) -> int:
        return struct.unpack(">H", self.take(2))[0]

    def u4(self) -> int:
        return struct.unpack(">I", self.take(4))[0]

    def list(self, read) -> tuple:
        return tuple(read() for _ in range(self.u2()))

    def read_constants(self):
        count, index = self.u2(), 1
        while index < count:
            tag = self.take(1)[0]
            self.constants[index] = (tag, self.take(self.u2() if tag == UTF8 else CONSTANT_SIZES[tag]))
            index += 2 if tag in (LONG, DOUBLE) else 1

    def constant(self):
        """Return the constant at the index that is read next, None for index 0."""
        index = self.u2()
        if not index:
            return None
        tag, value = self.constants[index]
        return (tag, self.constants[struct.unpack(">H", value)[0]][1] if tag in NAMED else value)

    def attributes(self, wanted: dict) -> dict:
        """Return the attributes of these names, each as its function reads it; skip the others."""
        found = {}
        for _ in range(self.u2()):
            name, size = self.constant()[1].decode(), self.u4()
            end = self.position + size
            if name in wanted:
                found[name] = wanted[name]()
            self.position = end
        return found

    def member(self):
        """Return a field or a method; None if no other class can use it."""
        access = self.u2()
        member = (
            access, self.constant(), self.constant(),
            *sorted(self.attributes({
                "ConstantValue": self.constant,
                "Signature": self.constant,
                "Exceptions": lambda: self.list(self.constant),
                "AnnotationDefault": lambda: True,
            }).items()),
        )
        return None if access & (PRIVATE | SYNTHETIC) else member

    def component(self):
        return (self.constant(), self.constant(), *self.attributes({"Signature": self.constant}).items())

    def inner_class(self):
        return (self.constant(), self.constant(), self.constant(), self.u2())


def parse(data: bytes) -> ClassFile:
    reader = Reader(data)
    if reader.u4() != 0xCAFEBABE:
        raise ValueError("this is no class file")
    reader.take(4)
    reader.read_constants()
    access, name, superclass, interfaces = reader.u2(), reader.constant(), reader.constant(), reader.list(reader.constant)
    fields, methods = reader.list(reader.member), reader.list(reader.member)
    attributes = reader.attributes({
        "SourceFile": reader.constant,
        "Signature": reader.constant,
        "PermittedSubclasses": lambda: reader.list(reader.constant),
        "Record": lambda: reader.list(reader.component),
        # Only this attribute has all flags of nested classes, such as static and private.
        "InnerClasses": lambda: frozenset(
            inner for inner in reader.list(reader.inner_class) if name in (inner[0], inner[1]) and not inner[3] & SYNTHETIC),
    })
    source = attributes.pop("SourceFile", (UTF8, b""))[1].decode()
    members = tuple(frozenset(member for member in of if member) for of in (fields, methods))
    return ClassFile(source, (access, name, superclass, interfaces, members, tuple(sorted(attributes.items(), key=lambda one: one[0]))))
