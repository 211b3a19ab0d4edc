"""Alerts and their index as XML: CAP 1.2 and Atom (RFC 4287)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from lxml import etree

from backend.domain.cap.alert import Alert, AlertArea, AlertInfo, Reference, Ring, written_time
from backend.domain.cap.words import NAMESPACE

ATOM = "http://www.w3.org/2005/Atom"
CAP_TYPE = "application/cap+xml"
ATOM_TYPE = "application/atom+xml"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""XML 1.0 cannot hold these, not even escaped."""


def alert_xml(alert: Alert, zone: ZoneInfo) -> bytes:
    """Return an alert as a document that keeps to the schema of CAP 1.2; times are of `zone`."""
    root = etree.Element(f"{{{NAMESPACE}}}alert", nsmap={None: NAMESPACE})
    _add(root, "identifier", alert.identifier)
    _add(root, "sender", alert.sender)
    _add(root, "sent", written_time(alert.sent_at, zone))
    _add(root, "status", alert.status)
    _add(root, "msgType", alert.msg_type)
    _add(root, "scope", alert.scope)
    _add_some(root, "note", alert.note)
    _add_some(root, "references", " ".join(_reference(each, zone) for each in alert.references))
    for info in alert.infos:
        _info(etree.SubElement(root, f"{{{NAMESPACE}}}info"), info, zone)
    return _document(root)


def _reference(reference: Reference, zone: ZoneInfo) -> str:
    return f"{reference.key},{written_time(reference.sent_at, zone)}"


def _info(into: etree._Element, info: AlertInfo, zone: ZoneInfo) -> None:
    """Write one part; the schema asks for this order."""
    _add(into, "language", info.language)
    for category in info.categories:
        _add(into, "category", category)
    _add(into, "event", info.event)
    for response in info.responses:
        _add(into, "responseType", response)
    _add(into, "urgency", info.urgency)
    _add(into, "severity", info.severity)
    _add(into, "certainty", info.certainty)
    for name, at in (
        ("effective", info.effective_at), ("onset", info.onset_at), ("expires", info.expires_at)
    ):  # fmt: skip
        _add_some(into, name, "" if at is None else written_time(at, zone))
    _add_some(into, "senderName", info.sender_name)
    _add_some(into, "headline", info.headline)
    _add_some(into, "description", info.description)
    _add_some(into, "instruction", info.instruction)
    _add_some(into, "web", info.web)
    _add_some(into, "contact", info.contact)
    for area in info.areas:
        _area(etree.SubElement(into, f"{{{NAMESPACE}}}area"), area)


def _area(into: etree._Element, area: AlertArea) -> None:
    _add(into, "areaDesc", area.text)
    for ring in area.polygons:
        _add(into, "polygon", _pairs(ring))
    for circle in area.circles:
        _add(into, "circle", f"{circle.lat:.6f},{circle.lon:.6f} {circle.radius_km:.4f}")
    for system, code in area.geocodes:
        pair = etree.SubElement(into, f"{{{NAMESPACE}}}geocode")
        _add(pair, "valueName", system)
        _add(pair, "value", code)


def _pairs(ring: Ring) -> str:
    return " ".join(f"{lat:.6f},{lon:.6f}" for lat, lon in ring)


# ---- the index ------------------------------------------------------------------------------------


def feed_xml(
    entries: Sequence[tuple[Alert, str]], *, url: str, title: str, author: str, zone: ZoneInfo
) -> bytes:
    """Return the index of alerts, newest first.

    Args:
        entries: alerts with the address of each.
        url: of the index itself.
        title: for people.
        author: who issues.
        zone: of its times.
    """
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    newest = max((alert.sent_at for alert, _ in entries), default=0.0)
    _add(root, "id", url, ATOM)
    _add(root, "title", title, ATOM)
    _add(root, "updated", written_time(newest, zone), ATOM)
    _add(etree.SubElement(root, f"{{{ATOM}}}author"), "name", author, ATOM)
    etree.SubElement(root, f"{{{ATOM}}}link", rel="self", type=ATOM_TYPE, href=url)
    for alert, address in sorted(entries, key=lambda each: -each[0].sent_at):
        _entry(etree.SubElement(root, f"{{{ATOM}}}entry"), alert, address, zone)
    return _document(root)


def _entry(into: etree._Element, alert: Alert, address: str, zone: ZoneInfo) -> None:
    info = alert.infos[0] if alert.infos else None
    _add(into, "id", address, ATOM)
    _add(into, "title", (info.headline or info.event) if info else alert.identifier, ATOM)
    _add(into, "updated", written_time(alert.sent_at, zone), ATOM)
    _add(into, "published", written_time(alert.sent_at, zone), ATOM)
    if info is not None and info.description:
        _add(into, "summary", info.description, ATOM)
    etree.SubElement(into, f"{{{ATOM}}}link", rel="alternate", type=CAP_TYPE, href=address)


def _add(into: etree._Element, name: str, text: str, space: str = NAMESPACE) -> None:
    element = etree.SubElement(into, f"{{{space}}}{name}")
    element.text = _FORBIDDEN.sub(" ", text)


def _add_some(into: etree._Element, name: str, text: str) -> None:
    if text:
        _add(into, name, text)


def _document(root: etree._Element) -> bytes:
    found: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return found
