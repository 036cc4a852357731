"""The figures of a run of bench/all: where they were measured, what became worse, and the table of docs/performance.md.

figures.py writes the table again, after docs/performance.json was changed.
"""

import json
import os
import pathlib
import platform
import re
import shutil
import subprocess

import java_programs

TOP = pathlib.Path(__file__).resolve().parent.parent
RECORD = TOP / "docs/performance.json"
PAGE = TOP / "docs/performance.md"
MARKS = ("<!-- bench/figures.py -->\n", "<!-- end -->\n")
# A ratio that is worse by more than this share is reported.
TOLERANCE = 0.1
MORE_IS_BETTER = re.compile(r"\S*/s")


def output(*command):
    """The first line that a program prints, or None without the program."""
    if not shutil.which(command[0]):
        return None
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return done.stdout.partition("\n")[0].strip()


def version(printed):
    found = re.search(r"\d+(\.\d+)+", printed or "")
    return found[0] if found else None


def cpu():
    for entry in pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if entry.startswith(("model name", "cpu model", "uarch")):
            return entry.partition(":")[2].strip()
    return platform.machine()


def peer_version():
    """The version of QEMU whose Python framework is compared."""
    if not os.environ.get("QEMU_SRC"):
        return None
    return pathlib.Path(os.environ["QEMU_SRC"], "VERSION").read_text(encoding="utf-8").strip()


def host():
    """What figures depend on, besides the load."""
    homes = java_programs.jdks().values()
    releases = [re.search(r'^JAVA_VERSION="(.*)"', (home / "release").read_text(encoding="utf-8"), re.M)[1] for home in homes]
    return {
        "cpu": cpu(),
        "processors": len(os.sched_getaffinity(0)),
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 1e9:.0f} GB",
        "kvm": os.access("/dev/kvm", os.W_OK),
        "system": platform.freedesktop_os_release().get("PRETTY_NAME"),
        "jdk": releases,
        "qemu": version(output("qemu-system-x86_64", "--version")),
        "meson": version(output("meson", "--version")),
        "python": platform.python_version(),
        "peer": peer_version(),
    }


def load(file):
    return json.loads(pathlib.Path(file).read_text(encoding="utf-8"))


def text(run):
    """The run as it is written into a file: one figure a line, for small differences."""
    compact = {}

    def kept(match):
        return compact[match[1]]

    shortened = json.loads(json.dumps(run))
    for name, script in shortened["scripts"].items():
        for number, figure in enumerate(script["figures"]):
            mark = f"@{name} {number}@"
            compact[mark] = json.dumps(figure, ensure_ascii=False)
            script["figures"][number] = mark
    return re.sub(r'"(@[^"@]+ \d+@)"', kept, json.dumps(shortened, indent=2, ensure_ascii=False)) + "\n"


def merged(old, new):
    """The old run with the scripts of the new one that measured something."""
    if old["host"] != new["host"]:
        differ = [f"{key} {old['host'].get(key)} → {value}" for key, value in new["host"].items() if old["host"].get(key) != value]
        raise ValueError(f"the figures are of another host ({', '.join(differ)}): run all scripts")
    scripts = old["scripts"] | {name: script for name, script in new["scripts"].items() if script["figures"]}
    return {**new, "scripts": dict(sorted(scripts.items()))}


def less_is_better(figure):
    if "better" in figure:
        return figure["better"] == "less"
    if "most" in figure or "least" in figure:
        return "most" in figure
    return not MORE_IS_BETTER.fullmatch(figure["unit"])


def is_ratio(figure):
    """Whether runs under different load can be compared: a time alone cannot."""
    return figure["kind"] == "ratio" or figure["kind"] == "limit" and not figure["unit"]


def exceeded(figure):
    return figure["number"] > figure.get("most", figure["number"]) or figure["number"] < figure.get("least", figure["number"])


def by_name(run):
    """The ratios of a run, by script and name."""
    return {(figure["script"], figure["name"]): figure
            for script in run["scripts"].values() for figure in script["figures"] if is_ratio(figure)}


