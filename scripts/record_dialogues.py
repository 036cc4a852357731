#!/usr/bin/env python3
"""Record what QEMU's own functional tests say to QEMU, for the stand-in of StandInTest.

record_dialogues.py show SOURCE PEER...            print the dialogue of each test of a source tree of QEMU
record_dialogues.py add SOURCE PEER=TEST...        put it into the record, as the dialogue that our TEST must have
record_dialogues.py compare SOURCE [TEST...]       list what the record has otherwise than this source (all tests, or some)

A PEER is <target>/<file>.py:<method>, a TEST <folder>.<Class>#<method>. The tests of the source run with everything replaced
that is outside of them: the machine, the console, the monitor, downloads, archives and other programs. Nothing is started.
A machine answers as recording_answers.py says, or nothing in particular.
"""

import bz2
import importlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import types
import unittest
from datetime import datetime, timezone
from pathlib import Path

import recording_answers

TOP = Path(__file__).resolve().parent.parent
RECORD = TOP / "qemu-functional-tests/src/test/resources/org/qemu/functional/tests/standin/dialogues.json"
SECONDS = 4  # for a test, which waits for an answer that recording_answers.py does not have
ALLOWED = ("FLAKY_TESTS", "ALLOW_UNTRUSTED_CODE", "ALLOW_LARGE_STORAGE", "ALLOW_SLOW")


def mark(asset: str, member: str) -> bytes:
    return f"ASSET {asset} {member}\n".encode().ljust(4096, b"\0")


def example(pattern) -> str:
    """Return a text that a regular expression finds."""
    def of(parsed) -> str:
        text = ""
        for kind, value in parsed:
            name = str(kind)
            if name == "LITERAL":
                text += chr(value)
            elif name in ("ANY", "NOT_LITERAL"):
                text += "x"
            elif name == "IN":
                text += of(value[:1]) if str(value[0][0]) != "RANGE" else chr(value[0][1][0])
            elif name == "CATEGORY":
                text += {"CATEGORY_DIGIT": "1", "CATEGORY_SPACE": " "}.get(str(value), "x")
            elif name in ("MAX_REPEAT", "MIN_REPEAT"):
                text += of(value[2]) * value[0]
            elif name == "SUBPATTERN":
                text += of(value[3])
            elif name == "BRANCH":
                text += of(value[1][0])
        return text
    text = of(re._parser.parse(pattern))
    assert re.search(pattern, text), pattern
    return text


def identified(value, identify):
    """Return JSON with the paths in its texts replaced."""
    if isinstance(value, dict):
        return {key: identified(item, identify) for key, item in value.items()}
    if isinstance(value, list):
        return [identified(item, identify) for item in value]
    return identify(value) if isinstance(value, str) else value


class Recording:
    """What one test has said."""

    def __init__(self, peer: str, build: Path):
        self.answers = {key: list(value) if isinstance(value, list) else [value]
                        for key, value in recording_answers.of(peer).items()}
        self.peer = peer
        self.build = build
        self.launches = []
        self.files = []
        self.devices = []
        self.accelerators = []
        self.vms = 0
        self.whole = []  # assets whose members are still unknown, and where they are

    def answer(self, key: str, default=None):
        values = self.answers.get(key)
        return default if values is None else values.pop(0) if len(values) > 1 else values[0]

    def use(self, asset, **how):
        use = {"asset": asset.hash, "url": asset.url, **how}
        if use not in self.files:
            self.files.append(use)

    def identify(self, text: str) -> str:
        """Replace the paths in an argument by what the files are."""
        def identity(match: re.Match) -> str:
            path = Path(match[0])
            if not path.is_relative_to(self.build) and not path.is_relative_to(tempfile.gettempdir()):
                return match[0]
            try:
                with path.open("rb") as file:
                    found = re.match(rb"ASSET (\S+) (\S+)\n", file.read(300))
            except OSError:
                found = None
            return "{%s %s}" % (found[1].decode(), found[2].decode()) if found else "{file}"
        text = re.sub(r"\bfd=\d+", "fd={fd}", re.sub(r"^tcp::\d+$", "tcp::{port}", text))
        text = re.sub(r"\bfat:rw:/[^,]+", "fat:rw:{folder}", text)
        return re.sub(r"(?<![\w.:}])/(?!dev/)[^,: ]*/[^,: ]*", identity, text)

    def dialogue(self, test: str) -> dict:
        used = {use["asset"] for use in self.files if len(use) > 2}
        files = [use for use in self.files if len(use) > 2 or use["asset"] not in used]
        found = {"devices": self.devices, "files": files, "launches": self.launches, "peer": self.peer, "test": test}
        if self.accelerators:
            found["accelerators"] = self.accelerators
        programs = {key[len("run:"):]: "".join(value) for key, value in recording_answers.of(self.peer).items() if key.startswith("run:")}
        if programs and not any(launch["vm"] == "command" for launch in self.launches):
            found["programs"] = programs
        if "screen" in self.answers:
            found["screen"] = self.answers["screen"][0]
        return found


