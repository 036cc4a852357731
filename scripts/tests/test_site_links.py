"""Tests of site_links.py: which links are dead, and what is said about them."""

import contextlib
import io
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import site_links  # noqa: E402


class SiteLinksTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name).resolve() / "site"
        self.folder.mkdir()

    def page(self, path: str, body: str):
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"<!DOCTYPE html><html><body>{body}</body></html>", encoding="utf-8")

    def dead(self) -> list[str]:
        site = site_links.Site(self.folder)
        site.check()
        return site.dead

    def run_on(self, *arguments: str) -> tuple[int, str, str]:
        out, err = io.StringIO(), io.StringIO()
        with mock.patch.object(sys, "argv", ["site_links.py", *arguments]), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            return site_links.main(), out.getvalue(), err.getvalue()

    def test_a_link_to_a_missing_file_is_dead(self):
        self.page("docs/guests.html", '<a href="../README.html">x</a><img src="boot.png">')
        self.assertEqual(["docs/guests.html: '../README.html': there is no file 'README.html'",
                          "docs/guests.html: 'boot.png': there is no file 'docs/boot.png'"], self.dead())

    def test_a_link_to_a_missing_anchor_is_dead(self):
        self.page("index.html", '<h2 id="use">x</h2><a href="#use">x</a><a href="#used">x</a><a href="docs/a.html#no">x</a>')
        self.page("docs/a.html", '<a name="old">x</a><a href="/#use">x</a><a href="#old">x</a><a href="#top">x</a><a href="#">x</a>')
        self.assertEqual(["index.html: '#used': 'index.html' has no anchor 'used'",
                          "index.html: 'docs/a.html#no': 'docs/a.html' has no anchor 'no'"], self.dead())

    def test_links_to_and_from_javadoc_are_checked(self):
        self.page("index.html", '<a href="/api/Vm.html#launch(int)">x</a><a href="/api/Vm.html#launch(long)">x</a><a href="/api/Gone.html">x</a>')
        self.page("api/Vm.html", '<p id="launch(int)">x</p><p id="&lt;init&gt;()">x</p><a href="#%3Cinit%3E()">x</a><a href="../guide.html">x</a>')
        self.assertEqual(["api/Vm.html: '../guide.html': there is no file 'guide.html'",
                          "index.html: '/api/Vm.html#launch(long)': 'api/Vm.html' has no anchor 'launch(long)'",
                          "index.html: '/api/Gone.html': there is no file 'api/Gone.html'"], self.dead())

    def test_spaces_and_percent_escapes_name_the_same_file(self):
        self.page("a b/größe.html", '<p id="π r">x</p>')
        self.page("index.html", '<a href="a%20b/gr%C3%B6%C3%9Fe.html#%CF%80%20r">x</a><a href="a b/größe.html#π r">x</a><a href="a%20c.html">x</a>')
        self.assertEqual(["index.html: 'a%20c.html': there is no file 'a c.html'"], self.dead())

    def test_files_of_style_sheets_are_checked(self):
        self.page("index.html", "x")
        (self.folder / "style.css").write_text("@import url('fonts.css');\na { background: url(\"a.png\") } b { background: url(data:image/png;base64,x) }\n"
                                               "@import 'b.css';\n", encoding="utf-8")
        self.assertEqual(["style.css: 'fonts.css': there is no file 'fonts.css'", "style.css: 'a.png': there is no file 'a.png'",
                          "style.css: 'b.css': there is no file 'b.css'"], self.dead())

    def test_a_folder_is_its_index_page(self):
        self.page("index.html", '<a href="api/">x</a><a href="api/#b">x</a><a href="images/">x</a>')
        self.page("api/index.html", '<p id="a">x</p>')
        (self.folder / "images").mkdir()
        self.assertEqual(["index.html: 'api/#b': 'api/index.html' has no anchor 'b'",
                          "index.html: 'images/': there is no file 'images/index.html'"], self.dead())

    def test_a_file_outside_the_site_is_dead(self):
        (self.folder.parent / "secret.html").touch()
        self.page("index.html", '<a href="../secret.html">x</a>')
        self.assertEqual(["index.html: '../secret.html': is outside the site"], self.dead())

    def test_a_malformed_link_is_dead(self):
        self.page("index.html", '<a href="http://[::1">x</a>')
        self.assertEqual(["index.html: 'http://[::1': Invalid IPv6 URL"], self.dead())

    def test_links_to_other_sites_are_listed(self):
        self.page("index.html", '<a href="https://b.example/x#y">x</a><a href="//a.example/">x</a><a href="mailto:a@b.example">x</a>')
        self.assertEqual((0, "//a.example/\nhttps://b.example/x#y\n"), self.run_on(str(self.folder))[:2])

    def test_a_dead_link_fails_with_page_and_link(self):
        self.page("index.html", '<a href="gone.html">x</a>')
        status, _, err = self.run_on(str(self.folder))
        self.assertEqual(1, status)
        self.assertIn("dead link: index.html: 'gone.html'", err)
        self.assertIn("1 of 1 links on 1 pages", err)

    def test_no_page_is_an_error(self):
        self.assertEqual(2, self.run_on(str(self.folder))[0])
        self.assertEqual(2, self.run_on()[0])


if __name__ == "__main__":
    unittest.main()
