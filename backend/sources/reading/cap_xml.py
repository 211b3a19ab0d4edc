"""Alerts and indexes of the Common Alerting Protocol: XML from strangers, read safely, checked."""

from __future__ import annotations

import functools
import math
import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from lxml import etree

from backend.domain.cap.alert import Alert, AlertArea, AlertInfo, Circle, Reference, Ring, read_time
from backend.domain.cap.words import FORBIDDEN, NAMESPACE, OLD_CERTAINTIES, OLDER
from backend.sources.reading.numbers import UnreadableError

SCHEMA = Path(__file__).resolve().parents[3] / "resources" / "cap" / "cap12.xsd"
ATOM = "http://www.w3.org/2005/Atom"
CAP_TYPE = "application/cap+xml"
MOST_LINKS = 500
"""Of one index."""
MOST_POINTS = 5_000
_TIMES = ("sent", "effective", "onset", "expires")
_ZULU = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.\d+)?Z")
_FRACTION = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})\.\d+([-+]\d{2}:\d{2})")


class Link(NamedTuple):
    """One alert of an index."""

    url: str
    version: str
    """What changes when the alert does: id and time of the entry."""


def safe_root(raw: bytes) -> etree._Element:
    """Return the root of a document from a stranger.

    Nothing outside of it is read, no entity is resolved, and one that declares any is refused.

    Raises:
        UnreadableError: it is no XML, or declares a document type.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    if b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
        raise UnreadableError("it declares a document type (<!DOCTYPE): alerts need none, so it is refused")
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError(f"not XML: {error}") from None
    if root.getroottree().docinfo.doctype:  # in an encoding in which the words above look otherwise
        raise UnreadableError("it declares a document type: alerts need none, so it is refused")
    return root


def is_alert(root: etree._Element) -> bool:
    """Return whether a document is an alert, of whatever version."""
    return root.tag in {f"{{{space}}}alert" for space in (NAMESPACE, *OLDER)}


def read_alert(root: etree._Element) -> Alert:
    """Return an alert whose document keeps to the schema of CAP 1.2.

    Of earlier versions, namespace and words are those of 1.2; of times, `Z` is read as `+00:00` and
    fractions of a second are left out.

    Raises:
        UnreadableError: it does not; the words are the schema's, or say what it lacks.
    """
    _modernise(root)
    schema = _schema()
    if not schema.validate(root):
        first = schema.error_log[0]
        words = str(first.message).replace(f"{{{NAMESPACE}}}", "")
        raise UnreadableError(f"not CAP 1.2 (line {first.line}): {words}")
    try:
        return _alert(root)
    except ValueError as error:
        raise UnreadableError(str(error)) from None


def read_index(root: etree._Element, url: str) -> list[Link]:
    """Return the alerts that an Atom feed or RSS channel lists.

    Raises:
        UnreadableError: it is neither, or lists too many.
    """
    if root.tag == f"{{{ATOM}}}feed":
        found = [_atom_link(entry, url) for entry in root.iterfind(f"{{{ATOM}}}entry")]
    elif root.tag == "rss":
        found = [_rss_link(item, url) for item in root.iterfind("channel/item")]
    else:
        name = etree.QName(root).localname
        raise UnreadableError(f"found <{name}>, expected an alert, an Atom feed or an RSS channel")
    links = list(dict.fromkeys(link for link in found if link is not None))
    if len(links) > MOST_LINKS:
        raise UnreadableError(f"{len(links)} alerts in one index, at most {MOST_LINKS} are followed")
    return links


@functools.lru_cache(maxsize=1)
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(SCHEMA)))


def _modernise(root: etree._Element) -> None:
    for element in root.iter(etree.Element):
        name = etree.QName(element)
        if name.namespace in OLDER:
            element.tag = f"{{{NAMESPACE}}}{name.localname}"
        text = (element.text or "").strip()
        if name.localname == "certainty":
            element.text = OLD_CERTAINTIES.get(text, text)
        elif name.localname in _TIMES:
            text = _ZULU.sub(r"\1+00:00", text)
            element.text = _FRACTION.sub(r"\1\2", text)
        elif not len(element) and name.localname in ("status", "msgType", "scope", "category", "responseType",
                                                      "urgency", "severity", "language"):  # fmt: skip
            element.text = text
    for old in root.findall(f"{{{NAMESPACE}}}password"):  # of CAP 1.0
        root.remove(old)


# ---- the alert ------------------------------------------------------------------------------------


def _alert(root: etree._Element) -> Alert:
    identifier, sender = _text(root, "identifier"), _text(root, "sender")
    for what, code in (("identifier", identifier), ("sender", sender)):
        if not code or FORBIDDEN & set(code):
            raise ValueError(f"{what} {code[:60]!r} is empty or holds a blank, comma, '<' or '&'")
    return Alert(
        identifier=identifier,
        sender=sender,
        sent_at=read_time(_text(root, "sent")),
        status=_text(root, "status"),
        msg_type=_text(root, "msgType"),
        scope=_text(root, "scope"),
        note=_text(root, "note"),
        references=tuple(_reference(word) for word in _text(root, "references").split()),
        infos=tuple(_info(each) for each in root.iterfind(_name("info"))),
    )


def _reference(word: str) -> Reference:
    parts = word.split(",")
    if len(parts) != 3:
        raise ValueError(f"reference {word[:80]!r}, expected sender,identifier,sent")
    return Reference(parts[0], parts[1], read_time(_FRACTION.sub(r"\1\2", _ZULU.sub(r"\1+00:00", parts[2]))))


def _info(info: etree._Element) -> AlertInfo:
    return AlertInfo(
        event=_text(info, "event"),
        urgency=_text(info, "urgency"),
        severity=_text(info, "severity"),
        certainty=_text(info, "certainty"),
        language=_text(info, "language") or "en-US",
        categories=_texts(info, "category"),
        responses=_texts(info, "responseType"),
        effective_at=_time(info, "effective"),
        onset_at=_time(info, "onset"),
        expires_at=_time(info, "expires"),
        sender_name=_text(info, "senderName"),
        headline=" ".join(_text(info, "headline").split()),
        description=_text(info, "description"),
        instruction=_text(info, "instruction"),
        web=_text(info, "web"),
        contact=_text(info, "contact"),
        event_codes=_pairs(info, "eventCode"),
        parameters=_pairs(info, "parameter"),
        areas=tuple(_area(each) for each in info.iterfind(_name("area"))),
    )


def _area(area: etree._Element) -> AlertArea:
    rings = tuple(_ring(text) for text in _texts(area, "polygon"))
    if sum(len(ring) for ring in rings) > MOST_POINTS:
        raise ValueError(f"an area has more than {MOST_POINTS} corners")
    circles = tuple(_circle(text) for text in _texts(area, "circle"))
    text = " ".join(_text(area, "areaDesc").split())
    return AlertArea(text, rings, circles, _pairs(area, "geocode"))


def _ring(text: str) -> Ring:
    ring = tuple(_point(pair) for pair in text.split())
    if len(ring) < 4 or ring[0] != ring[-1]:
        raise ValueError(f"polygon {text[:60]!r}: expected 4 or more pairs, the last one the first")
    return ring


def _circle(text: str) -> Circle:
    words = text.split()
    if len(words) != 2:
        raise ValueError(f"circle {text[:60]!r}, expected lat,lon and a radius in km")
    (lat, lon), radius = _point(words[0]), _number(words[1])
    if radius < 0:
        raise ValueError(f"circle {text[:60]!r}: its radius is below 0")
    return Circle(lat, lon, radius)


def _point(pair: str) -> tuple[float, float]:
    lat, comma, lon = pair.partition(",")
    if not comma:
        raise ValueError(f"point {pair[:40]!r}, expected lat,lon")
    north, east = _number(lat), _number(lon)
    if not (-90 <= north <= 90 and -180 <= east <= 180):
        raise ValueError(f"point {pair[:40]!r} is not on the earth; latitude comes first")
    return north, east


def _number(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise ValueError(f"{text[:20]!r} is no number")
    return found


def _time(parent: etree._Element, name: str) -> float | None:
    text = _text(parent, name)
    return read_time(text) if text else None


def _pairs(parent: etree._Element, name: str) -> tuple[tuple[str, str], ...]:
    found = parent.iterfind(_name(name))
    return tuple((_text(each, "valueName"), _text(each, "value")) for each in found)


def _texts(parent: etree._Element, name: str) -> tuple[str, ...]:
    found = (" ".join((each.text or "").split()) for each in parent.iterfind(_name(name)))
    return tuple(text for text in found if text)


def _text(parent: etree._Element, name: str) -> str:
    return (parent.findtext(_name(name)) or "").strip()


def _name(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


# ---- indexes --------------------------------------------------------------------------------------


def _atom_link(entry: etree._Element, base: str) -> Link | None:
    """Return where the alert of an entry is: the link of its type, else of its address, else its id."""
    links = entry.findall(f"{{{ATOM}}}link")
    typed = [each.get("href", "") for each in links if each.get("type") == CAP_TYPE]
    others = [e.get("href", "") for e in links if e.get("type", "") in ("", "application/xml", "text/xml")]
    name = (entry.findtext(f"{{{ATOM}}}id") or "").strip()
    listed = [*typed, *others, *([name] if name.startswith(("http://", "https://")) else [])]
    version = f"{name} {(entry.findtext(f'{{{ATOM}}}updated') or '').strip()}"
    return _link(listed, base, version)


def _rss_link(item: etree._Element, base: str) -> Link | None:
    enclosed = [e.get("url", "") for e in item.iterfind("enclosure") if e.get("type") == CAP_TYPE]
    version = f"{(item.findtext('guid') or '').strip()} {(item.findtext('pubDate') or '').strip()}"
    return _link([*enclosed, (item.findtext("link") or "").strip()], base, version)


def _link(listed: list[str], base: str, version: str) -> Link | None:
    for address in listed:
        whole = urljoin(base, address.strip()) if address.strip() else ""
        if urlsplit(whole).scheme in ("http", "https"):
            return Link(whole, version)
    return None