class Console:
    """A machine's console as a socket and as a file."""

    def __init__(self, vm):
        self.vm = vm

    def send(self, data: bytes):
        self.vm.step({"hear": data.decode().removesuffix("\r").removesuffix("\n")})

    sendall = send

    def makefile(self, *_args, **_kw):
        return self

    def readline(self):
        line = self.vm.recording.answer("console", "")
        self.vm.step({"say": line})
        return line

    def close(self):
        pass


class Machine:
    """The machine of QEMU's framework."""

    recording = None  # of the test that runs

    def __init__(self, binary, args=(), name=None, base_temp_dir=None, **_kw):
        recording = Machine.recording
        self.recording = recording
        if not name or re.fullmatch(r"[0-9a-f]{8}-[0-9a-f-]{27}", name):
            recording.vms += 1
            name = f"vm{recording.vms}"
        self.name = name
        self.binary = binary
        self.args = list(args)
        self.machine = None
        self.console = None
        self.launch_of = None
        self.temp_dir = str(base_temp_dir or recording.build)
        self.monitor = True
        self.console_socket = Console(self)
        self.console_file = Console(self)

    def step(self, step: dict):
        if step.get("say") == str(datetime.now(timezone.utc).year):
            step = {"say": "{year}"}
        if "hear" in step:
            step = {"hear": re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", "{date}", step["hear"])}
        assert self.launch_of is not None, f"{self.name} is not launched"
        self.launch_of["dialogue"].append(step)

    def set_machine(self, name):
        self.machine = name

    def add_args(self, *args):
        self.args += args

    def set_console(self, device_type=None, console_index=0, **more):
        self.console = [device_type, console_index] + ([more] if more else [])

    def set_qmp_monitor(self, enabled=True):
        self.monitor = enabled

    def add_monitor_null(self):
        self.args += ["-monitor", "null"]

    def launch(self):
        args = [self.recording.identify(str(arg)) for arg in self.args]
        self.launch_of = {"args": args, "console": self.console, "dialogue": [], "exits": False,
                          "machine": self.machine, "vm": self.name}
        recorded = re.search(r"rr=record,rrfile=([^,\s]+)", "\n".join(map(str, self.args)))
        if recorded:
            Path(recorded[1]).write_bytes(b"record")
        if "-D" in self.args:
            Path(self.args[self.args.index("-D") + 1]).write_text("insns: 5\n", encoding="ascii")
        if not self.monitor:
            self.launch_of["monitor"] = False
        if "log" in self.recording.answers:
            self.launch_of["log"] = self.recording.answer("log")
        self.recording.launches.append(self.launch_of)

    def wait(self, timeout=30):
        self.launch_of["exits"] = True
        status, output = self.recording.answer("exit", [0, ""])
        if status or output:
            self.launch_of |= {"output": output, "status": status}

    def shutdown(self, hard=False, timeout=30):
        pass

    kill = shutdown

    def is_running(self):
        return not self.launch_of["exits"]

    def exitcode(self):
        return self.launch_of.get("status", 0) if self.launch_of["exits"] else None

    def get_log(self):
        return self.launch_of.get("output", "") or self.recording.answer("log", "")

    def get_pid(self):
        return os.getpid()

    def qmp(self, cmd, args_dict=None, **args):
        arguments = dict(args_dict or {}) | {key.replace("_", "-"): value for key, value in args.items()}
        key = f"hmp:{arguments['command-line']}" if cmd == "human-monitor-command" else cmd
        reply = self.recording.answer(key)
        if reply is None:
            reply = self.recording.answer(key.split(" ")[0], "" if key.startswith("hmp:") else {})
        if cmd == "screendump":
            Path(arguments["filename"]).write_bytes(recording_answers.dump(self.recording.answer("screen")))
        failed = isinstance(reply, dict) and set(reply) == {"error"}
        plain = identified(arguments, self.recording.identify)
        step = {"arguments": plain, "qmp": cmd}
        self.step(step | (reply if failed else {"return": reply} if reply else {}))
        return reply if failed else {"return": reply}

    def cmd(self, cmd, args_dict=None, **args):
        reply = self.qmp(cmd, args_dict, **args)
        if "error" in reply:
            raise RuntimeError(reply["error"]["desc"])
        return reply["return"]

    def event_wait(self, name, timeout=60.0, match=None):
        self.step({"event": name, "match": match})
        return {"event": name, "data": {}}

    def get_qmp_events(self, wait=False):
        return []

    def cancel_event_wait(self):
        pass


def interaction(_test, success, failure, send, keep_sending=False, vm=None):
    """Replace the function of QEMU's framework that everything goes through that is said at a console."""
    vm = vm or _test.vm
    if keep_sending:
        vm.step({"interrupt": send, "say": success})
        return success.encode()
    for line in send.removesuffix("\r").split("\r") if send else ():
        vm.step({"hear": line})
    if success:
        vm.step({"say": success})
    return (success or "").encode()


def asset_by_path(path):
    return Assets.by_path.get(str(path))


class Assets:
    by_path = {}

    @staticmethod
    def fetch(asset):
        path = Machine.recording.build / "download" / asset.hash
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(mark(asset.hash, "-"))
        path.chmod(0o640)
        Assets.by_path[str(path)] = asset
        Machine.recording.use(asset)
        return str(path)


def marked(path) -> tuple:
    with open(path, "rb") as file:
        found = re.match(rb"ASSET (\S+) (\S+)\n", file.read(300))
    return (found[1].decode(), found[2].decode()) if found else (None, None)


HOW = {".xz": "xz", ".gz": "gz", ".zst": "zst", ".zstd": "zstd", ".bz2": "bz2", ".tgz": "gz", ".lzma": "lzma"}
OF_FORMAT = {"gzip": "gz", "zstd": "zstd"}


def record_uncompress(compressed, uncompressed, format=None):
    name = compressed.url.split("?")[0] if hasattr(compressed, "url") else str(compressed)
    how = OF_FORMAT.get(format, format) or HOW[os.path.splitext(name)[1]]
    asset = compressed if hasattr(compressed, "url") else asset_by_path(compressed)
    if asset:
        Machine.recording.use(asset, compress=how)
        Path(uncompressed).write_bytes(mark(asset.hash, "-"))
        return
    of, member = marked(compressed)
    source = next(use for use in Machine.recording.files if use["asset"] == of and use.get("member") == member)
    source["compress"] = how
    Path(uncompressed).write_bytes(mark(of, member))


def path_of(archive):
    return archive._fp.name if isinstance(archive, bz2.BZ2File) else archive


def record_extract(archive, dest, format=None, member=None):
    asset = archive if hasattr(archive, "url") else asset_by_path(path_of(archive))
    assert asset, f"{archive} is no asset"
    how = ({"format": format} if format else {}) | ({"compress": "bz2"} if isinstance(archive, bz2.BZ2File) else {})
    if member is None:
        Machine.recording.use(asset, **how, whole=True)
        Machine.recording.whole.append((asset, Path(dest)))
        for name in Machine.recording.answers.get("members", []):
            make_member(asset, Path(dest), name)
        return
    Machine.recording.use(asset, **how, member=member.removeprefix("./"))
    path = Path(dest) / member
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(mark(asset.hash, member.removeprefix("./")))


def make_member(asset, dest: Path, name: str):
    path = dest / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        Machine.recording.use(asset, member=name)
        path.write_bytes(mark(asset.hash, name))


class Tools:
    """Other programs: they do what the test needs, or nothing."""

    @staticmethod
    def run(command, *_args, **options):
        words = command if isinstance(command, list) else command.split()
        words = [str(word) for word in words]
        name = os.path.basename(words[0])
        if name in ("tail", "dd", "cp"):
            return Tools.real(command, *_args, **options)
        output = Machine.recording.answer("run:" + name, "")
        if "create" in words and name == "qemu-img":
            target = next(word for word in words[2:] if word.startswith("/"))
            Path(target).write_bytes(b"image")
        if words[0] == os.environ["QEMU_TEST_QEMU_BINARY"]:
            args = [Machine.recording.identify(word) for word in words[1:]]
            if not name.startswith("qemu-system-"):
                Machine.recording.launches.append({"args": args, "console": None, "dialogue": [], "exits": True, "machine": None,
                                                   "output": output, "vm": "command"})
                return subprocess.CompletedProcess(words, 0, output, "")
            status, output = Machine.recording.answer("exit", [0, ""])
            machine, args = (args[1], args[2:]) if args[0] == "-M" else (None, args)
            Machine.recording.launches.append({"args": args, "console": None, "dialogue": [], "exits": True, "machine": machine,
                                               "monitor": False, "output": output, "status": status, "vm": "default"})
            return subprocess.CompletedProcess(words, status, "", output)
        if name == "xorriso":
            source = Assets.by_path[words[words.index("-indev") + 1]]
            member, target = words[-2:]
            Path(target).write_bytes(mark(source.hash, member.removeprefix("/")))
        return subprocess.CompletedProcess(words, 0, output, "")

    @staticmethod
    def check_output(command, *args, **options):
        output = Tools.run(command, *args, **options).stdout
        return output if options.get("encoding") or options.get("text") else (output or "").encode()

    real = staticmethod(subprocess.run)


def scratch_file(real):
    def make(self, *names):
        path = Path(real(self, *names))
        for asset, dest in Machine.recording.whole:
            if not path.exists() and path.is_relative_to(dest) and (path.suffix or len(names) > 1) and "members" not in Machine.recording.answers:
                if str(path.relative_to(dest)) not in recording_answers.MADE_BY_TESTS:
                    make_member(asset, dest, str(path.relative_to(dest)))
        return str(path)
    return make


def module(name: str, **content):
    made = types.ModuleType(name)
    made.__dict__.update(content)
    sys.modules[name] = made
    return made


class Launched(Exception):
    output = ""


def anything(*_args, **_kw):
    return lambda test: test


class Gdb:
    """The debugger of QEMU's framework: it notes what it is to do, and walks through addresses that tell the time."""

    TimeoutError = TimeoutError

    def __init__(self, *_args, **_kw):
        self.time = 0
        self.breaks = []

    def cli(self, command, timeout=32.0):
        words = command.split()
        vm = next(reversed(Machine.recording.launches))
        if words[0] in ("stepi", "reverse-stepi", "continue", "reverse-continue", "break"):
            vm["dialogue"].append({"gdb": words[0]})
        self.time += {"stepi": 1, "reverse-stepi": -1}.get(words[0], 0)
        if words[0] == "break":
            self.breaks.append(int(words[1][1:], 0))
        if words[0] == "continue":
            self.time = 100
        if words[0] == "reverse-continue":
            self.time = max(self.breaks) // 4
        self.words = words
        return self

    def get_addr(self):
        return self.time * 4

    def get_log(self):
        return "ReverseStep+ReverseContinue+" + recording_answers.GDB_ARCHITECTURES

    def get_console(self):
        return "Remote debugging using " + self.words[-1]

    def exit(self):
        pass


def too_long(*_args):
    raise TimeoutError(f"it asks for ever: {Machine.recording.launches[-1]['dialogue'][-1:]}")


def load(source: Path, build: Path):
    """Make QEMU's framework importable, with everything replaced that is outside of the tests."""
    functional = source / "tests/functional"
    sys.path[:0] = [str(functional), *(str(path) for path in functional.iterdir() if path.is_dir())]
    sys.dont_write_bytecode = True
    for name, content in recording_answers.LIBRARIES.items():
        module(name, **content)
    machine = module("qemu.machine.machine", VMLaunchFailure=Launched)
    module("qemu", __path__=[])
    module("qemu.machine", QEMUMachine=Machine, machine=machine, __path__=[])
    module("qemu.qmp", QMPClient=None, ConnectError=OSError, __path__=[])
    module("qemu.qmp.legacy", QEMUMonitorProtocol=None)
    module("qemu.utils", kvm_available=anything, tcg_available=anything, hvf_available=lambda *_args, **_kw: False,
           get_info_usernet_hostfwd_port=lambda text: re.search(r"(\d+)", text)[1])
    for key in ALLOWED:
        os.environ["QEMU_TEST_" + key] = "1"
    os.environ |= {"MESON_BUILD_ROOT": str(build), "QEMU_BUILD_ROOT": str(build), "QEMU_TEST_GDB": "gdb",
                   "QEMU_TEST_QEMU_BINARY": "qemu-system-none", "QEMU_TEST_CACHE_DIR": str(build / "cache"),
                   "RESCUE_YL_PATH": str(build / "rescue-yl")}
    (build / "rescue-yl").write_bytes(mark(recording_answers.RESCUE_YL, "-"))
    (build / "pc-bios").mkdir()
    for name in ("edk2-aarch64-code.fd", "edk2-arm-vars.fd"):
        (build / "pc-bios" / name).write_bytes(b"firmware")
    (build / "tests/functional").mkdir(parents=True)
    signal.signal(signal.SIGALRM, too_long)
    subprocess.run = subprocess.check_call = Tools.run
    subprocess.check_output = Tools.check_output
    time.sleep = lambda _seconds: None

    import qemu_test
    from qemu_test import asset, cmd, decorators, linuxkernel, testcase
    asset.Asset.fetch = Assets.fetch
    asset.Asset.available = asset.Asset.valid = lambda self: True
    testcase.uncompress = qemu_test.uncompress = record_uncompress
    testcase.archive_extract = qemu_test.archive_extract = record_extract
    cmd._console_interaction = interaction
    which = lambda tool: f"/usr/bin/{tool}"
    cmd.which = decorators.which = qemu_test.which = which
    qemu_test.GDB = Gdb
    for name in ("skipLockedMemoryTest", "skipIfMissingImports", "skipIfNotMachine", "skipIfMissingCommands"):
        setattr(qemu_test, name, anything)
        setattr(decorators, name, anything)
    base, system = testcase.QemuBaseTest, testcase.QemuSystemTest
    base.scratch_file = scratch_file(base.scratch_file)
    base.setUp = set_up(base.setUp)
    system.set_machine = lambda self, name: setattr(self, "machine", name)
    system.require_netdev = lambda self, name: None
    system.require_device = lambda self, name: remember(Machine.recording.devices, name)
    system.require_accelerator = lambda self, name: name == "tcg" or remember(Machine.recording.accelerators, name)
    linuxkernel.LinuxKernelTest.check_http_download = check_http_download
    linuxkernel.LinuxKernelTest.wait_for_regex_console_pattern = \
        lambda self, success_pattern, failure_pattern=None, timeout=None: self.vm.step({"say": example(success_pattern)})


def check_http_download(self, filename, hashsum, guestport=8080, pythoncmd="python3 -m http.server"):
    """Record the download of a file of the guest: the stand-in serves something that has this hash in its tests."""
    interaction(self, f"Serving HTTP on 0.0.0.0 port {guestport}", None, f"{pythoncmd} {guestport} & sleep 1\r")
    self.vm.step({"download": filename, "port": guestport, "sha256": hashsum})


def set_up(real):
    def do(self):
        real(self)
        self.log.handlers[:] = [handler for handler in self.log.handlers if handler is self._log_fh]
    return do


def remember(names: list, name: str):
    if name not in names:
        names.append(name)


def record(source: Path, build: Path, peer: str, test: str = "") -> dict:
    """Run one of QEMU's tests, and return its dialogue."""
    file, method = peer.split(":")
    target, name = file.removesuffix(".py").split("/")
    arch = test.split(".")[0] if test else target
    os.environ["QEMU_TEST_QEMU_BINARY"] = f"{'qemu' if 'bflt' in name else 'qemu-system'}-{arch}"
    folder = str(source / "tests/functional" / target)
    sys.path.insert(0, folder)
    try:
        for loaded in [key for key, value in sys.modules.items()
                       if key.startswith("test_") and not str(getattr(value, "__file__", "")).startswith(folder + "/")]:
            del sys.modules[loaded]
        loaded = importlib.import_module(name)
    finally:
        sys.path.remove(folder)
    cls = next(value for value in vars(loaded).values() if isinstance(value, type) and issubclass(value, unittest.TestCase)
               and method in dir(value) and value.__module__ in (name, getattr(value, method).__module__)
               and not getattr(value, "abstract", False))
    Machine.recording = Recording(peer, build)
    if getattr(getattr(cls, method), "__unittest_skip__", False):
        setattr(cls, method, getattr(cls, method).__wrapped__)
    run = cls(method)
    for name, replacement in Machine.recording.answers.pop("methods", [{}])[0].items():
        setattr(run, name, types.MethodType(replacement, run))
    result = unittest.TestResult()
    shutil.rmtree(build / "tests/functional", ignore_errors=True)
    (build / "tests/functional").mkdir()
    signal.alarm(SECONDS)
    try:
        run.run(result)
    finally:
        signal.alarm(0)
    problems = [text for _test, text in [*result.errors, *result.failures]] + [f"skipped: {why}" for _t, why in result.skipped]
    if problems:
        raise RuntimeError(f"{peer}: {problems[0]}")
    return Machine.recording.dialogue(test)


def read() -> list:
    return json.loads(RECORD.read_text(encoding="utf-8"))


def write(dialogues: list):
    text = json.dumps(dialogues, indent=1, sort_keys=True)
    RECORD.write_text(text + "\n", encoding="utf-8")


def normal(dialogue: dict) -> dict:
    """Return a dialogue as it is recorded today."""
    dialogue = json.loads(re.sub(r"\bfd=\d+", "fd={fd}", json.dumps(dialogue)))
    for launch in dialogue["launches"]:
        cpu = launch.pop("cpu", None)
        launch["args"] = (["-cpu", cpu] if cpu else []) + launch["args"]
    return dialogue


def compare(source: Path, build: Path, wanted: list) -> int:
    different = 0
    for known in read():
        if wanted and known["test"] not in wanted:
            continue
        try:
            found = record(source, build, known["peer"], known["test"])
        except (OSError, RuntimeError, ModuleNotFoundError, StopIteration) as problem:
            found = (str(problem).strip() or repr(problem)).splitlines()[-1]
        if found != normal(known):
            different += 1
            print(f"{known['test']} ({known['peer']}):")
            if isinstance(found, str):
                print(f"  {found}")
                continue
            for key in sorted(set(found) | set(known)):
                known = normal(known)
                if found.get(key) != known.get(key):
                    print(f"  {key}\n    record {json.dumps(known.get(key))}\n    source {json.dumps(found.get(key))}")
    print(f"{different} differ")
    return int(different > 0)


def main(arguments: list) -> int:
    if len(arguments) < 2 or arguments[0] not in ("show", "add", "compare"):
        print(__doc__, file=sys.stderr)
        return 2
    mode, source, names = arguments[0], Path(arguments[1]).resolve(), arguments[2:]
    with tempfile.TemporaryDirectory() as folder:
        build = Path(folder)
        os.chdir(build)
        load(source, build)
        if mode == "compare":
            return compare(source, build, names)
        dialogues = {dialogue["test"]: dialogue for dialogue in read()}
        failed = 0
        for name in names:
            peer, _, test = name.partition("=")
            try:
                found = record(source, build, peer, test)
            except (OSError, RuntimeError, ModuleNotFoundError, StopIteration) as problem:
                print(name, repr(problem) if not str(problem) else problem, file=sys.stderr)
                failed = 1
                continue
            if mode == "show":
                print(json.dumps(found, indent=1, sort_keys=True))
            else:
                dialogues[test] = found
        if mode == "add":
            write(list(dialogues.values()))
        return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
