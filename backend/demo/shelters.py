"""Shelters of the demo city: schools and halls of wards that flood, filling as water rises. All made up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import openpyxl

from backend.demo.city import City
from backend.demo.field_cases import ZONE
from backend.demo.storm import Floats

FOLDER = "drop/diem-so-tan"
LIST_FOLDER = "drop/danh-sach-so-tan"
SOURCE, LIST_SOURCE = "diem-so-tan", "danh-sach-so-tan"
HEADER = "Mã điểm;Thời gian;Số người;Mở cửa\n"
OPENS_AT_CM, FULL_AT_CM = 12.0, 55.0
"""Depth of the ward's deepest street at which its shelters open, and at which they are full."""
ARRIVE_PER_MIN, LEAVE_PER_MIN = 6.0, 2.0
SLOW_CLERK, SLOW_EVERY_S = "so-tan-hoi-truong", 1800
"""Halls begin with it; they count every half hour only."""
LISTED_BEFORE_S = 3600.0
"""So long before a list is dropped its wards have made it."""
LIST_COLUMNS = (
    "Mã nhóm", "Lập lúc", "Tình trạng", "Nguy cơ", "Mã phường", "Tổ dân phố", "Số hộ", "Số người",
    "Người già", "Trẻ em", "Người bệnh", "Cần thuyền", "Nơi đến", "Vĩ độ", "Kinh độ",
)  # fmt: skip


class Shelter(msgspec.Struct, frozen=True):
    """One place to which people are brought."""

    place_id: str
    name: str
    lat: float
    lon: float
    area_name: str
    n_places: int


def shelters(city: City) -> tuple[Shelter, ...]:
    """Return a school and a hall in each ward that has flood posts, a little apart from them."""
    found = []
    for i, area in enumerate(city.hotline_areas()):
        posts = [post for post in city.posts if post.area_name == area]
        lat = sum(post.lat for post in posts) / len(posts)
        lon = sum(post.lon for post in posts) / len(posts)
        code = city.area_codes[area]
        found.append(
            Shelter(
                f"so-tan-truong-{code}",
                f"Trường Tiểu học {area}",
                round(lat + 0.0042, 4),
                round(lon - 0.0031, 4),
                area,
                240 + 60 * (i % 4),
            )
        )
        found.append(
            Shelter(
                f"{SLOW_CLERK}-{code}",
                f"Hội trường UBND {area}",
                round(lat - 0.0035, 4),
                round(lon + 0.0026, 4),
                area,
                90 + 30 * (i % 3),
            )
        )
    return tuple(found)


def place_rows(city: City) -> Iterator[dict[str, object]]:
    """Yield the rows of places.csv."""
    for one in shelters(city):
        names = ("place_id", "name", "lat", "lon", "area_name", "n_places")
        yield {"kind": "shelter", **{name: getattr(one, name) for name in names}}


def sources(city: City, folder: Path) -> list[dict[str, Any]]:
    """Return the sources of counts and of the wards' lists.

    Args:
        city: with its shelters.
        folder: of the centre.
    """
    return [
        {
            "id": SOURCE,
            "kind": "folder",
            "name": "Báo cáo điểm sơ tán",
            "max_age_s": 1800,
            "path": str((folder / FOLDER).resolve()),
            "pattern": "*.csv",
            "table": {
                "time": ["Thời gian"],
                "time_format": "%d/%m/%Y %H:%M:%S",
                "place": "Mã điểm",
                "values": {"Số người": {"metric": "n_people"}, "Mở cửa": {"metric": "is_open"}},
            },
        },
        {
            "id": LIST_SOURCE,
            "kind": "folder",
            "name": "Danh sách hộ cần sơ tán của phường",
            "max_age_s": 172_800,
            "path": str((folder / LIST_FOLDER).resolve()),
            "pattern": "*.xlsx",
            "cases": _mapping(city),
        },
    ]


def _mapping(city: City) -> dict[str, Any]:
    return {
        "kind": "evacuation",
        "id": "Mã nhóm",
        "title": {"vi": "{Tổ dân phố}: {Số hộ} hộ, {Số người} người"},
        "time": "Lập lúc",
        "status": "Tình trạng",
        "field": "Nguy cơ",
        "area": "Mã phường",
        "lat": "Vĩ độ",
        "lon": "Kinh độ",
        "data": {
            "group": "Tổ dân phố",
            "n_households": "Số hộ",
            "n_people": "Số người",
            "n_elderly": "Người già",
            "n_children": "Trẻ em",
            "n_sick": "Người bệnh",
            "boat": "Cần thuyền",
        },
        "data_places": {"shelter": "Nơi đến"},
        "places": {one.name: one.place_id for one in shelters(city)},
    }


def make_folders(folder: Path) -> None:
    """Make the folders into which wards drop their files.

    Raises:
        OSError: the centre's folder cannot be written.
    """
    for name in (FOLDER, LIST_FOLDER):
        (folder / name).mkdir(parents=True, exist_ok=True)


