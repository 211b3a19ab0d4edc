from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest
import yaml
from msgspec.structs import replace

from backend.contract.cases import CaseFile
from backend.domain.cap.alert import Circle, Reference
from backend.domain.cap.issuing import Issuer, alerts_of, in_force
from backend.domain.cases.shapes import circle, joined, polygon
from backend.domain.cases.spec import CaseKindSpec

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = 1_795_518_000.0
PACK = Path(__file__).parents[5] / "resources" / "usecases" / "public-warning"
KIND = msgspec.convert(
    yaml.safe_load((PACK / "cases" / "public-message.yaml").read_text(encoding="utf-8")), CaseKindSpec
)
ISSUER = Issuer(
    sender="canhbao@danang.example",
    zone=ZONE,
    sender_name="Trung tâm điều hành",
    geocode="ward",
    area_names={"20194": "Liên Chiểu"},
)
RING = [(16.0, 108.0), (16.0, 108.1), (16.1, 108.1), (16.0, 108.0)]
FILE = CaseFile(
    case_id="TND.20261124.0001", kind="public-message", title="Mưa rất to", status="published",
    group="working", severity="critical", opened_at=NOW - 900, changed_at=NOW, text="Mưa 90 mm.",
    accepted_at=NOW - 60.4,
    data={
        "event": "Ngập lụt", "instruction": "Lên cao.", "category": "Met", "urgency": "Immediate",
        "severity": "Severe", "certainty": "Likely", "expires": "2026-11-24T21:00:00+07:00",
        "areas": "20194 20200", "shape": joined([polygon(RING), circle(16.05, 108.2, 5500)]),
        "event_en": "Flood", "headline_en": "Very heavy rain",
    },
)  # fmt: skip


def issued(file: CaseFile, *others: CaseFile):
    return alerts_of(KIND, file, ISSUER, {each.case_id: each for each in others}.get)


def test_an_approved_case_is_an_alert_of_its_own_words() -> None:
    (alert,) = issued(FILE)
    assert (alert.identifier, alert.msg_type, alert.sent_at) == ("TND.20261124.0001", "Alert", NOW - 61)
    vi, en = alert.infos
    assert (vi.language, vi.event, vi.headline, vi.description) == (
        "vi-VN", "Ngập lụt", "Mưa rất to", "Mưa 90 mm.",
    )  # fmt: skip
    assert (vi.urgency, vi.severity, vi.certainty, vi.categories) == (
        "Immediate", "Severe", "Likely", ("Met",),
    )  # fmt: skip
    assert vi.expires_at == NOW + 3 * 3600
    assert (en.language, en.event, en.headline, en.description) == ("en", "Flood", "Very heavy rain", "")
    (area,) = vi.areas
    assert area.text == "Liên Chiểu, 20200"
    assert area.polygons == (((16.0, 108.0), (16.0, 108.1), (16.1, 108.1), (16.0, 108.0)),)
    assert area.circles == (Circle(16.05, 108.2, 5.5),)
    assert area.geocodes == (("ward", "20194"), ("ward", "20200"))
    assert en.areas == vi.areas


def test_what_nobody_approved_is_no_alert() -> None:
    draft = replace(FILE, status="waiting", group="waiting", accepted_at=None)
    assert issued(draft) == []
    assert not in_force(KIND, draft, NOW, ZONE)


def test_a_language_in_which_nothing_is_said_has_no_part() -> None:
    silent = replace(FILE, data={k: v for k, v in FILE.data.items() if not k.endswith("_en")})
    assert [info.language for info in issued(silent)[0].infos] == ["vi-VN"]


def test_a_case_that_replaces_others_refers_to_all_of_them() -> None:
    second = replace(FILE, case_id="T2", accepted_at=NOW + 60, data=FILE.data | {"replaces": FILE.case_id})
    third = replace(FILE, case_id="T3", accepted_at=NOW + 90, data=FILE.data | {"replaces": "T2"})
    (alert,) = issued(third, FILE, second)
    assert alert.msg_type == "Update"
    assert alert.references == (
        Reference(ISSUER.sender, FILE.case_id, NOW - 61),
        Reference(ISSUER.sender, "T2", NOW + 60),
    )
    loop = replace(FILE, data=FILE.data | {"replaces": FILE.case_id})
    assert issued(loop)[0].msg_type == "Alert"


def test_what_is_withdrawn_is_taken_back_by_a_second_alert() -> None:
    gone = replace(FILE, status="withdrawn", group="refused", finished_at=NOW, result="Phát\nnhầm")
    first, last = issued(gone)
    assert first == issued(FILE)[0]
    assert (last.identifier, last.msg_type, last.sent_at) == (FILE.case_id + ".cancel", "Cancel", NOW)
    assert last.references == (Reference(ISSUER.sender, FILE.case_id, NOW - 61),)
    assert last.note == "Phát nhầm"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, True),
        ({"status": "withdrawn", "group": "refused"}, True),
        ({"status": "updated", "group": "done"}, False),
        ({"status": "ended", "group": "done"}, False),
        ({"data": FILE.data | {"expires": "2026-11-24T17:00:00+07:00"}}, False),
        ({"data": FILE.data | {"expires": ""}}, False),
    ],
)
def test_the_feed_tells_what_is_in_force(changed: dict[str, object], told: bool) -> None:
    assert in_force(KIND, replace(FILE, **changed), NOW, ZONE) is told


def test_a_long_headline_is_cut_at_160_characters() -> None:
    headline = issued(replace(FILE, title="Mưa " * 60))[0].infos[0].headline
    assert len(headline) == 160
    assert headline.endswith("…")


def test_a_choice_is_told_by_its_name() -> None:
    data = tuple(
        replace(each, type="choice", choices={"flood": each.name}) if each.id == "event" else each
        for each in KIND.data
    )
    spec = replace(KIND, data=data)
    file = replace(FILE, data=FILE.data | {"event": "flood"})
    (alert,) = alerts_of(spec, file, ISSUER, {}.get)
    assert alert.infos[0].event == "Sự việc"
