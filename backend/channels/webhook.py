"""JSON by HTTP POST to another system, signed, with an idempotency key."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from backend.channels.base import ChannelConfig, Inbox, Incoming, Means, Outgoing, Receipt, Secrets
from backend.channels.carrying.addresses import check_url, plain_http
from backend.channels.carrying.http import Caller, NoAnswerError, by_status
from backend.channels.carrying.link import Link
from backend.channels.carrying.reports import RefusedReportError, decoded, need_secret
from backend.channels.carrying.secrets import SecretMissingError, quoted, secret

_SIGNATURE, _TIME = "X-Toancanh-Signature", "X-Toancanh-Time"
_CONFLICT = 409


class Config(ChannelConfig, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of a webhook."""

    url: str
    """Where to POST to, http or https."""
    headers: dict[str, str] = msgspec.field(default_factory=dict)
    """Sent with each message; never a secret."""
    sign_secret: str = ""
    """Name of the signing key in the keyring; empty: unsigned."""
    token_secret: str = ""
    """Name of a token in the keyring, sent as `Authorization: Bearer …`."""
    ca_file: str = ""
    """Certificates to trust; empty: the usual ones."""

    def __post_init__(self) -> None:
        """Check the address and headers."""
        super().__post_init__()
        check_url("url", self.url)
        if any(name.lower() == "authorization" for name in self.headers):
            raise ValueError("`headers` must not hold a secret: use `token_secret`")

    def problems(self) -> list[str]:
        """Say what is not safe."""
        unsigned = [] if self.sign_secret else ["nothing is signed: name a signing key in `sign_secret`"]
        return plain_http("url", self.url) + unsigned


def signature(key: str, time: str, body: bytes) -> str:
    """Return what goes into X-Toancanh-Signature: HMAC-SHA256 over time, a point and the body."""
    return "sha256=" + hmac.new(key.encode(), time.encode() + b"." + body, hashlib.sha256).hexdigest()


class Channel:
    """Posts to one address."""

    def __init__(self, config: Config, means: Means) -> None:
        """Make the channel; the first message connects."""
        self._config, self._means = config, means
        self._caller = Caller(config.timeout_s, Link(config.id, config.url), means.clock, config.ca_file)

    async def send(self, out: Outgoing) -> Receipt:
        """Post one message; 2xx and 409 (known already) mean that the other side has it."""
        body = _body(out)
        config = self._config
        headers = {**config.headers, "Content-Type": "application/json", "Idempotency-Key": out.key}
        hidden = []
        try:
            if config.token_secret:
                hidden.append(await secret(self._means.secrets, config.token_secret))
                headers["Authorization"] = f"Bearer {hidden[0]}"
            if config.sign_secret:
                hidden.append(await secret(self._means.secrets, config.sign_secret))
                headers[_TIME] = f"{self._means.clock.now():.0f}"
                headers[_SIGNATURE] = signature(hidden[-1], headers[_TIME], body)
            answer = await self._caller.ask("POST", config.url, content=body, headers=headers)
        except SecretMissingError as error:
            return error.receipt()
        except NoAnswerError as error:
            return error.receipt()
        found = None if answer.status == _CONFLICT else by_status(answer, hidden)
        return found or Receipt("sent", remote_id=_remote_id(answer.json()))

    async def run(self, inbox: Inbox) -> None:
        """Return: reports come by the gateway (`parse_report`)."""

    async def close(self) -> None:
        """End the connection."""
        await self._caller.close()


def _body(out: Outgoing) -> bytes:
    message = {
        "message_id": out.message_id,
        "key": out.key,
        "to": out.to,
        "to_name": out.to_name,
        "subject": out.subject,
        "body": out.body,
        "template_id": out.template_id,
        "fields": out.fields,
        "at": out.at,
        "attachment": {"media_type": out.media_type, "data": out.data} if out.data is not None else None,
    }
    return msgspec.json.encode(message)


def _remote_id(answer: Any) -> str:
    found = answer.get("id", "") if isinstance(answer, dict) else ""
    return quoted(str(found)) if isinstance(found, str | int) else ""


class _Report(msgspec.Struct, frozen=True):
    key: str = ""
    id: str = ""
    state: Literal["", "sent", "delivered", "failed", "unknown"] = ""
    text: str = ""
    address: str = ""
    at: float = 0.0


def parse_report(config: Config, body: bytes, headers: Mapping[str, str], secrets: Secrets) -> list[Incoming]:
    """Read what the other system says of a message, or its reply, signed like our own messages.

    The JSON object holds `key` or `id` of the message, `state` (sent, delivered, failed, unknown; none: a
    reply), and perhaps `text`, `address` and `at`.

    Raises:
        RefusedReportError: the signature or the contents are wrong.
    """
    key = need_secret(secrets, config.sign_secret, "sign_secret")
    expected = signature(key, headers.get(_TIME.lower(), ""), body)
    if not hmac.compare_digest(expected.encode(), headers.get(_SIGNATURE.lower(), "").encode()):
        raise RefusedReportError(f"{_SIGNATURE} does not fit time and body", forged=True)
    found = decoded(body, _Report)
    kind: Literal["report", "reply"] = "report" if found.state else "reply"
    return [Incoming(kind, found.id, found.key, found.state, found.address, found.text, found.at)]
