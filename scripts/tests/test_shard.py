"""Every program is in exactly one shard, what is unclear is an error, and merged results show what is missing."""

import json
import os
import random
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(SCRIPTS))

import durations
import scale
import shard

NAMES = [f"func-{target}-{name}" for target in ("x86_64", "arm", "ppc64") for name in ("version", "migration", "boot", "replay")]
# Runs the named tests, or all; --list and --slice as meson has them.
MESON = """#!{python}
import json, pathlib, sys
build = pathlib.Path(sys.argv[sys.argv.index("-C") + 1])
names = [name for name in {names} if name in sys.argv] or {names}
if "--slice" in sys.argv:
    index, total = map(int, sys.argv[sys.argv.index("--slice") + 1].split("/"))
    names = names[index - 1::total]
if "--list" in sys.argv:
    print(*("p:func-quick / " + name for name in names), sep="\\n")
    sys.exit()
failing = (build / "failing").read_text().split()
lines = [{{"name": "p:func-quick / " + name, "stdout": "1..1\\nok 1 - A.b", "result": "FAIL" if name in failing else "OK", "returncode": 0,
          "starttime": 1.0, "duration": 2.0, "env": {{"QEMU_BUILD_ROOT": str(build), "TOKEN": "secret"}}, "command": ["x86_64.ATest"]}}
         for name in names if name not in (build / "lost").read_text().split()]
for name in names:
    folder = build / "tests/functional/x86_64" / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "base.log").write_text(name)
(build / "meson-logs/testlog.json").write_text("".join(json.dumps(line) + "\\n" for line in lines))
sys.exit(any(line["result"] != "OK" for line in lines))
"""


def shard_variables(environment):
    return {name: value for name, value in environment.items()
            if name != "SHARD" and not name.startswith(("CI_NODE_", "CIRCLE_NODE_", "BUILDKITE_PARALLEL_", "SLURM_ARRAY_"))}


class WantedTest(unittest.TestCase):
    def check(self, index, total, **environment):
        self.assertEqual(shard.wanted(environment)[:2], (index, total))

    def refuses(self, text, **environment):
        with self.assertRaisesRegex(shard.ShardError, text):
            shard.wanted(environment)

    def test_reads_the_variables_of_each_system(self):
        self.check(1, 1)
        self.check(2, 5, SHARD="2/5")
        self.check(2, 5, CI_NODE_INDEX="2", CI_NODE_TOTAL="5")
        self.check(3, 5, BUILDKITE_PARALLEL_JOB="2", BUILDKITE_PARALLEL_JOB_COUNT="5")
        self.check(1, 5, CIRCLE_NODE_INDEX="0", CIRCLE_NODE_TOTAL="5")
        self.check(3, 4, SLURM_ARRAY_TASK_ID="14", SLURM_ARRAY_TASK_COUNT="4", SLURM_ARRAY_TASK_MIN="10", SLURM_ARRAY_TASK_STEP="2")
        self.check(1, 1, CI_NODE_TOTAL="1")
        self.check(1, 1, CI_NODE_INDEX="2", CI_NODE_TOTAL="5", SHARD="none")
        self.check(1, 3, CI_NODE_INDEX="2", CI_NODE_TOTAL="5", SHARD="1/3")

    def test_refuses_what_would_run_everything_everywhere(self):
        for text in ("", "/", "/5", "2/", "0/5", "6/5", "2", "a/b", "-1/5", "2/5/7", " 2/5", "0/0"):
            with self.subTest(text):
                self.refuses("SHARD", SHARD=text)
        self.refuses("CI_NODE_INDEX is not set", CI_NODE_TOTAL="5")
        self.refuses("CI_NODE_TOTAL is not set", CI_NODE_INDEX="5")
        self.refuses("CI_NODE_INDEX is ''", CI_NODE_INDEX="", CI_NODE_TOTAL="5")
        self.refuses("from 1 to 5", CI_NODE_INDEX="0", CI_NODE_TOTAL="5")
        self.refuses("from 0 to 4", BUILDKITE_PARALLEL_JOB="5", BUILDKITE_PARALLEL_JOB_COUNT="5")
        self.refuses("SLURM_ARRAY_TASK_COUNT is not set", SLURM_ARRAY_TASK_ID="1")
        self.refuses("no sequence", SLURM_ARRAY_TASK_ID="7", SLURM_ARRAY_TASK_COUNT="3", SLURM_ARRAY_TASK_MIN="1")
        self.refuses("both .* and .* divide this run", CI_NODE_INDEX="1", CI_NODE_TOTAL="2", BUILDKITE_PARALLEL_JOB="0",
                     BUILDKITE_PARALLEL_JOB_COUNT="2")


