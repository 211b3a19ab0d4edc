"""Boards, series and rankings as they are put together from the store."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from backend.contract.indicators import GetIndicatorAreas, GetIndicators, GetIndicatorSeries, IndicatorAreas
from backend.domain.indicators.figure import FigureKey, FigureRow
from backend.store import Batch
from tests.unit.backend.engine.indicators.indicator_centre import AN, BINH, HA, Room, scene

MERGED = "2025-07-01"


def put(room: Room, code: str, period: str, values: dict[str, float | None], vintage: str = "") -> None:
    rows = [
        FigureRow(
            FigureKey(code, period, area), 1, "accepted", value, 0.0, "GSO", how="imported", vintage=vintage
        )
        for area, value in values.items()
    ]
    room.store.write(Batch(figures=rows))


async def board(room: Room, period: str = "", area: str = "") -> dict[str, Any]:
    answer = await room.ask(HA, GetIndicators("thu", period, area))
    return {figure.code: figure for figure in answer.figures} | {"periods": answer.periods}


def test_a_board_has_every_indicator_in_the_sets_order_also_without_figure(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        found = await board(room)
        assert list(found) == ["T.01", "T.02", "T.03", "T.04", "T.05", "periods"]
        assert [found[code].period for code in ("T.01", "T.04", "T.05")] == ["2026-10", "2026-Q3", "2025"]
        assert {found[code].colour for code in ("T.01", "T.02", "T.03", "T.04")} == {"none"}
        assert found["T.01"].why.vi == "Chưa có số liệu của kỳ"
        assert found["T.03"].why.vi == "Chưa có số liệu T.01 (Tháng 10/2026), T.02 (Tháng 10/2026)"

    scene(tmp_path, play)


def test_each_indicator_shows_its_newest_period_or_the_one_that_was_asked_for(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        await room.count(BINH, "T.01", "2025-09", 700.0)
        await room.count(BINH, "T.01", "2026-08", 800.0)
        await room.count(BINH, "T.01", "2026-09", 900.0)
        await room.count(AN, "T.04", "2026-Q2", 2.9)
        newest = await board(room)
        assert (newest["T.01"].period, newest["T.04"].period) == ("2026-09", "2026-Q2")
        assert (newest["T.01"].previous, newest["T.01"].colour) == (700.0, "green")
        assert newest["periods"] == ("2026-09", "2026-08", "2026-Q2", "2025-09")
        august = await board(room, "2026-08")
        assert (august["T.01"].value, august["T.04"].value) == (800.0, None)

    scene(tmp_path, play)


def test_a_computed_figure_shows_its_formula_and_inputs(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        await room.count(BINH, "T.01", "2026-10", 950.0)
        await room.count(BINH, "T.02", "2026-10", 800.0, final=True)
        found = (await board(room, "2026-10"))["T.03"]
        assert (found.value, found.plan, found.colour, found.final) == (150.0, 100.0, "green", False)
        made = found.provenance
        assert (made.how, made.formula) == ("computed", 'ind["T.01"] - ind["T.02"]')
        assert made.inputs == (("T.01", "2026-10", 950.0), ("T.02", "2026-10", 800.0))

    scene(tmp_path, play)


def test_areas_are_ranked_with_ties_and_the_country_takes_no_part(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        put(
            room,
            "T.04",
            "2026-Q3",
            {"vn": 2.0, "vung-dnb": 1.0, "48": 3.0, "46": 2.0, "01": 2.0, "79": 4.0},
            MERGED,
        )
        answer = await room.ask(HA, GetIndicatorAreas("T.04"))
        assert isinstance(answer, IndicatorAreas)
        assert answer.period == "2026-Q3"
        assert [(row.name, row.rank) for row in answer.rows] == [
            ("Huế", 1), ("Hà Nội", 1), ("Đà Nẵng", 3), ("TP. Hồ Chí Minh", 4)
        ]  # fmt: skip

    scene(tmp_path, play)


def test_sums_are_restated_over_the_merger_and_rates_are_not(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        put(
            room,
            "T.05",
            "2016",
            {"vn": 9.0, "cu-48": 1000.0, "cu-49": 1400.0, "cu-46": 1100.0, "cu-52": 1500.0},
        )
        put(room, "T.04", "2016-Q4", {"cu-48": 3.0, "cu-49": 4.0, "cu-46": 2.0})
        plain = await room.ask(HA, GetIndicatorAreas("T.05", "2016"))
        assert {row.area for row in plain.rows} == {"cu-46", "cu-48", "cu-49", "cu-52"}
        answer = await room.ask(HA, GetIndicatorAreas("T.05", "2016", MERGED))
        rows = {row.name: row.figure for row in answer.rows}
        assert (rows["Đà Nẵng"].value, rows["Huế"].value) == (2400.0, 1100.0)
        assert rows["Đà Nẵng"].vintage == MERGED
        inputs = rows["Đà Nẵng"].provenance.inputs
        assert inputs == (("Đà Nẵng", "2016", 1000.0), ("Quảng Nam", "2016", 1400.0))
        assert rows["Gia Lai"].value is None  # half of it has no figure
        assert rows["Gia Lai"].why.vi == "Thiếu số liệu của Gia Lai"
        assert "Quy về đơn vị sau: Sáp nhập tỉnh" in answer.note.vi
        rates = await room.ask(HA, GetIndicatorAreas("T.04", "2016-Q4", MERGED))
        found = {row.name: (row.figure.value, row.rank) for row in rates.rows}
        assert found == {"Huế": (2.0, 1), "Đà Nẵng": (None, None)}
        assert "không cộng được" in rates.note.vi

    scene(tmp_path, play)


def test_a_series_crosses_the_merger_with_a_break_mark(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        put(room, "T.05", "2023", {"cu-48": 1200.0, "cu-49": 1500.0})
        put(room, "T.05", "2024", {"cu-48": 1250.0, "cu-49": 1510.0})
        put(room, "T.05", "2025", {"48": 2800.0}, MERGED)
        answer = await room.ask(HA, GetIndicatorSeries("T.05", "48"))
        assert [(f.period, f.value) for f in answer.figures] == [
            ("2023", 2700.0),
            ("2024", 2760.0),
            ("2025", 2800.0),
        ]
        assert [(b.period, b.why.vi) for b in answer.breaks] == [
            ("2025", "Sáp nhập tỉnh ngày 01/07/2025 (63 còn 34)")
        ]  # fmt: skip

    scene(tmp_path, play)


def test_a_rate_before_the_merger_is_that_of_the_old_namesake_as_reported(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        put(room, "T.04", "2024-Q4", {"cu-48": 3.1, "cu-49": 2.5})
        put(room, "T.04", "2025-Q4", {"48": 2.9}, MERGED)
        answer = await room.ask(HA, GetIndicatorSeries("T.04", "48"))
        first = answer.figures[0]
        assert (first.period, first.value) == ("2024-Q4", 3.1)
        assert first.provenance.source == "Số của Đà Nẵng trước sáp nhập, như đã công bố"
        assert [b.period for b in answer.breaks] == ["2025-Q4"]

    scene(tmp_path, play)


def test_a_series_of_the_centre_itself_breaks_where_its_units_changed(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        for period in ("2024", "2025"):
            await room.count(AN, "T.05", period, 3000.0)
        answer = await room.ask(HA, GetIndicatorSeries("T.05"))
        assert [f.vintage for f in answer.figures] == ["", MERGED]
        assert [b.period for b in answer.breaks] == ["2025"]

    scene(tmp_path, play)


def test_breakdowns_are_series_of_their_own(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        await room.count(AN, "T.04", "2026-Q3", 2.5)
        await room.count(AN, "T.04", "2026-Q3", 2.9, breakdown="sex=female")
        total = await room.ask(HA, GetIndicatorSeries("T.04"))
        women = await room.ask(HA, GetIndicatorSeries("T.04", breakdown="sex=female"))
        assert [f.value for f in total.figures] == [2.5]
        assert [(f.value, f.plan) for f in women.figures] == [(2.9, None)] or women.figures[0].value == 2.9

    scene(tmp_path, play)
