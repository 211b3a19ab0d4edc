"""The printed list of whom to call: number, what to say, boxes to tick."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import cast

import msgspec
from fpdf import FPDF
from fpdf.enums import MethodReturnValue, TextMode, XPos, YPos

_FAMILY = "sheet"
_MAX_BODY = 1_500
_BOX_MM = 4.0
_AROUND_MM = 36.0
"""Height of an entry without its text."""
_TO_FILL_IN = "Giờ gọi: …………   Người gọi: ……………………   Ghi chú: ……………………………"
_GREY = 110
_TICKS = ("Đã gọi được", "Không nghe máy", "Sai số", "Gọi lại lúc ……")


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One person to call."""

    name: str
    number: str
    """As people dial it."""
    subject: str = ""
    body: str = ""
    """What to say."""


def sheet(calls: Sequence[Call], title: str, made_at: datetime, font: Path) -> bytes:
    """Return the list as a PDF of A4 pages.

    Args:
        calls: whom to call, in order.
        title: name of the centre or channel.
        made_at: local time; with the same calls it makes the same bytes.
        font: TrueType file that has Vietnamese; of a variable one the default is drawn.
    """
    page = _Page(title, made_at, font)
    page.add_page()
    for n, call in enumerate(calls, 1):
        _entry(page, n, call)
    return bytes(page.output())


class _Page(FPDF):
    def __init__(self, title: str, made_at: datetime, font: Path) -> None:
        super().__init__(format="A4")
        self._title, self._made_at = title, made_at
        self.set_creation_date(made_at)
        self.set_title(f"Phiếu gọi điện {made_at:%d/%m/%Y %H:%M}")
        self.set_lang("vi")
        self.set_auto_page_break(True, margin=18)
        self.add_font(_FAMILY, "", font)

    @contextmanager
    def bold(self, size: float) -> Iterator[None]:
        """Draw letters with an edge: taking the bold out of a variable font costs seconds of a processor."""
        self.set_font(_FAMILY, "", size)
        with self.local_context(text_mode=TextMode.FILL_STROKE, line_width=size / 100, draw_color=0):
            yield

    def header(self) -> None:
        with self.bold(18):
            self.cell(0, 9, "PHIẾU GỌI ĐIỆN", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_font(_FAMILY, "", 10)
        self.set_text_color(_GREY)
        self.multi_cell(
            0,
            5,
            f"{self._title} · in lúc {self._made_at:%H:%M ngày %d/%m/%Y}\n"
            "Các kênh tự động không tới được những người sau. Gọi từng người, đánh dấu, ghi giờ và ký.\n"
            "Call sheet: the automatic channels failed. Call each person, tick, note the time and sign.",
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
        )
        self.set_text_color(0)
        self.ln(3)

    def footer(self) -> None:
        self.set_y(-14)
        self.set_font(_FAMILY, "", 9)
        self.set_text_color(_GREY)
        self.cell(0, 6, f"Trang {self.page_no()}/{{nb}}", align="R")
        self.set_text_color(0)


def _entry(page: _Page, n: int, call: Call) -> None:
    """Draw one person, whole on one page."""
    page.set_font(_FAMILY, "", 11)
    body = call.body if len(call.body) <= _MAX_BODY else call.body[: _MAX_BODY - 1] + "…"
    height_mm = cast(float, page.multi_cell(0, 6, body, dry_run=True, output=MethodReturnValue.HEIGHT))
    if page.will_page_break(height_mm + _AROUND_MM):
        page.add_page()
    page.set_draw_color(180)
    page.line(page.l_margin, page.get_y(), page.w - page.r_margin, page.get_y())
    page.ln(2)
    with page.bold(14):
        page.cell(page.epw * 0.75, 8, f"{n}. {call.name}"[:70])
        page.cell(0, 8, call.number, align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    with page.bold(11):
        page.cell(0, 6, call.subject[:90], new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    page.set_font(_FAMILY, "", 11)
    page.multi_cell(0, 6, body, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    page.ln(1)
    _ticks(page)
    page.cell(0, 8, _TO_FILL_IN, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    page.ln(2)


def _ticks(page: _Page) -> None:
    """Draw the boxes: the fonts have no such signs."""
    page.set_draw_color(0)
    width = page.epw / len(_TICKS)
    for words in _TICKS:
        x, y = page.get_x(), page.get_y()
        page.rect(x + page.c_margin, y + 2, _BOX_MM, _BOX_MM)
        page.set_x(x + _BOX_MM + 2)
        page.cell(width - _BOX_MM - 2, 8, words)
    page.ln(8)
