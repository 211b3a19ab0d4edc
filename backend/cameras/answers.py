"""What cameras answer, read into plain values. Pure."""

from __future__ import annotations

import datetime
import math
from urllib.parse import urlsplit, urlunsplit

import msgspec
from lxml import etree

from backend.cameras.soap import NAMES, SoapError, text_of

MOST_ITEMS = 300
"""Profiles, presets: a camera that names more is not read further."""
LONGEST_TOKEN = 64
"""ONVIF ReferenceToken."""


class Facts(msgspec.Struct, frozen=True):
    """What a device says of itself."""

    maker: str
    model: str
    firmware: str
    serial: str


class Services(msgspec.Struct, frozen=True):
    """Addresses of a device's services; empty: it has none of that kind."""

    media: str = ""
    ptz: str = ""


class Profile(msgspec.Struct, frozen=True):
    """One of the ways in which a camera gives its picture."""

    token: str
    name: str
    width_px: int = 0
    """0: it does not say."""
    height_px: int = 0
    encoding: str = ""
    """`H264`, `JPEG`, …"""
    ptz: bool = False
    """It can be moved by this profile."""


class Preset(msgspec.Struct, frozen=True):
    """A position that the camera remembers."""

    token: str
    name: str


class Position(msgspec.Struct, frozen=True):
    """Where a camera looks, in its own generic space: pan and tilt -1..1, zoom 0..1; NaN: not told."""

    pan: float
    tilt: float
    zoom: float
    moving: bool = False


def clock_of(answer: etree._Element) -> float | None:
    """Return the instant that a camera takes for now (s since epoch), None where it does not tell UTC."""
    utc = answer.find(".//tt:UTCDateTime", NAMES)
    date = ("tt:Date/tt:Year", "tt:Date/tt:Month", "tt:Date/tt:Day")
    parts = (*date, "tt:Time/tt:Hour", "tt:Time/tt:Minute", "tt:Time/tt:Second")
    try:
        year, month, day, hour, minute, second = (int(text_of(utc, part)) for part in parts)
        moment = datetime.datetime(year, month, day, hour, minute, min(second, 59), tzinfo=datetime.UTC)
    except (ValueError, OverflowError):
        return None
    return moment.timestamp()


def facts_of(answer: etree._Element) -> Facts:
    """Return what GetDeviceInformation tells."""
    names = ("Manufacturer", "Model", "FirmwareVersion", "SerialNumber")
    return Facts(*(text_of(answer, f"tds:{name}")[:100] for name in names))


def services_of(answer: etree._Element) -> Services:
    """Return the addresses in an answer to GetCapabilities."""
    return Services(
        text_of(answer, ".//tt:Media/tt:XAddr"),
        text_of(answer, ".//tt:PTZ/tt:XAddr"),
    )


def services_listed(answer: etree._Element) -> Services:
    """Return the addresses in an answer to GetServices."""
    found = {
        text_of(one, "tds:Namespace"): text_of(one, "tds:XAddr")
        for one in answer.findall("tds:Service", NAMES)[:MOST_ITEMS]
    }
    return Services(found.get(NAMES["trt"], ""), found.get(NAMES["tptz"], ""))


def profiles_of(answer: etree._Element) -> list[Profile]:
    """Return the profiles that have video, in the camera's order."""
    found = []
    for one in answer.findall("trt:Profiles", NAMES)[:MOST_ITEMS]:
        token = one.get("token", "")
        encoder = one.find("tt:VideoEncoderConfiguration", NAMES)
        if not token or len(token) > LONGEST_TOKEN or encoder is None:
            continue
        size = [_whole(text_of(encoder, f"tt:Resolution/tt:{side}")) for side in ("Width", "Height")]
        found.append(
            Profile(
                token=token,
                name=text_of(one, "tt:Name")[:100],
                width_px=size[0],
                height_px=size[1],
                encoding=text_of(encoder, "tt:Encoding")[:20],
                ptz=one.find("tt:PTZConfiguration", NAMES) is not None,
            )
        )
    return found


def main_and_sub(profiles: list[Profile]) -> tuple[Profile, Profile]:
    """Return the profile with the largest picture, and the smallest one that players can read.

    Raises:
        ValueError: there is none with video.
    """
    playable = [one for one in profiles if one.encoding.upper() != "JPEG"] or profiles
    if not playable:
        raise ValueError("no profile with video")

    def pixels(profile: Profile) -> int:
        return profile.width_px * profile.height_px

    return max(playable, key=pixels), min(playable, key=pixels)


def uri_of(answer: etree._Element) -> str:
    """Return the address in an answer to GetStreamUri or GetSnapshotUri.

    Raises:
        SoapError: there is none.
    """
    uri = text_of(answer, "trt:MediaUri/tt:Uri")
    if not uri or len(uri) > 500 or not uri.isprintable():
        raise SoapError("no address of a stream")
    return uri


def presets_of(answer: etree._Element) -> list[Preset]:
    """Return the positions that a camera remembers, in its order."""
    found = []
    for one in answer.findall("tptz:Preset", NAMES)[:MOST_ITEMS]:
        token = one.get("token", "")
        if token and len(token) <= LONGEST_TOKEN:
            found.append(Preset(token, text_of(one, "tt:Name")[:100] or token))
    return found


def position_of(answer: etree._Element) -> Position:
    """Return where a camera looks, from an answer to GetStatus."""
    place = answer.find(".//tt:Position", NAMES)
    pan_tilt = place.find("tt:PanTilt", NAMES) if place is not None else None
    zoom = place.find("tt:Zoom", NAMES) if place is not None else None
    states = [text_of(one) for one in answer.findall(".//tt:MoveStatus/*", NAMES)]
    return Position(
        _number(pan_tilt, "x"), _number(pan_tilt, "y"), _number(zoom, "x"), moving="MOVING" in states
    )


def rehosted(address: str, device: str) -> str:
    """Return a service's or stream's address at the host by which the device itself was reached.

    Cameras behind a router tell the address that they have inside; and the password goes to no other
    machine than the one that an administrator named.
    """
    own, told = urlsplit(device), urlsplit(address)
    if told.hostname == own.hostname:
        return address
    host = f"[{own.hostname}]" if own.hostname and ":" in own.hostname else own.hostname or ""
    if told.scheme in ("http", "https"):
        return urlunsplit((own.scheme, own.netloc, told.path, told.query, ""))
    netloc = f"{host}:{told.port}" if told.port else host
    return urlunsplit((told.scheme, netloc, told.path, told.query, ""))


def _whole(word: str) -> int:
    return int(word) if word.isdigit() and len(word) < 6 else 0


def _number(element: etree._Element | None, name: str) -> float:
    try:
        value = float(element.get(name, "")) if element is not None else math.nan
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan
