"""One run of a unit under jitter, with its folder of logs."""

import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import linux
import verdict

TOP = Path(__file__).resolve().parent.parent

# Seconds for what follows a time-out: to print threads, and to finish the TAP and to close.
TO_PRINT_THREADS = 60
TO_CLOSE = 180

# make passes these on to what it runs; they are not for a make or a test that a unit starts.
OF_MAKE = ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES")

LEFT_BEHIND = re.compile(r"^ *[0-9.]+ left behind: ", re.MULTILINE)


class UnitRun:
    def __init__(self, unit, seed: int, plan, folder: Path, factor: float):
        self.unit = unit
        self.seed = seed
        self.plan = plan
        self.folder = folder
        self.factor = factor
        self.process = None
        self.terminated = False
        self.seconds = 0.0

    def run(self) -> verdict.Verdict:
        """Run the unit; its logs are in the folder then."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        started = time.monotonic()
        with open(self.folder / "tap", "wb") as tap, open(self.folder / "stderr", "wb") as stderr:
            self.process = subprocess.Popen(
                self.command(),
                stdin=subprocess.DEVNULL,
                stdout=tap,
                stderr=stderr,
                cwd=self.unit.folder,
                env=self.environment(),
            )
            if self.terminated:
                self.terminate()
            timed_out = self.wait()
        self.seconds = time.monotonic() - started
        tap_text = (self.folder / "tap").read_text(encoding="utf-8", errors="replace")
        log = self.folder / "jitter.log"
        left_behind = log.exists() and LEFT_BEHIND.search(log.read_text(encoding="utf-8", errors="replace"))
        return verdict.of(tap_text, self.process.returncode, timed_out, bool(left_behind))

    def command(self) -> list:
        plan = [] if self.plan is None else ["--plan", self.plan]
        jitter = [str(TOP / "scripts/jitter"), "--seed", str(self.seed), *plan, "--log", str(self.folder / "jitter.log")]
        return [*jitter, *self.unit.command]

    def environment(self) -> dict:
        environment = {name: value for name, value in os.environ.items() if name not in OF_MAKE}
        environment |= self.unit.environment
        environment["QEMU_TEST_TIMEOUT_SCALE"] = f"{self.factor:g}"
        if self.unit.with_build_root:
            environment["QEMU_BUILD_ROOT"] = str(self.folder)
        return environment

    def wait(self) -> bool:
        """Wait for the end; return whether it had to be brought about."""
        try:
            self.process.wait(self.unit.timeout * self.factor)
            return False
        except subprocess.TimeoutExpired:
            pass
        self.print_threads()
        # The second one makes jitter kill all.
        for _ in range(2):
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(TO_CLOSE)
                return True
            except subprocess.TimeoutExpired:
                pass
        self.process.kill()
        self.process.wait()
        return True

    def print_threads(self) -> None:
        """Write where the threads of each JVM are, for a hang."""
        for process in linux.descendants(self.process.pid):
            if process.name == "java" and shutil.which("jcmd"):
                with open(self.folder / f"threads-{process.pid}", "wb") as file:
                    try:
                        subprocess.run(
                            ["jcmd", str(process.pid), "Thread.print", "-l"],
                            stdout=file,
                            stderr=subprocess.STDOUT,
                            timeout=TO_PRINT_THREADS,
                            check=False,
                        )
                    except subprocess.TimeoutExpired:
                        file.write(b"jcmd did not end\n")

    def terminate(self) -> None:
        """End the run, also one that is about to start."""
        self.terminated = True
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
