"""A demo camera that speaks ONVIF: answers SOAP messages, checks passwords, moves its head.

What a daemon may meet in a city is chosen in `Temper`: a wrong clock, a slow or faulty camera, a hostile one.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import threading
from collections.abc import Callable
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

import msgspec
from lxml import etree

from backend.cameras.soap import DIGEST, NAMES, SoapError, parse, text_of
from backend.demo.camera_head import Axes, Head, HeadPreset

OLDEST_PROOF_S = 60.0
_NAMES = " ".join(f'xmlns:{k}="{v}"' for k, v in NAMES.items() if k not in ("wsse", "wsu"))
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b']><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><x>&j;</x></s:Body></s:Envelope>'
)
"""A billion letters in a kilobyte."""


class Temper(msgspec.Struct):
    """How a camera misbehaves; as made it does not."""

    clock_off_s: float = 0.0
    """Its clock is ahead by so much."""
    slow_s: float = 0.0
    """It thinks for so long."""
    refuses: bool = False
    """It accepts no password."""
    faulty: str = ""
    """Words of a fault that it answers to every movement."""
    modern: bool = False
    """It does not know GetCapabilities any more, only GetServices."""
    bomb: bool = False
    """It answers with a document that wants to fill the memory."""


class Sheet(msgspec.Struct, frozen=True):
    """What a camera says of itself."""

    camera_id: str
    name: str
    user: str = ""
    password: str = ""
    main: str = ""
    """RTSP address of the large picture."""
    sub: str = ""
    """RTSP address of the small picture; empty: the same."""
    ptz: bool = True
    model: str = "TC-PTZ-1"


class Answer(NamedTuple):
    """What goes back over HTTP."""

    status: int
    body: bytes
    content_type: str = "application/soap+xml; charset=utf-8"


class FaultyError(Exception):
    """Answered as a SOAP fault."""

    def __init__(self, code: str, reason: str, status: int = 400) -> None:
        """Keep what the fault says."""
        super().__init__(reason)
        self.code, self.reason, self.status = code, reason, status


class Device:
    """One camera; its methods are called by the threads of the HTTP server."""

    def __init__(self, sheet: Sheet, clock: Callable[[], float], temper: Temper | None = None) -> None:
        """Stand in the middle, zoomed out."""
        self.sheet, self.temper = sheet, temper or Temper()
        self.head = Head(clock())
        self.acts: list[str] = []
        """Names of what it was asked for, oldest first."""
        self._clock, self._lock = clock, threading.Lock()
        self._proofs: set[bytes] = set()

    def now(self) -> float:
        """Return the time by this camera's own clock, s since epoch."""
        return self._clock() + self.temper.clock_off_s

    def look(self) -> tuple[float, float, float]:
        """Return where it looks: pan, tilt, zoom."""
        with self._lock:
            return self.head.look(self._clock())

    def remember(self, token: str, name: str, axes: Axes) -> None:
        """Have it remember a position."""
        with self._lock:
            self.head.presets[token] = HeadPreset(token, name, axes)

    def answer(self, raw: bytes, base: str) -> Answer:
        """Answer one SOAP message; `base` is the address under which this camera's services are."""
        if self.temper.bomb:
            return Answer(200, BOMB)
        with self._lock:
            try:
                root = parse(raw)
                body = root.find("s:Body", NAMES)
                if body is None or not len(body):
                    return self._fault(FaultyError("WellFormed", "no body"))
                asked = body[0]
                name = etree.QName(asked).localname
                self.acts.append(name)
                if name != "GetSystemDateAndTime":
                    self._check(root)
                return Answer(200, self._envelope(self._do(name, asked, base)))
            except SoapError as error:
                return self._fault(FaultyError("WellFormed", str(error)))
            except FaultyError as error:
                return self._fault(error)

    # ---- who asks ---------------------------------------------------------------------------------

    def _check(self, root: etree._Element) -> None:
        if self.temper.refuses:
            raise FaultyError("NotAuthorized", "Sender not authorized", 401)
        if not self.sheet.user:
            return
        token = root.find("s:Header/wsse:Security/wsse:UsernameToken", NAMES)
        password = token.find("wsse:Password", NAMES) if token is not None else None
        created = text_of(token, "wsu:Created")
        try:
            nonce = base64.b64decode(text_of(token, "wsse:Nonce"), validate=True)
            made_at = datetime.datetime.fromisoformat(created).timestamp()
        except ValueError:
            nonce, made_at = b"", 0.0
        proof = hashlib.sha1(nonce + created.encode() + self.sheet.password.encode(), usedforsecurity=False)
        right = (
            password is not None
            and password.get("Type") == DIGEST
            and text_of(token, "wsse:Username") == self.sheet.user
            and text_of(password) == base64.b64encode(proof.digest()).decode()
            and abs(self.now() - made_at) <= OLDEST_PROOF_S
            and len(nonce) >= 8
            and nonce not in self._proofs
        )
        if not right:
            raise FaultyError("NotAuthorized", "Sender not authorized", 401)
        self._proofs.add(nonce)

    # ---- what it does -----------------------------------------------------------------------------

    def _do(self, name: str, asked: etree._Element, base: str) -> str:
        now = self._clock()
        token = text_of(asked, "tptz:ProfileToken") or text_of(asked, "trt:ProfileToken")
        if name in _OF_A_PROFILE and token not in ("main", "sub"):
            raise FaultyError("NoProfile", f"no profile {token}")
        if name in _MOVING and not self.sheet.ptz:
            raise FaultyError("ActionNotSupported", "no PTZ", 500)
        if name in _MOVING and self.temper.faulty:
            raise FaultyError("Action", self.temper.faulty, 500)
        simple: dict[str, Callable[[], str]] = {
            "GetSystemDateAndTime": self._time,
            "GetDeviceInformation": self._facts,
            "GetServices": lambda: self._services(base),
            "GetProfiles": self._profiles,
            "GetStreamUri": lambda: self._stream(token),
            "GetSnapshotUri": lambda: _uri("GetSnapshotUriResponse", f"{base}/snapshot.jpg"),
        }
        if not self.temper.modern:
            simple["GetCapabilities"] = lambda: self._capabilities(base)
        return simple[name]() if name in simple else self._move(name, asked, now)

    def _stream(self, token: str) -> str:
        address = self.sheet.main if token == "main" else self.sheet.sub or self.sheet.main  # noqa: S105
        return _uri("GetStreamUriResponse", address)

    def _move(self, name: str, asked: etree._Element, now: float) -> str:
        match name:
            case "ContinuousMove":
                self.head.move(_speed(asked), _seconds(text_of(asked, "tptz:Timeout")), now)
            case "Stop":
                self.head.stop(now)
            case "GotoPreset":
                preset = text_of(asked, "tptz:PresetToken")
                if preset not in self.head.presets:
                    raise FaultyError("NoToken", f"no preset {preset}")
                self.head.go_to(preset, now)
            case "SetPreset":
                name_, token = text_of(asked, "tptz:PresetName"), text_of(asked, "tptz:PresetToken")
                made = self.head.save(name_, token, now)
                made = f"<tptz:PresetToken>{escape(made)}</tptz:PresetToken>"
                return f"<tptz:SetPresetResponse>{made}</tptz:SetPresetResponse>"
            case "GetPresets":
                rows = "".join(
                    f"<tptz:Preset token={quoteattr(p.token)}><tt:Name>{escape(p.name)}</tt:Name>"
                    "</tptz:Preset>"
                    for p in self.head.presets.values()
                )
                return f"<tptz:GetPresetsResponse>{rows}</tptz:GetPresetsResponse>"
            case "GetStatus":
                return self._status(now)
            case _:
                raise FaultyError("ActionNotSupported", f"{name} is not supported", 500)
        return f"<tptz:{name}Response/>"

    def _time(self) -> str:
        t = datetime.datetime.fromtimestamp(self.now(), datetime.UTC)
        return (
            "<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime><tt:DateTimeType>Manual</tt:DateTimeType>"
            "<tt:UTCDateTime><tt:Time>"
            f"<tt:Hour>{t.hour}</tt:Hour><tt:Minute>{t.minute}</tt:Minute><tt:Second>{t.second}</tt:Second>"
            f"</tt:Time><tt:Date><tt:Year>{t.year}</tt:Year><tt:Month>{t.month}</tt:Month><tt:Day>{t.day}</tt:Day>"
            "</tt:Date></tt:UTCDateTime></tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse>"
        )

    def _facts(self) -> str:
        sheet = self.sheet
        return (
            "<tds:GetDeviceInformationResponse><tds:Manufacturer>Toàn Cảnh</tds:Manufacturer>"
            f"<tds:Model>{escape(sheet.model)}</tds:Model><tds:FirmwareVersion>1.0</tds:FirmwareVersion>"
            f"<tds:SerialNumber>{escape(sheet.camera_id)}</tds:SerialNumber><tds:HardwareId>demo</tds:HardwareId>"
            "</tds:GetDeviceInformationResponse>"
        )

    def _capabilities(self, base: str) -> str:
        ptz = f"<tt:PTZ><tt:XAddr>{base}/ptz_service</tt:XAddr></tt:PTZ>" if self.sheet.ptz else ""
        return (
            "<tds:GetCapabilitiesResponse><tds:Capabilities>"
            f"<tt:Media><tt:XAddr>{base}/media_service</tt:XAddr></tt:Media>{ptz}"
            "</tds:Capabilities></tds:GetCapabilitiesResponse>"
        )

    def _services(self, base: str) -> str:
        parts = {"trt": "media_service"} | ({"tptz": "ptz_service"} if self.sheet.ptz else {})
        rows = "".join(
            f"<tds:Service><tds:Namespace>{NAMES[short]}</tds:Namespace><tds:XAddr>{base}/{part}</tds:XAddr>"
            "</tds:Service>"
            for short, part in parts.items()
        )
        return f"<tds:GetServicesResponse>{rows}</tds:GetServicesResponse>"

    def _profiles(self) -> str:
        config = '<tt:PTZConfiguration token="ptz"><tt:Name>ptz</tt:Name></tt:PTZConfiguration>'
        rows = "".join(
            f'<trt:Profiles token="{token}" fixed="true"><tt:Name>{token}</tt:Name>'
            f'<tt:VideoEncoderConfiguration token="v{token}"><tt:Encoding>H264</tt:Encoding><tt:Resolution>'
            f"<tt:Width>{wide}</tt:Width><tt:Height>{high}</tt:Height></tt:Resolution>"
            f"</tt:VideoEncoderConfiguration>{config if self.sheet.ptz else ''}</trt:Profiles>"
            for token, wide, high in (("main", 1280, 720), ("sub", 640, 360))
        )
        return f"<trt:GetProfilesResponse>{rows}</trt:GetProfilesResponse>"

    def _status(self, now: float) -> str:
        pan, tilt, zoom = self.head.look(now)
        moving = "MOVING" if self.head.moving(now) else "IDLE"
        return (
            f'<tptz:GetStatusResponse><tptz:PTZStatus><tt:Position><tt:PanTilt x="{pan:.4f}" y="{tilt:.4f}"/>'
            f'<tt:Zoom x="{zoom:.4f}"/></tt:Position><tt:MoveStatus><tt:PanTilt>{moving}</tt:PanTilt>'
            f"<tt:Zoom>{moving}</tt:Zoom></tt:MoveStatus></tptz:PTZStatus></tptz:GetStatusResponse>"
        )

    @staticmethod
    def _envelope(body: str) -> bytes:
        return f"<s:Envelope {_NAMES}><s:Body>{body}</s:Body></s:Envelope>".encode()

    def _fault(self, error: FaultyError) -> Answer:
        body = (
            f'<s:Fault xmlns:ter="http://www.onvif.org/ver10/error"><s:Code><s:Value>s:Sender</s:Value><s:Subcode>'
            f"<s:Value>ter:{error.code}</s:Value></s:Subcode></s:Code><s:Reason>"
            f'<s:Text xml:lang="en">{escape(error.reason)}</s:Text></s:Reason></s:Fault>'
        )
        return Answer(error.status, self._envelope(body))


