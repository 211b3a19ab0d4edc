"""A small city for tests of widgets: hand-made snapshots, a clock that stands still, canned answers."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

from backend.contract.messages import (
    AlarmsChanged,
    Columns,
    Done,
    EntryAppended,
    GetHistory,
    GetJournal,
    History,
    Journal,
    Pulse,
    ReplyBody,
    RequestBody,
    Snapshot,
    Values,
)
from backend.contract.state import (
    Alarm,
    Centre,
    DeskLoad,
    Limit,
    Place,
    ReferenceDay,
    Series,
    Shift,
    Source,
    Text,
)
from backend.contract.version import CONTRACT_VERSION
from widgets.clock import WallClock
from widgets.live import LiveData
from widgets.theme.look import Density, ThemeName
from widgets.theme.palettes import look_for
from widgets.tile import TileContext

NOW = datetime(2026, 11, 22, 3, 42, 17, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")).timestamp()

POSTS = [
    ("me_suot", "Mẹ Suốt", "Hòa Khánh", 62.0),
    ("ham_nghi", "Hàm Nghi", "Thanh Khê", 34.0),
    ("khue_trung", "Khuê Trung", "Cẩm Lệ", 31.0),
    ("au_co", "Âu Cơ", "Liên Chiểu", 18.0),
    ("phu_loc_07", "Phú Lộc 07", "Thanh Khê", 7.0),
    ("nguyen_luong_bang", "Nguyễn Lương Bằng", "Hòa Khánh", 4.0),
    ("tran_cao_van", "Trần Cao Vân", "Thanh Khê", 0.0),
    ("quang_trung", "Quang Trung", "Hải Châu", 0.0),
]


class StillClock(WallClock):
    """Time that moves only when told to."""

    def __init__(self, at: float = NOW) -> None:
        super().__init__()
        self.at = at

    def now(self) -> float:
        return self.at

    def follow(self, daemon_at: float) -> None:
        """Stay."""


def flood_limits() -> tuple[Limit, ...]:
    return (
        Limit(Text("Cảnh giác 10 cm", "Watch 10 cm"), 10.0, "above", "medium", inclusive=True),
        Limit(Text("Cảnh báo 20 cm", "Warning 20 cm"), 20.0, "above", "high", inclusive=True),
        Limit(Text("Nguy cấp 40 cm", "Critical 40 cm"), 40.0, "above", "critical", inclusive=True),
    )


def values(rows: Sequence[tuple[int, float, float]], quality: int = 0) -> Values:
    """Return a message of (index, at, value) rows."""
    index, at, value = zip(*rows, strict=True) if rows else ((), (), ())
    return Values(
        np.array(index, "<i4").tobytes(),
        np.array(at, "<f8").tobytes(),
        np.array(value, "<f8").tobytes(),
        np.full(len(rows), quality, "u1").tobytes(),
    )


def alarm(number: int = 0, **fields: object) -> Alarm:
    """Return an active, unacknowledged alarm; `fields` replace what they name."""
    base: dict[str, object] = {
        "alarm_id": f"flood@{number}",
        "rule_id": "flood",
        "subject": "me_suot",
        "series_id": "me_suot.level",
        "title": Text("Ngập 62 cm — Mẹ Suốt, Hòa Khánh", "Flood 62 cm — Mẹ Suốt, Hòa Khánh"),
        "detail": Text("Vượt 40 cm (Nguy cấp)", "Above 40 cm (Critical)"),
        "severity": "critical",
        "peak_severity": "critical",
        "active": True,
        "operator": "unacknowledged",
        "signal": "fresh",
        "raised_at": NOW - 85,
        "changed_at": NOW - 85,
        "occurrence": 1,
    }
    return Alarm(**{**base, **fields})  # type: ignore[arg-type]


def flood_alarms() -> tuple[Alarm, ...]:
    """Return the alarms of the sketch."""
    taken = {"operator": "acknowledged", "owner": "Hà"}
    return (
        alarm(1),
        alarm(
            2,
            title=Text("Ngập 34 cm — Hàm Nghi, Thanh Khê"),
            detail=Text("Vượt 20 cm (Cảnh báo)"),
            severity="high",
            comment="xem đến 03:50",
            raised_at=NOW - 660,
            subject="ham_nghi",
            **taken,
        ),
        alarm(
            3,
            title=Text("Mưa 68 mm/h — trạm Suối Lương"),
            detail=Text("Vượt 100 % ngày 14/10/2022"),
            severity="high",
            raised_at=NOW - 840,
            subject="suoi_luong",
            **taken,
        ),
        alarm(
            4,
            title=Text("Ngập 18 cm — Âu Cơ, Liên Chiểu"),
            detail=Text("Vượt 10 cm (Cảnh giác)"),
            severity="medium",
            raised_at=NOW - 360,
            subject="au_co",
            **taken,
        ),
        alarm(
            5,
            title=Text("Mất dữ liệu — trụ ngập Phú Lộc 07"),
            detail=Text("Không có số liệu quá 3 phút"),
            severity="low",
            signal="lost",
            raised_at=NOW - 240,
            subject="phu_loc_07",
            **taken,
        ),
        alarm(6, operator="shelved", severity="medium", until_at=NOW + 1200, comment="bảo trì trụ"),
    )


def load_of(alarms: Sequence[Alarm]) -> DeskLoad:
    """Return the desk load of alarms."""
    return DeskLoad(
        n_active=sum(a.active for a in alarms),
        n_unacknowledged=sum(a.operator == "unacknowledged" for a in alarms),
        n_shelved=sum(a.operator == "shelved" for a in alarms),
        n_suppressed=sum(a.operator == "suppressed" for a in alarms),
    )


def snapshot(alarms: Sequence[Alarm] = (), late: bool = True) -> Snapshot:
    """Return the city of the sketch: flood posts, a rain station, a river gauge."""
    places = [Place(i, name, "flood_post", area_name=area) for i, name, area, _v in POSTS]
    places.append(Place("suoi_luong", "Suối Lương", "rain_station", area_name="Hải Vân"))
    places.append(Place("cam_le", "Cẩm Lệ", "river_gauge", area_name="Cẩm Lệ"))
    level, battery = Text("Mực ngập", "Flood level"), Text("Pin", "Battery")
    series, rows = [], []
    for k, (place_id, _name, _area, level_cm) in enumerate(POSTS):
        series.append(
            Series(f"{place_id}.level", 2 * k, place_id, "level", level, "cm", 60, 0, "posts", flood_limits())
        )
        series.append(
            Series(f"{place_id}.battery", 2 * k + 1, place_id, "battery", battery, "V", 900, 2, "posts")
        )
        lost = late and place_id == "phu_loc_07"
        rows += [(2 * k, NOW - (255 if lost else 2 + k), level_cm), (2 * k + 1, NOW - 30, 12.4 + k / 50)]
    rain_limit = (Limit(Text("Ngưỡng 50 mm/h", "Limit 50 mm/h"), 50, "above", "high"),)
    rain = Text("Mưa 15 phút", "Rain 15 min")
    series.append(
        Series("suoi_luong.rain", 90, "suoi_luong", "rain", rain, "mm/h", 120, 1, "kttv", rain_limit)
    )
    river = tuple(
        Limit(Text(f"BĐ {roman}", f"AL {roman}"), value, "above", severity, inclusive=True)  # type: ignore[arg-type]
        for roman, value, severity in (("I", 1.0, "medium"), ("II", 1.8, "high"), ("III", 2.5, "critical"))
    )
    stage = Text("Mực nước", "Stage")
    series.append(Series("cam_le.stage", 91, "cam_le", "stage", stage, "m", 120, 2, "kttv", river))
    rows += [(90, NOW - 2, 68.0), (91, NOW - (250 if late else 5), 1.48)]
    return Snapshot(
        version=CONTRACT_VERSION,
        epoch="e1",
        journal_seq=7,
        taken_at=NOW,
        topic_seqs={},
        centre=Centre(
            "dn", "Đà Nẵng", shifts=(Shift("Ca 1", "14:00"), Shift("Ca 2", "22:00"), Shift("Ca 3", "06:00"))
        ),
        places=tuple(places),
        series=tuple(series),
        values=values(rows),
        alarms=tuple(alarms),
        desk=load_of(alarms),
        sources=(
            Source("posts", "mqtt", "Trụ ngập", "fresh", 60, NOW - 1, 900, 0),
            Source("kttv", "http_json", "KTTV", "late", 60, NOW - 250, 90, 1, "hết giờ chờ"),
        ),
        reference_days=(ReferenceDay("2022-10-14", "14/10/2022", _midnight(2022, 10, 14)),),
    )


def _midnight(year: int, month: int, day: int) -> float:
    return datetime(year, month, day, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")).timestamp()


def pulse(at: float = NOW, chain_at: float | None = NOW - 0.8) -> Pulse:
    return Pulse(at, CONTRACT_VERSION, 7, chain_at, 0.004, 1000, 1000, 1)


def column(series_id: str, at: Sequence[float], value: Sequence[float], step_s: float = 0.0) -> Columns:
    """Return the past of a series; rolled-up where `step_s` > 0."""
    y = np.array(value, "<f8")
    low, high = ((y * 0.9).tobytes(), (y * 1.1).tobytes()) if step_s else (b"", b"")
    return Columns(series_id, np.array(at, "<f8").tobytes(), y.tobytes(), low, high, step_s, 180.0)


def storm(at: float) -> float:
    """Return rain of a storm that peaked before NOW, with a ripple; on the reference day earlier."""
    hours = (at - NOW) / 3600
    peak = 74 * math.exp(-(((hours + 0.25) / 0.75) ** 2))
    ripple = 3.0 * math.sin(at / 37.0) + 2.0 * math.sin(at / 91.0)
    return max(0.0, peak + ripple * min(1.0, peak / 20))


class Daemon:
    """Answers requests at once, as a test tells it to; keeps what was asked."""

    def __init__(self) -> None:
        self.asked: list[RequestBody] = []
        self.answers: dict[type, ReplyBody] = {}
        self.silent = False

    def __call__(self, body: RequestBody, on_reply: Callable[[ReplyBody], None], deadline_s: float) -> None:
        self.asked.append(body)
        if not self.silent:
            on_reply(self.answers.get(type(body)) or self.default(body))

    def default(self, body: RequestBody) -> ReplyBody:
        if isinstance(body, GetHistory):
            return History(tuple(self.past(s, body) for s in body.series))
        if isinstance(body, GetJournal):
            kinds = [
                ("alarm.acknowledged", "ha", {"comment": "xem đến 03:50"}),
                ("alarm.raised", "system", {"severity": "critical"}),
                ("source.lost", "system", {"reason": "hết giờ chờ"}),
            ]
            return Journal(
                tuple(
                    EntryAppended(9 - k, NOW - 60 * k - 20, actor, kind, body.subject, dict(payload))
                    for k, (kind, actor, payload) in enumerate(kinds)
                )
            )
        return Done(8)

    @staticmethod
    def past(series_id: str, body: GetHistory) -> Columns:
        step = max(10.0, (body.end_at - body.start_at) / 1500)
        at = np.arange(body.start_at, body.end_at, step)
        shift = round((NOW - body.end_at) / 86400) * 86400  # the reference day has a storm too
        lead = -1500.0 if shift else 0.0
        if series_id.endswith("rain"):
            return column(series_id, at, [0.8 * storm(t + shift - lead) if shift else storm(t) for t in at])
        top = {"cam_le.stage": 1.48}.get(series_id, 12.4)
        top = next((v for p, _n, _a, v in POSTS if series_id == f"{p}.level"), top)
        rise_at = NOW - 4200 + 900 * (hash_of(series_id) % 5)
        kept = at[at < NOW - 250] if series_id.startswith(("phu_loc_07.l", "cam_le")) else at
        return column(series_id, kept, [top / (1 + math.exp(-(t - rise_at) / 500)) for t in kept])


def hash_of(words: str) -> int:
    return sum(ord(c) * (k + 1) for k, c in enumerate(words))


class City:
    """A live city for widgets to show."""

    def __init__(self, alarms: Sequence[Alarm] = (), *, late: bool = True, empty: bool = False) -> None:
        self.clock = StillClock()
        self.daemon = Daemon()
        self.live = LiveData(self.clock, self.daemon)
        if not empty:
            self.live.take_snapshot(snapshot(alarms, late))
            self.live.take(pulse())

    def context(
        self, theme: ThemeName = "dark", density: Density = "desk", language: str = "vi"
    ) -> TileContext:
        return TileContext(self.live, look_for(theme, density), language)

    def publish(self, series_id: str, value: float, age_s: float = 0.0) -> None:
        """Let a reading come in."""
        series = self.live.state.series[series_id]
        self.live.take(values([(series.index, self.clock.at - age_s, value)]))

    def change(self, *alarms: Alarm, desk: DeskLoad | None = None) -> None:
        """Let alarms change."""
        known = {**self.live.state.alarms, **{a.alarm_id: a for a in alarms}}
        self.live.take(AlarmsChanged(alarms, desk or load_of(list(known.values()))))

    def pass_time(self, seconds: float) -> None:
        """Move the clock and let ages be read again."""
        self.clock.at += seconds
        self.live.ticked.emit()
