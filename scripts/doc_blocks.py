"""The code blocks of the documents, and the options in the comment before a block.

    <!-- example: OPTION; OPTION
    CODE
    ...
    CODE
    -->

OPTION: `compiled only: REASON`, `extends CLASS`, `on TARGET`, `main MODULE` (Java); `run` (sh). With `extends`, a block is the body of a class
even if it begins with a type. The code surrounds the block, which replaces the line of three dots; readers do not see it.
A block with `main` is a program: it runs with the libraries of its module alone. Everything but the word `example` is optional.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

LANGUAGES = ("java", "kotlin", "sh", "python", "json", "xml", "yaml", "meson", "tap", "text")
FENCE = re.compile(r"^(\s*)(```+|~~~+)\s*(\S*)")
COMMENT = re.compile(r"<!-- example(?::[ \t]*(?P<options>[^\n]*?))?[ \t]*(?:\n(?P<code>.*?))?-->\s*\Z", re.DOTALL)
OPTION = re.compile(r"(compiled only): (.+)|(extends|on|main) ([\w-]+)|(run)")


class Problem(Exception):
    """A problem with a block."""


@dataclass
class Block:
    file: Path
    line: int
    language: str
    text: str
    options: dict = field(default_factory=dict)
    around: str = ""

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}"

    def whole(self) -> str:
        """Return the block with the code that surrounds it."""
        lines = self.around.splitlines() or ["..."]
        return "\n".join(self.text if line.strip() == "..." else line for line in lines)


def comment_before(block: Block, before: str):
    """Read the comment that ends where a block begins."""
    found = COMMENT.search(before[before.rfind("<!--"):]) if "<!--" in before else None
    if not found:
        return
    for option in filter(None, (part.strip() for part in (found["options"] or "").split(";"))):
        known = OPTION.fullmatch(option)
        if not known:
            raise Problem(f"{block.place}: '{option}' is no option of an example; see scripts/doc_blocks.py")
        name = known[1] or known[3] or known[5]
        block.options[name] = known[2] or known[4] or ""
    block.around = found["code"] or ""
    if block.around and not re.search(r"(?m)^\s*\.\.\.$", block.around):
        raise Problem(f"{block.place}: the comment before the block has code but no line '...' for the block")


def blocks(file: Path, text: str, problems: list) -> list:
    """Return all blocks of a document. Blocks without a known language or without an end become problems."""
    found = []
    lines = text.splitlines()
    number = 0
    while number < len(lines):
        fence = FENCE.match(lines[number])
        if not fence:
            number += 1
            continue
        start = number
        number += 1
        while number < len(lines) and lines[number].strip() != fence[2]:
            number += 1
        block = Block(file, start + 1, fence[3], "\n".join(lines[start + 1:number]))
        if number == len(lines):
            problems.append(f"{block.place}: the block does not end")
            break
        number += 1
        if block.language not in LANGUAGES:
            what = f"has the unknown language '{block.language}'" if block.language else "has no language"
            problems.append(f"{block.place}: the block {what}; use one of {', '.join(LANGUAGES)}")
            continue
        try:
            comment_before(block, "\n".join(lines[:start]))
            found.append(block)
        except Problem as e:
            problems.append(str(e))
    return found
