"""Certificates that the demo's laboratory drops: one of each point, of a clear-well with all parameters.

Made up: most pass, a few do not, one is judged by a laboratory whose method sees too little, and one point
has none at all; on a fair day all pass, and all came in the day before. Equal seeds and days,
equal certificates.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from backend.demo.water_places import WaterPlace, points

LABORATORY = "Trung tâm Kiểm soát bệnh tật (trình diễn)"
HEADER = ("TT", "Chỉ tiêu", "Đơn vị", "Kết quả", "Giới hạn phát hiện")
NEVER = "voi-muong-thanh"
"""A point of which nobody has taken a sample."""
ODD: dict[tuple[str, str], str] = {
    ("voi-ngu-hanh-son", "free-chlorine"): "0,12",
    ("voi-ngu-hanh-son", "coliform"): "6",
    ("be-san-bay", "lead"): "< 0,02",
    ("be-hoa-lien", "manganese"): "0,14",
}
"""What is not as it should be: point and parameter → result."""
_GROUP_A = ("coliform", "e-coli", "arsenic", "free-chlorine", "turbidity", "colour", "odour-taste", "ph")


class Parameter(msgspec.Struct, frozen=True):
    """One row of the regulation."""

    key: str
    name: str
    unit: str
    low: float
    high: float | None
    """None: the parameter has no number."""


class Certificate(msgspec.Struct, frozen=True):
    """One certificate."""

    code: str
    point: WaterPlace
    sampled: dt.date
    result: dt.date
    rows: tuple[tuple[str, str, str, str], ...]
    """Parameter, unit, result, detection limit."""


def parameters(limit_set: Mapping[str, Any]) -> list[Parameter]:
    """Return the rows of a limit set's file as a laboratory lists them."""
    return [
        Parameter(key, row["name"]["vi"], row.get("unit", "-"), float(row.get("min", 0.0)), row.get("max"))
        for key, row in limit_set["rows"].items()
    ]


def certificates(
    known: list[Parameter], now: dt.date, seed: int, *, fair: bool = False
) -> Iterator[Certificate]:
    """Yield the certificates whose results came in during the last days, one of each point.

    Args:
        known: parameters in the order of the regulation.
        now: today.
        seed: of the numbers.
        fair: whether every point has one, of yesterday, that passes.
    """
    sampled_points = [p for p in points() if p.point_type in ("clearwell", "network", "tap")]
    for k, point in enumerate(sampled_points):
        result = now - dt.timedelta(days=1 if fair else k % 4)
        sampled = result - dt.timedelta(days=6)
        if point.place_id == NEVER and not fair:
            continue
        wanted = known if point.point_type == "clearwell" else [p for p in known if p.key in _GROUP_A]
        code = f"{sampled:%y%m%d}-{point.place_id}"
        draw = random.Random(f"{seed}/{code}")
        odd = {} if fair else {key: said for (place, key), said in ODD.items() if place == point.place_id}
        rows = tuple(_row(p, odd.get(p.key), draw) for p in wanted)
        yield Certificate(code, point, sampled, result, rows)


def _row(parameter: Parameter, given: str | None, draw: random.Random) -> tuple[str, str, str, str]:
    if parameter.high is None:
        return parameter.name, "-", given or "Không có mùi, vị lạ", ""
    unit = "-" if parameter.unit == "pH" else parameter.unit
    if given is not None:
        return parameter.name, unit, given, ""
    chance = draw.random()
    if parameter.unit.startswith("CFU"):
        return parameter.name, unit, "< 1", ""
    if parameter.key in ("ph", "free-chlorine"):
        value = parameter.low + (parameter.high - parameter.low) * (0.35 + 0.3 * chance)
        return parameter.name, unit, _comma(value), ""
    if chance < 0.45:
        return parameter.name, unit, "Không phát hiện", _comma(parameter.high / 10)
    return parameter.name, unit, _comma(parameter.high * (0.05 + 0.5 * chance)), ""


def _comma(value: float) -> str:
    return f"{value:.3g}".replace(".", ",")


def write(certificate: Certificate, folder: Path) -> Path:
    """Write a certificate as a workbook and return its path; one that is there stays.

    Raises:
        OSError: the folder cannot be written.
    """
    import openpyxl  # noqa: PLC0415 - only the demo's laboratory writes sheets

    path = folder / f"{certificate.code}.xlsx"
    if path.is_file():
        return path
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for label, value in (
        ("Mã mẫu", certificate.code),
        ("Vị trí lấy mẫu", certificate.point.name),
        ("Ngày lấy mẫu", f"{certificate.sampled:%d/%m/%Y} 08:30"),
        ("Ngày có kết quả", f"{certificate.result:%d/%m/%Y} 07:30"),
        ("Đơn vị thử nghiệm", LABORATORY),
        ("Quy chuẩn", certificate.point.regulation),
    ):
        sheet.append([label, value])
    sheet.append([])
    sheet.append(list(HEADER))
    for k, (name, unit, value, limit) in enumerate(certificate.rows, 1):
        sheet.append([k, name, unit, value, limit])
    part = path.with_suffix(".part")
    book.save(part)
    part.replace(path)
    return path
