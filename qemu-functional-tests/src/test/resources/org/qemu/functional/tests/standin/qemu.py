#!/usr/bin/env -S python3 -SE
"""A stand-in for QEMU: plays the guest of one recorded dialogue and answers QMP, to prove what a test says to both.

Reads dialogues.json beside it, and differences.json, which says what our test does otherwise than QEMU's, and why. Finds its test by the log file that its output goes to. Writes every difference from
the record as a line of DIFFERENCES, and the name of each test whose machines it has played as one of PLAYED.
"""

import json
import os
import re
import socket
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import peers

HERE = Path(__file__).resolve().parent
ARCH = Path(sys.argv[0]).name.removeprefix("qemu-").removeprefix("system-")
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
    argument = re.sub(r"\bfd=\d+", "fd={fd}", re.sub(r"\bunix:path=[^,]+", "unix:path={socket}", argument))
    argument = re.sub(r"\bfat:rw:/[^,]+", "fat:rw:{folder}", argument)
    argument = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", "{date}", argument)
    return re.sub(r"(?<![\w.:}])/(?!dev/)[^,: ]*/[^,: ]*", identity, argument)


def plain_all(value):
    """JSON with plain texts."""
    if isinstance(value, dict):
        return {key: plain_all(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain_all(item) for item in value]
    return plain(value) if isinstance(value, str) else value


def spaced(typed: str) -> str:
    """What is typed, with a space where a shell would take any space for one: at the ends of lines."""
    return re.sub(r"\s*\n\s*", " ", typed).strip(" ") if typed.strip() else typed


def same(command: str, arguments: dict) -> tuple:
    """A command of the monitor, and what is the same in the human one."""
    words = arguments.get("command-line", "").split()
    if words == ["stop"]:
        return "stop", {}
    if words[:1] == ["screendump"]:
        return "screendump", {}
    return command, {} if command == "screendump" else plain_all(arguments)


def pairs(arguments: list) -> list:
    """Options with their values, in an order that does not depend on theirs."""
    found = []
    for argument in arguments:
        if argument.startswith("-") and not re.match(r"-\d", argument):
            found.append([argument])
        elif found:
            found[-1].append(argument)
    return sorted(tuple(in_order(pair)) for pair in found)


def in_order(pair: list) -> list:
    """An option whose properties, if they are a device's, are in an order that does not depend on theirs."""
    if pair[0] != "-device" or len(pair) != 2:
        return pair
    device, *properties = pair[1].split(",")
    return ["-device", ",".join([device, *sorted(properties)])]


def expected(launch: dict) -> list:
    arguments = list(BANNER)
    if launch["machine"]:
        arguments += ["-machine", launch["machine"]]
    if launch.get("cpu"):
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
        version = {"qemu": {"major": 11, "minor": 1, "micro": 1}, "package": "stand-in"}
        self.version = version
        self.send({"QMP": {"version": version, "capabilities": []}})

    def send(self, message: dict):
        self.write(json.dumps(message) + "\r\n")

    def receive(self) -> dict:
        return json.loads(self.read_until(b"\n"))

    def reply(self, message: dict, value, key: str = "return"):
        self.send({key: value, "id": message.get("id")})

    def answer_one(self, step: dict = {}) -> dict:
        message = self.receive()
        command = message["execute"]
        arguments = message.get("arguments", {})
        value = step.get("return", {})
        if command == "query-version":
            value = self.version
        elif command == "qom-list-types":
            value = [{"name": n} for n in self.replies[arguments["implements"]]]
        elif command == "query-machines":
            value = [{"name": n} for n in self.replies["machines"]]
        elif command == "query-vnc":
            value = {"enabled": True, "service": str(peers.Vnc(self.replies["screen"]).port)}
        elif same(command, arguments)[0] == "screendump":
            file = arguments.get("filename") or arguments["command-line"].split()[1]
            peers.write_screen(file, self.replies["screen"])
        if command == "human-monitor-command":
            value = value or ""
        self.reply(message, step.get("error", value), "error" if "error" in step else "return")
        if command == "quit":
            sys.exit(0)
        return message


def download(step: dict, monitor: Monitor, test: str):
    """Let a file be downloaded from the guest."""
    file = peers.GuestFile(step["download"], step["sha256"])
    message = monitor.receive()
    if message.get("arguments") != {"command-line": "info usernet"}:
        append("DIFFERENCES", f"{test}: {message}, the record has a download of {step['download']}")
    monitor.reply(message, file.usernet(step["port"]))
    wanted = file.serve()
    if wanted != step["download"]:
        append("DIFFERENCES", f"{test}: downloads {wanted}, the record has {step['download']}")


def play(launch: dict, monitor: Monitor, console: Peer, gdb, test: str):
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
            while keys and heard != step["hear"] and (heard + "\r").startswith(keys):
                heard = (heard + "\r")[len(keys):].removesuffix("\r") or console.read_until(b"\r")
            keys = keys if heard + "\r" == keys else ""
            if spaced(plain(heard)) != spaced(step["hear"]):
                append("DIFFERENCES", f"{test}: typed {heard!r}, the record has {step['hear']!r}")
        elif "say" in step:
            console.write("\r\n" + step["say"].replace("{year}", str(date.today().year)) + "\r\n")
        elif "download" in step:
            download(step, monitor, test)
        elif "gdb" in step:
            operation = gdb.operations.get()
            if operation != step["gdb"]:
                append("DIFFERENCES", f"{test}: the debugger does {operation}, the record has {step['gdb']}")
        elif "event" in step:
            monitor.send({"event": step["event"], "timestamp": {"seconds": 1, "microseconds": 0},
                          "data": (step["match"] or {}).get("data", {})})
        else:
            said = monitor.answer_one(step)
            while said["execute"] == "qmp_capabilities":
                said = monitor.answer_one(step)
            have = same(said["execute"], said.get("arguments", {}))
            want = same(step["qmp"], step["arguments"])
            if have != want:
                append("DIFFERENCES", f"{test}: {have[0]} {have[1]}, the record has {want[0]} {want[1]}")


def lock_memory(how: str):
    """Do what QEMU's option -overcommit mem-lock does."""
    import ctypes
    import mmap
    current, future, on_fault = 1, 2, 4
    space = mmap.mmap(-1, 256 << 20)  # most of it untouched
    if how != "off":
        ctypes.CDLL(None).mlockall(current | (on_fault if how == "on-fault" else future))
    return space


def play_command(arguments: list, here: list):
    """Play a program of user-mode emulation."""
    have = [plain(argument) for argument in arguments]
    for record in here:
        for number, launch in enumerate(record["launches"]):
            if launch["vm"] == "command" and launch["args"] == have:
                sys.stdout.write(launch["output"])
                append("PLAYED", f"{record['test']} command {number}")
                return
    append("DIFFERENCES", f"{ARCH}: no record has {' '.join(have)}")


def adapted(record: dict) -> list:
    """The machines of a record, as our test has them where it differs for a reason."""
    launches = record["launches"]
    differences = json.loads((HERE / "differences.json").read_text(encoding="utf-8"))
    difference = differences.get(record["test"], {})
    for step in (step for launch in launches for step in launch["dialogue"] if "hear" in step):
        for theirs, ours in difference.get("instead", {}).items():
            step["hear"] = re.sub(theirs, ours, spaced(step["hear"]))
    for number, change in difference.get("launches", {}).items():
        launch = launches[int(number)]
        for drop in change.get("drop", []):
            launch["args"].remove(drop)
        launch["args"] += change.get("add", [])
        launch |= {key: value for key, value in change.items() if key not in ("add", "drop")}
    return launches


def devices(here: list) -> set:
    """The devices on the command lines of the records."""
    lines = [launch["args"] for d in here for launch in d["launches"]]
    return {value.split(",")[0] for args in lines for option, value in zip(args, args[1:]) if option == "-device"}


def main():
    dialogues = json.loads((HERE / "dialogues.json").read_text(encoding="utf-8"))
    here = [d for d in dialogues if d["test"].startswith(ARCH + ".")]
    arguments = sys.argv[1:]
    if "-netdev" in arguments and arguments[arguments.index("-netdev") + 1] == "help":
        print("Available netdev backend types:\nuser\nsocket")
        return
    if arguments == ["-L", "help"]:
        return  # no data folders
    if not Path(sys.argv[0]).name.startswith("qemu-system-"):
        play_command(arguments, here)
        return
    replies = {
        "machines": sorted({launch["machine"] for d in here for launch in d["launches"] if launch["machine"]}),
        "device": sorted({device for d in here for device in d["devices"]} | devices(here)),
        "accel": ["tcg-accel", "kvm-accel"],
    }
    options = "\n".join(arguments)
    socket_of_gdb = re.search(r"^unix:path=([^,]+),server=on", options, re.MULTILINE)
    gdb = peers.Gdbstub(socket_of_gdb[1]) if socket_of_gdb else None
    space = [lock_memory(how) for how in re.findall(r"^mem-lock=(.*)$", options, re.MULTILINE)]
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
    replies["screen"] = record.get("screen", {})
    adapted_launches = adapted(record)
    names = {launch["vm"] for launch in adapted_launches}
    # A machine that has no name there may be the default one here.
    name = "vm1" if log.stem == "default" and "default" not in names else log.stem
    launches = [launch for launch in adapted_launches if launch["vm"] == name]
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
    if "log" in launch:
        print(launch["log"], end="", flush=True)
    rrfile = re.search(r"rr=record,rrfile=([^,\s]+)", "\n".join(arguments))
    if rrfile:
        # Version and header, an instruction, the end.
        Path(rrfile[1]).write_bytes(bytes.fromhex("00e0200c") + bytes(8) + bytes([0, 0, 0, 0, 1]) + bytes([39]))
    if "-D" in arguments:
        Path(arguments[arguments.index("-D") + 1]).write_text("insns: 5\n", encoding="ascii")
    if monitor:
        monitor.answer_one()  # qmp_capabilities
    play(launch, monitor, console, gdb, test)
    append("PLAYED", f"{test} {name} {number}")
    if launch["exits"]:
        print(launch.get("output", ""))
        sys.exit(launch.get("status", 0))
    while monitor:
        monitor.answer_one()
    sys.stdin.read()
    del space


try:
    main()
except (EOFError, ConnectionError):
    pass
