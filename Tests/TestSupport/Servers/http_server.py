"""A webhook receiver for tests: http_server.py SECRET. Prints its port, then one JSON line a request.

The path says how it answers: /status/N, /slow/MILLISECONDS, /after/VALUE (429 with Retry-After), /redirect, /hang,
/silent-cut, /cut-again (answers the first request on a connection, and hangs up at the second), /endless, /headers,
/trailer (200, and after the body a header line more). Signatures are checked here with Python's own hmac.
"""
import base64
import hashlib
import hmac
import json
import os
import socketserver
import sys
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler

secret = base64.b64decode(sys.argv[1].removeprefix("whsec_"))


speaking = threading.Lock()


def say(**event):
    with speaking:  # requests come in several threads, and a line is one
        print(json.dumps(event), flush=True)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *words):
        pass

    def do_GET(self):
        say(event="followed", path=self.path)
        self.answer(200)

    def answer(self, status, headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        signed = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode() + body
        good = "v1," + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
        signatures = self.headers["webhook-signature"].split(" ")
        say(event="request", path=self.path, headers={k.lower(): v for k, v in self.headers.items()},
            body=json.loads(body), size=len(body), signed=good in signatures, signatures=len(signatures))
        kind, _, value = self.path.lstrip("/").partition("/")
        if kind == "status":
            self.answer(int(value))
        elif kind == "slow":
            time.sleep(int(value) / 1000)
            self.answer(204)
        elif kind == "after":
            self.answer(429, [("Retry-After", urllib.parse.unquote(value))])
        elif kind == "redirect":
            self.answer(302, [("Location", "/status/200")])
        elif kind == "hang":
            time.sleep(3600)
        elif kind == "trailer":
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.send_header("Trailer", "Server-Timing")
            self.end_headers()
            self.wfile.write(b"2\r\nok\r\n0\r\nServer-Timing: total;dur=3\r\n\r\n")
        elif kind == "silent-cut":
            self.close_connection = True
        elif kind == "cut-again":
            if hasattr(self, "has_answered"):
                self.close_connection = True
            else:
                self.has_answered = True
                self.answer(204)
        elif kind == "endless":
            self.send_response(200)
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b"x" * 65536)
            except OSError:
                say(event="stopped")
                self.close_connection = True
        elif kind == "headers":
            self.send_response(200)
            for number in range(1000):
                self.send_header(f"X-Filler-{number}", "x" * 100)
            self.answer(200)


class Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        pass


server = Server(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
say(event="listening", port=server.server_address[1])
sys.stdin.read()
os._exit(0)
