"""Every number carries the query of exactly the cases behind it, and equals a count made by hand."""

from __future__ import annotations

import asyncio

import msgspec
import pytest
from msgspec.structs import replace

from backend.contract.cases import CaseFile, CaseQuery
from backend.domain.cases.dimensions import key_of
from backend.domain.cases.spec import FigureSpec
from backend.engine.cases.figuring import Figuring
from backend.store import Batch, CaseRow
from tests.unit.backend.engine.cases.case_centre import NOW, OFFICER, Hall, draft

HOUR = 3600.0


def files() -> list[CaseFile]:
    """Return 40 cases: open, late, settled in time or too late, of two units and of none."""
    found = []
    for i in range(40):
        opened_at, unit = NOW - (i + 1) * 0.7 * HOUR, ("roads", "drains", "")[i % 3]
        done = i % 4 == 0
        file = CaseFile(
            f"B-{i:02}", "report", f"Việc {i}", "done" if done else "new", "done" if done else "waiting",
            "medium", opened_at, opened_at, unit_id=unit, due_at=opened_at + 4 * HOUR,
            near_at=opened_at + 3 * HOUR, data={"lane": str(i % 2)},
        )  # fmt: skip
        if done:
            file = replace(file, finished_at=opened_at + (2 if i % 8 else 6) * HOUR)
        found.append(file)
    return found


@pytest.fixture
def figuring(hall: Hall) -> Figuring:
    hall.store.write(Batch(cases=[CaseRow(file) for file in files()]))
    return hall.desk.figuring


def listed(hall: Hall, query: CaseQuery) -> list[str]:
    return [file.case_id for file in hall.store.cases.find(query, "code", 0, 500, NOW)]


def test_a_number_is_the_length_of_the_list_behind_it(hall: Hall, figuring: Figuring) -> None:
    cell = figuring.whole("late", CaseQuery(), NOW)
    by_hand = [f.case_id for f in files() if f.due_state(NOW) == "overdue"]
    assert (cell.value, cell.n) == (float(len(by_hand)), len(by_hand))
    assert listed(hall, cell.query) == by_hand
    assert by_hand


def test_a_share_names_both_of_its_lists(hall: Hall, figuring: Figuring) -> None:
    cell = figuring.whole("on-time", CaseQuery(), NOW)
    done = [f for f in files() if f.group == "done"]
    kept = [f.case_id for f in done if f.due_state(NOW) == "kept"]
    assert cell.value == pytest.approx(100 * len(kept) / len(done))
    assert listed(hall, cell.query) == kept
    assert cell.per is not None
    assert listed(hall, cell.per) == [f.case_id for f in done]
    assert (cell.n, cell.n_per) == (len(kept), len(done))


def test_what_has_nothing_to_compute_from_is_not_assessed(figuring: Figuring) -> None:
    nobody = CaseQuery(units=("nobody",))
    assert figuring.whole("on-time", nobody, NOW).value is None
    assert figuring.whole("hours", nobody, NOW).value is None
    assert figuring.whole("late", nobody, NOW).value == 0.0


def test_a_sum_over_no_case_is_nought_and_over_cases_that_do_not_say_it_not_known(
    hall: Hall, figuring: Figuring
) -> None:
    setup = hall.work.setup
    given = {
        "id": "n", "name": {"vi": "Số người"}, "where": {"kind": "report"}, "value": "sum", "sum_of": "lane"
    }  # fmt: skip
    spec = msgspec.convert(given, FigureSpec)
    specs = {"n": spec, "other": replace(spec, sum_of="people")}
    sums = Figuring(specs, setup.case_kinds.kinds, hall.store.cases, setup.zone, lambda *_names: "")
    assert sums.whole("n", CaseQuery(), NOW).value == 20.0
    assert sums.whole("n", CaseQuery(units=("nobody",)), NOW).value == 0.0
    assert sums.whole("other", CaseQuery(units=("nobody",)), NOW).value == 0.0
    assert sums.whole("other", CaseQuery(), NOW).value is None


def test_a_mean_is_over_the_finished_ones(hall: Hall, figuring: Figuring) -> None:
    cell = figuring.whole("hours", CaseQuery(), NOW)
    done = [f for f in files() if f.finished_at is not None]
    assert cell.value == pytest.approx(
        sum((f.finished_at or 0.0) - f.opened_at for f in done) / HOUR / len(done)
    )
    assert listed(hall, cell.query) == [f.case_id for f in done]


@pytest.mark.parametrize("by", ["unit", "group", "due", "day", "age", "data.lane", "severity"])
@pytest.mark.parametrize("figure_id", ["open", "late", "on-time", "hours"])
def test_each_cell_of_a_dimension_is_the_list_behind_it_and_they_add_up(
    hall: Hall, figuring: Figuring, figure_id: str, by: str
) -> None:
    whole, cells = figuring.whole(figure_id, CaseQuery(), NOW), figuring.by(figure_id, by, CaseQuery(), NOW)
    zone = hall.work.setup.zone
    assert sum(cell.n for cell in cells) == whole.n
    assert sum(cell.n_per for cell in cells) == whole.n_per
    for cell in cells:
        found = listed(hall, cell.query)
        assert len(found) == cell.n
        of_key = {f.case_id for f in files() if key_of(by, f, NOW, zone) == cell.key}
        assert set(found) <= of_key
        if cell.per is not None:
            assert len(listed(hall, cell.per)) == cell.n_per
    values = [cell.value for cell in cells if cell.value is not None]
    assert values == sorted(values, reverse=True)


def test_cells_are_named_for_people(figuring: Figuring) -> None:
    names = {cell.key: cell.name for cell in figuring.by("open", "unit", CaseQuery(), NOW)}
    assert names == {"roads": "Đội đường bộ", "drains": "Đội thoát nước", "": "Chưa giao đơn vị"}
    assert {c.key: c.name for c in figuring.by("late", "due", CaseQuery(), NOW)} == {"overdue": "Đã quá hạn"}
    assert {c.name for c in figuring.by("open", "status", CaseQuery(), NOW)} == {"Mới"}


def test_cases_without_a_rating_have_no_cell_because_no_list_can_show_them(figuring: Figuring) -> None:
    assert figuring.by("open", "rating", CaseQuery(), NOW) == []


def test_a_figure_is_described_with_its_unit_and_how_it_is_computed(figuring: Figuring) -> None:
    assert [figuring.info(name).unit for name in ("open", "on-time", "hours")] == ["", "%", "h"]
    assert all(figuring.info(name).explained.vi for name in figuring.figures)


def test_as_of_an_earlier_instant_deadlines_are_judged_then(hall: Hall, figuring: Figuring) -> None:
    earlier = NOW - 10 * HOUR
    cell = figuring.whole("late", CaseQuery(), earlier)
    assert cell.n == sum(f.due_state(earlier) == "overdue" for f in files())
    assert cell.n != figuring.whole("late", CaseQuery(), NOW).n
    assert len(listed(hall, cell.query)) == cell.n


def test_figures_follow_what_is_done_to_cases(hall: Hall) -> None:
    async def scene() -> None:
        async with hall.running():
            case_id = await hall.register.open("report", draft(), OFFICER)
            assert hall.desk.figuring.whole("open", CaseQuery(), NOW).value == 1.0
            await hall.register.act([case_id], "accept", {}, OFFICER)
            await hall.register.act([case_id], "finish", {"result": "xong"}, OFFICER)
            assert hall.desk.figuring.whole("open", CaseQuery(), NOW).value == 0.0
            assert hall.desk.figuring.whole("on-time", CaseQuery(), NOW).value == 100.0

    asyncio.run(scene())
