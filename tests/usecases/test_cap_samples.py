"""CAP on real samples (Google's cap-library): what we read equals an independent reading by XPath."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from lxml import etree

from backend.gateway.cap_xml import alert_xml
from backend.sources.cap import Config, parse
from backend.sources.reading.cap_xml import SCHEMA, read_alert, read_index, safe_root

ALERTS = ("canada", "earthquake", "no_optional_fields", "thunderstorm", "weather")
INDEXES = {"weather.atom": 1, "weather_index.atom": 2, "earthquake_index.atom": 1, "ny_index.rss": 2}
SETTINGS = Config(id="x", kind="cap", name="X", max_age_s=900, url="http://x.vn/feed")


def said(node: Any, path: str) -> list[str]:
    """Return the texts at a path, whatever the namespace."""
    steps = "/".join(f"*[local-name()='{step}']" for step in path.split("/"))
    return [" ".join((each.text or "").split()) for each in node.xpath(steps)]


def first(node: Any, path: str) -> str:
    return (said(node, path) or [""])[0]


def at(node: Any, path: str) -> float | None:
    text = first(node, path)
    return dt.datetime.fromisoformat(text).timestamp() if text else None


@pytest.mark.parametrize("name", ALERTS)
def test_every_part_of_a_sample_is_read_as_xpath_reads_it(real_data: Path, name: str) -> None:
    raw = (real_data / "cap" / f"{name}.cap").read_bytes()
    alert, root = read_alert(safe_root(raw)), etree.fromstring(raw)
    assert (alert.identifier, alert.sender, alert.sent_at) == (
        first(root, "identifier"), first(root, "sender"), at(root, "sent"),
    )  # fmt: skip
    assert (alert.status, alert.msg_type, alert.scope) == (
        first(root, "status"), first(root, "msgType"), first(root, "scope"),
    )  # fmt: skip
    assert [each.key for each in alert.references] == [
        word.rpartition(",")[0] for word in first(root, "references").split()
    ]
    infos = root.xpath("*[local-name()='info']")
    assert len(alert.infos) == len(infos)
    for mine, info in zip(alert.infos, infos, strict=True):
        for part in ("event", "urgency", "severity", "certainty", "headline", "web", "contact"):
            assert getattr(mine, part) == first(info, part), part
        for part in ("description", "instruction"):
            assert getattr(mine, part).split() == first(info, part).split(), part
        assert (mine.effective_at, mine.expires_at) == (at(info, "effective"), at(info, "expires"))
        assert list(mine.categories) == said(info, "category")
        assert [area.text for area in mine.areas] == said(info, "area/areaDesc")
        codes = [code for area in mine.areas for _, code in area.geocodes]
        assert codes == said(info, "area/geocode/value")
        rings = [ring for area in mine.areas for ring in area.polygons]
        texts = said(info, "area/polygon")
        assert [[list(map(float, p.split(","))) for p in t.split()] for t in texts] == [
            [list(point) for point in ring] for ring in rings
        ]
        circles = [f"{c.lat},{c.lon} {c.radius_km}" for area in mine.areas for c in area.circles]
        assert [each.split() for each in circles] == [
            [",".join(str(float(n)) for n in t.split()[0].split(",")), str(float(t.split()[1]))]
            for t in said(info, "area/circle")
        ]


@pytest.mark.parametrize("name", ALERTS)
def test_a_sample_that_is_written_again_keeps_to_the_schema_and_says_the_same(
    real_data: Path, name: str
) -> None:
    alert = read_alert(safe_root((real_data / "cap" / f"{name}.cap").read_bytes()))
    raw = alert_xml(alert, ZoneInfo("Asia/Ho_Chi_Minh"))
    etree.XMLSchema(etree.parse(str(SCHEMA))).assertValid(etree.fromstring(raw))
    again = read_alert(safe_root(raw))
    assert (again.key, again.sent_at, again.references) == (alert.key, alert.sent_at, alert.references)
    assert [info.areas for info in again.infos] == [info.areas for info in alert.infos]


@pytest.mark.parametrize("name", INDEXES)
def test_an_index_lists_its_alerts(real_data: Path, name: str) -> None:
    raw = (real_data / "cap" / name).read_bytes()
    links = read_index(safe_root(raw), "http://x.vn/feed")
    assert len(links) == INDEXES[name]
    for link in links:
        assert link.url.replace("&", "&amp;").encode() in raw


def test_the_samples_become_cases_with_their_surfaces(real_data: Path) -> None:
    """The severities are those of the table in docs/sources.md, by hand."""
    found = {}
    for name in ALERTS:
        raw = (real_data / "cap" / f"{name}.cap").read_bytes()
        sent = at(etree.fromstring(raw), "sent")
        assert sent is not None
        parsed = parse(raw, SETTINGS, sent + 1)
        found[name] = parsed
    assert "warns of nothing" in found["no_optional_fields"].refusals[0].reason
    cases = {name: parsed.cases[0] for name, parsed in found.items() if parsed.cases}
    assert {name: update.case.severity for name, update in cases.items()} == {
        "canada": "low", "earthquake": "low", "thunderstorm": "high", "weather": "high",
    }  # fmt: skip
    assert cases["canada"].case.case_id == "2.49.0.1.124.a3f342a4.2012"  # that of its earliest reference
    assert '"Polygon"' in cases["thunderstorm"].data["shape"]
    assert cases["canada"].data["shape"].count('"Polygon"') == 2
