"""SMPP 3.4 PDUs by hand, from the specification (issue 1.2), to meet the library under test as a stranger."""

import struct
from dataclasses import dataclass, field

BIND = {0x01: "receiver", 0x02: "transmitter", 0x09: "transceiver"}
SUBMIT_SM, DELIVER_SM, UNBIND, ENQUIRE_LINK, NACK = 0x04, 0x05, 0x06, 0x15, 0x80000000
RESP = 0x80000000
OK, SYSTEM_ERROR, INVALID_DESTINATION, BIND_FAILED, INVALID_PASSWORD, THROTTLED = (
    0x00,
    0x08,
    0x0B,
    0x0D,
    0x0E,
    0x58,
)
MESSAGE_PAYLOAD = 0x0424


@dataclass
class Pdu:
    command: int
    status: int
    sequence: int
    body: bytes = b""

    def encode(self) -> bytes:
        return struct.pack(">IIII", 16 + len(self.body), self.command, self.status, self.sequence) + self.body


def decode(raw: bytes) -> Pdu:
    _, command, status, sequence = struct.unpack(">IIII", raw[:16])
    return Pdu(command, status, sequence, raw[16:])


@dataclass
class Message:
    """Body of submit_sm and deliver_sm (4.4.1, 4.6.1)."""

    source: str
    destination: str
    text: bytes
    source_ton: int = 0
    destination_ton: int = 1
    esm_class: int = 0
    registered: int = 0
    data_coding: int = 0
    tlvs: dict[int, bytes] = field(default_factory=dict)

    def encode(self) -> bytes:
        return b"".join(
            [
                b"\0",
                bytes([self.source_ton, 1]) + self.source.encode() + b"\0",
                bytes([self.destination_ton, 1]) + self.destination.encode() + b"\0",
                bytes([self.esm_class, 0, 0]) + b"\0\0" + bytes([self.registered, 0, self.data_coding, 0]),
                bytes([len(self.text)]) + self.text,
                *(struct.pack(">HH", tag, len(value)) + value for tag, value in self.tlvs.items()),
            ]
        )


class Reader:
    def __init__(self, raw: bytes) -> None:
        self.raw, self.at = raw, 0

    def text(self) -> str:
        end = self.raw.index(0, self.at)
        found, self.at = self.raw[self.at : end].decode("latin-1"), end + 1
        return found

    def byte(self) -> int:
        self.at += 1
        return self.raw[self.at - 1]

    def take(self, n: int) -> bytes:
        self.at += n
        return self.raw[self.at - n : self.at]


def decode_message(body: bytes) -> Message:
    one = Reader(body)
    one.text()
    source_ton, _, source = one.byte(), one.byte(), one.text()
    destination_ton, _, destination = one.byte(), one.byte(), one.text()
    esm_class, _, _ = one.byte(), one.byte(), one.byte()
    one.text(), one.text()
    registered, _, data_coding, _ = one.byte(), one.byte(), one.byte(), one.byte()
    text = one.take(one.byte())
    tlvs = {}
    while one.at + 4 <= len(body):
        tag, length = struct.unpack(">HH", one.take(4))
        tlvs[tag] = one.take(length)
    return Message(
        source, destination, text, source_ton, destination_ton, esm_class, registered, data_coding, tlvs
    )


GSM = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENSION = {
    0x0A: "\f",
    0x14: "^",
    0x28: "{",
    0x29: "}",
    0x2F: "\\",
    0x3C: "[",
    0x3D: "~",
    0x3E: "]",
    0x40: "|",
    0x65: "€",
}


def text_of(raw: bytes, data_coding: int) -> str:
    """Return what a telephone would show (3GPP TS 23.038)."""
    if data_coding == 8:
        return raw.decode("utf-16-be", "replace")
    shown, escaped = "", False
    for byte in raw:
        if escaped:
            shown, escaped = shown + GSM_EXTENSION.get(byte, " "), False
        elif byte == 0x1B:
            escaped = True
        else:
            shown += GSM[byte] if byte < 128 else "\ufffd"
    return shown
