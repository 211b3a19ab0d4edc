"""What the peers that speak HTTP share: reading a request, answering, one thread for each connection."""

import argparse
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.peers.record import Record, announce


class Handler(BaseHTTPRequestHandler):
    """One request; subclasses say in `take` what comes of it."""

    protocol_version = "HTTP/1.1"
    record: Record

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        url = urlsplit(self.path)
        self.query = dict(parse_qsl(url.query))
        self.take(url.path, raw.decode("utf-8", "replace"))

    def do_GET(self) -> None:
        if self.path == "/record":
            self.answer(200, self.record.items)
        else:
            self.do_POST()

    do_PUT = do_POST  # noqa: N815 - named by http.server

    def take(self, path: str, text: str) -> None:
        raise NotImplementedError

    def fields(self, text: str) -> dict[str, Any]:
        """Return what was sent: JSON, a form, or the query."""
        if not text:
            return dict(self.query)
        try:
            found = json.loads(text)
        except ValueError:
            return dict(parse_qsl(text))
        return found if isinstance(found, dict) else {}

    def answer(self, status: int, body: Any, **headers: str) -> None:
        raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(raw)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(raw)

    def cut(self, part: bytes = b"") -> None:
        """Close the line, perhaps in the middle of an answer."""
        if part:
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(part)
            self.wfile.flush()
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Stay silent: the record says it all."""


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is what these peers are for."""


def main(doc: str, handler: type[Handler], commands: "dict[str, Any] | None" = None) -> None:
    """Serve until killed; lines on standard input name `commands`."""
    parser = argparse.ArgumentParser(description=doc)
    parser.add_argument("--port", type=int, default=0, help="0: any free one; it is written to stdout")
    parser.add_argument("--record", type=Path, default=None, help="JSON Lines of what came in")
    options = parser.parse_args()
    handler.record = Record(options.record)
    server = Server(("127.0.0.1", options.port), handler)
    announce(server.server_port)
    threading.Thread(target=_obey, args=(commands or {},), daemon=True).start()
    server.serve_forever()


def _obey(commands: dict[str, Any]) -> None:
    for line in sys.stdin:
        if line.strip() in commands:
            commands[line.strip()]()