_MOVING = frozenset({"ContinuousMove", "Stop", "GotoPreset", "SetPreset", "GetPresets", "GetStatus"})
_OF_A_PROFILE = _MOVING | {"GetStreamUri", "GetSnapshotUri"}


def _uri(name: str, address: str) -> str:
    return f"<trt:{name}><trt:MediaUri><tt:Uri>{escape(address)}</tt:Uri></trt:MediaUri></trt:{name}>"


def _speed(asked: etree._Element) -> tuple[float, float, float]:
    pan_tilt = asked.find("tptz:Velocity/tt:PanTilt", NAMES)
    zoom = asked.find("tptz:Velocity/tt:Zoom", NAMES)
    try:
        return (
            float(pan_tilt.get("x", "0")) if pan_tilt is not None else 0.0,
            float(pan_tilt.get("y", "0")) if pan_tilt is not None else 0.0,
            float(zoom.get("x", "0")) if zoom is not None else 0.0,
        )
    except ValueError:
        raise FaultyError("InvalidArgVal", "no such speed") from None


def _seconds(duration: str) -> float:
    """Return `PT1.5S` as 1.5; ten seconds where it is left out, as many cameras do."""
    try:
        return float(duration.removeprefix("PT").removesuffix("S")) if duration else 10.0
    except ValueError:
        raise FaultyError("InvalidArgVal", f"no duration: {duration}") from None
