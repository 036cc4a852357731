"""Builds the tests' jars and the programs in bench/java, and runs them as scripts/functional-test does."""

import os
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
CLASSES = ROOT / "target/bench-classes"
JARS = [ROOT / "precache/target/precache.jar", ROOT / "qemu-functional-tests/target/qemu-functional-tests.jar"]
FLAGS = ["-XX:+DisplayVMOutputToStderr", "-XX:+UseSerialGC"]
QUICK = [*FLAGS, "-XX:TieredStopAtLevel=1", "-XX:CompileThresholdScaling=4"]


def jdk():
    """The JDK to measure: $BENCH_JDK, else the one that the project runs on."""
    named = os.environ.get("BENCH_JDK")
    found = named or subprocess.check_output([ROOT / "scripts/find-jdk"], text=True).strip()
    return pathlib.Path(found)


def jdks():
    """Every JDK here from 17 on, by major version: $BENCH_JDK alone, if it is set."""
    homes = [jdk()]
    if not os.environ.get("BENCH_JDK"):
        homes += sorted({home.resolve() for home in pathlib.Path("/usr/lib/jvm").glob("*")})
    found = {}
    for home in homes:
        release = home / "release"
        if (home / "bin/javac").exists() and release.exists():
            version = re.search(r'^JAVA_VERSION="(\d+)', release.read_text(), re.M)
            if version and int(version[1]) >= 17:
                found.setdefault(int(version[1]), home)
    return dict(sorted(found.items(), reverse=True))


def options_of(home):
    """The file with the options for the archive of classes of a JDK."""
    return ROOT / f"qemu-functional-tests/target/start{home}/bin/java.options"


def archive(home):
    """Makes the archive of classes from which programs start on a JDK."""
    subprocess.run([ROOT / "scripts/class-archive", options_of(home)], env=dict(os.environ, JAVA_HOME=str(home)), check=True)


def build():
    """Compiles what is out of date and returns the class path."""
    subprocess.run(["make", "--silent", "-C", ROOT, "jar"], check=True)
    CLASSES.mkdir(parents=True, exist_ok=True)
    sources = sorted(pathlib.Path(__file__).resolve().parent.joinpath("java").glob("*.java"))
    javac = [jdk() / "bin/javac", "--release", "17", "-d", CLASSES, "-cp", ":".join(map(str, JARS))]
    subprocess.run([*javac, *sources], check=True)
    return ":".join(map(str, [*JARS, CLASSES]))


def command(class_path, main, *arguments, flags=QUICK):
    """The command line of one program."""
    return [str(jdk() / "bin/java"), *flags, "-cp", class_path, main, *map(str, arguments)]


def as_test_program(main):
    """The command line of a program that starts as test programs do: from the archive of classes."""
    home = jdk()
    archive(home)
    archived = options_of(home).read_text(encoding="utf-8").splitlines()[1:2]
    # The archive is valid for class paths that begin with its own.
    class_path = ":".join(map(str, [JARS[1], CLASSES]))
    return [str(home / "bin/java"), *QUICK, *" ".join(archived).split(), "-cp", class_path, main]
