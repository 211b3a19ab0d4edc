"""Prints a report as PDF in the form of decree 30/2020/NĐ-CP. Only the printing process loads this."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from fpdf import FPDF
from fpdf.enums import Align, MethodReturnValue, TextMode, XPos, YPos

from backend.reports import charts
from backend.reports.docx_paper import COUNTRY, MOTTO, N_REMARK_LINES
from backend.reports.paper import (
    BarChart,
    Block,
    CaseMap,
    Heading,
    Paper,
    Paragraph,
    Remarks,
    Table,
    TrendChart,
)

_FAMILY = "paper"
_SIZE = 11.5
_LINE = 1.35
"""Height of a line in parts of the letters' size."""
_MM = 0.3528
"""Millimetres of a point."""
_GREY = 95
INDENT = "\u00a0" * 8
"""Begins a paragraph; justified lines stretch plain spaces only."""
_PAD = 1.4
"""Inside of cells, mm."""


def print_pdf(paper: Paper, font: str) -> bytes:
    """Return the report as PDF with the font's used letters embedded.

    Args:
        paper: laid out.
        font: path of a TrueType font with Vietnamese.
    """
    page = _Page(paper, font)
    page.add_page()
    page.head()
    for block in paper.blocks:
        page.block(block)
    page.foot()
    return bytes(page.output())


