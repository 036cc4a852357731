"""The disturbances of scripts/jitter. A seed decides which there are and what each does.

A disturbance has `prepare`, called before the command starts, and `steps`, a generator of the times in seconds
until its next step. Closing the generator undoes whatever is disturbed at that moment.
"""

import contextlib
import math
import os
import signal
import time
from random import Random

import linux

# The kernel limits the clocks of a time namespace to half the range of 64 bits of nanoseconds, about 146 years.
LARGEST_CLOCK = 4_600_000_000
YEAR = 365 * 24 * 3600


class NotPermitted(Exception):
    """The host does not permit a disturbance."""


def log_uniform(random: Random, low: float, high: float) -> float:
    """Return a number between two, each order of magnitude as probable as the others."""
    return math.exp(random.uniform(math.log(low), math.log(high)))


def probe(attempt) -> None:
    """Try something in a process of its own, and raise NotPermitted if it fails there."""
    child = os.fork()
    if child == 0:
        try:
            attempt()
            os._exit(0)
        except OSError as failure:
            os._exit(failure.errno or 255)
        except BaseException:
            os._exit(255)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status != 0:
        raise NotPermitted(os.strerror(status) if 0 < status < 255 else f"the attempt ended with {status}")


class Disturbance:
    def __init__(self, random: Random):
        self.random = random

    def describe(self) -> str:
        raise NotImplementedError

    def prepare(self) -> None:
        """Change what the command inherits; raise NotPermitted where the host forbids it."""

    def in_child(self) -> None:
        """Change the command's process alone, before it runs the command."""

    def steps(self, tree, load, log):
        """Yield the seconds until each next step."""
        yield from ()


class Pauses(Disturbance):
    """Stops one process at a time and continues it."""

    LENGTH = (0.001, 0.5)
    GAP = (0.005, 0.4)

    def describe(self) -> str:
        return "pauses 1 to 500 ms"

    def steps(self, tree, load, log):
        while True:
            yield log_uniform(self.random, *self.GAP)
            length = log_uniform(self.random, *self.LENGTH)
            # A process that was stopped by another one must stay stopped.
            running = [process for process in tree.victims() if process.state not in "TtZX"]
            if running and not linux.is_traced((victim := self.random.choice(running)).pid):
                yield from self.pause(victim, length, log)

    @staticmethod
    def pause(victim, length, log):
        try:
            # A descriptor, as the number may belong to another process by the time of SIGCONT.
            handle = os.pidfd_open(victim.pid)
        except ProcessLookupError:
            return
        try:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(handle, signal.SIGSTOP)
                log(f"stopped {victim.pid} ({victim.name}) for {length * 1000:.0f} ms")
            yield length
        finally:
            # A further SIGSTOP stays pending while the process is stopped, which shows that a test stopped it, too.
            now = linux.process(victim.pid)
            if now and now.state == "T" and linux.stop_is_pending(victim.pid):
                log(f"{victim.pid} ({victim.name}) was stopped by somebody else, too, and stays so")
            else:
                with contextlib.suppress(ProcessLookupError):
                    signal.pidfd_send_signal(handle, signal.SIGCONT)
            os.close(handle)


class Threads(Disturbance):
    """Takes the processor from one thread at a time: beside busy processes, SCHED_IDLE gets next to none."""

    LENGTH = (0.001, 0.5)
    GAP = (0.005, 0.4)

    def describe(self) -> str:
        return "single threads idle for 1 to 500 ms"

    def prepare(self) -> None:
        def there_and_back():
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
            os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))

        probe(there_and_back)

    def steps(self, tree, load, log):
        while True:
            yield log_uniform(self.random, *self.GAP)
            length = log_uniform(self.random, *self.LENGTH)
            victims = tree.victims()
            if victims:
                victim = self.random.choice(victims)
                threads = sorted(linux.threads(victim.pid))
                if threads:
                    yield from self.demote(self.random.choice(threads), victim, length, tree, load, log)

    @staticmethod
    def demote(thread, victim, length, tree, load, log):
        with load.on(len(os.sched_getaffinity(0))):
            try:
                with contextlib.suppress(ProcessLookupError):
                    os.sched_setscheduler(thread, os.SCHED_IDLE, os.sched_param(0))
                    log(f"idle: thread {thread} of {victim.pid} ({victim.name}) for {length * 1000:.0f} ms")
                yield length
            finally:
                promote(tree)


