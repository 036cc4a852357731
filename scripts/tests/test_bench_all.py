"""bench/all collects what its scripts measure, and says which ratios became worse; the table in docs/performance.md is that of the JSON."""

import importlib.machinery
import importlib.util
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

BENCH = Path(__file__).resolve().parent.parent.parent / "bench"
sys.path.insert(0, str(BENCH))

import figures

LOADER = importlib.machinery.SourceFileLoader("bench_all", str(BENCH / "all"))
bench_all = importlib.util.module_from_spec(importlib.util.spec_from_loader("bench_all", LOADER))
LOADER.exec_module(bench_all)

HOST = {"cpu": "X", "processors": 2, "memory": "8 GB", "kvm": False, "system": "Y", "jdk": ["25.0.3", "17.0.1"], "qemu": "10.0.2", "meson": "1.7.0",
        "python": "3.11.2", "peer": "10.2.2"}
LAUNCH = {"script": "launch", "name": "launch", "kind": "ratio", "number": 1.2, "unit": "ms", "runs": 10, "ours": 24, "theirs": 20}


def one(*measured, name="launch", **more):
    return {"date": "2026-12-01 05:00", "host": HOST, "load": 0.5,
            "scripts": {name: {"date": "2026-12-01", "load": 0.5, "status": "ok", "figures": [LAUNCH | {"script": name} | figure for figure in measured], **more}}}


class ComparisonTest(unittest.TestCase):
    def worse(self, before, after, **figure):
        return figures.compared(one({"number": before, **figure}), one({"number": after, **figure}))[0]

    def test_less_is_better_of_times(self):
        self.assertEqual(["launch: launch: 1.2 → 1.35, worse by 13 %"], self.worse(1.2, 1.35))
        self.assertEqual([], self.worse(1.2, 1.31))
        self.assertEqual([], self.worse(1.2, 0.1))

    def test_more_is_better_of_rates(self):
        for unit in ("/s", "MB/s", "thousand/s"):
            self.assertEqual([], self.worse(2, 20, unit=unit))
            self.assertEqual(["launch: launch: 2 → 1.7, worse by 18 %"], self.worse(2, 1.7, unit=unit))

    def test_the_kind_of_the_limit_is_stronger_than_the_unit(self):
        self.assertEqual([], self.worse(10, 20, least=15))
        self.assertEqual(1, len(self.worse(20, 10, least=5)))
        self.assertEqual(1, len(self.worse(2, 3, most=5, unit="MB/s")))

    def test_the_script_can_say_what_is_better(self):
        self.assertEqual([], self.worse(1, 2, better="more"))
        self.assertEqual(1, len(self.worse(1, 2, better="less", unit="/s", least=0)))

    def test_a_ratio_that_fell_to_zero_is_worse(self):
        self.assertEqual(1, len(self.worse(2, 0, unit="/s")))

    def test_times_are_not_compared_but_limits_without_a_unit_are(self):
        self.assertEqual([], self.worse(1, 9, kind="value"))
        self.assertEqual([], self.worse(1, 9, kind="limit", most=10))
        self.assertEqual(1, len(self.worse(1, 9, kind="limit", most=10, unit="")))

    def test_what_is_new_and_what_is_gone_is_named(self):
        worse, notes = figures.compared(one({"name": "a"}), one({"name": "b"}))
        self.assertEqual([], worse)
        self.assertEqual(["launch: a: not measured any more", "launch: b: new"], notes)

    def test_a_script_that_did_not_run_misses_nothing(self):
        self.assertEqual(([], []), figures.compared(one({}), one(status="skipped", reason="no QEMU")))

    def test_another_host_is_named(self):
        other = one({}) | {"host": HOST | {"qemu": "11"}}
        self.assertIn("the runs are of different hosts or versions", figures.compared(one({}), other)[1])


class MergeTest(unittest.TestCase):
    def test_a_script_that_measured_something_replaces_its_figures(self):
        old = {**one({}), "scripts": one({})["scripts"] | one({}, name="qtest")["scripts"]}
        merged = figures.merged(old, one({"number": 9}))
        self.assertEqual(["launch", "qtest"], list(merged["scripts"]))
        self.assertEqual(9, merged["scripts"]["launch"]["figures"][0]["number"])
        self.assertEqual(old, figures.merged(old, one(status="skipped", reason="no QEMU")))

    def test_figures_of_two_hosts_are_not_mixed(self):
        with self.assertRaisesRegex(ValueError, "another host .qemu 10.0.2 → 11.: run all scripts"):
            figures.merged(one({}), one({}) | {"host": HOST | {"qemu": "11"}})


