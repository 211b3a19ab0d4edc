from __future__ import annotations

import datetime

import pytest

from backend.contract.state import Text
from backend.domain.derived.share import Share
from backend.domain.derived.spec import Derived
from backend.domain.limit_sets import VIETNAM, LimitRow, LimitSet, RowRef
from backend.domain.series import SeriesFacts

MM = SeriesFacts(
    series_id="m1.mm",
    place_id="m1",
    place_name="M",
    kind="rain_station",
    metric="mm",
    unit="mm",
    max_age_s=60,
)


def at(text: str) -> float:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=VIETNAM).timestamp()


def limit_set(name: str, since: str, family: str = "", **rows: float) -> LimitSet:
    return LimitSet(
        id=name,
        name=Text(name),
        source="s",
        effective_from=datetime.date.fromisoformat(since),
        family=family,
        rows={key.replace("__", "."): LimitRow(name=Text(key), unit="cm", max=v) for key, v in rows.items()},
    )


def share(of: float | RowRef, *sets: LimitSet) -> Share:
    spec = Derived(source="mm", function="percent_of", percent_of=of)
    return Share(spec, MM, {each.id: each for each in sets})


def test_of_a_number() -> None:
    assert share(40.0).of(10.0, 0.0) == 25.0


def test_of_the_row_of_the_place_in_the_unit_of_the_series() -> None:
    day = share(RowRef("day", "{place_id}"), limit_set("day", "2022-10-15", m1=8.0))
    assert day.of(20.0, at("2026-10-14")) == pytest.approx(25.0)
    assert day.of(20.0, at("2022-10-14")) is None
    assert "in force" in day.reason
    assert day.of(40.0, at("2026-10-14")) == pytest.approx(50.0)
    assert day.reason == ""


def test_of_the_same_month() -> None:
    ref = RowRef("months", "{place_id}.m{month}.p95")
    months = share(ref, limit_set("months", "2020-01-01", m1__m10__p95=10.0, m1__m11__p95=5.0))
    assert months.of(50.0, at("2026-10-31T23:59")) == pytest.approx(50.0)
    assert months.of(50.0, at("2026-11-01T00:00")) == pytest.approx(100.0)
    assert months.of(50.0, at("2026-12-01T00:00")) is None
    assert "m1.m12.p95" in months.reason


def test_of_the_version_of_its_time() -> None:
    versions = (limit_set("v1", "2020-01-01", "v", m1=10.0), limit_set("v2", "2026-07-01", "v", m1=20.0))
    whole = share(RowRef("v", "{place_id}"), *versions)
    assert whole.of(100.0, at("2026-06-30T12:00")) == pytest.approx(100.0)
    assert whole.of(100.0, at("2026-07-01T00:00")) == pytest.approx(50.0)


def test_a_place_without_a_row_has_no_share() -> None:
    assert (
        share(RowRef("day", "{gauge}"), limit_set("day", "2022-10-15", m1=8.0)).of(1.0, at("2026-01-01"))
        is None
    )


@pytest.mark.parametrize(
    ("written", "percent"),
    [("200", 45.0), ("180,0", 50.0), ("", None), ("nhiều", None), ("0", None), ("-5", None), ("nan", None)],
)
def test_a_share_of_an_attribute_of_the_place(written: str, percent: float | None) -> None:
    spec = Derived(source="n", function="percent_of", percent_of_attribute="n_places")
    facts = SeriesFacts(
        series_id="s1.n",
        place_id="s1",
        place_name="S",
        kind="shelter",
        metric="n",
        unit="người",
        max_age_s=60,
        attributes={"n_places": written} if written else {},
    )
    one = Share(spec, facts, {})
    assert one.of(90.0, at("2026-10-14")) == percent
    assert ("n_places" in one.reason) is (percent is None)