class _Page(FPDF):
    def __init__(self, paper: Paper, font: str) -> None:
        super().__init__(format="A4")
        self._paper = paper
        self.set_margins(30, 20, 15)
        self.c_margin = 0.0
        self.set_auto_page_break(True, margin=20)
        self.set_creation_date(datetime.datetime.fromtimestamp(paper.made_at, datetime.UTC))
        self.set_title(paper.name)
        self.set_author(paper.head.issuer)
        self.set_lang("vi")
        self.add_font(_FAMILY, "", font)
        self.set_draw_color(0)

    def header(self) -> None:
        if self.page_no() > 1:
            self.set_y(10)
            self.set_font(_FAMILY, "", 11)
            self.cell(0, 6, str(self.page_no()), align="C")
            self.set_y(20)

    def footer(self) -> None:
        self.set_y(-14)
        self.set_font(_FAMILY, "", 8)
        self.set_text_color(_GREY)
        self.cell(0, 5, self._paper.remark, align="R")
        self.set_text_color(0)

    @contextmanager
    def _weight(self, size: float, *, bold: bool) -> Iterator[None]:
        """Give letters an edge: taking the bold out of a variable font costs seconds of a processor."""
        if not bold:
            yield
            return
        with self.local_context(text_mode=TextMode.FILL_STROKE, line_width=size / 90, draw_color=0):
            yield

    def _put(
        self,
        text: str,
        size: float = _SIZE,
        *,
        bold: bool = False,
        align: Align = Align.L,
        width: float = 0,
    ) -> None:
        """Write lines at the present place and go on below them, at the same left edge."""
        x = self.get_x()
        self.set_font(_FAMILY, "", size)
        with self._weight(size, bold=bold):
            self.multi_cell(width, size * _MM * _LINE, text, align=align, new_x=XPos.LEFT, new_y=YPos.NEXT)
        self.set_x(x)

    # ---- head and foot ----------------------------------------------------------------------------

    def head(self) -> None:
        head, top = self._paper.head, self.get_y()
        left, right = 0.4 * self.epw, 0.6 * self.epw
        self._column(self.l_margin, left, top, [(head.above, 10.5, False), (head.issuer, 10.5, True)], 0.3)
        low = self.get_y()
        self._column(self.l_margin + left, right, top, [(COUNTRY, 10.5, True), (MOTTO, 11.5, True)], 0.46)
        row = max(low, self.get_y()) + 1.5
        self.set_xy(self.l_margin, row)
        self._put(head.number, 10.5, align=Align.C, width=left)
        self.set_xy(self.l_margin + left, row)
        self._put(head.place_date, 11, align=Align.C, width=right)
        self.set_xy(self.l_margin, self.get_y() + 7)
        self._put(head.title, 13.5, bold=True, align=Align.C)
        if head.subject:
            self._put(head.subject, 12, bold=True, align=Align.C)
            self._rule(self.l_margin + self.epw * 0.38, self.epw * 0.24)
        self.ln(3)
        if head.to:
            self._put(f"Kính gửi: {head.to}", 12, align=Align.C)
            self.ln(3)

    def _column(
        self, x: float, width: float, y: float, lines: Sequence[tuple[str, float, bool]], rule: float
    ) -> None:
        self.set_xy(x, y)
        for text, size, bold in lines:
            if text:
                self._put(text, size, bold=bold, align=Align.C, width=width)
        self._rule(x + width * (1 - rule) / 2, width * rule)

    def _rule(self, x: float, width: float) -> None:
        y = self.get_y() + 0.8
        with self.local_context(line_width=0.25):
            self.line(x, y, x + width, y)
        self.set_y(y + 0.8)

    def foot(self) -> None:
        foot = self._paper.foot
        height = max(44.0, 10 + 5 * len(foot.recipients))
        if self.will_page_break(height):
            self.add_page()
        self.ln(7)
        top = self.get_y()
        half = self.epw / 2
        self._put("Nơi nhận:", 10, bold=True, width=half)
        for line in foot.recipient_lines():
            self._put(line, 9.5, width=half)
        self.set_xy(self.l_margin + half, top)
        self._put(foot.title, 11.5, bold=True, align=Align.C, width=half)
        self.set_xy(self.l_margin + half, top + 30)
        self._put(foot.name, 11.5, bold=True, align=Align.C, width=half)

    # ---- blocks -----------------------------------------------------------------------------------

    def block(self, block: Block) -> None:
        match block:
            case Heading(text):
                if self.will_page_break(24):
                    self.add_page()
                self.ln(2.5)
                self._put(text, 12, bold=True)
                self.ln(1)
            case Paragraph(text):
                self._text(text)
            case Table():
                self._table(block)
            case TrendChart():
                self._picture(charts.trend_picture(block), block.title)
            case BarChart():
                self._picture(charts.bar_picture(block), block.title)
            case CaseMap():
                self._picture(charts.map_picture(block), block.title)
                self._note(block.note)
            case Remarks(prompt):
                self._text(prompt)
                for _ in range(N_REMARK_LINES):
                    self.set_font(_FAMILY, "", 10)
                    self._put("." * int(self.epw / self.get_string_width(".") - 1), 10)
                    self.ln(1.5)

    def _text(self, text: str) -> None:
        for part in text.split("\n"):
            self._put(INDENT + part, align=Align.J)
            self.ln(1.2)

    def _note(self, text: str) -> None:
        if text:
            self.set_text_color(_GREY)
            self._put(text, 9)
            self.set_text_color(0)
            self.ln(1)

    def _picture(self, data: bytes, title: str) -> None:
        self.ln(1)
        self.image(io.BytesIO(data), w=self.epw, alt_text=title)
        self.ln(2)

    def _table(self, block: Table) -> None:
        total = sum(block.widths)
        widths = [self.epw * width / total for width in block.widths]
        self.ln(1)
        self._row(block.heads, widths, frozenset(), bold=True)
        for row in block.rows:
            if self.will_page_break(self._height(row, widths)):
                self.add_page()
                self._row(block.heads, widths, frozenset(), bold=True)
            self._row(row, widths, frozenset(block.right), bold=False)
        self.ln(1)
        self._note(block.note)

    def _height(self, row: Sequence[str], widths: Sequence[float]) -> float:
        self.set_font(_FAMILY, "", 9.5)
        line = 9.5 * _MM * _LINE
        tallest = 0.0
        for text, width in zip(row, widths, strict=True):
            height = self.multi_cell(
                width - 2 * _PAD, line, text, dry_run=True, output=MethodReturnValue.HEIGHT
            )
            tallest = max(tallest, float(str(height)))
        return tallest + 2 * _PAD

    def _row(self, row: Sequence[str], widths: Sequence[float], right: frozenset[int], *, bold: bool) -> None:
        height = self._height(row, widths)
        x, y = self.l_margin, self.get_y()
        for i, (text, width) in enumerate(zip(row, widths, strict=True)):
            with self.local_context(line_width=0.15, draw_color=150, fill_color=240):
                self.rect(x, y, width, height, style="DF" if bold else "D")
            self.set_xy(x + _PAD, y + _PAD)
            align = Align.C if bold else Align.R if i in right else Align.L
            self._put(text, 9.5, bold=bold, align=align, width=width - 2 * _PAD)
            x += width
        self.set_xy(self.l_margin, y + height)