class ShelterClerks:
    """Who counts people at each shelter and sends the figures."""

    def __init__(self, folder: Path, city: City) -> None:
        """Begin with empty, closed shelters."""
        self._folder, self._city = folder, city
        self._people = dict.fromkeys((one.place_id for one in shelters(city)), 0.0)
        self._deepest: dict[str, float] = {}
        self._at: float | None = None
        self._told: dict[str, float] = {}

    def note(self, at: float, depth_cm: Floats) -> None:
        """Let people come and go as the streets of their ward stand.

        Args:
            at: s since epoch.
            depth_cm: of the city's posts, in their order.
        """
        minutes = 0.0 if self._at is None else max(0.0, (at - self._at) / 60)
        self._at = at
        now: dict[str, float] = {}
        for post, depth in zip(self._city.posts, depth_cm.tolist(), strict=True):
            now[post.area_name] = max(now.get(post.area_name, 0.0), depth)
        for area, depth in now.items():  # fear outlasts the water by some hours
            self._deepest[area] = max(depth, self._deepest.get(area, 0.0) - 0.06 * minutes)
        for one in shelters(self._city):
            wanted = one.n_places * self.share(one)
            there = self._people[one.place_id]
            step = (
                min(ARRIVE_PER_MIN * minutes, wanted - there)
                if wanted > there
                else -min(LEAVE_PER_MIN * minutes, there - wanted)
            )
            self._people[one.place_id] = there + step

    def share(self, one: Shelter) -> float:
        """Return how full a shelter would get if it stayed as it is, 0 to 1.04 (1: full)."""
        deep = self._deepest.get(one.area_name, 0.0)
        return min(1.04, max(0.0, (deep - OPENS_AT_CM) / (FULL_AT_CM - OPENS_AT_CM)))

    def rows(self, at: float) -> str:
        """Return the lines of a count."""
        when = dt.datetime.fromtimestamp(at, ZONE)
        lines = []
        for one in shelters(self._city):
            turn = at // SLOW_EVERY_S
            if one.place_id.startswith(SLOW_CLERK) and self._told.get(one.place_id) == turn:
                continue
            self._told[one.place_id] = turn
            people = round(self._people[one.place_id])
            is_open = int(people > 0 or self._deepest.get(one.area_name, 0.0) >= OPENS_AT_CM)
            lines.append(f"{one.place_id};{when:%d/%m/%Y %H:%M:%S};{people};{is_open}\n")
        return "".join(lines)

    def export(self, at: float, rows: str) -> None:
        """Append counts to the day's file.

        Raises:
            OSError: the file cannot be written.
        """
        make_folders(self._folder)
        day = dt.datetime.fromtimestamp(at, ZONE)
        file = self._folder / FOLDER / f"{SOURCE}-{day:%Y%m%d}.csv"
        new = not file.is_file()
        with file.open("a", encoding="utf-8-sig" if new else "utf-8", newline="") as out:
            out.write((HEADER if new else "") + rows)

    def drop_list(self, at: float) -> None:
        """Drop the wards' list of households, once a day.

        Raises:
            OSError: the file cannot be written.
        """
        make_folders(self._folder)
        day = dt.datetime.fromtimestamp(at, ZONE)
        file = self._folder / LIST_FOLDER / f"{LIST_SOURCE}-{day:%Y%m%d}.xlsx"
        if file.is_file():
            return
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet("Danh sách")
        sheet.append(list(LIST_COLUMNS))
        for row in list_rows(self._city, day):
            sheet.append(list(row))
        part = file.with_suffix(".part")
        book.save(part)
        part.replace(file)


def list_rows(city: City, day: dt.datetime) -> Iterator[tuple[str | int | float, ...]]:
    """Yield the groups of households of each ward, as its officers list them."""
    schools = {one.area_name: one for one in shelters(city) if "truong-" in one.place_id}
    made = day - dt.timedelta(seconds=LISTED_BEFORE_S)
    for i, post in enumerate(city.posts):
        households, code = 6 + (i * 5) % 11, city.area_codes[post.area_name]
        people = round(households * 3.4) + i % 3
        yield (
            f"ST-{code}-{day:%y%m%d}-{i + 1:02}",
            made.strftime("%d/%m/%Y %H:%M"),
            "dự kiến",
            "sạt lở bờ sông" if i % 5 == 0 else "trũng" if i % 5 < 3 else "nhà tạm",
            code,
            f"Tổ {10 + i}, {post.area_name}",
            households,
            people,
            people // 8,
            people // 5,
            i % 3,
            "có" if post.spill_cm > 45 else "không",
            schools[post.area_name].name,
            round(post.lat + 0.0008, 5),
            round(post.lon + 0.0006, 5),
        )
