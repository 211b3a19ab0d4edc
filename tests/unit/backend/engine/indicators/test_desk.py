from __future__ import annotations

from pathlib import Path
from typing import get_args

from backend.contract.indicators import GetIndicators, IndicatorRequest
from backend.engine.indicators.desk import own_rules
from tests.unit.backend.engine.indicators.indicator_centre import BINH, HA, Room, scene


def test_every_request_about_indicators_has_its_handler(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        assert set(get_args(IndicatorRequest)) <= set(room.desk.handlers())

    scene(tmp_path, play)


def test_the_rules_name_what_an_operator_must_do() -> None:
    for rule in own_rules():
        assert rule.consequence.vi
        assert rule.response.vi
        assert rule.respond_within_s > 0


def test_figures_plans_and_alarms_outlive_a_restart(tmp_path: Path) -> None:
    async def before(room: Room) -> None:
        await room.count(BINH, "T.01", "2026-10", 500.0)

    async def after(room: Room) -> None:
        board = await room.ask(HA, GetIndicators("thu", "2026-10"))
        assert board.figures[0].value == 500.0
        alarm = room.alarm("tc/T.01")
        assert alarm is not None
        assert alarm.active
        await room.count(BINH, "T.01", "2026-11", 1100.0)
        assert not room.alarm("tc/T.01").active

    scene(tmp_path, before)
    scene(tmp_path, after)
