"""The demo's post office on loopback: a mail server and an SMS gateway that keep what they are given.

Both know a message by its key and keep it once, as real ones do.
"""

from __future__ import annotations

import argparse
import http.server
import json
import signal
import threading
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

SMS_PATH = "/sms"


class Record:
    """Messages that arrived, one JSON line each; a key that is known is not written again."""

    def __init__(self, file: Path) -> None:
        """Append to `file`."""
        self._file, self._lock = file, threading.Lock()
        file.parent.mkdir(parents=True, exist_ok=True)
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        self._keys = {json.loads(line)["key"] for line in lines}

    def note(self, message: dict[str, str]) -> bool:
        """Keep a message; return False if its key is known."""
        with self._lock:
            if message["key"] in self._keys:
                return False
            self._keys.add(message["key"])
            with self._file.open("a", encoding="utf-8") as out:
                out.write(json.dumps(message, ensure_ascii=False) + "\n")
            return True


class MailHandler:
    """Takes e-mails."""

    def __init__(self, record: Record) -> None:
        """Keep them in `record`."""
        self._record = record

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take one e-mail."""
        content = envelope.content or b""
        raw = content.encode() if isinstance(content, str) else content
        letter = message_from_bytes(raw, policy=policy.default)
        body = letter.get_body(("plain",))
        self._record.note(
            {
                "by": "e-mail",
                "key": str(letter["X-Toancanh-Key"] or letter["Message-ID"]),
                "to": ", ".join(envelope.rcpt_tos),
                "subject": str(letter["Subject"]),
                "body": str(body.get_content()) if body is not None else "",
            }
        )
        return "250 OK"


def gateway(port: int, record: Record) -> http.server.ThreadingHTTPServer:
    """Return an SMS gateway that listens on loopback.

    Raises:
        OSError: the port is taken.
    """

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            try:
                given = json.loads(self.rfile.read(min(length, 65_536)))
            except ValueError:
                self._answer(400, {"CodeResult": "99", "ErrorMessage": "no JSON"})
                return
            key = str(given.get("RequestId", ""))
            message = {"by": "sms", "key": key, "to": str(given.get("Phone", "")), "subject": ""}
            new = record.note(message | {"body": str(given.get("Content", ""))})
            code = {"CodeResult": "100" if new else "124", "SMSID": key[:16]}
            self._answer(200 if self.path == SMS_PATH else 404, code)

        def _answer(self, status: int, body: dict[str, Any]) -> None:
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: the record has it."""

    return http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)


def main() -> None:
    """Keep the post office open until asked to end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smtp", type=int, required=True)
    parser.add_argument("--sms", type=int, required=True)
    parser.add_argument("--record", type=Path, required=True)
    arguments = parser.parse_args()
    record = Record(arguments.record)
    mail = Controller(MailHandler(record), hostname="127.0.0.1", port=arguments.smtp)
    mail.start()
    server = gateway(arguments.sms, record)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever()
    mail.stop()


if __name__ == "__main__":
    main()
