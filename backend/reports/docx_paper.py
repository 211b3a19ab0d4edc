"""Prints a report as DOCX in the form of decree 30/2020/NĐ-CP. Only the printing process loads this."""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt, RGBColor

from backend.reports import charts
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

FACE = "Times New Roman"
"""The decree asks for it; it is named, not embedded: every office program has it or one of its measures."""
COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
DOTS = "." * 96
N_REMARK_LINES = 3
_CENTRE, _RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT


def print_docx(paper: Paper) -> bytes:
    """Return the report as DOCX."""
    return _Printer(paper).data()


class _Printer:
    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self._document = Document()
        self._page()
        self._head()
        for block in paper.blocks:
            self._block(block)
        self._foot()

    def data(self) -> bytes:
        out = io.BytesIO()
        self._document.save(out)
        return out.getvalue()

    def _page(self) -> None:
        section = self._document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin = section.bottom_margin = Mm(20)
        section.left_margin, section.right_margin = Mm(30), Mm(15)
        section.different_first_page_header_footer = True
        number = section.header.paragraphs[0]
        number.alignment = _CENTRE
        _page_number(number)
        for footer in (section.footer, section.first_page_footer):
            remark = footer.paragraphs[0]
            remark.alignment = _RIGHT
            _run(remark, self._paper.remark, 9, colour=RGBColor(0x5F, 0x6B, 0x76))
        style = self._document.styles["Normal"]
        style.font.name, style.font.size = FACE, Pt(14)
        style.element.rPr.rFonts.set(qn("w:eastAsia"), FACE)
        style.paragraph_format.space_after = Pt(6)
        properties = self._document.core_properties
        properties.title, properties.author = self._paper.name, self._paper.head.issuer
        properties.language = "vi-VN"
        made = datetime.datetime.fromtimestamp(self._paper.made_at, datetime.UTC).replace(tzinfo=None)
        properties.created = properties.modified = made

    def _head(self) -> None:
        head = self._paper.head
        table = self._document.add_table(2, 2)
        table.autofit = False
        _widths(table, (6.4, 10.1))
        left, right = table.rows[0].cells
        first = _cell_line(left, head.above, 13) if head.above else None
        _ruled(_cell_line(left, head.issuer, 13, bold=True, paragraph=None if first is not None else 0))
        _cell_line(right, COUNTRY, 13, bold=True, paragraph=0)
        _ruled(_cell_line(right, MOTTO, 14, bold=True))
        left, right = table.rows[1].cells
        _cell_line(left, head.number, 13, paragraph=0)
        _cell_line(right, head.place_date, 14, italic=True, paragraph=0)
        title = self._line(head.title, bold=True, before=18)
        title.paragraph_format.space_after = Pt(0)
        if head.subject:
            _ruled(self._line(head.subject, bold=True))
        if head.to:
            self._line(f"Kính gửi: {head.to}", before=6)

    def _line(self, text: str, *, bold: bool = False, before: float = 0) -> Any:
        paragraph = self._document.add_paragraph()
        paragraph.alignment = _CENTRE
        paragraph.paragraph_format.space_before = Pt(before)
        _run(paragraph, text, 14, bold=bold)
        return paragraph

    def _block(self, block: Block) -> None:
        match block:
            case Heading(text):
                paragraph = self._document.add_paragraph()
                paragraph.paragraph_format.space_before = Pt(10)
                paragraph.paragraph_format.keep_with_next = True
                _run(paragraph, text, 14, bold=True)
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
                if block.note:
                    self._note(block.note)
            case Remarks(prompt):
                self._text(prompt)
                for _ in range(N_REMARK_LINES):
                    self._text(DOTS, indent=False)

    def _text(self, text: str, *, indent: bool = True) -> None:
        for part in text.split("\n"):
            paragraph = self._document.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY if indent else WD_ALIGN_PARAGRAPH.LEFT
            paragraph.paragraph_format.first_line_indent = Cm(1.27) if indent else None
            _run(paragraph, part, 14)

    def _note(self, text: str) -> None:
        _run(self._document.add_paragraph(), text, 11, italic=True)

    def _picture(self, data: bytes, title: str) -> None:
        paragraph = self._document.add_paragraph()
        paragraph.alignment = _CENTRE
        shape = paragraph.add_run().add_picture(io.BytesIO(data), width=Mm(160))
        shape._inline.docPr.set("descr", title)  # noqa: SLF001 - python-docx has no word for it

    def _table(self, block: Table) -> None:
        table = self._document.add_table(1, len(block.heads))
        table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
        for i, head in enumerate(block.heads):
            _cell_line(table.rows[0].cells[i], head, 12, bold=True, paragraph=0)
        _repeated(table.rows[0])
        for row in block.rows:
            cells = table.add_row().cells
            for i, words in enumerate(row):
                _cell_line(cells[i], words, 12, paragraph=0, align=_RIGHT if i in block.right else None)
        total = sum(block.widths)
        _widths(table, [16.5 * width / total for width in block.widths])
        if block.note:
            self._note(block.note)
        else:
            self._document.add_paragraph().paragraph_format.space_after = Pt(0)

    def _foot(self) -> None:
        foot = self._paper.foot
        self._document.add_paragraph()
        table = self._document.add_table(1, 2)
        table.autofit = False
        _widths(table, (8.0, 8.5))
        left, right = table.rows[0].cells
        _cell_line(left, "Nơi nhận:", 12, bold=True, italic=True, paragraph=0, align=WD_ALIGN_PARAGRAPH.LEFT)
        for line in foot.recipient_lines():
            _cell_line(left, line, 11, align=WD_ALIGN_PARAGRAPH.LEFT)
        _cell_line(right, foot.title, 14, bold=True, paragraph=0)
        for _ in range(4):
            _cell_line(right, "", 14)
        _cell_line(right, foot.name, 14, bold=True)
        _kept_together(table)


