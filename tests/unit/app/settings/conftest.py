"""A desk of the settings: the small city, rules, a back-test, channels, procedures, people who answer as told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from app.settings.desk import Desk
from app.settings.people import People
from backend.contract.state import Text
from backend.contract.work import MoveRow, ProcedureInfo
from backend.contract.work_requests import (
    BackTest,
    BackTestEpisode,
    BackTestEvent,
    BackTestRule,
    ChannelInfo,
    Channels,
    GetChannels,
    GetProcedures,
    GetRules,
    Moved,
    MoveRuns,
    Procedures,
    RuleInfo,
    Rules,
)
from tests.unit.widgets.city import NOW, City
from tests.unit.widgets.conftest import city, no_leaks, show, vietnamese
from widgets.theme.palettes import look_for

__all__ = ["city", "no_leaks", "show", "vietnamese"]

DAY_S = 86_400.0
FLOOD = """rules:
- id: ngap-duong
  kind: threshold
  title:
    vi: Ngập {value} {unit} — {name}, {area}
  metric: level
  hold_s: 60
  deadband: 2
"""
CALMER = FLOOD.replace("hold_s: 60", "hold_s: 180").replace("deadband: 2", "deadband: 3")
RULES = (
    RuleInfo(
        "ngap-duong",
        "threshold",
        Text("Ngập {value} {unit} — {name}, {area}"),
        "level",
        "thoat-nuoc",
        FLOOD,
        8,
    ),
    RuleInfo(
        "mat-tru",
        "absence",
        Text("Mất dữ liệu — trụ {name}"),
        "level",
        "thoat-nuoc",
        "rules:\n- id: mat-tru\n",
        8,
    ),
)
EPISODES = (
    BackTestEpisode("me_suot", NOW - 3 * DAY_S, NOW - 3 * DAY_S + 240, "medium", 18.0),
    BackTestEpisode("ham_nghi", NOW - DAY_S, None, "critical", 62.4),
)
TEST = BackTest(
    rule_id="ngap-duong",
    start_at=NOW - 90 * DAY_S,
    end_at=NOW,
    n_readings=1_296_000,
    n_episodes=312,
    per_day=312 / 90,
    ringing_s=147_000.0,
    n_chattering=121,
    n_floods=2,
    episodes=EPISODES,
    events=(
        BackTestEvent("Ngập hầm chui", NOW - 3.1 * DAY_S, NOW - 2.9 * DAY_S, caught=True, kept=True),
        BackTestEvent("Ngập Âu Cơ", NOW - 5 * DAY_S, NOW - 4.9 * DAY_S, caught=False, kept=False),
    ),
    proposal={"hold_s": 180.0, "off_delay_s": 0.0, "deadband": 3.0},
    n_episodes_proposed=96,
    ringing_s_proposed=131_000.0,
    rule_proposed=CALMER,
    remarks=("2 nơi không xét được",),
)
SMS = ChannelInfo("sms", "sms_http", "Tin nhắn SMS", False, 3, 0, 0, 2000, "thiếu khóa esms_api_key")
CHANNELS = (
    ChannelInfo("mail", "smtp", "Thư công vụ", True, 0, 42, 1, None),
    SMS,
    ChannelInfo("tuong", "notify", "Tường", True, 0, 1280, 0, None),
)
PROCEDURES = (
    ProcedureInfo("ngap-khan-cap", "Ứng phó ngập khẩn cấp", 4, "flooding", 3, 2),
    ProcedureInfo("mat-camera", "Kiểm tra camera", 6, "", 0, 0),
)
MOVES = (
    MoveRow("QT.20261122.007", 3, moves=True, reason=""),
    MoveRow("QT.20261121.012", 2, moves=False, reason="bước “Rào chắn” không có trong bản 4"),
)


class ToldPeople(People):
    """Answers as a test says."""

    def __init__(self) -> None:
        self.path: Path | None = None
        self.names: list[str] = []

    def file_for_rule(self, above: QWidget, name: str) -> Path | None:
        self.names.append(name)
        return self.path


@pytest.fixture
def people() -> ToldPeople:
    return ToldPeople()


@pytest.fixture
def desk(city: City, people: ToldPeople) -> Desk:
    """Return the desk of an administrator."""
    city.daemon.answers.update(
        {
            GetRules: Rules(RULES),
            BackTestRule: TEST,
            GetChannels: Channels(CHANNELS),
            GetProcedures: Procedures(PROCEDURES),
            MoveRuns: Moved(MOVES),
        }
    )
    return Desk(city.live, look_for("dark", "desk"), "vi", people, "administrator")


Asked = Callable[[type], list[object]]


@pytest.fixture
def asked(city: City) -> Asked:
    """Return a function that gives the requests of a kind, in the order in which they were sent."""
    return lambda kind: [body for body in city.daemon.asked if isinstance(body, kind)]
