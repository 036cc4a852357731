#!/usr/bin/env python3
"""A stand-in for QEMU: plays the guest of one recorded dialogue and answers QMP, to prove what a test says to both.

Reads dialogues.json beside it. Finds its test by the log file that its output goes to. Writes every difference from
the record as a line of DIFFERENCES, and the name of each test whose machines it has played as one of PLAYED.
"""

import json
import os
import re
import socket
import sys
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
ARCH = Path(sys.argv[0]).name.removeprefix("qemu-system-")
BUILD = os.environ["QEMU_BUILD_ROOT"]
CACHE = os.environ["QEMU_TEST_CACHE_DIR"]
BANNER = ["-display", "none", "-vga", "none"]


def log_file() -> Path:
    return Path(os.readlink("/proc/self/fd/1"))


def append(name: str, line: str):
    with open(Path(os.environ["STANDIN_OUT"]) / name, "a", encoding="utf-8") as out:
        out.write(line + "\n")


def identity(match: re.Match) -> str:
    """What a file of the test is: an asset or a part of one, by the mark in it. Other paths are the guest's own."""
    path = Path(match[0])
    if not path.is_relative_to(BUILD) and not path.is_relative_to(CACHE):
        return match[0]
    try:
        with path.open("rb") as file:
            mark = re.match(rb"ASSET (\S+) (\S+)\n", file.read(300))
    except OSError:
        mark = None
    return "{%s %s}" % (mark[1].decode(), mark[2].decode()) if mark else "{file}"


def plain(argument: str) -> str:
    return re.sub(r"(?<![\w.:}])/(?!dev/)[^,: ]*/[^,: ]*", identity, argument)


def pairs(arguments: list) -> list:
    """Options with their values, in an order that does not depend on theirs."""
    found = []
    for argument in arguments:
        if argument.startswith("-") and not re.match(r"-\d", argument):
            found.append([argument])
        elif found:
            found[-1].append(argument)
    return sorted(tuple(pair) for pair in found)


def expected(launch: dict) -> list:
    arguments = list(BANNER)
    if launch["machine"]:
        arguments += ["-machine", launch["machine"]]
    if launch["cpu"]:
        arguments += ["-cpu", launch["cpu"]]
    if launch["console"]:
        device, index = launch["console"]
        if device:
            arguments += ["-device", device + ",chardev=console"]
        else:
            arguments += ["-serial", "null"] * index + ["-serial", "chardev:console"]
    return pairs(arguments + launch["args"])


def actual(arguments: list) -> list:
    own = {"-chardev": r"(socket,id=(mon|console-opened)|pipe,id=console)\b.*", "-mon": r"chardev=mon,mode=control"}
    return [pair for pair in pairs([plain(a) for a in arguments])
            if not re.fullmatch(own.get(pair[0], "(?!)"), " ".join(pair[1:]))]


class Peer:
    """Two files, of which one is read by lines ended by one of some bytes."""

    def __init__(self, reader: int, writer: int):
        self.reader = reader
        self.writer = writer
        self.rest = b""

    def read_more(self):
        more = os.read(self.reader, 65536)
        if not more:
            raise EOFError
        self.rest += more

    def read_until(self, end: bytes) -> str:
        while end not in self.rest:
            self.read_more()
        line, self.rest = self.rest.split(end, 1)
        return line.decode()

    def write(self, text: str):
        data = text.encode()
        while data:
            data = data[os.write(self.writer, data):]


def console_of(path: str) -> Peer:
    """The console of `-chardev pipe`."""
    return Peer(os.open(path + ".in", os.O_RDONLY), os.open(path + ".out", os.O_WRONLY))


def connect(path: str) -> int:
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(path)
    return connection.detach()


class Monitor(Peer):
    def __init__(self, path: str, replies: dict):
        connection = connect(path)
        super().__init__(connection, connection)
        self.replies = replies
        version = {"qemu": {"major": 10, "minor": 0, "micro": 2}, "package": "stand-in"}
        self.version = version
        self.send({"QMP": {"version": version, "capabilities": []}})

    def send(self, message: dict):
        self.write(json.dumps(message) + "\r\n")

    def answer_one(self) -> dict:
        message = json.loads(self.read_until(b"\n"))
        command = message["execute"]
        if command == "query-version":
            value = self.version
        elif command == "qom-list-types":
            value = [{"name": n} for n in self.replies[message["arguments"]["implements"]]]
        else:
            value = [{"name": n} for n in self.replies["machines"]] if command == "query-machines" else {}
        self.send({"return": value, "id": message.get("id")})
        if command == "quit":
            sys.exit(0)
        return message


