"""Information about processes from /proc, and system calls of Linux that Python's library lacks."""

import ctypes
import os
import signal
from typing import NamedTuple, Optional

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
CLONE_NEWTIME = 0x80

_libc = ctypes.CDLL(None, use_errno=True)


class Process(NamedTuple):
    pid: int
    parent: int
    state: str
    name: str


def prctl(option: int, value: int) -> None:
    _checked(_libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0))


def unshare(flags: int) -> None:
    _checked(_libc.unshare(flags))


def _checked(result: int) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def process(pid: int) -> Optional[Process]:
    """Return the information in /proc about a process, or None if it has ended."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            text = file.read()
    except (FileNotFoundError, ProcessLookupError):
        return None
    # The name is in parentheses and can contain both spaces and parentheses.
    name, _, rest = text.partition("(")[2].rpartition(")")
    state, parent = rest.split()[:2]
    return Process(pid, int(parent), state, name)


def descendants(ancestor: int, without: frozenset = frozenset()) -> list:
    """Return the processes below one, except those in `without` and what is below them; also zombies."""
    children = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit() and (found := process(int(entry))):
            children.setdefault(found.parent, []).append(found)
    result = []
    waiting = [ancestor]
    while waiting:
        for child in children.get(waiting.pop(), []):
            if child.pid not in without:
                result.append(child)
                waiting.append(child.pid)
    return result


def threads(pid: int) -> list:
    try:
        return [int(thread) for thread in os.listdir(f"/proc/{pid}/task")]
    except (FileNotFoundError, ProcessLookupError):
        return []


def command_line(pid: int) -> str:
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            return file.read().replace(b"\0", b" ").decode(errors="replace").strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def stop_is_pending(pid: int) -> bool:
    """Return whether a SIGSTOP waits to be delivered, as one does that is sent to a stopped process."""
    return bool(int(status(pid, "ShdPnd", "0"), 16) >> (signal.SIGSTOP - 1) & 1)


def is_traced(pid: int) -> bool:
    """Return whether a debugger is attached, which would see the signals."""
    return status(pid, "TracerPid", "0") != "0"


def status(pid: int, name: str, otherwise: str) -> str:
    """Return a field of /proc/PID/status, or something else if the process has ended."""
    try:
        with open(f"/proc/{pid}/status", encoding="utf-8", errors="replace") as file:
            for line in file:
                if line.startswith(f"{name}:"):
                    return line.split()[1]
    except (FileNotFoundError, ProcessLookupError):
        pass
    return otherwise
