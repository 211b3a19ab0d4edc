"""Zalo: notifications by registered template (ZNS) and messages of the Official Account (OA)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any, Literal

from backend.channels.base import ChannelConfig, Inbox, Incoming, Means, Outgoing, Receipt, Secrets
from backend.channels.carrying.addresses import check_url, plain_http
from backend.channels.carrying.http import Answer, Caller, NoAnswerError, by_status
from backend.channels.carrying.link import Link
from backend.channels.carrying.reports import RefusedReportError, decoded, need_secret
from backend.channels.carrying.secrets import SecretMissingError, quoted, secret
from backend.channels.carrying.zalo_events import Event, incoming
from backend.channels.carrying.zalo_status import TOKEN_INVALID, refusal
from backend.channels.carrying.zalo_tokens import TokenKeeper, TokenRefusedError, Tokens
from backend.contract.state import Text

_MAX_TRACKING = 48


class Config(ChannelConfig, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of a Zalo application with its Official Account."""

    service: Literal["zns", "oa"] = "zns"
    """zns: to a phone number, by template; oa: to a Zalo user id, free text."""
    oa_kind: Literal["cs", "transaction", "promotion"] = "cs"
    """Of OA messages: advice within the days after the user wrote, transaction, promotion."""
    oa_template: str = "transaction_order"
    """Template type of OA messages other than `cs`."""
    app_id: str
    """Number of the application at Zalo."""
    app_key_secret: str
    """Name in the keyring of the application's secret key."""
    token_secret: str
    """Name in the keyring of the tokens: put the refresh token there once, we keep both from then on."""
    oa_key_secret: str = ""
    """Name in the keyring of the Official Account's secret key, which signs events."""
    development: bool = False
    """ZNS in development mode: only to administrators of the application."""
    repeat_unknown: bool = True
    """Try again where nobody knows whether it arrived: never lost, at worst twice."""
    zns_url: str = "https://business.openapi.zalo.me"
    """Where ZNS is."""
    oa_url: str = "https://openapi.zalo.me"
    """Where the OA is."""
    oauth_url: str = "https://oauth.zaloapp.com"
    """Where tokens are renewed."""

    def __post_init__(self) -> None:
        """Check addresses."""
        super().__post_init__()
        for field in ("zns_url", "oa_url", "oauth_url"):
            check_url(field, getattr(self, field))

    def problems(self) -> list[str]:
        """Say what is not safe or will not arrive."""
        found = [
            words
            for field in ("zns_url", "oa_url", "oauth_url")
            for words in plain_http(field, getattr(self, field))
        ]
        if self.development:
            found.append("`development` is on: only administrators of the application receive anything")
        return found


