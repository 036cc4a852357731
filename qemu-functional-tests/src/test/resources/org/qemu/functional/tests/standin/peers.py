"""What the stand-in for QEMU talks to a test by, beside console and monitor: gdbstub, a guest's HTTP server, VNC, its screen."""

import queue
import re
import socket
import struct
import threading
from pathlib import Path

# Most machines need none of it, so random and http.server are imported where they are.

WIDTH, HEIGHT = 640, 480
PICTURE = 80  # the width and height of a picture that is an asset


def picture(asset: str) -> bytes:
    """The pixels of a picture, which no other picture has."""
    import random
    return random.Random(asset).randbytes(3 * PICTURE * PICTURE)


def ppm(width: int, height: int, pixels: bytes) -> bytes:
    return b"P6\n%d %d\n255\n" % (width, height) + pixels


def screen(shown: dict) -> tuple:
    """The width, the height and the pixels of a screen that shows a picture some times."""
    width, height = shown.get("size", (WIDTH, HEIGHT))
    pixels = bytearray(3 * width * height)
    text = shown.get("text", "").encode()
    pixels[:len(text)] = text
    if "picture" in shown:
        of_picture = picture(shown["picture"])
        for line in range(PICTURE):
            row = of_picture[3 * PICTURE * line:3 * PICTURE * (line + 1)] * shown["times"]
            pixels[3 * width * line:3 * width * line + len(row)] = row
    return width, height, bytes(pixels)


class Gdbstub(threading.Thread):
    """A gdbstub of a machine whose instructions have 4 bytes each and never jump."""

    OPERATIONS = {"s": "stepi", "bs": "reverse-stepi", "c": "continue", "bc": "reverse-continue"}
    REGISTERS = '<target><architecture>aarch64</architecture><reg name="pc" bitsize="64" regnum="0"/></target>'
    END = 400

    def __init__(self, path: str):
        super().__init__(daemon=True)
        self.server = socket.socket(socket.AF_UNIX)
        self.server.bind(path)
        self.server.listen()
        self.operations = queue.Queue()
        self.pc = 0
        self.breakpoints = []
        self.start()

    def run(self):
        connection, _address = self.server.accept()
        rest = b""
        while True:
            packet = re.search(rb"\$([^#]*)#..", rest)
            if packet:
                rest = rest[packet.end():]
                answer = self.answer(packet[1].decode()).encode()
                connection.sendall(b"+$%s#%02x" % (answer, sum(answer) % 256))
                continue
            more = connection.recv(65536)
            if not more:
                return
            rest += more

    def answer(self, packet: str) -> str:
        if packet.startswith("qSupported"):
            return "PacketSize=1000;ReverseStep+;ReverseContinue+;qXfer:features:read+"
        if packet.startswith("qXfer:features"):
            return "l" + self.REGISTERS
        if packet.startswith("p"):
            return struct.pack("<Q", self.pc).hex()
        if packet.startswith("Z0,"):
            self.breakpoints.append(int(packet.split(",")[1], 16))
            self.operations.put("break")
            return "OK"
        if packet in self.OPERATIONS:
            self.move(packet)
            self.operations.put(self.OPERATIONS[packet])
        return "T05thread:01;" if packet == "?" or packet in self.OPERATIONS else ""

    def move(self, packet: str):
        if packet == "c":
            self.pc = min((at for at in self.breakpoints if at > self.pc), default=self.END)
        elif packet == "bc":
            self.pc = max((at for at in self.breakpoints if at < self.pc), default=0)
        else:
            self.pc += 4 if packet == "s" else -4


class GuestFile:
    """A guest's HTTP server for one file, at a port of the host. Its content is a mark that tells the hash that it must have."""

    def __init__(self, path: str, sha256: str):
        from http.server import BaseHTTPRequestHandler, HTTPServer
        wanted = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                wanted.append(self.path)
                self.send_response(200)
                self.end_headers()
                self.wfile.write(f"ASSET {sha256} -\n".encode())

            def log_message(self, *_args):
                pass

        self.wanted = wanted
        self.path = path
        self.server = HTTPServer(("127.0.0.1", 0), Handler)

    def usernet(self, port: int) -> str:
        """The output of `info usernet`."""
        return ("Hub -1 (n1):\r\n  Protocol[State]    FD  Source Address  Port   Dest. Address  Port RecvQ SendQ\r\n"
                f"  TCP[HOST_FORWARD]  12       127.0.0.1 {self.server.server_port}       10.0.2.15  {port}     0     0\r\n")

    def serve(self) -> str:
        """Serve one file, and return which one was asked for."""
        self.server.handle_request()
        self.server.server_close()
        return self.wanted[0]


class Vnc(threading.Thread):
    """Shows an empty screen whenever that is asked for, to one client that takes 32 bits a pixel as they are."""

    def __init__(self, shown: dict):
        super().__init__(daemon=True)
        self.width, self.height = shown.get("size", (WIDTH, HEIGHT))
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.client = None
        self.start()

    def run(self):
        try:
            self.client, _address = self.server.accept()
            self.serve()
        except (EOFError, OSError):
            pass  # the client went away

    def serve(self):
        self.client.sendall(b"RFB 003.008\n")
        self.take(12)
        self.client.sendall(b"\1\1")  # no password
        self.take(1)
        self.client.sendall(bytes(4))
        self.take(1)
        name = b"stand-in"
        self.client.sendall(struct.pack(">HH16xI", self.width, self.height, len(name)) + name)
        while True:
            kind = self.take(1)[0]
            if kind == 2:
                self.take(4 * struct.unpack(">xH", self.take(3))[0])
            else:
                self.take({0: 19, 3: 9}.get(kind, 7))
            if kind == 3:
                update = struct.pack(">BxHHHHHi", 0, 1, 0, 0, self.width, self.height, 0)
                self.client.sendall(update + bytes(4 * self.width * self.height))

    def take(self, length: int) -> bytes:
        data = self.client.recv(length, socket.MSG_WAITALL)
        if len(data) < length:
            raise EOFError
        return data


def write_screen(file: str, shown: dict):
    width, height, pixels = screen(shown)
    Path(file).write_bytes(ppm(width, height, pixels))