def compared(old, new):
    """What became worse, and other differences that a reader must know, as two lists of lines."""
    before, after = by_name(old), by_name(new)
    worse, notes = [], []
    if old["host"] != new["host"]:
        notes.append("the runs are of different hosts or versions")
    for key in before.keys() | after.keys():
        label = f"{key[0]}: {key[1]}"
        if key not in after:
            if new["scripts"].get(key[0], {}).get("figures"):
                notes.append(f"{label}: not measured any more")
            continue
        if key not in before:
            notes.append(f"{label}: new")
            continue
        was, is_ = before[key]["number"], after[key]["number"]
        change = is_ / was if less_is_better(after[key]) else was / is_ if is_ else float("inf")
        if change > 1 + TOLERANCE:
            worse.append(f"{label}: {number(was)} → {number(is_)}, worse by {(change - 1) * 100:.0f} %")
    return sorted(worse), sorted(notes)


def duplicates(figures):
    """Names that a script gave to several figures: only one of them would be compared."""
    names = [figure["name"] for figure in figures]
    return sorted({name for name in names if names.count(name) > 1})


def number(value):
    """Three digits, without an exponent."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def line(*cells):
    """A row of a table."""
    return "|" + "|".join(f" {cell} " if cell else " " for cell in (cell.replace("|", "\\|") for cell in cells)) + "|"


def amount(value, unit):
    return f"{number(value)} {unit}".rstrip()


def row(script, figure):
    unit, details = figure["unit"], []
    if figure["kind"] == "ratio":
        details.append(f"{amount(figure['ours'], unit)} : {amount(figure['theirs'], unit)}")
        unit = ""
    if "note" in figure:
        details.append(figure["note"])
    what = figure["name"] + (f" ({', '.join(details)})" if details else "")
    if figure["kind"] == "check":
        return line(script, what, "**! no**" if exceeded(figure) else "yes", "")
    shown = amount(figure["number"], unit)
    bound = f"≤ {amount(figure['most'], unit)}" if "most" in figure else f"≥ {amount(figure['least'], unit)}" if "least" in figure else ""
    return line(script, what, f"**! {shown}**" if exceeded(figure) else shown, bound)


def conditions(run):
    """A paragraph that says where the figures were measured."""
    on = run["host"]
    jdks = " and ".join(on["jdk"])
    peer = f", and compared with the Python framework of QEMU {on['peer']}'s source under Python {on['python']} (\"Python\" in the table)" if on["peer"] else ""
    return (f"Measured on {on['processors']} processors of the type {on['cpu']} ({on['memory']}, {'KVM' if on['kvm'] else 'no KVM'}), {on['system']}, "
            f"QEMU {on['qemu']}, meson {on['meson']}, JDK {jdks}{peer}.")


def table(run):
    lines = [conditions(run), "", line("Script", "Measurement", "Ratio or value", "Limit"), "|---|---|---|---|"]
    for name, script in sorted(run["scripts"].items()):
        counts = sorted({figure["runs"] for figure in script["figures"] if figure["runs"]})
        runs = f", {'–'.join(map(str, dict.fromkeys((counts[0], counts[-1]))))} runs" if counts else ""
        first = f"`bench/{name}` ({script['date']}, load {script['load']}{runs})"
        for figure in script["figures"]:
            lines.append(row(first, figure))
            first = ""
    without = [f"`bench/{name}` ({script['reason']})" for name, script in sorted(run["scripts"].items()) if not script["figures"]]
    if without:
        lines += ["", f"Without figures: {', '.join(without)}."]
    return "\n".join(lines) + "\n"


def page_with(page, table_text):
    """The page with the table in place."""
    start, end = map(re.escape, MARKS)
    changed, count = re.subn(f"({start}).*?({end})", lambda match: match[1] + table_text + match[2], page, count=1, flags=re.DOTALL)
    if not count:
        raise ValueError(f"{PAGE}: there is no '{MARKS[0].strip()}' with an '{MARKS[1].strip()}' after it")
    return changed


def write_page():
    PAGE.write_text(page_with(PAGE.read_text(encoding="utf-8"), table(load(RECORD))), encoding="utf-8")


if __name__ == "__main__":
    write_page()