def play(launch: dict, monitor: Monitor, console: Peer, test: str):
    keys = ""
    for step in launch["dialogue"]:
        if "interrupt" in step:
            keys = step["interrupt"]
            console.write("interrupt me\r\n")
            while step["interrupt"] not in console.rest.decode():
                console.read_more()
            console.rest = b""
            console.write("\r\n" + step["say"])
        elif "hear" in step:
            heard = console.read_until(b"\r")
            # The keys are sent again whenever something is said, so the last ones may come late.
            while keys and (heard + "\r").startswith(keys):
                heard = (heard + "\r")[len(keys):].removesuffix("\r") or console.read_until(b"\r")
            keys = ""
            if plain(heard) != step["hear"]:
                append("DIFFERENCES", f"{test}: typed {heard!r}, the record has {step['hear']!r}")
        elif "say" in step:
            console.write("\r\n" + step["say"] + "\r\n")
        elif "event" in step:
            monitor.send({"event": step["event"], "timestamp": {"seconds": 1, "microseconds": 0},
                          "data": (step["match"] or {}).get("data", {})})
        else:
            said = monitor.answer_one()
            while said["execute"] == "qmp_capabilities":
                said = monitor.answer_one()
            arguments = json.loads(plain(json.dumps(said.get("arguments", {}))))
            if (said["execute"], arguments) != (step["qmp"], json.loads(plain(json.dumps(step["arguments"])))):
                append("DIFFERENCES", f"{test}: {said['execute']} {arguments}, the record has "
                                      f"{step['qmp']} {step['arguments']}")


def main():
    dialogues = json.loads((HERE / "dialogues.json").read_text(encoding="utf-8"))
    here = [d for d in dialogues if d["test"].startswith(ARCH + ".")]
    arguments = sys.argv[1:]
    if "-netdev" in arguments and arguments[arguments.index("-netdev") + 1] == "help":
        print("Available netdev backend types:\nuser\nsocket")
        return
    if arguments == ["-L", "help"]:
        return  # no data folders
    replies = {
        "machines": sorted({launch["machine"] for d in here for launch in d["launches"] if launch["machine"]}),
        "device": sorted({device for d in here for device in d["devices"]}),
        "accel": ["tcg-accel"],
    }
    chardevs = dict(re.findall(r"(?:socket|pipe),id=(mon|console|console-opened),path=(\S+)", "\n".join(arguments)))
    # Before the monitor: who has its answer takes the console for opened.
    console = console_of(chardevs["console"]) if "console" in chardevs else None
    monitor = Monitor(chardevs["mon"], replies) if "mon" in chardevs else None
    if "console-opened" in chardevs:
        os.close(connect(chardevs["console-opened"]))
    log = log_file()
    if log.stem == "probe":
        while True:
            monitor.answer_one()
    test = f"{ARCH}.{log.parent.name.replace('.', '#')}"
    record = next((d for d in here if d["test"] == test), None)
    if record is None:
        append("DIFFERENCES", f"{test}: there is no record of it")
        return
    launches = [launch for launch in record["launches"] if launch["vm"] == log.stem]
    count = log.parent / f"{log.stem}.launches"
    number = len(count.read_text()) if count.exists() else 0
    with open(count, "a", encoding="ascii") as more:
        more.write("x")
    if number >= len(launches):
        append("DIFFERENCES", f"{test}: VM '{log.stem}' is launched more than {len(launches)} times")
        return
    launch = launches[number]
    want, have = expected(launch), actual(arguments)
    # Counted: an option given once too often is a difference, too.
    for pair in (Counter(want) - Counter(have)).elements():
        append("DIFFERENCES", f"{test}: lacks {' '.join(pair)}")
    for pair in (Counter(have) - Counter(want)).elements():
        append("DIFFERENCES", f"{test}: has {' '.join(pair)}, which the record has not")
    rrfile = re.search(r"rr=record,rrfile=([^,\s]+)", "\n".join(arguments))
    if rrfile:
        # Version and header, an instruction, the end.
        Path(rrfile[1]).write_bytes(bytes.fromhex("00e0200c") + bytes(8) + bytes([0, 0, 0, 0, 1]) + bytes([39]))
    if monitor:
        monitor.answer_one()  # qmp_capabilities
    play(launch, monitor, console, test)
    append("PLAYED", f"{test} {log.stem} {number}")
    if launch["exits"]:
        return
    while monitor:
        monitor.answer_one()
    sys.stdin.read()


try:
    main()
except (EOFError, ConnectionError):
    pass
