"""The demo's doors: a broker, a camera server and a hotline on loopback, as a real city would have them."""

from __future__ import annotations

import http.server
import logging
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path

import psutil

from backend.demo.ports import listens

log = logging.getLogger(__name__)

RTSP_SERVER = Path(__file__).parents[2] / "packaging" / "rtsp_server.py"
SYSTEM_PYTHON = Path("/usr/bin/python3")
"""Debian's Python: the one that its GStreamer bindings belong to."""
READY_WITHIN_S = 20.0
RESTART_AFTER_S = 20.0
"""A door that died stays shut so long: time to see its tiles turn late."""


class DoorError(RuntimeError):
    """A door could not be opened; the message says what to install or free."""


class Door:
    """One child process that listens on a loopback port; started again when it dies."""

    def __init__(self, name: str, command: list[str], port: int, log_file: Path) -> None:
        """Prepare; `open` starts it.

        Args:
            name: for people.
            command: program and arguments.
            port: that it listens on when it is ready.
            log_file: where its output goes.
        """
        self.name, self._command, self._port, self._log_file = name, command, port, log_file
        self._process: subprocess.Popen[bytes] | None = None
        self._died_at: float | None = None

    @property
    def pid(self) -> int | None:
        """Process id while it runs."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def open(self) -> None:
        """Start it and wait until it listens.

        Raises:
            DoorError: it did not start; the end of its output is in the message.
        """
        self._end_orphan()
        if listens(self._port):
            raise DoorError(
                f"{self.name}: port {self._port} is taken; stop the program that uses it, or give other ports"
            )
        with self._log_file.open("ab") as output:
            self._process = subprocess.Popen(self._command, stdout=output, stderr=subprocess.STDOUT)
        self._log_file.with_suffix(".pid").write_text(str(self._process.pid), encoding="ascii")
        until = time.monotonic() + READY_WITHIN_S
        while not listens(self._port):
            if self._process.poll() is not None or time.monotonic() > until:
                said = self._log_file.read_text(encoding="utf-8", errors="replace")[-800:]
                raise DoorError(f"{self.name} did not start on port {self._port}: {said.strip()}")
            time.sleep(0.05)

    def _end_orphan(self) -> None:
        """End the same program of an earlier run that was killed before it could close its doors."""
        try:
            orphan = psutil.Process(int(self._log_file.with_suffix(".pid").read_text(encoding="ascii")))
            if orphan.cmdline() == self._command:
                orphan.terminate()
                orphan.wait(5)
        except (FileNotFoundError, ValueError, psutil.Error):
            return

    def look_after(self) -> None:
        """Note that it died, and start it again after a while."""
        if self._process is None or self._process.poll() is None:
            return
        now = time.monotonic()
        if self._died_at is None:
            self._died_at = now
            log.warning("%s died (code %s)", self.name, self._process.returncode)
        elif now - self._died_at > RESTART_AFTER_S:
            self._died_at = None
            if listens(self._port):  # somebody else opened it: then it is theirs
                self._process = None
                return
            try:
                self.open()
                log.warning("%s is back", self.name)
            except DoorError as error:
                log.warning("%s", error)

    def close(self) -> None:
        """Stop it."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def broker(port: int, run: Path) -> Door:
    """Return a Mosquitto that listens on loopback only.

    Raises:
        DoorError: Mosquitto is not installed.
    """
    program = shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
    if program is None:
        raise DoorError("mosquitto is not installed; run `make setup`")
    config = run / "mosquitto.conf"
    lines = (
        f"listener {port} 127.0.0.1",
        "allow_anonymous true",
        "persistence false",
        "max_queued_messages 0",
        "sys_interval 1",
        "set_tcp_nodelay true",
        "log_dest stdout",
        "log_type error",
        "log_type warning",
    )
    config.write_text("\n".join(lines) + "\n", encoding="ascii")
    return Door("broker", [program, "-c", str(config)], port, run / "broker.log")


def cameras(port: int, clips: Mapping[str, Path | str], run: Path) -> Door:
    """Return an RTSP server with one mount per camera: a clip, or `unix:` and the socket of one that lives.

    Raises:
        DoorError: the system's Python is missing.
    """
    if not SYSTEM_PYTHON.is_file():
        raise DoorError(f"{SYSTEM_PYTHON} is missing; run `make setup`")
    mounts = [f"{mount}={file}" for mount, file in clips.items()]
    command = [str(SYSTEM_PYTHON), str(RTSP_SERVER), "--port", str(port), *mounts]
    return Door("camera server", command, port, run / "rtsp.log")


class _Server(http.server.ThreadingHTTPServer):
    """Says nothing of a client that was killed while it was asking."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Log what happened, unless the other side went away."""
        error = sys.exception()
        if isinstance(error, ConnectionError):
            log.debug("%s went away", client_address)
        else:
            log.error("a question could not be answered", exc_info=error)


class DocumentServer:
    """JSON documents of the city's systems over HTTP, with ETag, on loopback."""

    def __init__(self, port: int, documents: Mapping[str, Callable[[], bytes]]) -> None:
        """Listen on `port`; each question for a path is answered with what its function returns.

        Raises:
            OSError: the port is taken.
        """

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                document = documents.get(self.path.partition("?")[0])
                if document is None:
                    self._answer(404, b"")
                    return
                body = document()
                etag = f'"{sha256(body).hexdigest()[:24]}"'
                if self.headers.get("If-None-Match") == etag:
                    self._answer(304, b"", etag)
                else:
                    self._answer(200, body, etag)

            def _answer(self, status: int, body: bytes, etag: str = "") -> None:
                self.send_response(status)
                if etag:
                    self.send_header("ETag", etag)
                self.send_header("Content-Type", "application/json; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                log.debug(format, *args)

        self._server = _Server(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, name="documents", daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()


class Pace:
    """Seconds of the monotonic clock since it was made."""

    def __init__(self) -> None:
        """Begin now."""
        self._origin = time.monotonic()

    def passed_s(self) -> float:
        """Return the seconds since it was made."""
        return time.monotonic() - self._origin

    def until(self, elapsed_s: float) -> float:
        """Return how long to wait until `elapsed_s` is reached; 0 if it is past."""
        return max(self._origin + elapsed_s - time.monotonic(), 0.0)
