"""The network side of demo cameras: one HTTP server for all, and the answer to who looks for cameras."""

from __future__ import annotations

import hashlib
import http.server
import logging
import re
import secrets
import socket
import threading
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import quote, urlsplit

from backend.cameras.discovery import GROUP
from backend.demo.onvif_device import Answer, Device

log = logging.getLogger(__name__)

REALM = "camera"
CLOSING_S = 0.2
"""How soon it is noticed that nobody is to be answered any more."""
_PART = re.compile(r'(\w+)="?([^",]*)"?')
Picture = Callable[[Device], bytes]
"""Draws what a camera sees now, as JPEG."""


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a client that went away."""
        log.debug("%s went away", client_address)


class OnvifService:
    """Serves cameras under `http://host:port/<id>/…` until it is closed."""

    def __init__(self, devices: Mapping[str, Device], picture: Picture, port: int = 0) -> None:
        """Listen on a loopback port; 0: any free one.

        Raises:
            OSError: the port is taken.
        """
        self._nonces: set[str] = set()
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # head and body leave apart: else each answer takes 40 ms

            def do_POST(self) -> None:
                raw = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), 1_000_000))
                device = devices.get(urlsplit(self.path).path.split("/")[1])
                if device is None:
                    self._send(Answer(404, b""))
                    return
                time.sleep(device.temper.slow_s)
                self._send(device.answer(raw, service.base(device.sheet.camera_id)))

            def do_GET(self) -> None:
                parts = urlsplit(self.path).path.split("/")
                device = devices.get(parts[1])
                if device is None or parts[-1] != "snapshot.jpg":
                    self._send(Answer(404, b""))
                    return
                time.sleep(device.temper.slow_s)
                if device.sheet.user and not service.proved(device, self.headers.get("Authorization", "")):
                    self._send(Answer(401, b""), service.challenge())
                    return
                device.acts.append("snapshot")
                self._send(Answer(200, picture(device), "image/jpeg"))

            def _send(self, answer: Answer, challenge: str = "") -> None:
                self.send_response(answer.status)
                if challenge:
                    self.send_header("WWW-Authenticate", challenge)
                self.send_header("Content-Type", answer.content_type)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)

            def log_message(self, format: str, *args: object) -> None:
                log.debug(format, *args)

        self._server = _Server(("127.0.0.1", port), Handler)
        self.port = self._server.server_port
        self._devices = devices
        threading.Thread(
            target=self._server.serve_forever, args=(CLOSING_S,), name="onvif", daemon=True
        ).start()

    def base(self, camera_id: str) -> str:
        """Return the address under which a camera's services are."""
        return f"http://127.0.0.1:{self.port}/{camera_id}"

    def address(self, camera_id: str) -> str:
        """Return the address of a camera's device service."""
        return f"{self.base(camera_id)}/device_service"

    def challenge(self) -> str:
        """Return what asks for a digest of the password; each is good for one picture."""
        nonce = secrets.token_hex(16)
        self._nonces.add(nonce)
        return f'Digest realm="{REALM}", qop="auth", nonce="{nonce}"'

    def proved(self, device: Device, header: str) -> bool:
        """Return whether a digest is right and not used before (RFC 7616 with MD5)."""
        given = dict(_PART.findall(header.removeprefix("Digest ")))
        sheet, nonce = device.sheet, given.get("nonce", "")
        if device.temper.refuses or nonce not in self._nonces or given.get("username") != sheet.user:
            return False
        self._nonces.discard(nonce)
        secret = _md5(f"{sheet.user}:{REALM}:{sheet.password}")
        asked = _md5(f"GET:{given.get('uri', '')}")
        middle = f"{nonce}:{given.get('nc', '')}:{given.get('cnonce', '')}:auth"
        return given.get("response") == _md5(f"{secret}:{middle}:{asked}")

    def devices(self) -> list[Device]:
        """Return the cameras that are served."""
        return list(self._devices.values())

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()


class Beacon:
    """Answers who looks for cameras (WS-Discovery), one match for each."""

    def __init__(self, service: OnvifService, port: int, addresses: Sequence[str] = ("127.0.0.1",)) -> None:
        """Listen on a UDP port, and to the group of those who look, on the networks of `addresses`.

        Raises:
            OSError: the port is taken.
        """
        self._service = service
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.settimeout(CLOSING_S)
        self._closed = threading.Event()
        self._socket.bind(("", port))
        self.port = int(self._socket.getsockname()[1])
        for own in addresses:
            member = socket.inet_aton(GROUP) + socket.inet_aton(own)
            self._socket.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, member)
        self._thread = threading.Thread(target=self._serve, name="ws-discovery", daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while not self._closed.is_set():
            try:
                raw, sender = self._socket.recvfrom(65_536)
            except TimeoutError:
                continue
            asked = re.search(rb"MessageID>\s*([^<\s]+)\s*<", raw)
            if asked is not None and b"Probe" in raw and len(asked[1]) < 200:
                self._socket.sendto(probe_matches(self._service, asked[1].decode("latin-1")), sender)

    def close(self) -> None:
        """Stop listening."""
        self._closed.set()
        self._thread.join()
        self._socket.close()


def probe_matches(service: OnvifService, message_id: str) -> bytes:
    """Return the answer to the question `message_id`: every camera of `service`."""
    rows = ""
    for device in service.devices():
        sheet = device.sheet
        number = uuid.uuid5(uuid.NAMESPACE_URL, service.address(sheet.camera_id))
        scopes = (
            "onvif://www.onvif.org/type/video_encoder "
            f"onvif://www.onvif.org/name/{quote(sheet.name, safe='')} "
            f"onvif://www.onvif.org/hardware/{quote(sheet.model, safe='')}"
        )
        rows += (
            f"<d:ProbeMatch><a:EndpointReference><a:Address>urn:uuid:{number}</a:Address></a:EndpointReference>"
            f"<d:Types>dn:NetworkVideoTransmitter</d:Types><d:Scopes>{scopes}</d:Scopes>"
            f"<d:XAddrs>{service.address(sheet.camera_id)}</d:XAddrs>"
            "<d:MetadataVersion>1</d:MetadataVersion></d:ProbeMatch>"
        )
    return (
        '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" '
        'xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" '
        'xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" '
        'xmlns:dn="http://www.onvif.org/ver10/network/wsdl">'
        f"<s:Header><a:MessageID>urn:uuid:{uuid.uuid4()}</a:MessageID><a:RelatesTo>{message_id}</a:RelatesTo>"
        "</s:Header>"
        f"<s:Body><d:ProbeMatches>{rows}</d:ProbeMatches></s:Body></s:Envelope>"
    ).encode()


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
