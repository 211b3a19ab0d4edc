"""Text messages by the HTTP gateway of an SMS provider: one template fits eSMS and its like."""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal
from urllib.parse import parse_qsl, quote

import msgspec

from backend.channels.base import ChannelConfig, Inbox, Incoming, Means, Outgoing, Receipt, Secrets
from backend.channels.carrying.addresses import check_url, plain_http
from backend.channels.carrying.http import Answer, Caller, NoAnswerError, by_status
from backend.channels.carrying.link import Link
from backend.channels.carrying.reports import RefusedReportError, need_secret
from backend.channels.carrying.secrets import SecretMissingError, quoted, secret
from backend.channels.carrying.sms_text import is_gsm7
from backend.contract.state import Text

_BLANK = re.compile(r"\{(to|body|key|sender|unicode|secret:[\w.-]+)\}")
_ANY_BLANK = re.compile(r"\{[a-z][\w:.-]*\}")
_State = Literal["sent", "delivered", "failed", "unknown"]


class Reports(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the gateway reports, by a request to our address, what became of a message."""

    token_secret: str
    """Name in the keyring of the token that the callback address carries, since such reports are unsigned."""
    token_field: str = "token"  # noqa: S105 - the name of a field
    """Query field in which the callback address carries it."""
    id_field: str = ""
    """Field with the gateway's name of the message."""
    key_field: str = ""
    """Field with our key."""
    to_field: str = ""
    """Field with the number."""
    state_field: str
    """Field with the state."""
    states: dict[str, _State]
    """The gateway's states in our words; others: unknown."""
    from_field: str = ""
    """Field with the number of somebody who answers; empty: answers do not come in this way."""
    text_field: str = ""
    """Field with the words of an answer; a request that has it is an answer, no report."""

    def __post_init__(self) -> None:
        """Check what belongs together."""
        if bool(self.from_field) != bool(self.text_field):
            raise ValueError("give both `from_field` and `text_field`, or neither")


class Config(ChannelConfig, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of an SMS gateway. Blanks: {to} {body} {key} {sender} {unicode} {secret:NAME}."""

    url: str
    """Address of the gateway, http or https; may hold blanks."""
    method: Literal["POST", "GET", "PUT"] = "POST"
    """HTTP method."""
    headers: dict[str, str] = msgspec.field(default_factory=dict)
    """Sent with each message; values may hold blanks."""
    body: dict[str, Any] = msgspec.field(default_factory=dict)
    """Fields to send; texts in it may hold blanks."""
    encoding: Literal["json", "form", "query"] = "json"
    """How the fields are sent."""
    sender: str = ""
    """Registered brand name, for {sender}."""
    code_field: str = ""
    """JSON pointer to the code in the answer, e.g. `/CodeResult`; empty: HTTP 2xx is success."""
    ok_codes: tuple[str, ...] = ()
    """Codes that mean: taken."""
    duplicate_codes: tuple[str, ...] = ()
    """Codes that mean: this key is known, so the message was taken before."""
    again_codes: tuple[str, ...] = ()
    """Codes after which another attempt makes sense."""
    id_field: str = ""
    """JSON pointer to the gateway's name of the message."""
    words_field: str = ""
    """JSON pointer to the gateway's words on a failure."""
    max_chars: int = 612
    """A longer text is refused here."""
    repeat_unknown: bool = True
    """Try again where nobody knows whether it arrived: never lost; twice at worst, if it knows no keys."""
    reports: Reports | None = None
    """How delivery reports come in."""
    ca_file: str = ""
    """Certificates to trust; empty: the usual ones."""

    def __post_init__(self) -> None:
        """Check the address and every blank."""
        super().__post_init__()
        check_url("url", self.url)
        for text in _texts([self.url, self.headers, self.body]):
            wrong = [one for one in _ANY_BLANK.findall(text) if not _BLANK.fullmatch(one)]
            if wrong:
                raise ValueError(
                    f"{wrong[0]} is no blank: expected {{to}}, {{body}}, {{key}}, {{sender}}, {{unicode}} "
                    "or {secret:NAME}"
                )
        if self.code_field and not self.ok_codes:
            raise ValueError("`code_field` needs `ok_codes`: which codes mean that the message was taken?")
        for field in ("code_field", "id_field", "words_field"):
            if not re.fullmatch(r"(/.*)?", getattr(self, field)):
                raise ValueError(f"`{field}` is a JSON pointer: it starts with a slash, e.g. /CodeResult")

    def secret_blanks(self) -> list[str]:
        """Return the names of the keyring entries in blanks."""
        blanks = [one for text in _texts([self.url, self.headers, self.body]) for one in _BLANK.findall(text)]
        return sorted({one.partition(":")[2] for one in blanks if one.startswith("secret:")})

    def secret_names(self) -> list[str]:
        """Return the names of the keyring entries in blanks, and of the reports' token."""
        token = [self.reports.token_secret] if self.reports else []
        return list(dict.fromkeys(self.secret_blanks() + token))

    def problems(self) -> list[str]:
        """Say what is missing or not safe."""
        found = plain_http("url", self.url)
        texts = list(_texts([self.url, self.headers, self.body]))
        for blank in ("{to}", "{body}"):
            if not any(blank in text for text in texts):
                found.append(f"no field holds {blank}")
        if not any("{key}" in text for text in texts):
            found.append(
                "no field holds {key}: the gateway cannot tell a second attempt from a second message"
            )
        return found


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in a template."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def _filled(value: Any, blanks: Mapping[str, str]) -> Any:
    """Return the template with its blanks filled; what is filled in is not looked at again."""
    if isinstance(value, str):
        return _BLANK.sub(lambda found: blanks[found[1]], value)
    if isinstance(value, dict):
        return {name: _filled(one, blanks) for name, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, blanks) for one in value]
    return value


class Channel:
    """Asks one gateway."""

    def __init__(self, config: Config, means: Means) -> None:
        """Make the channel; the first message connects."""
        self._config, self._means = config, means
        where = config.url.partition("?")[0]
        self._caller = Caller(config.timeout_s, Link(config.id, where), means.clock, config.ca_file)

    async def send(self, out: Outgoing) -> Receipt:
        """Give one message to the gateway."""
        config = self._config
        if len(out.body) > config.max_chars:
            return _too_long(len(out.body), config.max_chars)
        blanks = {
            "to": out.to,
            "body": out.body,
            "key": out.key,
            "sender": config.sender,
            "unicode": "0" if is_gsm7(out.body) else "1",
        }
        try:
            hidden = [await self._secret(name, blanks) for name in config.secret_blanks()]
            answer = await self._ask(blanks)
        except SecretMissingError as error:
            return error.receipt()
        except NoAnswerError as error:
            return error.receipt(repeat=config.repeat_unknown)
        return judge(config, answer, hidden)

    async def _secret(self, name: str, blanks: dict[str, str]) -> str:
        blanks[f"secret:{name}"] = await secret(self._means.secrets, name)
        return blanks[f"secret:{name}"]

    async def _ask(self, blanks: dict[str, str]) -> Answer:
        config = self._config
        fields = _filled(config.body, blanks)
        how = {config.encoding.replace("form", "data").replace("query", "params"): fields} if fields else {}
        # A value in the address must not end the field in which it stands.
        quoted_blanks = {name: quote(value, safe="") for name, value in blanks.items()}
        return await self._caller.ask(
            config.method,
            _filled(config.url, quoted_blanks),
            headers=_filled(config.headers, blanks),
            **how,
        )

    async def run(self, inbox: Inbox) -> None:
        """Return: reports come by the gateway (`parse_report`)."""

    async def close(self) -> None:
        """End the connection."""
        await self._caller.close()


def judge(config: Config, answer: Answer, hidden: list[str]) -> Receipt:
    """Return what an answer of the gateway says of the message.

    Args:
        config: the gateway's codes.
        answer: what it said.
        hidden: secrets that must not appear in the reason.
    """
    failed = by_status(answer, hidden)
    if not config.code_field:
        return failed or Receipt("sent", remote_id=_at(answer.json(), config.id_field))
    found = answer.json()
    code = _at(found, config.code_field)
    if code in config.ok_codes or code in config.duplicate_codes:
        return Receipt("sent", remote_id=_at(found, config.id_field))
    if failed is not None:
        return failed
    if not code:
        return _garbage(config, answer, hidden)
    said = quoted(_at(found, config.words_field), hidden)
    again = code in config.again_codes
    reason = Text(f"Tổng đài SMS từ chối, mã {code}: {said}", f"The SMS gateway refuses, code {code}: {said}")
    return Receipt(
        "failed", reason=reason, again=again, again_after_s=answer.retry_after_s if again else None
    )


def _garbage(config: Config, answer: Answer, hidden: list[str]) -> Receipt:
    said = quoted(answer.body, hidden)
    reason = Text(
        f"Không đọc được câu trả lời của tổng đài SMS (thiếu `{config.code_field}`): {said}",
        f"The answer of the SMS gateway cannot be read (no `{config.code_field}`): {said}",
    )
    return Receipt("unknown", reason=reason, again=config.repeat_unknown)


def _too_long(n_chars: int, most: int) -> Receipt:
    reason = Text(
        f"Tin dài {n_chars} ký tự, tối đa {most} (`max_chars`): rút ngắn mẫu tin",
        f"The text has {n_chars} characters, at most {most} (`max_chars`): shorten the template",
    )
    return Receipt("failed", reason=reason)


def _at(document: Any, pointer: str) -> str:
    """Return the text or number at a JSON pointer, empty if there is none."""
    if not pointer:
        return ""
    for step in pointer[1:].split("/"):
        name = step.replace("~1", "/").replace("~0", "~")
        if isinstance(document, dict):
            document = document.get(name)
        elif isinstance(document, list) and name.isdigit() and int(name) < len(document):
            document = document[int(name)]
        else:
            return ""
    return str(document)[:200] if isinstance(document, str | int) and not isinstance(document, bool) else ""


def parse_report(config: Config, body: bytes, headers: Mapping[str, str], secrets: Secrets) -> list[Incoming]:
    """Read a delivery report: a query, a form or JSON with the fields of `reports`.

    Raises:
        RefusedReportError: no reports are expected, the token is wrong, or there is no state.
    """
    how = config.reports
    if how is None:
        raise RefusedReportError(f"channel {config.id!r} expects no reports: describe them in `reports`")
    found = _fields(body)
    token = need_secret(secrets, how.token_secret, "reports.token_secret")
    if not hmac.compare_digest(token.encode(), found.get(how.token_field, "").encode()):
        raise RefusedReportError(f"the report's `{how.token_field}` is wrong", forged=True)
    if how.text_field and how.text_field in found:
        return _answer(how, found)
    said = found.get(how.state_field)
    remote_id, key = found.get(how.id_field, ""), found.get(how.key_field, "")
    if said is None or not (remote_id or key):
        raise RefusedReportError(f"the report has no `{how.state_field}`, or does not name a message")
    state = how.states.get(said, "unknown")
    return [
        Incoming("report", remote_id, key, state, found.get(how.to_field, ""), f"{how.state_field} {said}")
    ]


def _answer(how: Reports, found: Mapping[str, str]) -> list[Incoming]:
    """Return the answer of somebody who was written to."""
    number, text = found.get(how.from_field, "").strip(), found[how.text_field].strip()
    if not number:
        raise RefusedReportError(f"the answer has no `{how.from_field}`: nobody knows whose it is")
    return [Incoming("reply", address=number, text=text)] if text else []


def _fields(body: bytes) -> dict[str, str]:
    if body.lstrip().startswith(b"{"):
        try:
            found = msgspec.json.decode(body, type=dict[str, Any])
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise RefusedReportError(f"the report cannot be read: {error}") from None
        return {name: str(value) for name, value in found.items() if isinstance(value, str | int | float)}
    return dict(parse_qsl(body.decode("utf-8", "replace"), max_num_fields=100))
