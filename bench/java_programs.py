"""Builds the tests' jars and the programs in bench/java, and runs them with the flags that meson uses."""

import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
CLASSES = ROOT / "target/bench-classes"
JARS = [ROOT / "precache/target/precache.jar", ROOT / "qemu-functional-tests/target/qemu-functional-tests.jar"]
FLAGS = ["-XX:+DisplayVMOutputToStderr", "-XX:+UseSerialGC", "-Xshare:auto"]
QUICK = [*FLAGS, "-XX:TieredStopAtLevel=1"]


def jdk():
    """The JDK to measure: $BENCH_JDK, else the one that the project runs on."""
    named = os.environ.get("BENCH_JDK")
    found = named or subprocess.check_output([ROOT / "scripts/find-jdk"], text=True).strip()
    return pathlib.Path(found)


def build():
    """Compiles what is out of date and tells the class path."""
    subprocess.run(["make", "--silent", "-C", ROOT, "jar"], check=True)
    CLASSES.mkdir(parents=True, exist_ok=True)
    sources = sorted(pathlib.Path(__file__).resolve().parent.joinpath("java").glob("*.java"))
    javac = [jdk() / "bin/javac", "--release", "17", "-d", CLASSES, "-cp", ":".join(map(str, JARS))]
    subprocess.run([*javac, *sources], check=True)
    return ":".join(map(str, [*JARS, CLASSES]))


def command(class_path, main, *arguments, flags=QUICK):
    """The command line of one program."""
    return [str(jdk() / "bin/java"), *flags, "-cp", class_path, main, *map(str, arguments)]
