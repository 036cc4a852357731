"""What check-commits says of messages, in a repository of its own."""

import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parent.parent


class CheckCommitsTest(unittest.TestCase):
    def setUp(self):
        self.top = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.top)
        self.tree = self.new_tree("tree")
        self.git("init", "--quiet", "--initial-branch=main")

    def new_tree(self, name: str) -> Path:
        (self.top / name / "scripts").mkdir(parents=True, exist_ok=True)
        shutil.copy(SCRIPTS / "check-commits", self.top / name / "scripts")
        return self.top / name

    def git(self, *arguments):
        who = {f"GIT_{role}_{what}": "somebody@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        environment = {**{name: value for name, value in os.environ.items() if not name.startswith("GIT_")}, **who,
                       "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        subprocess.run(["git", "-C", self.tree, *arguments], check=True, capture_output=True, env=environment)

    def commit(self, message: str):
        self.git("commit", "--allow-empty", "--no-verify", "--cleanup=verbatim", "--message", message)

    def check(self, *arguments):
        done = subprocess.run([self.tree / "scripts/check-commits", *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, check=False)
        return done.returncode, done.stdout

    def refused(self, message: str, reason: str):
        self.commit(message)
        status, told = self.check()
        self.assertEqual(1, status, told)
        self.assertIn(reason, told)

    def test_passes_a_subject_of_72_characters_and_a_body(self):
        self.commit("x" * 72 + "\n\n" + "y" * 100 + ".\n")
        self.assertEqual((0, ""), self.check())

    def test_refuses_a_longer_subject(self):
        self.refused("x" * 73, "the subject has 73 characters; 72 are allowed")

    def test_refuses_a_subject_of_two_lines(self):
        self.refused("first\nsecond", "an empty line belongs after the subject")

    def test_refuses_what_is_to_be_squashed(self):
        for subject in ("fixup! first", "wip: tests", "WIP"):
            with self.subTest(subject):
                self.refused(subject, "squash it")

    def test_a_word_that_begins_alike_passes(self):
        self.commit("wipe the folder")
        self.assertEqual((0, ""), self.check())

    def test_refuses_a_period_at_the_end(self):
        self.refused("Add a thing.", "ends in a period")

    def test_checks_what_the_upstream_does_not_have(self):
        self.commit("x" * 80)
        self.git("branch", "upstream")
        self.git("branch", "--set-upstream-to=upstream")
        self.assertEqual((0, ""), self.check())
        self.commit("y" * 80)
        self.commit("good")
        status, told = self.check()
        self.assertEqual((1, 1), (status, told.count("80 characters")), told)

    def test_a_shallow_clone_has_its_last_commit_checked(self):
        self.commit("x" * 80)
        self.commit("good")
        original, self.tree = self.tree, self.top / "clone"
        subprocess.run(["git", "clone", "--quiet", "--depth=1", f"file://{original}", self.tree], check=True, capture_output=True)
        self.new_tree("clone")
        self.git("checkout", "--quiet", "--detach")
        self.assertEqual((0, ""), self.check())

    def test_passes_where_there_is_no_repository_or_no_commit(self):
        self.assertEqual((0, ""), self.check())
        shutil.rmtree(self.tree / ".git")
        self.assertEqual((0, ""), self.check())


if __name__ == "__main__":
    unittest.main()
