"""Tests of what make site reads: each page is in the navigation, and the lock file works with any registry."""

import json
import re
import unittest
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent.parent
CONFIG = (TOP / "site/.vitepress/config.mjs").read_text(encoding="utf-8")


class SiteTest(unittest.TestCase):
    def test_each_page_is_in_one_group_of_the_navigation(self):
        groups = re.search(r"^const groups = \{$(.*?)^\}$", CONFIG, re.MULTILINE | re.DOTALL)[1]
        pages = re.findall(r"'([\w/-]+)'[],]", groups)
        files = [*TOP.glob("*.md"), *TOP.glob("docs/*.md"), *TOP.glob("examples/README.md"), *TOP.glob("examples/*/README.md")]
        self.assertEqual(sorted(str(file.relative_to(TOP).with_suffix("")) for file in files), sorted(pages))

    def test_the_lock_file_has_a_hash_for_each_package_and_no_registry(self):
        packages = json.loads((TOP / "site/package-lock.json").read_text(encoding="utf-8"))["packages"]
        self.assertGreater(len(packages), 1)
        for name, package in packages.items():
            if name:
                self.assertIn("integrity", package, name)
                self.assertNotIn("resolved", package, name)


if __name__ == "__main__":
    unittest.main()
