"""An SMPP 3.4 message centre with its own codec; the destination number says how it misbehaves.

    python -m tests.peers.smsc --port 2775 --record smsc.jsonl

Binds system id `toancanh`, password `secret`. Numbers ending with
0058 are throttled on the first attempt, 0008 always meet a system error, 0011 are invalid, 0099 get no answer,
0097 lose the line before the answer (each time), 0001 end with a report UNDELIV. All others are delivered;
the report follows if it was asked for. Lines on standard input:

    mo NUMBER TEXT    a telephone writes to us (UCS-2)
    moparts NUMBER TEXT   likewise, in two parts
    drop              all lines are closed
    deaf / hear       answer nothing any more, answer again
    refuse / admit    binds fail, binds succeed
"""

import argparse
import asyncio
import struct
import sys
from collections import Counter
from pathlib import Path

from tests.peers import smpp_codec as smpp
from tests.peers.record import Record, announce


class Centre:
    """All lines of this message centre."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.lines: set[Line] = set()
        self.attempts: Counter[str] = Counter()
        self.deaf = self.refusing = False
        self.n_messages = 0

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = Line(self, writer)
        self.lines.add(line)
        try:
            while True:
                head = await reader.readexactly(4)
                (length,) = struct.unpack(">I", head)
                await line.take(smpp.decode(head + await reader.readexactly(length - 4)))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self.lines.discard(line)
            writer.close()

    def obey(self, words: list[str]) -> None:
        match words:
            case ["mo", number, text]:
                self._telephone(number, [(0, text.encode("utf-16-be"))])
            case ["moparts", number, text]:
                half = len(text) // 2
                parts = [(1, text[:half]), (2, text[half:])]
                self._telephone(
                    number,
                    [(0x40, bytes([5, 0, 3, 77, 2, n]) + part.encode("utf-16-be")) for n, part in parts],
                )
            case ["drop"]:
                for line in list(self.lines):
                    line.drop()
            case ["deaf"] | ["hear"]:
                self.deaf = words == ["deaf"]
            case ["refuse"] | ["admit"]:
                self.refusing = words == ["refuse"]

    def _telephone(self, number: str, parts: list[tuple[int, bytes]]) -> None:
        for line in self.lines:
            if line.bound:
                for esm_class, raw in parts:
                    line.deliver(smpp.Message(number, "1022", raw, 1, 0, esm_class, data_coding=8))


class Line:
    """One connection of an ESME."""

    def __init__(self, centre: Centre, writer: asyncio.StreamWriter) -> None:
        self._centre, self._writer = centre, writer
        self.bound = False
        self._sequence = 0

    def drop(self) -> None:
        self._writer.transport.abort()

    def deliver(self, message: smpp.Message) -> None:
        self._sequence += 1
        self._write(smpp.Pdu(smpp.DELIVER_SM, 0, self._sequence, message.encode()))

    def _write(self, pdu: smpp.Pdu) -> None:
        if not self._centre.deaf:
            self._writer.write(pdu.encode())

    def _respond(self, pdu: smpp.Pdu, status: int = 0, body: bytes = b"") -> None:
        self._write(smpp.Pdu(pdu.command | smpp.RESP, status, pdu.sequence, body))

    async def take(self, pdu: smpp.Pdu) -> None:
        if pdu.command in smpp.BIND:
            self._bind(pdu)
        elif pdu.command == smpp.SUBMIT_SM:
            await self._submit(pdu)
        elif pdu.command in {smpp.ENQUIRE_LINK, smpp.UNBIND}:
            if pdu.command == smpp.ENQUIRE_LINK:
                self._centre.record.add(kind="enquire_link")
            else:
                self._centre.record.add(kind="unbind")
            self._respond(pdu)
        elif pdu.command & smpp.RESP:
            self._centre.record.add(kind="answer", command=pdu.command & 0xFF, status=pdu.status)
        else:
            self._write(smpp.Pdu(smpp.NACK, 3, pdu.sequence))

    def _bind(self, pdu: smpp.Pdu) -> None:
        reader = smpp.Reader(pdu.body)
        system_id, password = reader.text(), reader.text()
        right = (system_id, password) == ("toancanh", "secret")
        status = smpp.BIND_FAILED if self._centre.refusing else smpp.OK if right else smpp.INVALID_PASSWORD
        self.bound = status == smpp.OK
        self._centre.record.add(kind="bind", how=smpp.BIND[pdu.command], system_id=system_id, status=status)
        self._respond(pdu, status, b"peer\0" if self.bound else b"")

    async def _submit(self, pdu: smpp.Pdu) -> None:
        message = smpp.decode_message(pdu.body)
        to = message.destination
        self._centre.attempts[to] += 1
        status = self._verdict(to)
        self._centre.n_messages += 1
        name = f"m{self._centre.n_messages}"
        self._centre.record.add(
            kind="submit", status=status, message_id=name, accepted=status == 0, **_seen(message)
        )
        if to.endswith("0097"):
            self.drop()
        elif not to.endswith("0099"):
            self._respond(pdu, status, name.encode() + b"\0" if status == 0 else b"")
            if status == 0 and message.registered & 1:
                self._report(message, name)

    def _verdict(self, to: str) -> int:
        if not self.bound:
            return 0x04
        if to.endswith("0058"):
            return smpp.THROTTLED if self._centre.attempts[to] == 1 else smpp.OK
        return {"0008": smpp.SYSTEM_ERROR, "0011": smpp.INVALID_DESTINATION}.get(to[-4:], smpp.OK)

    def _report(self, message: smpp.Message, name: str) -> None:
        state = "UNDELIV" if message.destination.endswith("0001") else "DELIVRD"
        delivered = 0 if state == "UNDELIV" else 1
        text = (
            f"id:{name} sub:001 dlvrd:00{delivered} submit date:2611241805 done date:2611241806 "
            f"stat:{state} err:{'000' if delivered else '027'} text:Canh bao"
        )
        self.deliver(
            smpp.Message(
                message.destination, message.source, text.encode(), 1, message.source_ton, esm_class=0x04
            )
        )


def _seen(message: smpp.Message) -> dict[str, object]:
    raw = message.tlvs.get(smpp.MESSAGE_PAYLOAD, message.text)
    part = [1, 1, 0]
    if message.esm_class & 0x40:
        part = [raw[5], raw[4], raw[3]]
        raw = raw[raw[0] + 1 :]
    return {
        "to": message.destination,
        "to_ton": message.destination_ton,
        "sender": message.source,
        "sender_ton": message.source_ton,
        "text": smpp.text_of(raw, message.data_coding),
        "octets": len(message.text),
        "data_coding": message.data_coding,
        "registered": message.registered,
        "part": part,
        "payload": smpp.MESSAGE_PAYLOAD in message.tlvs,
    }


async def serve(options: argparse.Namespace) -> None:
    centre = Centre(Record(options.record))
    server = await asyncio.start_server(centre.meet, "127.0.0.1", options.port)
    announce(server.sockets[0].getsockname()[1])
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        centre.obey(line.rstrip("\n").split(" ", 2))
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--record", type=Path, default=None)
    asyncio.run(serve(parser.parse_args()))
