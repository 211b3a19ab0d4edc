from __future__ import annotations

import pytest

from backend.domain.cap.alert import AlertArea, Circle
from backend.sources.reading.cap_xml import CAP_TYPE, Link, is_alert, read_alert, read_index, safe_root
from backend.sources.reading.numbers import UnreadableError

ALERT = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>VN.1</identifier>
  <sender>kttv@example.vn</sender>
  <sent>2026-11-24T18:00:00+07:00</sent>
  <status>Actual</status>
  <msgType>Alert</msgType>
  <scope>Public</scope>
  <info>
    <language>vi-VN</language>
    <category>Met</category>
    <event>Mưa lớn</event>
    <urgency>Immediate</urgency>
    <severity>Severe</severity>
    <certainty>Likely</certainty>
    <expires>2026-11-24T21:00:00+07:00</expires>
    <headline>Mưa lớn
      ở Đà Nẵng</headline>
    <area>
      <areaDesc>Liên Chiểu</areaDesc>
      <polygon>16.0,108.0 16.0,108.1 16.1,108.1 16.0,108.0</polygon>
      <circle>16.05,108.2 5.5</circle>
      <geocode><valueName>ward</valueName><value>20194</value></geocode>
    </area>
  </info>
</alert>"""
SENT = 1_795_518_000.0


def read(text: str):
    return read_alert(safe_root(text.encode()))


def refused(text: str | bytes) -> str:
    with pytest.raises(UnreadableError) as found:
        read_alert(safe_root(text if isinstance(text, bytes) else text.encode()))
    return str(found.value)


def test_an_alert_is_read_with_its_surface() -> None:
    alert = read(ALERT)
    assert (alert.key, alert.sent_at) == ("kttv@example.vn,VN.1", SENT)
    (info,) = alert.infos
    assert (info.event, info.headline, info.expires_at) == ("Mưa lớn", "Mưa lớn ở Đà Nẵng", SENT + 10_800)
    assert info.areas == (
        AlertArea(
            "Liên Chiểu",
            (((16.0, 108.0), (16.0, 108.1), (16.1, 108.1), (16.0, 108.0)),),
            (Circle(16.05, 108.2, 5.5),),
            (("ward", "20194"),),
        ),
    )


@pytest.mark.parametrize("space", ["urn:oasis:names:tc:emergency:cap:1.1", "http://www.incident.com/cap/1.0"])
def test_earlier_versions_are_read_in_the_words_of_1_2(space: str) -> None:
    old = ALERT.replace("urn:oasis:names:tc:emergency:cap:1.2", space)
    old = old.replace(">Likely<", ">Very Likely<")
    root = safe_root(old.encode())
    assert is_alert(root)
    assert read_alert(root) == read(ALERT)


def test_z_and_fractions_of_a_second_are_taken_though_the_schema_forbids_them() -> None:
    text = ALERT.replace("2026-11-24T18:00:00+07:00", "2026-11-24T11:00:00Z")
    text = text.replace("2026-11-24T21:00:00+07:00", "2026-11-24T21:00:00.250+07:00")
    assert read(text) == read(ALERT)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2026-11-24T18:00:00+07:00", "2026-11-24T18:00:00", "sent"),
        (">Severe<", ">Terrible<", "severity"),
        ("<scope>Public</scope>", "", "scope"),
        ("VN.1", "VN 1", "identifier"),
        ("kttv@example.vn", "a,b", "sender"),
        ("16.1,108.1 16.0,108.0<", "16.1,108.1<", "the last one the first"),
        ("16.0,108.1", "108.1,16.0", "latitude comes first"),
        ("16.0,108.1", "16.0;108.1", "expected lat,lon"),
        ("108.2 5.5", "108.2", "a radius in km"),
        ("108.2 5.5", "108.2 -1", "below 0"),
        ("108.2 5.5", "108.2 nan", "no number"),
        ("<scope>", "<references>a,b</references><scope>", "references"),
    ],
)
def test_what_breaks_the_rules_is_refused_and_named(old: str, new: str, said: str) -> None:
    assert said in refused(ALERT.replace(old, new))


def test_a_reference_without_its_three_parts_is_refused() -> None:
    assert "sender,identifier,sent" in refused(
        ALERT.replace("</scope>", "</scope><references>a,b</references>")
    )


BOMB = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>&b;</identifier></alert>"""
LEAK = """<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>&x;</identifier></alert>"""


@pytest.mark.parametrize("text", [BOMB, LEAK, BOMB.replace('<?xml version="1.0"?>', "").encode("utf-16")])
def test_entities_are_never_resolved(text: str | bytes) -> None:
    words = refused(text)
    assert "document type" in words
    assert "root:" not in words


@pytest.mark.parametrize("text", ["", "<alert", "{}", "<alert/>", "\x00"])
def test_what_is_no_alert_is_refused(text: str) -> None:
    assert refused(text)


def test_an_atom_index_prefers_the_link_of_the_type_and_takes_no_other_scheme() -> None:
    feed = f"""<feed xmlns="http://www.w3.org/2005/Atom">
      <entry><id>urn:1</id><updated>2026-11-24T18:00:00+07:00</updated>
        <link type="text/html" href="http://x.vn/page"/><link type="{CAP_TYPE}" href="one.xml"/></entry>
      <entry><id>http://x.vn/two.xml</id></entry>
      <entry><id>urn:3</id><link href="file:///etc/passwd"/></entry>
    </feed>"""
    assert read_index(safe_root(feed.encode()), "http://x.vn/cap/feed.atom") == [
        Link("http://x.vn/cap/one.xml", "urn:1 2026-11-24T18:00:00+07:00"),
        Link("http://x.vn/two.xml", "http://x.vn/two.xml "),
    ]


def test_an_rss_channel_is_an_index_and_a_page_is_none() -> None:
    rss = """<rss version="2.0"><channel>
      <item><guid>g1</guid><pubDate>d</pubDate><link>http://x.vn/1</link></item>
      <item><title>nothing</title></item></channel></rss>"""
    assert read_index(safe_root(rss.encode()), "http://x.vn/") == [Link("http://x.vn/1", "g1 d")]
    with pytest.raises(UnreadableError, match="found <html>"):
        read_index(safe_root(b"<html/>"), "http://x.vn/")
    items = "<item><link>http://x.vn/{}</link></item>"
    many = "".join(items.format(n) for n in range(501))
    with pytest.raises(UnreadableError, match="at most 500"):
        read_index(safe_root(f"<rss><channel>{many}</channel></rss>".encode()), "http://x.vn/")
