"""The documents and build files use standard terms: none of the words that earlier versions used for them."""

import re
import unittest
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent.parent
# Each word, and what to write instead.
RETIRED = {
    r"houses?": "project",
    r"rooms?": "module, package or space",
    r"wings?": "module",
    r"(told|tells?)": "reported, printed, says",
    r"(torn)": "partial",
    r"onlookers?": "debug session",
    r"facades?": "API or base class",
    r"whole or absent": "complete or absent",
    r"(not to be had|cannot be had)": "unavailable",
    r"who(ever)? (waits|asks|calls|wants|is interrupted)": "a thread, process or user that …",
    r"the peer('s)?": "Python, QEMU's framework, the other side",
}
FILES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "Makefile", "meson.build", "meson.options", "docs/*.md", ".ci/run")
CODE = re.compile(r"^```.*?^```$|`[^`\n]*`|<!--.*?-->", re.MULTILINE | re.DOTALL)


def blank(code: re.Match) -> str:
    """Keep the lines of what is cut out, for the numbers of the others."""
    return "\n" * code[0].count("\n")


def retired_words(text: str, is_page: bool):
    """Yield (line, word, replacement) for each retired word outside code."""
    prose = CODE.sub(blank, text) if is_page else text
    for words, instead in RETIRED.items():
        for found in re.finditer(rf"\b{words}\b", prose, re.IGNORECASE):
            yield prose.count("\n", 0, found.start()) + 1, found[0], instead


class VocabularyTest(unittest.TestCase):
    def test_documents_and_build_files_use_standard_terms(self):
        files = [file for pattern in FILES for file in sorted(TOP.glob(pattern))]
        self.assertGreater(len(files), len(FILES))
        problems = [
            f"{file.relative_to(TOP)}:{line}: '{word}': write {instead}"
            for file in files
            for line, word, instead in retired_words(file.read_text(encoding="utf-8"), file.suffix == ".md")
        ]
        self.assertEqual([], problems)

    def test_finds_a_word_with_its_line_but_not_in_code(self):
        text = "# Title\n\n```sh\necho told\n```\n`told` is code.\nThe log tells it.\n"
        self.assertEqual([(7, "tells", RETIRED["(told|tells?)"])], list(retired_words(text, is_page=True)))


if __name__ == "__main__":
    unittest.main()
