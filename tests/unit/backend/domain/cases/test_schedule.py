from __future__ import annotations

import datetime as dt

import pytest

from backend.contract.state import Place, Text
from backend.domain.cases.schedule import (
    CountSpec,
    Every,
    ForEach,
    ScheduleSpec,
    counted,
    data_of,
    due,
    filled,
    words_of,
)

SYSTEM = Place("cau-do", "Cầu Đỏ", "water_system", area_name="Cẩm Lệ", attributes={"population": "450000"})
PLACES = [SYSTEM, Place("ba-na", "Bà Nà", "water_system"), Place("cam", "Camera", "camera")]
SAMPLES = CountSpec(attribute="population", steps={"0": 3, "100000": 4}, per=100_000)


def spec(every: Every = "month", day: int = 1, **more: object) -> ScheduleSpec:
    return ScheduleSpec(
        id="s",
        every=every,
        day=day,
        title=Text("Lấy mẫu {period_name} — {name}"),
        **{"for_each": ForEach(place_kind="water_system"), **more},  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("every", "day", "today", "period"),
    [
        ("month", 1, "2026-11-01", "2026-11"),
        ("month", 5, "2026-11-05", "2026-11"),
        ("month", 5, "2026-11-30", "2026-11"),
        ("quarter", 10, "2026-11-02", "2026-Q4"),
        ("half_year", 1, "2026-06-30", "2026-H1"),
        ("year", 15, "2026-01-15", "2026"),
    ],
)
def test_a_case_opens_in_the_running_period(every: Every, day: int, today: str, period: str) -> None:
    found = list(due("sampling", [spec(every, day)], PLACES, dt.date.fromisoformat(today)))
    assert [(each.place and each.place.place_id, each.period) for each in found] == [
        ("cau-do", period),
        ("ba-na", period),
    ]
    assert found[0].key == "schedule.sampling.s.cau-do"


@pytest.mark.parametrize(
    ("every", "day", "today"),
    [("month", 5, "2026-11-04"), ("quarter", 10, "2026-10-09"), ("year", 15, "2026-01-14")],
)
def test_before_its_day_nothing_opens(every: Every, day: int, today: str) -> None:
    assert list(due("sampling", [spec(every, day)], PLACES, dt.date.fromisoformat(today))) == []


def test_without_places_there_is_one_case_for_the_centre() -> None:
    found = list(due("k", [spec(for_each=None)], PLACES, dt.date(2026, 11, 2)))
    assert [(each.key, each.place) for each in found] == [("schedule.k.s.", None)]
    assert words_of(found[0])["name"] == ""


def test_places_are_chosen_by_their_attributes() -> None:
    only = ForEach(place_kind="water_system", where={"population": [""]})
    found = list(due("k", [spec(for_each=only)], PLACES, dt.date(2026, 11, 2)))
    assert [each.place and each.place.place_id for each in found] == ["ba-na"]


@pytest.mark.parametrize(
    ("population", "n"),
    [("0", 3), ("99999", 3), ("100000", 4), ("199999", 4), ("200000", 5), ("450000", 7), ("", None),
     ("nhiều", None), ("-1", None), ("inf", None), ("nan", None)],
)  # fmt: skip
def test_samples_grow_with_the_people_served(population: str, n: int | None) -> None:
    assert counted(SAMPLES, {"population": population}) == n


def test_texts_and_data_are_filled_in() -> None:
    entry = next(
        due(
            "sampling",
            [
                spec(
                    data={"system": "{place_id}", "period": "{period}", "who": "{chief}"},
                    counts={"n": SAMPLES},
                )
            ],
            PLACES,
            dt.date(2026, 11, 2),
        )
    )
    assert filled(entry.spec.title.vi, words_of(entry)) == "Lấy mẫu Tháng 11/2026 — Cầu Đỏ"
    assert data_of(entry) == {"system": "cau-do", "period": "2026-11", "n": "7"}
