"""A web server on loopback that sends to each connection at a bounded rate, and counts what it sends."""

import collections
import hashlib
import http.server
import random
import threading
import time


class SlowServer:
    """Serves /0, /1 … of the given sizes in bytes, each at `rate` bytes a second a connection."""

    def __init__(self, sizes, rate):
        self.files = [random.Random(seed).randbytes(size) for seed, size in enumerate(sizes)]
        self.hashes = [hashlib.sha256(content).hexdigest() for content in self.files]
        self.requests = collections.Counter()  # by number of the file
        self.sent = collections.Counter()  # bytes of bodies, by number of the file
        self.lock = threading.Lock()
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                server.answer(self, int(self.path.lstrip("/")), rate)

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, *_):
                pass  # a killed client

        self.http = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def url(self, number):
        return f"http://127.0.0.1:{self.http.server_address[1]}/{number}"

    def assets(self):
        """URL and hash of each file."""
        return [(self.url(i), content_hash) for i, content_hash in enumerate(self.hashes)]

    def answer(self, handler, number, rate):
        content = self.files[number]
        etag = f'"{self.hashes[number][:16]}"'
        start = 0
        wanted = handler.headers.get("Range", "")
        if wanted.startswith("bytes=") and handler.headers.get("If-Range", etag) == etag:
            start = int(wanted[len("bytes=") :].split("-")[0])
        with self.lock:
            self.requests[number] += 1
        handler.send_response(206 if start else 200)
        if start:
            handler.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        handler.send_header("ETag", etag)
        handler.send_header("Content-Length", str(len(content) - start))
        handler.end_headers()
        began = time.monotonic()
        step = max(1, rate // 20)
        for at in range(start, len(content), step):
            piece = content[at : at + step]
            handler.wfile.write(piece)
            with self.lock:
                self.sent[number] += len(piece)
            ahead = (at + len(piece) - start) / rate - (time.monotonic() - began)
            if ahead > 0:
                time.sleep(ahead)

    def close(self):
        self.http.shutdown()
        self.http.server_close()
