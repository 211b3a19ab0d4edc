from __future__ import annotations

import json
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from backend.domain.cap.alert import Alert, AlertArea, AlertInfo, Circle, Reference
from backend.sources.reading.cap_cases import (
    KEPT_S,
    PARTS,
    SEVERITY_TABLE,
    AlertRules,
    KnownAlert,
    NotTakenError,
    SeverityRow,
    expired,
    severity_of,
    taken,
)

SENT = 1_795_518_000.0
HOUR = 3600.0
RULES = AlertRules(source_id="kttv", kind="warning", zone=ZoneInfo("Asia/Ho_Chi_Minh"), geocodes=("ward",))
INFO = AlertInfo(
    event="Mưa lớn", urgency="Immediate", severity="Extreme", certainty="Likely", language="vi-VN",
    categories=("Met",), expires_at=SENT + 3 * HOUR, sender_name="Đài KTTV", headline="Mưa rất to",
    description="Mưa 200 mm.", areas=(AlertArea("Liên Chiểu", geocodes=(("ward", "20194"), ("zip", "9"))),),
)  # fmt: skip
ENGLISH = replace(INFO, language="en", event="Heavy rain", headline="Very heavy rain", description="200 mm.")
FIRST = Alert("VN.1", "a@kttv", SENT, "Actual", "Alert", "Public", infos=(ENGLISH, INFO))
REFERENCE = Reference("a@kttv", "VN.1", SENT)
UPDATE = replace(
    FIRST, identifier="VN.2", sent_at=SENT + HOUR, msg_type="Update", references=(REFERENCE,),
    infos=(replace(INFO, headline="Mưa giảm", severity="Moderate", expires_at=SENT + 5 * HOUR),),
)  # fmt: skip
CANCEL = replace(
    FIRST, identifier="VN.3", sent_at=SENT + 2 * HOUR, msg_type="Cancel", note="Hết mưa",
    references=(REFERENCE, Reference("a@kttv", "VN.2", SENT + HOUR)),
)  # fmt: skip


def take(*alerts: Alert, rules: AlertRules = RULES, now: float = SENT + 60):
    known: dict[str, KnownAlert] = {}
    return [update for alert in alerts for update in taken(alert, rules, known, now)]


def test_an_alert_speaks_the_first_language_that_the_centre_wants() -> None:
    (update,) = take(FIRST)
    case = update.case
    assert (case.case_id, case.kind, case.source_id, case.open) == ("VN.1", "warning", "kttv", True)
    assert (case.title.vi, case.title.en, case.severity) == ("Mưa rất to", "Very heavy rain", "critical")
    assert (case.opened_at, case.place, update.text) == (SENT, "Liên Chiểu", "Mưa 200 mm.")
    assert update.remote_id == "a@kttv,VN.1,2026-11-24T18:00:00+07:00"
    data = update.data
    assert set(data) == set(PARTS)
    assert (data["event"], data["event_en"], data["areas"]) == ("Mưa lớn", "Heavy rain", "20194")
    assert (data["expires"], data["sender_name"]) == ("2026-11-24T21:00:00+07:00", "Đài KTTV")
    (other,) = take(FIRST, rules=replace(RULES, languages=("en",)))
    assert (other.case.title.vi, other.data["event_en"]) == ("Very heavy rain", "")


def test_an_update_changes_the_same_case_and_a_cancel_ends_it() -> None:
    first, second, last = take(FIRST, UPDATE, CANCEL)
    assert [each.case.case_id for each in (first, second, last)] == ["VN.1"] * 3
    assert (second.case.title.vi, second.case.severity, second.case.status) == (
        "Mưa giảm",
        "medium",
        "Update",
    )
    assert (second.case.opened_at, second.case.changed_at) == (SENT, SENT + HOUR)
    assert (last.case.open, last.case.status, last.finished_at) == (False, "Cancel", SENT + 2 * HOUR)
    assert last.result == "Hết mưa"


def test_an_update_whose_beginning_was_missed_is_a_case_by_its_earliest_reference() -> None:
    (update,) = take(UPDATE)
    assert update.case.case_id == "VN.1"
    again = take(UPDATE, CANCEL)[-1]
    assert (again.case.case_id, again.case.open) == ("VN.1", False)


def test_an_older_word_that_comes_late_changes_nothing() -> None:
    assert len(take(UPDATE, FIRST)) == 1


def test_a_cancel_of_what_nobody_knows_is_nothing() -> None:
    assert take(CANCEL) == []


def test_an_update_of_two_alerts_goes_on_with_the_first_and_ends_the_other() -> None:
    other = replace(FIRST, identifier="VN.9", sent_at=SENT + 5)
    both = replace(UPDATE, references=(REFERENCE, Reference("a@kttv", "VN.9", SENT + 5)))
    _, _, update, ended = take(FIRST, other, both)
    assert (update.case.case_id, update.case.open) == ("VN.1", True)
    assert (ended.case.case_id, ended.case.open, ended.case.status) == ("VN.9", False, "Replaced")


