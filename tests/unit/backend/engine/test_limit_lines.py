from __future__ import annotations

import datetime

from backend.contract.messages import CatalogueChanged, FeedMessage
from backend.contract.state import Limit, Place, Series, Text
from backend.domain.limit_sets import VIETNAM, LimitRow, LimitSet, RowRef
from backend.domain.rule_kinds import kind_of
from backend.engine.limit_lines import LimitLines
from backend.usecases.packs import Metric, Packs, PlaceKind

OCTOBER = datetime.datetime(2026, 10, 31, 23, 59, tzinfo=VIETNAM).timestamp()
PLACE = Place("p", "P", "gauge")


class StillClock:
    at = OCTOBER

    def now(self) -> float:
        return self.at


def packs(row: str) -> Packs:
    rows = {
        f"p.{month}": LimitRow(name=Text(f"p95 tháng {month}"), unit="cm", max=float(month) * 10)
        for month in ("10", "11")
    }
    limits = LimitSet(id="s", name=Text("s"), source="s", effective_from=datetime.date(2020, 1, 1), rows=rows)
    rule = kind_of("threshold").Spec(
        id="r",
        kind="threshold",
        title=Text("t"),
        metric="level",
        severity="high",
        consequence=Text("c"),
        response=Text("r"),
        respond_within_s=60.0,
        unit_id="u",
        procedure="none",
        limit=RowRef("s", row),  # type: ignore[call-arg]
    )
    metric = Metric(name=Text("M"), unit="cm", range=(0.0, 900.0), max_age_s=60.0)
    return Packs((), {"level": metric}, {"gauge": PlaceKind(Text("G"), ("level",))}, (rule,), {"s": limits})


def lines_of(given: Packs) -> tuple[LimitLines, dict[str, Series], StillClock, list[FeedMessage]]:
    def build(at: float) -> dict[str, Series]:
        limits = given.limits_of("level", PLACE, at)
        return {"p.level": Series("p.level", 0, "p", "level", Text("M"), "cm", 60.0, limits=limits)}

    clock, renewed = StillClock(), list[FeedMessage]()
    series = build(clock.now())
    return LimitLines(given, series, build, clock, renewed.append), series, clock, renewed


def limits(series: dict[str, Series]) -> list[float]:
    found: tuple[Limit, ...] = series["p.level"].limits
    return [limit.value for limit in found]


def test_the_first_look_of_a_new_month_draws_its_limits_and_has_walls_look_again() -> None:
    lines, series, clock, renewed = lines_of(packs("{place_id}.{month}"))
    lines.look()
    assert (limits(series), renewed) == ([100.0], [])
    clock.at = OCTOBER + 60
    lines.look()
    lines.look()
    assert (limits(series), renewed) == ([110.0], [CatalogueChanged("limits")])
    clock.at = OCTOBER + 31 * 86_400
    lines.look()
    assert limits(series) == []  # December has no row


def test_limits_that_do_not_change_are_left_alone() -> None:
    lines, series, clock, renewed = lines_of(packs("p.10"))
    clock.at = OCTOBER + 400 * 86_400
    lines.look()
    assert (limits(series), renewed) == ([100.0], [])
