"""An SMTP server that keeps what it receives; the recipient's local part says how it misbehaves.

    python -m tests.peers.smtp --port 8025 --record mail.jsonl [--login USER:PASSWORD] [--tls CERT KEY]

refuse@ is refused with 550, later@ with 451, reject@ after its data with 554, busy@ with 421 and the line
is closed, slow@ answers after --slow seconds, cut@ closes the line after the data. All others are kept.
"""

import argparse
import asyncio
import ssl
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from tests.peers.record import Record, announce


class Mailbox:
    """Answers as the recipient asks."""

    def __init__(self, record: Record, slow_s: float) -> None:
        self._record, self._slow_s = record, slow_s

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        answers = {
            "refuse": "550 5.1.1 no such mailbox",
            "later": "451 4.2.0 greylisted, come back",
            "busy": "421 4.3.2 closing",
        }
        local = address.partition("@")[0]
        if local in answers:
            return answers[local]
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        local = envelope.rcpt_tos[0].partition("@")[0]
        raw = envelope.content if isinstance(envelope.content, bytes) else b""
        message = message_from_bytes(raw, policy=policy.default)
        body = message.get_body(("plain",))
        self._record.add(
            to=list(envelope.rcpt_tos),
            sender=envelope.mail_from,
            key=message["X-Toancanh-Key"] or "",
            message_id=message["Message-ID"],
            subject=message["Subject"],
            headers={name: str(value) for name, value in message.items()},
            body=body.get_content() if body else "",
            attachments=[[one.get_content_type(), one.get_filename()] for one in message.iter_attachments()],
            peer=list(session.peer or ()),
            accepted=local != "reject",
        )
        if local == "slow":
            await asyncio.sleep(self._slow_s)
        if local == "cut" and server.transport is not None:
            server.transport.abort()
        return "554 5.7.1 we do not want this" if local == "reject" else "250 2.0.0 kept"


def _login(pair: str) -> Any:
    user, _, password = pair.partition(":")

    def check(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        right = (data.login, data.password) == (user.encode(), password.encode())
        return AuthResult(success=right, handled=False)

    return check


async def serve(options: argparse.Namespace) -> None:
    context = None
    if options.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*options.tls)
    mailbox = Mailbox(Record(options.record), options.slow)
    extra: dict[str, Any] = {"tls_context": context, "require_starttls": context is not None}
    if options.login:
        extra |= {
            "authenticator": _login(options.login),
            "auth_required": True,
            "auth_require_tls": bool(context),
        }

    def make() -> SMTP:
        return SMTP(mailbox, hostname="mail.test", enable_SMTPUTF8=True, **extra)

    loop = asyncio.get_running_loop()
    server = await loop.create_server(make, "127.0.0.1", options.port)
    announce(server.sockets[0].getsockname()[1])
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--record", type=Path, default=None)
    parser.add_argument("--login", default="")
    parser.add_argument("--tls", nargs=2, default=None)
    parser.add_argument("--slow", type=float, default=5.0)
    asyncio.run(serve(parser.parse_args()))
