"""QEMU's own Python framework in the source tree that QEMU_SRC names; nothing of it is here."""

import os
import pathlib
import shutil
import subprocess
import sys


def source():
    """The tree, or None without QEMU_SRC."""
    named = os.environ.get("QEMU_SRC")
    if not named:
        return None
    tree = pathlib.Path(named).resolve()
    if not (tree / "tests/functional/qemu_test").is_dir():
        sys.exit(f"QEMU_SRC is '{named}': there is no tests/functional/qemu_test")
    return tree


def python():
    """An interpreter that has pycotap, which the framework reports with."""
    for candidate in (shutil.which("python3"), "/usr/bin/python3"):
        if candidate and subprocess.run([candidate, "-c", "import pycotap"], capture_output=True).returncode == 0:
            return candidate
    sys.exit("no python3 with pycotap; install python3-pycotap")


def environment(tree, build):
    return dict(
        os.environ,
        PYTHONPATH=f"{tree}/python:{tree}/tests/functional",
        QEMU_TEST_QEMU_BINARY=shutil.which("qemu-system-x86_64"),
        QEMU_BUILD_ROOT=str(build),
        QEMU_TEST_NO_DOWNLOAD="1",
        PYTHONDONTWRITEBYTECODE="",
    )


def script(tree, name):
    """The file of a test, wherever this version of QEMU keeps it; None if it has none."""
    folder = tree / "tests/functional"
    for path in (
        folder / "x86_64" / f"test_{name}.py",
        folder / "generic" / f"test_{name}.py",
        folder / f"test_{name}.py",
        folder / f"test_x86_{name}.py",
        folder / f"test_x86_64_{name}.py",
    ):
        if path.is_file():
            return path
    return None