class PartsTest(unittest.TestCase):
    def test_puts_each_program_into_one_part(self):
        for total in (1, 2, 3, 5, 7, len(NAMES), 50):
            with self.subTest(total):
                parts = shard.parts(NAMES, total)
                self.assertEqual(len(parts), total)
                self.assertEqual(sorted(name for part in parts for name in part), sorted(NAMES))

    def test_does_not_depend_on_the_order_of_names(self):
        shuffled = random.Random(1).sample(NAMES, len(NAMES))
        self.assertEqual(shard.parts(NAMES, 3), shard.parts(shuffled, 3))

    def test_balances_what_was_recorded(self):
        names = sorted(durations.Durations.load().seconds)
        self.assertGreater(len(names), 200)
        known = durations.Durations.load()
        for total in (2, 5, 7):
            sums = [known.sum(part) for part in shard.parts(names, total)]
            # A longest-first assignment is within a third of the best, which is no shorter than the longest program.
            best = max(known.sum(names) / total, max(map(known.of, names)))
            self.assertLessEqual(max(sums), best * 4 / 3)

    def test_takes_an_unknown_program_for_those_with_the_same_class(self):
        known = durations.Durations({"func-arm-boot": 30.0, "func-ppc-boot": 50.0, "func-ppc-version": 1.0})
        self.assertEqual(known.of("func-x86_64-boot"), 40.0)
        self.assertEqual(known.of("func-arm-boot"), 30.0)
        self.assertEqual(known.of("func-arm-other"), durations.DEFAULT)


class ScaleTest(unittest.TestCase):
    def test_starts_the_longest_first(self):
        self.assertEqual(scale.makespan([1, 1, 1, 3], 2), 3)
        self.assertEqual(scale.makespan([2, 2, 2], 2), 4)

    def test_page_has_the_table_of_the_recorded_durations(self):
        page = scale.PAGE.read_text(encoding="utf-8")
        self.assertEqual(page, scale.page_with(scale.table(durations.Durations.load())), "run scripts/scale.py --write")


class ShardedRunTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = Path(folder.name)
        self.meson = self.top / "meson"
        self.meson.write_text(MESON.format(python=sys.executable, names=NAMES))
        self.meson.chmod(0o755)

    def build(self, name, failing="", lost=""):
        build = self.top / name
        for folder in ("meson-logs", "meson-info"):
            (build / folder).mkdir(parents=True, exist_ok=True)
        (build / "failing").write_text(failing)
        (build / "lost").write_text(lost)
        tests = [{"name": name, "suite": ["p:func-quick"], "cmd": [], "env": {}, "timeout": 9} for name in NAMES]
        (build / "meson-info/intro-tests.json").write_text(json.dumps(tests))
        return build

    def run_tests(self, build, *arguments, **variables):
        done = subprocess.run([SCRIPTS / "with-report", self.meson, "test", "-C", build, "--suite=func-quick", *arguments],
                              capture_output=True, text=True, check=False, env={**shard_variables(os.environ), **variables})
        return done.returncode, done.stdout + done.stderr

    def merge(self, *folders):
        to = self.top / "merged"
        done = subprocess.run([SCRIPTS / "merge_results.py", to, *folders], capture_output=True, text=True, check=False)
        log = to / "meson-logs/testlog.json"
        lines = [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
        return done.returncode, sorted(line["name"].rsplit(" / ", 1)[1] for line in lines), done.stdout + done.stderr

    def shards(self, total, **options):
        folders = []
        for index in range(1, total + 1):
            folders.append(self.build(f"shard-{index}", **options))
            self.run_tests(folders[-1], SHARD=f"{index}/{total}")
        return folders

    def test_runs_each_program_once_whatever_the_number_of_shards(self):
        for total in (1, 2, 3, 7, 20):
            with self.subTest(total):
                if total == 1:
                    self.run_tests(self.build("shard-1"), SHARD="1/1")
                    continue
                status, names, output = self.merge(*self.shards(total))
                self.assertEqual((status, names), (0, sorted(NAMES)), output)
                for name in NAMES:
                    self.assertEqual((self.top / "merged/tests/functional/x86_64" / name / "base.log").read_text(), name)

    def test_is_red_without_a_shard(self):
        folders = self.shards(3)
        status, names, output = self.merge(folders[0], folders[2])
        self.assertEqual(status, 1)
        self.assertIn("shard 2 of 3 is missing", output)
        self.assertIn("shards", names)
        self.assertIn("shard 2 of 3 is missing", (self.top / "merged/meson-logs/functional.junit.xml").read_text())

    def test_is_red_with_one_twice_or_of_another_run(self):
        folders = self.shards(3)
        self.assertEqual(self.merge(*folders, folders[1])[0], 1)
        self.run_tests(folders[1], SHARD="2/4")
        status, _, output = self.merge(*folders)
        self.assertEqual(status, 1)
        self.assertIn("different runs", output)

    def test_is_red_with_a_program_that_failed_or_left_no_result(self):
        folders = self.shards(2, failing="func-arm-boot")
        status, _, output = self.merge(*folders)
        self.assertEqual(status, 1)
        self.assertIn("failed: func-arm-boot", output)
        for index in (1, 2):
            self.run_tests(self.build(f"shard-{index}", lost="func-arm-boot"), SHARD=f"{index}/2")
        status, _, output = self.merge(*folders)
        self.assertEqual(status, 1)
        self.assertIn("no result of func-arm-boot", output)

    def test_is_red_if_runs_were_not_divided_or_a_record_is_torn(self):
        folders = [self.build("all-1"), self.build("all-2")]
        for folder in folders:
            self.assertEqual(self.run_tests(folder)[0], 0)
        status, _, output = self.merge(*folders)
        self.assertEqual(status, 1)
        self.assertIn("did its run have SHARD", output)
        folders = self.shards(2)
        record = folders[0] / "meson-logs/functional.shard.json"
        record.write_text(record.read_text()[:100])
        status, _, output = self.merge(*folders)
        self.assertEqual(status, 1)
        self.assertIn("not a whole one", output)

    def test_finds_results_below_folders_of_artifacts(self):
        for folder in self.shards(2):
            (self.top / "artifacts" / folder.name).mkdir(parents=True)
            folder.rename(self.top / "artifacts" / folder.name / "build")
        status, names, output = self.merge(self.top / "artifacts")
        self.assertEqual((status, names), (0, sorted(NAMES)), output)

    def test_removes_nothing_that_it_has_not_made(self):
        folders = self.shards(2)
        (self.top / "merged").mkdir()
        (self.top / "merged/thesis.tex").write_text("years of work")
        status, _, output = self.merge(*folders)
        self.assertEqual(status, 2, output)
        self.assertTrue((self.top / "merged/thesis.tex").exists())

    def test_records_no_secret(self):
        record = self.shards(2)[0] / "meson-logs/functional.shard.json"
        self.assertNotIn("secret", record.read_text())

    def test_records_the_slices_of_meson(self):
        folders = [self.build(f"slice-{index}") for index in (1, 2)]
        for index, folder in enumerate(folders, 1):
            self.assertEqual(self.run_tests(folder, "--slice", f"{index}/2")[0], 0)
        status, names, output = self.merge(*folders)
        self.assertEqual((status, names), (0, sorted(NAMES)), output)
        self.assertEqual(self.run_tests(folders[0], "--slice", "1/2", SHARD="1/2")[0], 2)

    def test_forgets_the_shard_of_an_earlier_run(self):
        build = self.shards(2)[0]
        self.run_tests(build)
        self.assertFalse((build / "meson-logs/functional.shard.json").exists())


if __name__ == "__main__":
    unittest.main()
