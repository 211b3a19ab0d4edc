"""Finds ONVIF devices: a question to everybody on the networks of this machine, or to one address.

Source: OASIS WS-Discovery (April 2005 namespace, as ONVIF Core 7 uses it): UDP 3702, 239.255.255.250.
"""

from __future__ import annotations

import asyncio
import socket
import uuid
from urllib.parse import unquote, urlsplit

import msgspec
import psutil

from backend.cameras.soap import SoapError, parse

GROUP, PORT = "239.255.255.250", 3702
WAIT_S = 3.0
MOST_DEVICES = 2000
_NAMES = {
    "s": "http://www.w3.org/2003/05/soap-envelope",
    "a": "http://schemas.xmlsoap.org/ws/2004/08/addressing",
    "d": "http://schemas.xmlsoap.org/ws/2005/04/discovery",
}
_SCOPE = "onvif://www.onvif.org/"


class Found(msgspec.Struct, frozen=True):
    """One device that answered."""

    uuid: str
    """Its endpoint reference, the same for ever."""
    address: str
    """Of its device service: `http://192.168.1.20/onvif/device_service`."""
    name: str = ""
    model: str = ""
    location: str = ""


def probe(message_id: str) -> bytes:
    """Return the question who is a camera."""
    return (
        f'<s:Envelope xmlns:s="{_NAMES["s"]}" xmlns:a="{_NAMES["a"]}" xmlns:d="{_NAMES["d"]}" '
        'xmlns:dn="http://www.onvif.org/ver10/network/wsdl"><s:Header>'
        f'<a:Action s:mustUnderstand="1">{_NAMES["d"]}/Probe</a:Action>'
        f"<a:MessageID>{message_id}</a:MessageID>"
        '<a:To s:mustUnderstand="1">urn:schemas-xmlsoap-org:ws:2005:04:discovery</a:To></s:Header>'
        "<s:Body><d:Probe><d:Types>dn:NetworkVideoTransmitter</d:Types></d:Probe></s:Body></s:Envelope>"
    ).encode()


def matches(raw: bytes, message_id: str, sender: str) -> list[Found]:
    """Return the devices in an answer to the question `message_id` that came from the host `sender`.

    Raises:
        SoapError: not an answer to that question.
    """
    root = parse(raw)
    related = root.findtext("s:Header/a:RelatesTo", "", _NAMES).strip()
    if related != message_id:
        raise SoapError("not an answer to this question")
    found = []
    for one in root.iterfind(".//d:ProbeMatch", _NAMES):
        addresses = one.findtext("d:XAddrs", "", _NAMES).split()
        scopes = one.findtext("d:Scopes", "", _NAMES).split()
        address = _best(addresses, sender)
        if address:
            found.append(
                Found(
                    uuid=one.findtext("a:EndpointReference/a:Address", "", _NAMES).strip()[:200],
                    address=address,
                    name=_scope(scopes, "name/"),
                    model=_scope(scopes, "hardware/"),
                    location=_scope(scopes, "location/"),
                )
            )
    return found


def _best(addresses: list[str], sender: str) -> str:
    """Return the address at the host that answered, else the first one that is HTTP."""
    usable = [
        a for a in addresses[:20] if a.startswith(("http://", "https://")) and _host(a) and len(a) < 500
    ]
    same = [a for a in usable if _host(a) == sender]
    return next(iter(same or usable), "")


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _scope(scopes: list[str], part: str) -> str:
    words = [s.removeprefix(_SCOPE + part) for s in scopes if s.startswith(_SCOPE + part)]
    text = " ".join(unquote(word) for word in words if "/" not in word)
    return "".join(sign if sign.isprintable() else " " for sign in text)[:100]


class _Listener(asyncio.DatagramProtocol):
    """Gathers answers."""

    def __init__(self, message_id: str, found: dict[str, Found]) -> None:
        self._message_id, self._found = message_id, found
        self.n_unreadable = 0

    def datagram_received(self, data: bytes, addr: tuple[str | object, ...]) -> None:
        try:
            devices = matches(data, self._message_id, str(addr[0]))
        except SoapError:
            self.n_unreadable += 1
            return
        for device in devices:
            if len(self._found) < MOST_DEVICES:
                self._found.setdefault(device.uuid or device.address, device)


async def discover(wait_s: float = WAIT_S, host: str = "", port: int = PORT) -> list[Found]:
    """Return the devices that answer within `wait_s`, by address.

    Args:
        wait_s: how long to listen, s.
        host: ask this address only; empty: everybody, on every network of this machine.
        port: UDP port that devices listen on.

    Raises:
        OSError: no socket can be opened.
    """
    message_id, found = f"urn:uuid:{uuid.uuid4()}", dict[str, Found]()
    loop, open_ = asyncio.get_running_loop(), list[asyncio.DatagramTransport]()
    try:
        for own in [""] if host else _own_addresses():
            transport, _ = await loop.create_datagram_endpoint(
                lambda: _Listener(message_id, found), sock=_socket(own)
            )
            open_.append(transport)
        question = probe(message_id)
        for _ in range(2):  # a datagram may be lost
            for transport in open_:
                transport.sendto(question, (host or GROUP, port))
            await asyncio.sleep(wait_s / 2)
    finally:
        for transport in open_:
            transport.close()
    return sorted(found.values(), key=lambda device: device.address)


def _own_addresses() -> list[str]:
    """Return this machine's IPv4 addresses, loopback included: a simulator may run here."""
    cards = psutil.net_if_addrs().values()
    return [one.address for card in cards for one in card if one.family == socket.AF_INET]


def _socket(own: str) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.setblocking(False)
    try:
        if own:
            made.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(own))
            made.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 1)
        made.bind((own, 0))
    except OSError:
        made.close()
        raise
    return made