def test_what_was_over_before_it_was_read_is_told_to_nobody() -> None:
    assert take(FIRST, now=SENT + 4 * HOUR) == []


def test_an_alert_without_an_end_is_over_after_a_day() -> None:
    (update,) = take(replace(FIRST, infos=(replace(INFO, expires_at=None),)))
    assert update.data["expires"] == "2026-11-25T18:00:00+07:00"


def test_time_ends_an_alert_once_and_it_is_forgotten_later() -> None:
    known: dict[str, KnownAlert] = {}
    taken(FIRST, RULES, known, SENT)
    assert expired(RULES, known, SENT + HOUR) == []
    (ended,) = expired(RULES, known, SENT + 3 * HOUR)
    assert (ended.case.status, ended.case.open, ended.finished_at) == ("Expired", False, SENT + 3 * HOUR)
    assert expired(RULES, known, SENT + 4 * HOUR) == []
    assert known
    assert expired(RULES, known, SENT + 4 * HOUR + KEPT_S) == []
    assert not known


def test_an_update_prolongs() -> None:
    known: dict[str, KnownAlert] = {}
    for alert in (FIRST, UPDATE):
        taken(alert, RULES, known, SENT)
    assert expired(RULES, known, SENT + 4 * HOUR) == []
    assert len(expired(RULES, known, SENT + 5 * HOUR)) == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"status": "Exercise"}, "a drill is no warning"),
        ({"status": "Test"}, "a drill is no warning"),
        ({"status": "Draft"}, "no warning to anybody"),
        ({"status": "System"}, "no warning to anybody"),
        ({"msg_type": "Ack"}, "an answer between systems"),
        ({"msg_type": "Update"}, "without references"),
        ({"infos": ()}, "it warns of nothing"),
    ],
)
def test_what_is_no_real_warning_is_refused(changed: dict[str, object], said: str) -> None:
    with pytest.raises(NotTakenError, match=said):
        take(replace(FIRST, **changed))


def test_a_drill_is_taken_where_it_is_wanted_and_cannot_be_mistaken() -> None:
    drill = replace(FIRST, status="Exercise")
    (update,) = take(drill, rules=replace(RULES, drills=True))
    assert (update.case.title.vi, update.case.severity) == ("DIỄN TẬP: Mưa rất to", "low")
    assert update.data["alert_status"] == "Exercise"


@pytest.mark.parametrize(
    ("severity", "urgency", "certainty", "gives"),
    [
        ("Extreme", "Immediate", "Observed", "critical"),
        ("Extreme", "Expected", "Possible", "critical"),
        ("Extreme", "Future", "Likely", "high"),
        ("Extreme", "Past", "Observed", "low"),
        ("Severe", "Immediate", "Likely", "high"),
        ("Severe", "Future", "Likely", "medium"),
        ("Severe", "Immediate", "Unlikely", "low"),
        ("Moderate", "Expected", "Likely", "medium"),
        ("Moderate", "Future", "Likely", "low"),
        ("Minor", "Immediate", "Observed", "low"),
        ("Unknown", "Unknown", "Unknown", "medium"),
    ],
)
def test_the_table_says_how_severe_it_is(severity: str, urgency: str, certainty: str, gives: str) -> None:
    info = replace(INFO, severity=severity, urgency=urgency, certainty=certainty)
    assert severity_of(info, SEVERITY_TABLE) == gives


def test_a_centre_may_have_a_table_of_its_own() -> None:
    assert severity_of(INFO, (SeverityRow(certainty=("Observed",), gives="high"),)) == "medium"
    assert severity_of(INFO, (SeverityRow(gives="high"),)) == "high"


def test_polygons_and_circles_become_one_shape_and_a_mere_point_a_position() -> None:
    ring = ((16.0, 108.0), (16.0, 108.1), (16.1, 108.1), (16.0, 108.0))
    flat = ((16.0, 108.0), (16.0, 108.0), (16.0, 108.0), (16.0, 108.0))
    area = AlertArea("x", (ring, flat), (Circle(16.0, 108.0, 2.0),))
    (update,) = take(replace(FIRST, infos=(replace(INFO, areas=(area,)),)))
    parts = json.loads(update.data["shape"])["geometries"]
    assert [part["type"] for part in parts] == ["Polygon", "Point"]
    assert parts[1]["radius_m"] == 2000
    point = AlertArea("x", (), (Circle(-16.05, -173.3, 0.0),))
    (update,) = take(replace(FIRST, infos=(replace(INFO, areas=(point,)),)))
    assert (update.case.lat, update.case.lon, update.data["shape"]) == (-16.05, -173.3, "")


def test_fields_of_the_kind_are_filled_as_the_source_is_told() -> None:
    (update,) = take(FIRST, rules=replace(RULES, data={"vung": "area_text"}, id_prefix="KTTV-"))
    assert update.data == {"vung": "Liên Chiểu"}
    assert update.case.case_id == "KTTV-VN.1"
