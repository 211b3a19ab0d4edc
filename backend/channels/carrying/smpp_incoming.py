"""What a message centre delivers: reports on our messages, and messages of telephones, joined from parts.

Source: SMPP 3.4, 5.2.12 (esm_class), 5.3.2 (optional parameters), appendix B (delivery receipt).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, Protocol

import msgspec

from backend.channels.base import Incoming
from backend.channels.carrying.sms_text import decode

_RECEIPT, _INTERMEDIATE, _UDH = 0x04, 0x20, 0x40
_KIND_OF_MESSAGE = 0x3C
MESSAGE_PAYLOAD = 0x0424
"""Optional parameter that holds a text of any length."""
_MESSAGE_STATE, _RECEIPTED_ID = 0x0427, 0x001E
_ID = re.compile(r"\bid:\s*(\S+)", re.IGNORECASE)
_STAT = re.compile(r"\bstat:\s*([A-Z]+)", re.IGNORECASE)
_ERR = re.compile(r"\berr:\s*(\S+)", re.IGNORECASE)
State = Literal["sent", "delivered", "failed", "unknown"]
_STATES: dict[str, State] = {
    "ENROUTE": "sent",
    "ACCEPTD": "sent",
    "DELIVRD": "delivered",
    "EXPIRED": "failed",
    "DELETED": "failed",
    "UNDELIV": "failed",
    "REJECTD": "failed",
}
_NUMBERED = ("", "ENROUTE", "DELIVRD", "EXPIRED", "DELETED", "UNDELIV", "ACCEPTD", "UNKNOWN", "REJECTD")
"""message_state, 5.2.28."""
_MAX_JOINING = 200
_JOIN_S = 300.0


class Tlv(Protocol):
    """An optional parameter."""

    @property
    def tag(self) -> int:
        """Its tag."""
        ...

    @property
    def value(self) -> bytes:
        """Its value."""
        ...


class Delivered(Protocol):
    """A deliver_sm."""

    @property
    def source_addr(self) -> str:
        """Who wrote, or whose telephone the report is about."""
        ...

    @property
    def esm_class(self) -> int:
        """What it is."""
        ...

    @property
    def data_coding(self) -> int:
        """Alphabet."""
        ...

    @property
    def short_message(self) -> bytes:
        """Text, perhaps with a header."""
        ...

    @property
    def tlvs(self) -> Sequence[Tlv]:
        """Optional parameters."""
        ...


class Report(msgspec.Struct, frozen=True):
    """State of one part of one of our messages."""

    remote_id: str
    state: State
    words: str
    """`UNDELIV 027`, as the message centre says it."""
    address: str


def report_of(event: Delivered) -> Report | None:
    """Return the delivery report that this is, None if it is a telephone's message."""
    if event.esm_class & _KIND_OF_MESSAGE not in {_RECEIPT, _INTERMEDIATE}:
        return None
    tlvs = {one.tag: one.value for one in event.tlvs}
    text = (event.short_message or tlvs.get(MESSAGE_PAYLOAD, b"")).decode("latin-1")
    said = _found(_STAT, text).upper() or _numbered(tlvs.get(_MESSAGE_STATE, b""))
    remote_id = tlvs.get(_RECEIPTED_ID, b"").rstrip(b"\0").decode("latin-1") or _found(_ID, text)
    words = f"{said} {_found(_ERR, text)}".strip()
    return Report(remote_id, _STATES.get(said, "unknown"), words, event.source_addr)


def _numbered(value: bytes) -> str:
    number = int.from_bytes(value)
    return _NUMBERED[number] if 0 < number < len(_NUMBERED) else "UNKNOWN"


def _found(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""


def spellings(remote_id: str) -> list[str]:
    """Return how that name may have been written before: some centres answer in hex, report in decimal."""
    found = [remote_id, remote_id.lstrip("0")]
    if remote_id.isascii() and remote_id.isdigit():
        number = int(remote_id)
        found += [f"{number:x}", f"{number:X}", f"{number:08X}", f"{number:08x}"]
    if re.fullmatch(r"[0-9A-Fa-f]{1,16}", remote_id):
        found.append(str(int(remote_id, 16)))
    return found


class _Joining(msgspec.Struct):
    first_at: float
    n: int
    parts: dict[int, str]


class Joiner:
    """Joins the parts of telephones' messages; what stays incomplete is handed on after five minutes."""

    def __init__(self) -> None:
        """Start with nothing."""
        self._joining: dict[tuple[str, int], _Joining] = {}

    def take(self, event: Delivered, now: float) -> list[Incoming]:
        """Take one message or part; returns the replies that are complete, or overdue."""
        payload = next((one.value for one in event.tlvs if one.tag == MESSAGE_PAYLOAD), b"")
        raw, place = _without_header(event.short_message or payload, event.esm_class)
        text = decode(raw, event.data_coding)
        if place is None:
            return [*self.overdue(now), _reply(event.source_addr, text, now)]
        reference, n, i = place
        key = (event.source_addr, reference)
        one = self._joining.setdefault(key, _Joining(now, n, {}))
        one.parts[i] = text
        if len(one.parts) < one.n:
            return self.overdue(now)
        del self._joining[key]
        return [*self.overdue(now), _reply(event.source_addr, _joined(one), now)]

    def overdue(self, now: float) -> list[Incoming]:
        """Return what has waited too long for its missing parts, or is too much to keep."""
        surplus = len(self._joining) - _MAX_JOINING
        old = [
            key
            for i, (key, one) in enumerate(self._joining.items())
            if i < surplus or now - one.first_at > _JOIN_S
        ]
        return [_reply(key[0], _joined(self._joining.pop(key)), now) for key in old]


def _reply(address: str, text: str, now: float) -> Incoming:
    return Incoming("reply", address=address, text=text, at=now)


def _joined(one: _Joining) -> str:
    return "".join(one.parts.get(i, " […] ") for i in range(1, one.n + 1))


def _without_header(raw: bytes, esm_class: int) -> tuple[bytes, tuple[int, int, int] | None]:
    """Return the text, and (reference, number of parts, which part) if there are several."""
    if not esm_class & _UDH or not raw or len(raw) <= raw[0]:
        return raw, None
    header, text = raw[1 : raw[0] + 1], raw[raw[0] + 1 :]
    while len(header) >= 2:
        name, length = header[0], header[1]
        value, header = header[2 : 2 + length], header[2 + length :]
        if name in {0, 8} and len(value) == 3 + (name == 8):
            n, i = value[-2], value[-1]
            if n > 1 and 1 <= i <= n:
                return text, (int.from_bytes(value[:-2]), n, i)
    return text, None
