"""The demo's hotline 113: made-up calls about order and security, published as a JSON document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import msgspec
import numpy as np

from backend.demo.crew_model import Point, Unit

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
EVERY_S = 150.0
"""Mean time between two calls, s."""
FAIR_EVERY_S, FAIR_FIRST_S = 2400.0, 900.0
"""The same, and the first call, on a quiet day."""
FIRST_AFTER_S = 20.0
SETTLED_AFTER_S = 3600.0
"""The ward's police closes by itself what the centre has not closed."""
KEPT = 200
SCATTER_DEG = 0.0015
NEW, SETTLED = "mới", "đã xử lý"
CALLS: tuple[tuple[str, str, int], ...] = (
    ("Giật túi xách của người đi bộ", "cướp giật", 0),
    ("Hai nhóm thanh niên đánh nhau", "đánh nhau", 2),
    ("Va chạm xe máy và ô tô, có người bị thương", "tai nạn giao thông", 1),
    ("Mất trộm xe máy trước quán", "trộm cắp", 0),
    ("Nhóm người tụ tập gây mất trật tự", "gây rối", 0),
    ("Thanh niên đua xe, nẹt pô", "đua xe", 0),
    ("Tụ tập đánh bạc trong nhà hoang", "cờ bạc", 0),
    ("Nghi có người sử dụng ma tuý", "ma tuý", 0),
    ("Bạo hành trong gia đình", "bạo lực gia đình", 1),
    ("Cháy xe bên đường", "cháy", 0),
    ("Cụ già đi lạc, không nhớ nhà", "mất tích", 0),
)
"""Words, type of offence in the hotline's words, people injured."""
QUIET = frozenset({"trộm cắp", "cờ bạc"})
"""Offences of a quiet day: nobody is in danger, nobody has to hurry."""


class Call(msgspec.Struct, frozen=True):
    """One case as the hotline publishes it."""

    ma: str
    noi_dung: str
    loai: str
    vi_do: float
    kinh_do: float
    ten_phuong: str
    phuong: str
    dia_chi: str
    dien_thoai: str
    luc: str
    cap_nhat: str
    trang_thai: str
    so_bi_thuong: int


class PoliceHotline:
    """Calls come where the patrols go; equal seeds give equal calls."""

    def __init__(
        self, units: Sequence[Unit], area_codes: dict[str, str], seed: int, *, fair: bool = False
    ) -> None:
        """Start with no call; `fair`: calls are rare, and none of them is urgent."""
        self._spots: list[tuple[Point, Unit]] = [
            (point, unit) for unit in units if unit.kind == "patrol" for point in unit.route
        ]
        self._codes, self._rng = area_codes, np.random.default_rng([seed, 113])
        self._next_s = FAIR_FIRST_S if fair else FIRST_AFTER_S
        self._every_s = FAIR_EVERY_S if fair else EVERY_S
        self._offences = [each for each in CALLS if not fair or each[1] in QUIET]
        self._calls: list[tuple[float, Call]] = []
        self._n = 0

    def advance(self, elapsed_s: float, at: float) -> None:
        """Let calls come and go.

        Args:
            elapsed_s: since the demo began.
            at: s since epoch.
        """
        while self._next_s <= elapsed_s:
            self._next_s += float(self._rng.exponential(self._every_s)) + 10.0
            self._calls.append((at, self._call(at)))
        self._calls = [(began, _settled(call, began, at)) for began, call in self._calls[-KEPT:]]

    def document(self) -> bytes:
        """Return what the hotline publishes."""
        return msgspec.json.encode({"nguon": "Trực ban 113", "vu_viec": [call for _, call in self._calls]})

    def _call(self, at: float) -> Call:
        self._n += 1
        words, kind, injured = self._offences[int(self._rng.integers(len(self._offences)))]
        (lat, lon), unit = self._spots[int(self._rng.integers(len(self._spots)))]
        north, east = self._rng.uniform(-SCATTER_DEG, SCATTER_DEG, 2)
        when = dt.datetime.fromtimestamp(at, ZONE)
        return Call(
            ma=f"113.{when:%Y%m%d.%H%M%S}.{self._n:03d}",
            noi_dung=words,
            loai=kind,
            vi_do=round(lat + float(north), 5),
            kinh_do=round(lon + float(east), 5),
            ten_phuong=unit.area_name,
            phuong=self._codes[unit.area_name],
            dia_chi=f"gần tuyến của {unit.name}",
            dien_thoai=f"090000{int(self._rng.integers(6000, 10_000))}",
            luc=when.isoformat(timespec="seconds"),
            cap_nhat=when.isoformat(timespec="seconds"),
            trang_thai=NEW,
            so_bi_thuong=injured,
        )


def _settled(call: Call, began: float, at: float) -> Call:
    if call.trang_thai == SETTLED or at - began < SETTLED_AFTER_S:
        return call
    now = dt.datetime.fromtimestamp(at, ZONE).isoformat(timespec="seconds")
    return msgspec.structs.replace(call, trang_thai=SETTLED, cap_nhat=now)