def _run(  # noqa: PLR0913 - how letters look
    paragraph: Any,
    text: str,
    size: float,
    *,
    bold: bool = False,
    italic: bool = False,
    colour: RGBColor | None = None,
) -> None:
    run = paragraph.add_run(text)
    run.font.name, run.font.size, run.bold, run.italic = FACE, Pt(size), bold, italic
    if colour is not None:
        run.font.color.rgb = colour


def _cell_line(  # noqa: PLR0913 - how a line looks
    cell: Any,
    text: str,
    size: float,
    *,
    bold: bool = False,
    italic: bool = False,
    paragraph: int | None = None,
    align: Any = _CENTRE,
) -> Any:
    """Write a line into a cell: its first paragraph is there, each further one is new."""
    line = cell.paragraphs[paragraph] if paragraph is not None else _next(cell)
    line.paragraph_format.space_after = Pt(0)
    line.alignment = align
    _run(line, text, size, bold=bold, italic=italic)
    return line


def _next(cell: Any) -> Any:
    first = cell.paragraphs[0]
    return first if len(cell.paragraphs) == 1 and not first.runs else cell.add_paragraph()


def _ruled(paragraph: Any) -> None:
    """Draw the line below a title that the decree asks for."""
    borders = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - python-docx has no word for it
    properties.append(borders)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Cm(1.6)


def _widths(table: Any, widths_cm: Sequence[float]) -> None:
    for row in table.rows:
        for cell, width in zip(row.cells, widths_cm, strict=True):
            cell.width = Cm(width)


def _repeated(row: Any) -> None:
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no word for it
    header = OxmlElement("w:tblHeader")
    header.set(qn("w:val"), "true")
    properties.append(header)


def _kept_together(table: Any) -> None:
    for row in table.rows:
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True


def _page_number(paragraph: Any) -> None:
    run = paragraph.add_run()
    run.font.name, run.font.size = FACE, Pt(13)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)  # noqa: SLF001 - python-docx has no word for it
