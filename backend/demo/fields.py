"""The doors of the other fields: each department drops its CSV files into a folder of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from backend.demo import field_cases
from backend.demo.field_cases import LISTS, ZONE
from backend.demo.field_figures import COURSES, FieldPlace, field_places, readings

FOLDER = "drop/linh-vuc"
SOURCES: dict[str, tuple[str, tuple[str, ...]]] = {
    "giao-thong": ("Điểm đếm xe và bãi đỗ", ("traffic_point", "parking")),
    "khu-cong-nghiep": ("Khu công nghiệp, quan trắc nước thải", ("industrial_zone", "effluent_point")),
    "y-te": ("Bệnh viện, bệnh truyền nhiễm", ("hospital", "health_area")),
    "giao-duc": ("Chuyên cần trường học", ("school",)),
    "viec-lam": ("Điểm giao dịch việc làm", ("job_centre",)),
    "cho": ("Kiểm tra nhanh tại chợ", ("market_stalls",)),
    "he-thong-so": ("Giám sát hệ thống dùng chung", ("digital_service",)),
}
"""Source → its name, and the kinds of places of which it tells."""
PACKS = (
    "traffic", "industrial-zones", "health", "education", "labour", "digital-government", "public-investment",
    "construction", "food-safety",
)  # fmt: skip
PAST_S, PAST_STEP_S = 6 * 3600, 300
HEADER = "Mã điểm;Chỉ tiêu;Thời gian;Giá trị\n"


def place_rows() -> Iterable[dict[str, object]]:
    """Yield the rows of places.csv."""
    for place in field_places():
        yield {name: getattr(place, name) for name in FieldPlace.__struct_fields__}


def sources(folder: Path) -> list[dict[str, Any]]:
    """Return the configuration of all sources of the other fields.

    Args:
        folder: of the centre.
    """
    base = folder / FOLDER
    found: list[dict[str, Any]] = [
        {
            "id": name,
            "kind": "folder",
            "name": words,
            "max_age_s": 600 if name in ("giao-thong", "khu-cong-nghiep", "he-thong-so") else 172_800,
            "path": str((base / name).resolve()),
            "pattern": "*.csv",
            "table": {
                "time": ["Thời gian"],
                "time_format": "%d/%m/%Y %H:%M:%S",
                "place": "Mã điểm",
                "metric": "Chỉ tiêu",
                "value": "Giá trị",
                "decimal": ",",
            },
        }
        for name, (words, _) in SOURCES.items()
    ]
    return [*found, *(field_cases.source(each, str((base / each.name).resolve())) for each in LISTS)]


def make_folders(folder: Path) -> None:
    """Make the folders into which departments drop their files.

    Raises:
        OSError: the centre's folder cannot be written.
    """
    for name in (*SOURCES, *(each.name for each in LISTS)):
        (folder / FOLDER / name).mkdir(parents=True, exist_ok=True)


def drop_lists(folder: Path, now: dt.datetime, seed: int, *, fair: bool = False) -> None:
    """Drop the lists of cases, once a day; `fair`: without what only storms bring.

    Raises:
        OSError: the centre's folder cannot be written.
    """
    make_folders(folder)
    for each in LISTS:
        file = folder / FOLDER / each.name / f"{each.name}-{now:%Y%m%d}.csv"
        if not file.is_file():
            part = file.with_suffix(".part")
            part.write_text(field_cases.table(each, now, seed, fair=fair), encoding="utf-8-sig")
            part.replace(file)


class FieldOffices:
    """Appends to the files of the departments, as their systems export them."""

    def __init__(self, folder: Path, seed: int, *, fair: bool = False) -> None:
        """Write into the centre's folder; `fair`: an ordinary quiet day."""
        self._folder, self._seed, self._fair = folder, seed, fair
        self._kinds = {place.place_id: place.kind for place in field_places()}
        self._until = 0.0

    def begin(self, at: float) -> None:
        """Drop the lists of the day, and what was measured in the last hours.

        Args:
            at: s since epoch.

        Raises:
            OSError: a file cannot be written.
        """
        drop_lists(self._folder, dt.datetime.fromtimestamp(at, ZONE), self._seed, fair=self._fair)
        for age_s in range(PAST_S, 0, -PAST_STEP_S):
            self.export(at - age_s)
        self.export(at)

    def export(self, at: float) -> None:
        """Write what has been measured since the last export.

        Args:
            at: s since epoch.

        Raises:
            OSError: a file cannot be written.
        """
        lines: dict[str, list[str]] = {}
        source_of = {kind: name for name, (_, kinds) in SOURCES.items() for kind in kinds}
        moments: dict[int, str] = {}
        for reading in readings(at, self._until, self._seed, fair=self._fair):
            every_s = COURSES[self._kinds[reading.place_id]][reading.metric].every_s
            moment = int(at // every_s * every_s)
            if moment not in moments:
                moments[moment] = dt.datetime.fromtimestamp(moment, ZONE).strftime("%d/%m/%Y %H:%M:%S")
            value = f"{reading.value:g}".replace(".", ",")
            name = source_of[self._kinds[reading.place_id]]
            lines.setdefault(name, []).append(
                f"{reading.place_id};{reading.metric};{moments[moment]};{value}\n"
            )
        self._until = at
        day = dt.datetime.fromtimestamp(at, ZONE).strftime("%Y%m%d")
        for name, rows in lines.items():
            file = self._folder / FOLDER / name / f"{name}-{day}.csv"
            new = not file.is_file()
            with file.open("a", encoding="utf-8-sig" if new else "utf-8", newline="") as out:
                out.write((HEADER if new else "") + "".join(rows))
