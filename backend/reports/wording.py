"""Numbers, dates and fields of a report in Vietnamese. Pure."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from backend.contract.case_requests import FigureInfo

BLANK = "……………"
"""Where nobody has said anything: a person writes it in."""
NOT_ASSESSED = "chưa có căn cứ đánh giá"
_FIELD = re.compile(r"\{([a-z][\w-]*(?:\.[a-z_][\w-]*)*)\}")


def figure_number(value: float, decimals: int = 0) -> str:
    """Return a number as Vietnamese texts have it: `1.234,5`."""
    words = f"{value:,.{decimals}f}"
    if re.fullmatch(r"-0(\.0*)?", words):
        words = words[1:]
    return words.translate(str.maketrans(",.", ".,"))


def figure_words(value: float | None, info: FigureInfo) -> str:
    """Return a figure with its unit: `87,5%`, `1.234`, `12,5 giờ`."""
    if value is None:
        return NOT_ASSESSED
    words = figure_number(value, info.decimals)
    unit = {"h": " giờ", "%": "%", "": ""}.get(info.unit, f" {info.unit}")
    return words + unit


def change_words(now: float | None, before: float | None, info: FigureInfo) -> str:
    """Return how a figure changed: `tăng 12 (8,3%)`, `giảm 1,5 điểm %`, `không đổi`."""
    if now is None or before is None:
        return "–"
    difference = round(now - before, info.decimals)
    if difference == 0:
        return "không đổi"
    way = "tăng" if difference > 0 else "giảm"
    size = figure_number(abs(difference), info.decimals)
    if info.unit == "%":
        return f"{way} {size} điểm %"
    share = f" ({figure_number(abs(now - before) / abs(before) * 100, 1)}%)" if before else ""
    unit = f" {info.unit}" if info.unit and info.unit != "h" else " giờ" if info.unit == "h" else ""
    return f"{way} {size}{unit}{share}"


def day(at: float | None, zone: ZoneInfo) -> str:
    """Return a date: `24/11/2026`; dots where there is none."""
    return f"{datetime.datetime.fromtimestamp(at, zone):%d/%m/%Y}" if at is not None else BLANK


def moment(at: float | None, zone: ZoneInfo) -> str:
    """Return a time and date: `15:30 24/11/2026`; dots where there is none."""
    return f"{datetime.datetime.fromtimestamp(at, zone):%H:%M %d/%m/%Y}" if at is not None else BLANK


def long_date(at: float, zone: ZoneInfo) -> str:
    """Return a date as a document's head has it: `ngày 05 tháng 02 năm 2026`.

    Source: decree 30/2020/NĐ-CP, annex I: days below ten and months one and two carry a zero.
    """
    local = datetime.datetime.fromtimestamp(at, zone)
    month = f"{local.month:02d}" if local.month < 3 else str(local.month)
    return f"ngày {local.day:02d} tháng {month} năm {local.year}"


def fields_in(text: str) -> list[str]:
    """Return the fields that a text names in braces."""
    return _FIELD.findall(text)


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its fields replaced; one without a value becomes dots."""
    return _FIELD.sub(lambda match: values.get(match[1], "") or BLANK, text)
