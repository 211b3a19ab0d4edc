from __future__ import annotations

from pathlib import Path

from backend.contract.indicators import (
    GetFigureVersions,
    GetIndicatorAreas,
    GetIndicators,
    GetIndicatorSeries,
    GetIndicatorSets,
    IndicatorSets,
)
from backend.contract.messages import Failure
from tests.unit.backend.engine.indicators.indicator_centre import HA, Room, scene


def test_sets_of_packs_and_the_centres_own_are_listed_with_readable_rules(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        answer = await room.ask(HA, GetIndicatorSets())
        assert isinstance(answer, IndicatorSets)
        names = [each.set_id for each in answer.sets]
        assert {"nghi-quyet-xiii", "qd-05-2023", "qd-293", "muc-tieu-tinh", "thu"} <= set(names)
        own = answer.sets[names.index("thu")]
        assert [(rule.group, rule.rule.vi) for rule in own.colours] == [
            ("red", "Đạt dưới 90 % kế hoạch của kỳ"),
            ("orange", "Đạt từ 90 đến dưới 100 % kế hoạch của kỳ"),
            ("green", "Đạt từ 100 % kế hoạch của kỳ"),
            ("none", "Chưa có số liệu của kỳ, hoặc chưa có kế hoạch"),
        ]
        assert [i.code for i in answer.indicators if i.set_id == "thu"] == [f"T.0{n}" for n in range(1, 6)]

    scene(tmp_path, play)


def test_what_nobody_knows_is_told_with_what_there_is(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        for body in (
            GetIndicators("x"), GetIndicatorSeries("x"), GetIndicatorAreas("x"), GetFigureVersions("x", "2026")
        ):  # fmt: skip
            answer = await room.ask(HA, body)
            assert isinstance(answer, Failure), body
            assert answer.kind == "not_found"
        assert "muc-tieu-tinh" in (await room.ask(HA, GetIndicators("x"))).said("vi")
        for body in (GetIndicators("thu", "tháng 10"), GetIndicatorAreas("T.01", "10/2026")):
            assert (await room.ask(HA, body)).kind == "invalid"
        wrong = await room.ask(HA, GetIndicatorAreas("T.01", "2026", "2008-08-01"))
        assert "2025-07-01" in wrong.said("vi")
        empty = await room.ask(HA, GetIndicatorAreas("T.01"))
        assert (empty.rows, empty.note.vi) == ((), "Chưa có số liệu theo địa phương.")

    scene(tmp_path, play)
