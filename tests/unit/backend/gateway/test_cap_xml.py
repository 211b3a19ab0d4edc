from __future__ import annotations

from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace

from backend.domain.cap.alert import Alert, AlertArea, AlertInfo, Circle, Reference
from backend.domain.cap.words import CATEGORIES, CERTAINTIES, RESPONSES, SEVERITIES, URGENCIES
from backend.gateway.cap_xml import alert_xml, feed_xml
from backend.sources.reading.cap_xml import SCHEMA, read_alert, read_index, safe_root

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
SENT = 1_795_518_000.0
words = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60).map(
    lambda t: " ".join(t.split())
)
instants = st.none() | st.integers(1_000_000_000, 2_000_000_000).map(float)
degrees = st.integers(-80_000_000, 80_000_000).map(lambda n: n / 1e6)
areas = st.builds(
    AlertArea,
    text=words,
    polygons=st.lists(
        st.lists(st.tuples(degrees, degrees), min_size=3, max_size=5).map(lambda ring: (*ring, ring[0])),
        max_size=2,
    ).map(tuple),
    circles=st.lists(
        st.builds(Circle, degrees, degrees, st.integers(0, 9_000_000).map(lambda n: n / 1e4)), max_size=2
    ).map(tuple),
    geocodes=st.lists(st.tuples(words, words), max_size=2).map(tuple),
)
infos = st.builds(
    AlertInfo,
    event=words,
    urgency=st.sampled_from(URGENCIES),
    severity=st.sampled_from(SEVERITIES),
    certainty=st.sampled_from(CERTAINTIES),
    language=st.sampled_from(("vi-VN", "en")),
    categories=st.lists(st.sampled_from(CATEGORIES), min_size=1, max_size=2).map(tuple),
    responses=st.lists(st.sampled_from(RESPONSES), max_size=2).map(tuple),
    effective_at=instants,
    onset_at=instants,
    expires_at=instants,
    sender_name=words,
    headline=words,
    description=words,
    instruction=words,
    areas=st.lists(areas, max_size=2).map(tuple),
)
alerts = st.builds(
    Alert,
    identifier=st.from_regex(r"[A-Za-z0-9.:-]{1,40}", fullmatch=True),
    sender=st.just("canhbao@danang.example"),
    sent_at=st.integers(1_000_000_000, 2_000_000_000).map(float),
    status=st.just("Actual"),
    msg_type=st.sampled_from(("Alert", "Update", "Cancel")),
    scope=st.just("Public"),
    note=words,
    references=st.lists(st.builds(Reference, st.just("a@b"), st.just("X.1"), st.just(SENT)), max_size=2).map(
        tuple
    ),
    infos=st.lists(infos, max_size=2).map(tuple),
)
schema = etree.XMLSchema(etree.parse(str(SCHEMA)))


@given(alerts)
def test_every_alert_keeps_to_the_schema_and_is_read_back_as_it_was(alert: Alert) -> None:
    raw = alert_xml(alert, HANOI)
    schema.assertValid(etree.fromstring(raw))
    assert b"Z</sent>" not in raw
    assert read_alert(safe_root(raw)) == alert


def test_signs_that_xml_cannot_hold_become_blanks() -> None:
    info = AlertInfo("a\x00b<&\ud800", "Past", "Minor", "Likely", categories=("Met",))
    raw = alert_xml(Alert("i", "s", SENT, "Actual", "Alert", "Public", infos=(info,)), HANOI)
    assert read_alert(safe_root(raw)).infos[0].event == "a b<&"


def test_the_index_lists_the_newest_first_with_their_addresses() -> None:
    info = AlertInfo("Ngập", "Past", "Minor", "Likely", categories=("Met",), description="Nước lên")
    old = Alert("A.1", "s", SENT, "Actual", "Alert", "Public", infos=(info,))
    new = replace(old, identifier="A.2", sent_at=SENT + 60)
    url = "https://x.vn/cap/feed.atom"
    entries = [(each, f"https://x.vn/cap/{each.identifier}.xml") for each in (old, new)]
    raw = feed_xml(entries, url=url, title="Tin", author="Trung tâm", zone=HANOI)
    links = read_index(safe_root(raw), url)
    assert [link.url for link in links] == ["https://x.vn/cap/A.2.xml", "https://x.vn/cap/A.1.xml"]
    root = etree.fromstring(raw)
    space = {"a": "http://www.w3.org/2005/Atom"}
    for part in ("id", "title", "updated", "author/a:name"):  # RFC 4287 §4.1.1: a feed must have these
        assert root.findtext(f"a:{part}", namespaces=space)
    for entry in root.iterfind("a:entry", space):
        assert [entry.findtext(f"a:{part}", namespaces=space) for part in ("title", "summary")] == [
            "Ngập", "Nước lên",
        ]  # fmt: skip
        assert entry.findtext("a:updated", namespaces=space).endswith("+07:00")


def test_an_empty_index_is_an_index() -> None:
    raw = feed_xml([], url="https://x.vn/f", title="Tin", author="T", zone=HANOI)
    assert read_index(safe_root(raw), "https://x.vn/f") == []