def promote(tree) -> None:
    """Give all threads below us the usual policy: who was created by an idle thread is idle, too."""
    while sum(map(promote_threads, tree.processes())) > 0:
        pass


def promote_threads(process) -> int:
    count = 0
    for thread in linux.threads(process.pid):
        with contextlib.suppress(ProcessLookupError):
            if os.sched_getscheduler(thread) & ~os.SCHED_RESET_ON_FORK == os.SCHED_IDLE:
                os.sched_setscheduler(thread, os.SCHED_OTHER, os.sched_param(0))
                count += 1
    return count


class OneProcessor(Disturbance):
    """Pins everything to one processor."""

    def __init__(self, random: Random):
        super().__init__(random)
        self.processor = random.choice(sorted(os.sched_getaffinity(0)))

    def describe(self) -> str:
        return f"one processor ({self.processor})"

    def prepare(self) -> None:
        try:
            os.sched_setaffinity(0, {self.processor})
        except OSError as failure:
            raise NotPermitted(failure.strerror) from failure


class BusyNeighbors(Disturbance):
    """Gives the command a low priority, beside processes that are busy most of the time."""

    BURST = (0.05, 5)

    def __init__(self, random: Random):
        super().__init__(random)
        self.count = random.randint(1, 4)
        # At 19 it gets next to nothing during a burst, at 5 a third of what a busy process gets.
        self.nice = random.choice((5, 10, 19))

    def describe(self) -> str:
        return f"nice {self.nice} beside {self.count} busy"

    def in_child(self) -> None:
        os.nice(self.nice)

    def steps(self, tree, load, log):
        while True:
            burst = log_uniform(self.random, *self.BURST)
            with load.on(self.count):
                log(f"{self.count} busy for {burst * 1000:.0f} ms")
                yield burst
            # The command has the processors in between, so this bounds how much slower it gets: 2.5 to 4 times.
            yield burst * self.random.uniform(0.3, 0.7)


class Clocks(Disturbance):
    """Moves CLOCK_MONOTONIC and CLOCK_BOOTTIME."""

    def __init__(self, random: Random):
        super().__init__(random)
        now = random.choice(
            (
                random.uniform(1, 60),
                log_uniform(random, 3600, YEAR),
                random.uniform(1, 100) * YEAR,
                random.uniform(0.9, 1) * LARGEST_CLOCK,
            )
        )
        # Time spent asleep counts for the second alone; it is not the smaller one on any host.
        self.now = {"monotonic": int(now), "boottime": int(min(now + random.choice((0, 0, now)), LARGEST_CLOCK))}

    def describe(self) -> str:
        return f"clocks at {self.now['monotonic']} s and {self.now['boottime']} s"

    def prepare(self) -> None:
        running = {
            "monotonic": time.clock_gettime(time.CLOCK_MONOTONIC),
            "boottime": time.clock_gettime(time.CLOCK_BOOTTIME),
        }
        try:
            # The namespace is that of the children of this process, not its own.
            linux.unshare(linux.CLONE_NEWTIME)
            with open("/proc/self/timens_offsets", "w", encoding="ascii") as offsets:
                for clock, now in self.now.items():
                    offsets.write(f"{clock} {int(now - running[clock])} 0\n")
        except OSError as failure:
            raise NotPermitted(failure.strerror) from failure


KINDS = {
    "pauses": Pauses,
    "threads": Threads,
    "one-processor": OneProcessor,
    "busy-neighbors": BusyNeighbors,
    "clocks": Clocks,
}

# More at once than this would slow everything down too much.
MOST = 3

# How often a seed chooses each.
PROBABILITY = {"pauses": 0.65, "threads": 0.3, "one-processor": 0.4, "busy-neighbors": 0.35, "clocks": 0.4}


def choose(seed: int) -> list:
    """Return the names that a seed stands for, at least one."""
    random = Random(f"{seed}/plan")
    names = [name for name in KINDS if random.random() < PROBABILITY[name]]
    if {"threads", "busy-neighbors"} <= set(names):
        # Both take the processors.
        names.remove(random.choice(("threads", "busy-neighbors")))
    while len(names) > MOST:
        names.remove(random.choice(names))
    return names or [random.choice(list(KINDS))]


def create(seed: int, names: list) -> list:
    """Return disturbances; what each draws does not depend on which others there are."""
    return [KINDS[name](Random(f"{seed}/{name}")) for name in names]
