"""The water supplier of the demo city: sensors of plants and network, and its laboratory's folder.

All values are made up. Equal seeds and instants, equal values.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from backend.demo.water_certificates import certificates, parameters, write
from backend.demo.water_places import WaterPlace, points

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
RESOURCES = Path(__file__).resolve().parents[2] / "resources"
SENSORS, CERTIFICATES = "drop/nuoc/scada", "drop/nuoc/phieu"
PAST_S, STEP_S = 6 * 3600, 60
COLUMNS = {
    "Độ đục (NTU)": ("turbidity_ntu", "NTU"),
    "pH": ("ph", ""),
    "Clo dư (mg/L)": ("free_chlorine_mg_l", "mg/L"),
    "Độ dẫn điện (µS/cm)": ("conductivity_us_cm", "µS/cm"),
    "Áp lực (bar)": ("water_pressure_bar", "bar"),
    "Lưu lượng (m³/h)": ("flow_m3_h", "m³/h"),
}
HEADER = ";".join(("Thời gian", "Điểm", *COLUMNS)) + "\n"
_LEVELS: dict[str, tuple[float | None, ...]] = {
    "raw": (18.0, 7.0, None, 120.0, None, 8200.0),
    "filter": (0.11, 7.1, None, 122.0, None, None),
    "clearwell": (0.22, 7.2, 0.68, 126.0, 3.6, 3900.0),
    "network": (0.34, 7.2, 0.46, 128.0, 2.3, None),
    "tap": (0.4, 7.2, 0.4, 128.0, 1.6, None),
}
"""Usual values by type of point, in the order of the columns."""
CLOUDY, CLOUDY_FACTOR = "mang-lien-chieu", 3.6
"""A point of the network whose water is cloudier than the plant wants."""


def sources(folder: Path) -> list[dict[str, Any]]:
    """Return the sources of sensors and certificates.

    Args:
        folder: of the centre.
    """
    names = {place.name: place.place_id for place in points()}
    sensors = {
        "id": "nuoc-scada",
        "kind": "folder",
        "name": "SCADA cấp nước",
        "max_age_s": 300,
        "path": str((folder / SENSORS).resolve()),
        "pattern": "*.csv",
        "table": {
            "time": ["Thời gian"],
            "time_format": "%d/%m/%Y %H:%M:%S",
            "place": "Điểm",
            "places": names,
            "decimal": ",",
            "values": {column: {"metric": m, "unit": u} for column, (m, u) in COLUMNS.items()},
        },
    }
    shipped = RESOURCES / "usecases" / "water" / "sources" / "phieu-kiem-nghiem.yaml"
    laboratory = yaml.safe_load(shipped.read_text(encoding="utf-8"))
    laboratory["path"] = str((folder / CERTIFICATES).resolve())
    laboratory["table"]["places"] = laboratory["cases"]["places"] = names
    return [sensors, laboratory]


def make_folders(folder: Path) -> None:
    """Make the folders into which the supplier drops its files.

    Raises:
        OSError: the centre's folder cannot be written.
    """
    for name in (SENSORS, CERTIFICATES):
        (folder / name).mkdir(parents=True, exist_ok=True)


class WaterWorks:
    """Appends what sensors measure, and drops the certificates that are there."""

    def __init__(self, folder: Path, seed: int, *, fair: bool = False) -> None:
        """Write into the centre's folder; `fair`: all water is fit, and no result is late."""
        self._folder, self._seed, self._until, self._fair = folder, seed, 0.0, fair

    def begin(self, at: float) -> None:
        """Drop the certificates, and what was measured in the last hours.

        Args:
            at: s since epoch.

        Raises:
            OSError: a file cannot be written.
        """
        make_folders(self._folder)
        limits = yaml.safe_load((RESOURCES / "limits" / "qcvn-01-1-2018.yaml").read_text(encoding="utf-8"))
        today = dt.datetime.fromtimestamp(at, ZONE).date()
        for certificate in certificates(parameters(limits), today, self._seed, fair=self._fair):
            write(certificate, self._folder / CERTIFICATES)
        self._until = at - PAST_S
        self.export(at)

    def export(self, at: float) -> None:
        """Write what has been measured since the last export.

        Args:
            at: s since epoch.

        Raises:
            OSError: a file cannot be written.
        """
        first = int(self._until // STEP_S + 1) * STEP_S
        moments = range(first, int(at) + 1, STEP_S)
        rows = "".join(
            row(place, moment, self._seed, fair=self._fair)
            for moment in moments
            for place in points()
            if place.online
        )
        self._until = max(self._until, at)
        if not rows:
            return
        day = dt.datetime.fromtimestamp(at, ZONE).strftime("%Y%m%d")
        file = self._folder / SENSORS / f"scada-{day}.csv"
        new = not file.is_file()
        with file.open("a", encoding="utf-8-sig" if new else "utf-8", newline="") as out:
            out.write((HEADER if new else "") + rows)


def row(place: WaterPlace, at: float, seed: int, *, fair: bool = False) -> str:
    """Return one line of the file: the values of a point at an instant (s since epoch)."""
    cells = [f"{dt.datetime.fromtimestamp(at, ZONE):%d/%m/%Y %H:%M:%S}", place.name]
    for k in range(len(COLUMNS)):
        level = usual(place, k, fair=fair)
        cells.append("" if level is None else f"{value(place, k, level, at, seed):.4g}".replace(".", ","))
    return ";".join(cells) + "\n"


def usual(place: WaterPlace, column: int, *, fair: bool = False) -> float | None:
    """Return the usual level of a point in one column; None: it does not measure that."""
    level = _LEVELS[place.point_type][column]
    if level is not None and column == 0 and place.place_id == CLOUDY and not fair:
        return level * CLOUDY_FACTOR
    return level


def value(place: WaterPlace, column: int, level: float, at: float, seed: int) -> float:
    """Return one value: its usual level, a little different at each point, with the day and with chance."""
    own = 0.94 + 0.12 * _chance(f"{seed}/{place.place_id}/{column}")
    hour = (at / 3600 + 7) % 24
    day = math.sin((hour - 6) / 24 * 2 * math.pi)
    rough = _chance(f"{seed}/{place.place_id}/{column}/{at // 600:.0f}") - 0.5
    match column:
        case 1:  # pH
            return level * (1 + 0.004 * day + 0.004 * rough) * (0.99 + 0.02 * own - 0.01)
        case 4:  # pressure falls where many draw water
            busy = math.exp(-(((hour - 7) / 1.5) ** 2)) + math.exp(-(((hour - 19) / 2) ** 2))
            return level * own * (1 - 0.14 * busy + 0.03 * rough)
        case _:
            return level * own * (1 + 0.05 * day + 0.08 * rough)


def _chance(words: str) -> float:
    """Return a number from 0 to 1 that depends on words alone."""
    return int.from_bytes(hashlib.blake2b(words.encode(), digest_size=4).digest(), "big") / 2**32
