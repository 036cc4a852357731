#!/usr/bin/env python3
"""Check the links between the pages of a static site: files, anchors, and the files of style sheets.

site_links.py FOLDER

Prints the links to other sites, which it does not fetch, on standard output, and all else on standard error. Exit status: 0 no dead
link, 1 a dead link, 2 no such site.
"""

import re
import sys
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LINKS = ("href", "src", "poster", "data")
STYLE_LINK = re.compile(r"""(?:url\(|@import(?!\s*url))\s*["']?([^"'()\s;]+)""")


class Page(HTMLParser):
    """The links and anchors of a page."""

    def __init__(self, text: str):
        super().__init__()
        self.links: list[str] = []
        self.anchors = {"", "top"}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        for name, value in attributes:
            if not value:
                continue
            if name == "id" or name == "name" and tag == "a":
                self.anchors.add(value)
            elif name in LINKS:
                self.links.append(value.strip())


class Site:
    def __init__(self, folder: Path):
        self.folder = folder.resolve()
        self.dead: list[str] = []
        self.external: set[str] = set()

    @cached_property
    def pages(self) -> dict[Path, Page]:
        return {file: Page(file.read_text(encoding="utf-8")) for file in sorted(self.folder.rglob("*.html"))}

    def check(self) -> None:
        for file, page in self.pages.items():
            self.check_links(file, page.links)
        for file in sorted(self.folder.rglob("*.css")):
            self.check_links(file, STYLE_LINK.findall(file.read_text(encoding="utf-8")))

    def check_links(self, file: Path, links: list[str]) -> None:
        for link in dict.fromkeys(links):
            problem = self.problem(file, link)
            if problem:
                self.dead.append(f"{file.relative_to(self.folder)}: '{link}': {problem}")

    def problem(self, source: Path, link: str) -> str | None:
        """Return what is wrong with a link of a page; None for a link that leads somewhere and for one to another site."""
        try:
            parts = urlsplit(link)
        except ValueError as invalid:
            return str(invalid)
        if parts.scheme in ("http", "https") or parts.netloc:
            self.external.add(link)
            return None
        if parts.scheme:
            return None  # mailto:, data:, javascript:
        target = self.target(source, unquote(parts.path))
        if not target.is_relative_to(self.folder):
            return "is outside the site"
        if not target.is_file():
            return f"there is no file '{target.relative_to(self.folder)}'"
        page = self.pages.get(target)
        if page and parts.fragment not in page.anchors and unquote(parts.fragment) not in page.anchors:
            return f"'{target.relative_to(self.folder)}' has no anchor '{unquote(parts.fragment)}'"
        return None

    def target(self, source: Path, path: str) -> Path:
        if not path:
            return source
        start = self.folder if path.startswith("/") else source.parent
        target = (start / path.lstrip("/")).resolve()
        return target / "index.html" if target.is_dir() else target


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    site = Site(Path(sys.argv[1]))
    if not site.pages:
        print(f"site_links: there is no page in '{sys.argv[1]}'", file=sys.stderr)
        return 2
    site.check()
    for link in sorted(site.external):
        print(link)
    for dead in site.dead:
        print(f"site_links: dead link: {dead}", file=sys.stderr)
    links = sum(len(page.links) for page in site.pages.values())
    print(f"site_links: {len(site.dead)} of {links} links on {len(site.pages)} pages are dead; {len(site.external)} lead to other sites",
          file=sys.stderr)
    return 1 if site.dead else 0


if __name__ == "__main__":
    sys.exit(main())