class TableTest(unittest.TestCase):
    def rows(self, *measured, **more):
        return figures.table(one(*measured, **more)).splitlines()[4:]

    def test_a_row_has_both_sides_the_ratio_and_the_limit(self):
        self.assertEqual(["| `bench/launch` (2026-12-01, load 0.5, 10 runs) | launch (24 ms : 20 ms) | 1.2 | ≤ 1.3 |"], self.rows({"most": 1.3}))

    def test_an_exceeded_limit_is_marked(self):
        self.assertIn("| **! 1.2** | ≤ 1 |", self.rows({"most": 1})[0])
        self.assertIn("| **! 1.2 ms** | ≥ 2 ms |", self.rows({"kind": "limit", "least": 2})[0])
        self.assertIn("| **! no** | |", self.rows({"kind": "check", "number": 0, "least": 1})[0])

    def test_the_script_is_named_once(self):
        self.assertEqual("| | second | 3 s | |", self.rows({}, {"name": "second", "kind": "value", "number": 3, "unit": "s"})[1])

    def test_a_pipe_does_not_end_a_cell(self):
        self.assertIn(" a\\|b (", self.rows({"name": "a|b"})[0])

    def test_scripts_without_figures_are_named(self):
        self.assertEqual("Without figures: `bench/launch` (no QEMU).", self.rows(reason="no QEMU", status="skipped")[1])

    def test_numbers_have_three_digits(self):
        self.assertEqual(["0.0123", "1.23", "12.3", "123", "12345"], [figures.number(n) for n in (0.012345, 1.2345, 12.345, 123.45, 12345.4)])

    def test_the_file_has_a_figure_in_each_line_and_is_read_as_written(self):
        run = one({"note": 'says "@x 0@"'}, {"name": "b"})
        self.assertEqual(run, json.loads(figures.text(run)))
        self.assertEqual(1, sum('"name": "b"' in each for each in figures.text(run).splitlines()))

    def test_the_page_has_the_table_of_the_record(self):
        page = figures.PAGE.read_text(encoding="utf-8")
        self.assertEqual(figures.page_with(page, figures.table(figures.load(figures.RECORD))), page, "run bench/figures.py")

    def test_a_page_without_marks_is_an_error(self):
        with self.assertRaisesRegex(ValueError, "there is no '<!-- bench/figures.py -->'"):
            figures.page_with("text", "table")


class ScriptsTest(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.bench = Path(temporary.name)

    def measured(self, text, *arguments):
        script = self.bench / "script"
        script.write_text(f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {str(BENCH)!r})\nimport measure\n{text}\n", encoding="utf-8")
        script.chmod(0o755)
        return bench_all.measured(script, list(arguments), subprocess.DEVNULL)

    def test_collects_what_a_script_measures(self):
        entry = self.measured("measure.interleaved(2, {'a': lambda: 1})\nmeasure.value('time', 1, 's', 'of the wall')\nmeasure.ratio('x', 2, 4, 'MB/s', least=0.1)")
        self.assertEqual("ok", entry["status"])
        self.assertEqual([
            {"script": "script", "name": "time", "kind": "value", "number": 1, "unit": "s", "runs": 2, "note": "of the wall"},
            {"script": "script", "name": "x", "kind": "ratio", "number": 0.5, "unit": "MB/s", "runs": 2, "ours": 2, "theirs": 4, "least": 0.1},
        ], entry["figures"])

    def test_an_indented_name_continues_the_one_above(self):
        entry = self.measured("measure.value('first', 1, 's')\nmeasure.value('  warm', 1, 's')\nmeasure.value('second', 1, 's')\nmeasure.value('  warm', 1, 's')")
        self.assertEqual(["first", "first: warm", "second", "second: warm"], [figure["name"] for figure in entry["figures"]])

    def test_two_figures_of_one_name_are_a_failure(self):
        self.assertEqual("several figures have the name 'a'", self.measured("measure.value('a', 1, 's')\nmeasure.value('a', 1, 's')")["reason"])

    def test_an_exceeded_limit_is_no_failure_of_the_script(self):
        entry = self.measured("measure.limit('a', 2, 's', most=1)\nmeasure.check('b', False, 'why')\nsys.exit(1 if measure.failures else 0)")
        self.assertEqual(("exceeded", "2 limits exceeded"), (entry["status"], entry["reason"]))

    def test_a_script_that_fails_keeps_what_it_measured(self):
        entry = self.measured("measure.value('a', 1, 's')\nsys.exit(3)")
        self.assertEqual(("failed", "exit status 3", 1), (entry["status"], entry["reason"], len(entry["figures"])))

    def test_the_programs_of_the_folder_are_the_scripts(self):
        names = bench_all.scripts()
        self.assertIn("start-up", names)
        self.assertNotIn("all", names)
        self.assertNotIn("measure.py", names)
        self.assertEqual([], sorted({*bench_all.QUICK, *bench_all.NEEDS} - set(names)))

    def test_quick_arguments_are_those_that_a_script_knows(self):
        for name in bench_all.scripts():
            text = (BENCH / name).read_text(encoding="utf-8")
            for argument in bench_all.quick(BENCH / name):
                self.assertTrue(not argument.startswith("--") or f'"{argument}"' in text, f"{name} has no {argument}")

    def test_an_unknown_script_is_named(self):
        done = subprocess.run([BENCH / "all", "--only", "start-up,nothing"], capture_output=True, text=True, check=False)
        self.assertEqual(2, done.returncode)
        self.assertIn("there is no bench/nothing; there are assets, ", done.stderr)


if __name__ == "__main__":
    unittest.main()