class Channel:
    """Asks Zalo, with a token that is renewed when need be."""

    def __init__(self, config: Config, means: Means) -> None:
        """Make the channel; the first message connects."""
        self._config, self._means = config, means
        base = config.zns_url if config.service == "zns" else config.oa_url
        self._caller = Caller(config.timeout_s, Link(config.id, base), means.clock)
        self._tokens = TokenKeeper(config.token_secret, means, self._renew)

    async def send(self, out: Outgoing) -> Receipt:
        """Send one message; a token that is not valid any more is renewed, and the message sent once more."""
        if self._config.service == "zns" and not out.template_id:
            return _no_template()
        try:
            token = await self._tokens.valid()
            answer = await self._ask(out, token)
            if _code(answer) in TOKEN_INVALID:
                token = await self._tokens.valid(other_than=token)
                answer = await self._ask(out, token)
        except SecretMissingError as error:
            return error.receipt()
        except TokenRefusedError as error:
            return Receipt("failed", reason=error.words, again=error.again)
        except NoAnswerError as error:
            return error.receipt(repeat=self._config.repeat_unknown)
        return self._judge(answer, token)

    async def _ask(self, out: Outgoing, token: str) -> Answer:
        url, fields = self._zns(out) if self._config.service == "zns" else self._oa(out)
        return await self._caller.ask("POST", url, json=fields, headers={"access_token": token})

    def _zns(self, out: Outgoing) -> tuple[str, dict[str, Any]]:
        fields: dict[str, Any] = {
            "phone": out.to,
            "template_id": out.template_id,
            "template_data": out.fields,
            "tracking_id": tracking_id(out.key),
        }
        if self._config.development:
            fields["mode"] = "development"
        return f"{self._config.zns_url}/message/template", fields

    def _oa(self, out: Outgoing) -> tuple[str, dict[str, Any]]:
        config = self._config
        message: dict[str, Any] = {"text": out.body}
        if config.oa_kind != "cs":
            elements = [{"type": "header", "content": out.subject}, {"type": "text", "content": out.body}]
            payload = {"template_type": config.oa_template, "language": "VI", "elements": elements}
            message = {"attachment": {"type": "template", "payload": payload}}
        url = f"{config.oa_url}/v3.0/oa/message/{config.oa_kind}"
        return url, {"recipient": {"user_id": out.to}, "message": message}

    def _judge(self, answer: Answer, token: str) -> Receipt:
        failed = by_status(answer, [token])
        if failed is not None:
            return failed
        code, found = _code(answer), answer.json()
        if code is None:
            said = quoted(answer.body, [token])
            reason = Text(
                f"Không đọc được câu trả lời của Zalo: {said}", f"Zalo's answer cannot be read: {said}"
            )
            return Receipt("unknown", reason=reason, again=self._config.repeat_unknown)
        if code != 0:
            return refusal(code, quoted(str(found.get("message", "")), [token]), self._means.clock.now())
        data = found.get("data")
        ids = data if isinstance(data, dict) else {}
        return Receipt("sent", remote_id=str(ids.get("msg_id") or ids.get("message_id") or ""))

    async def _renew(self, refresh_token: str) -> Tokens:
        """Ask Zalo for new tokens; the old refresh token is void from then on."""
        key = await secret(self._means.secrets, self._config.app_key_secret)
        answer = await self._caller.ask(
            "POST",
            f"{self._config.oauth_url}/v4/oa/access_token",
            data={
                "refresh_token": refresh_token,
                "app_id": self._config.app_id,
                "grant_type": "refresh_token",
            },
            headers={"secret_key": key},
        )
        return Tokens.of(answer, self._means.clock.now(), hidden=[key, refresh_token])

    async def run(self, inbox: Inbox) -> None:
        """Return: events come by the gateway (`parse_report`)."""

    async def close(self) -> None:
        """End the connection; a renewal under way is finished first."""
        await self._tokens.close()
        await self._caller.close()


def tracking_id(key: str) -> str:
    """Return our key as Zalo takes it: at most 48 characters."""
    return key if len(key) <= _MAX_TRACKING else hashlib.sha256(key.encode()).hexdigest()[:_MAX_TRACKING]


def _code(answer: Answer) -> int | None:
    """Return Zalo's error number, 0 if it took the message, None if there is none."""
    found = answer.json()
    code = found.get("error") if isinstance(found, dict) else None
    return code if isinstance(code, int) else None


def _no_template() -> Receipt:
    reason = Text(
        "Tin ZNS cần mã mẫu đã đăng ký với Zalo: điền `template_id` vào mẫu tin",
        "A ZNS message needs a template registered at Zalo: fill in `template_id` of the message template",
    )
    return Receipt("failed", reason=reason)


def parse_report(config: Config, body: bytes, headers: Mapping[str, str], secrets: Secrets) -> list[Incoming]:
    """Read an event of the Official Account: received, seen, or a user's message.

    Source: the signature is `mac=` and SHA-256 over app id, body, time stamp and the OA's secret key.

    Raises:
        RefusedReportError: the signature or the contents are wrong.
    """
    event = decoded(body, Event)
    key = need_secret(secrets, config.oa_key_secret, "oa_key_secret")
    text = config.app_id.encode() + body + event.timestamp.encode() + key.encode()
    expected = "mac=" + hashlib.sha256(text).hexdigest()
    given = headers.get("x-zevent-signature", "")
    if not hmac.compare_digest(expected.encode(), given.encode()):
        raise RefusedReportError(
            "X-ZEvent-Signature does not fit: is `oa_key_secret` the OA's key?", forged=True
        )
    return incoming(event)
