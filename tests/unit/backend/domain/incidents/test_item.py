from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from backend.contract.state import Text
from backend.contract.work import Case
from backend.domain.incidents.item import alarm_item, case_item, what_of

Play = Callable[..., Any]


def test_an_alarm_stands_where_its_place_stands(play: Play) -> None:
    story = play()
    story.alarm("post-B", "high")
    item = alarm_item(story.alarms["deep@post-B"], story.ground)
    assert (item.ref, item.kind, item.what, item.severity) == ("deep@post-B", "alarm", "deep", "high")
    assert item.at == pytest.approx((16.0545, 108.2), abs=1e-4)
    assert (item.area_code, item.area_name, item.procedure) == ("1", "Hòa 1", "ngap-khan-cap")
    assert item.called == Text("trụ cảnh báo ngập B", "street-flood post B")
    assert not item.set_aside


def test_an_alarm_of_an_unknown_place_has_no_position(play: Play) -> None:
    story = play()
    story.alarm("post-gone", "high", procedure="none")
    item = alarm_item(story.alarms["deep@post-gone"], story.ground)
    assert (item.at, item.area_code, item.procedure, item.called.vi) == (None, "", "", "post-gone")
    story.alarm("post-X", "high")
    assert alarm_item(story.alarms["deep@post-X"], story.ground).at is None


@pytest.mark.parametrize(
    ("operator", "aside"),
    [
        ("shelved", True),
        ("suppressed", True),
        ("out_of_service", True),
        ("acknowledged", False),
        ("none", False),
    ],
)
def test_what_an_operator_put_aside_is_known(play: Play, operator: str, aside: bool) -> None:
    story = play()
    story.alarm("post-A", operator=operator)
    assert alarm_item(story.alarms["deep@post-A"], story.ground).set_aside == aside


def test_a_case_stands_where_it_says() -> None:
    case = Case("S1", "sos", Text("SOS"), "high", 5.0, 6.0, lat=16.0, lon=108.2, area_code="1", area_name="A")
    item = case_item(case)
    assert (item.ref, item.kind, item.what, item.began_at, item.active) == ("S1", "case", "sos", 5.0, True)
    assert (item.at, item.area_name, item.called.vi) == ((16.0, 108.2), "A", "S1")
    assert case_item(Case("S2", "sos", Text(""), "low", 5.0, 6.0, open=False, lat=16.0)).at is None


def test_a_case_with_a_field_is_selected_by_kind_and_field() -> None:
    report = Case("PAHT.1", "report", Text("Ngập"), "high", 1.0, 1.0, field="ngap")
    assert what_of(report) == case_item(report).what == "report/ngap"
    assert what_of(Case("SOS.1", "sos", Text("SOS"), "high", 1.0, 1.0)) == "sos"
