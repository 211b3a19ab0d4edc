"""Text messages on the air: the GSM 7-bit alphabet, UCS-2, and parts that a telephone joins again.

Source: 3GPP TS 23.038, 6.2.1 (alphabet); 3GPP TS 23.040, 9.2.3.24.1 (concatenation).
"""

from __future__ import annotations

import msgspec

GSM7, UCS2 = 0, 8
"""Data coding (SMPP 3.4, 5.2.19)."""
_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = {
    "\f": 0x0A, "^": 0x14, "{": 0x28, "}": 0x29, "\\": 0x2F,
    "[": 0x3C, "~": 0x3D, "]": 0x3E, "|": 0x40, "€": 0x65,
}  # fmt: skip
_CODES = {char: bytes([code]) for code, char in enumerate(_BASIC) if char != "\x1b"}
_CODES |= {char: bytes([0x1B, code]) for char, code in _EXTENDED.items()}
_WHOLE = {GSM7: 160, UCS2: 140}
_PART = {GSM7: 153, UCS2: 134}
"""Octets in a message of one part, and in each of several (one octet is one septet of GSM 7-bit)."""
MAX_PARTS = 255


class Encoded(msgspec.Struct, frozen=True):
    """A text as it goes to a message centre."""

    data_coding: int
    """0 GSM 7-bit (one octet a septet), 8 UCS-2."""
    parts: tuple[bytes, ...]
    """Texts of the parts, without headers."""

    def with_headers(self, reference: int) -> tuple[bytes, ...]:
        """Return the parts, each of several with its header; `reference` 0 to 255 names the message."""
        n = len(self.parts)
        if n == 1:
            return self.parts
        return tuple(bytes([5, 0, 3, reference, n, i]) + part for i, part in enumerate(self.parts, 1))


def is_gsm7(text: str) -> bool:
    """Return whether every character is in the GSM 7-bit alphabet."""
    return all(char in _CODES for char in text)


def encode(text: str, *, parts: bool = True) -> Encoded:
    """Return `text` in the cheapest alphabet, in as few parts as it takes.

    Args:
        text: what the telephone shows.
        parts: split it; else it is one part, however long.
    """
    if is_gsm7(text):
        data_coding, units = GSM7, [_CODES[char] for char in text]
    else:
        data_coding, units = UCS2, [char.encode("utf-16-be", "replace") for char in text]
    whole = b"".join(units)
    if not parts or len(whole) <= _WHOLE[data_coding]:
        return Encoded(data_coding, (whole,))
    return Encoded(data_coding, tuple(_packed(units, _PART[data_coding])))


def _packed(units: list[bytes], room: int) -> list[bytes]:
    """Fill parts of `room` octets; an escaped character or a surrogate pair is never torn apart."""
    found = [b""]
    for unit in units:
        if len(found[-1]) + len(unit) > room:
            found.append(b"")
        found[-1] += unit
    return found


def decode(raw: bytes, data_coding: int) -> str:
    """Return what was written, as far as it can be read; unknown codings are taken for Latin 1."""
    if data_coding == UCS2:
        return raw.decode("utf-16-be", "replace")
    if data_coding != GSM7:
        return raw.decode("ascii" if data_coding == 1 else "latin-1", "replace")
    shown, escaped = "", False
    for code in raw:
        if escaped:
            shown += next((char for char, other in _EXTENDED.items() if other == code), " ")
            escaped = False
        elif code == 0x1B:
            escaped = True
        else:
            shown += _BASIC[code] if code < 0x80 else "\ufffd"
    return shown
