"""Busy processes, which end with the process that made them."""

import contextlib
import os
import signal

import linux


class Load:
    """Some busy processes, of which as many run as the most demanding of those who ask."""

    def __init__(self):
        self.pids = []
        self.asked = []

    @contextlib.contextmanager
    def on(self, count: int):
        self.asked.append(count)
        try:
            self._run()
            yield
        finally:
            self.asked.remove(count)
            self._run()

    def _run(self) -> None:
        count = max(self.asked, default=0)
        while len(self.pids) < count:
            self.pids.append(start())
        for index, pid in enumerate(self.pids):
            os.kill(pid, signal.SIGCONT if index < count else signal.SIGSTOP)

    def forget(self, ended) -> None:
        """Drop those that somebody else has ended and that have been reaped."""
        self.pids = [pid for pid in self.pids if pid not in ended]

    def close(self) -> None:
        for pid in self.pids:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        self.pids.clear()


def start() -> int:
    parent = os.getpid()
    signals = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
    # A signal between fork and the default handlers would be passed on by the copy of the parent's handler.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    child = os.fork()
    if child == 0:
        try:
            linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
            # An interrupt of the terminal is for the command; the parent ends this one.
            for number in signals:
                signal.signal(number, signal.SIG_IGN)
            # Close all outputs, so that no reader waits for this process.
            os.closerange(0, 1024)
            while os.getppid() == parent:
                for _ in range(1_000_000):
                    pass
        finally:
            os._exit(0)
    signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return child
