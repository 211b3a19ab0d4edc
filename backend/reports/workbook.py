"""Writes XLSX: one sheet, rows as they come, in little memory."""

from __future__ import annotations

import datetime
import io
import math
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from backend.reports.spreadsheet import FORMULA_STARTS, XLSX_TYPE, Cell, Column, Sheet, plain

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_PLAIN, _TITLE, _NOTE, _HEAD, _MOMENT, _DAY, _QUOTED = range(7)
"""Numbers of the styles below, in their order."""
_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{XLSX_TYPE}.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="'
        'application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/styles.xml": (
        f'<styleSheet xmlns="{_MAIN}"><numFmts count="2">'
        '<numFmt numFmtId="164" formatCode="dd/mm/yyyy hh:mm"/>'
        '<numFmt numFmtId="165" formatCode="dd/mm/yyyy"/></numFmts><fonts count="4">'
        '<font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="13"/><name val="Calibri"/></font>'
        '<font><i/><sz val="10"/><color rgb="FF5F6B76"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        '<cellXfs count="7"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
        '<xf numFmtId="0" fontId="2" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
        '<xf numFmtId="0" fontId="3" fillId="0" borderId="0" xfId="0" applyFont="1" applyAlignment="1">'
        '<alignment vertical="top" wrapText="1"/></xf>'
        '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    ),
}
"""Of a workbook with one sheet. Written here because a library that builds each cell as an object takes a
minute of a processor for 100,000 rows; this takes some seconds.
Source: ECMA-376, parts 1 and 2."""
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_ESCAPED = re.compile(r"_x[0-9A-Fa-f]{4}_")
_DAY_0 = datetime.datetime(1899, 12, 30)  # noqa: DTZ001 - spreadsheets count local days without a zone
_DAY_S = 86_400.0
_ROWS_AT_ONCE = 500


def write_xlsx(sheet: Sheet, rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return rows as a workbook; rows are written as they come, none is kept.

    Args:
        sheet: columns and origin.
        rows: cells in the order of the columns.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        for name, content in _PARTS.items():
            archive.writestr(name, _XML + content)
        name = escape(_sheet_name(sheet.title), {'"': "&quot;"})
        archive.writestr(
            "xl/workbook.xml",
            f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
            f'<sheet name="{name}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        with archive.open("xl/worksheets/sheet1.xml", "w") as page:
            for part in _page(sheet, rows):
                page.write(part.encode("utf-8"))
    return out.getvalue()


def _sheet_name(title: str) -> str:
    return plain(re.sub(r"[\[\]:*?/\\']", " ", title)).strip()[:31] or "Bảng"


def _page(sheet: Sheet, rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Yield the XML of the sheet in parts."""
    notes = sheet.notes()
    head_row = len(notes) + 1
    yield f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    yield f'<pane ySplit="{head_row}" topLeftCell="A{head_row + 1}" activePane="bottomLeft" state="frozen"/>'
    yield "</sheetView></sheetViews><cols>"
    for i, column in enumerate(sheet.columns, start=1):
        yield f'<col min="{i}" max="{i}" width="{column.width:g}" customWidth="1"/>'
    yield "</cols><sheetData>"
    for i, note in enumerate(notes):
        style = _TITLE if i == 0 and sheet.title else _NOTE
        yield f"<row>{_text(note, style)}</row>"
    yield f"<row>{''.join(_text(column.head, _HEAD) for column in sheet.columns)}</row>"
    lines: list[str] = []
    n_rows = 0
    for row in rows:
        cells = (_cell(value, column, sheet.zone) for value, column in zip(row, sheet.columns, strict=True))
        lines.append(f"<row>{''.join(cells)}</row>")
        n_rows += 1
        if len(lines) == _ROWS_AT_ONCE:
            yield "".join(lines)
            lines.clear()
    last = _letters(max(1, len(sheet.columns)))
    yield "".join(lines)
    yield f'</sheetData><autoFilter ref="A{head_row}:{last}{head_row + n_rows}"/></worksheet>'


def _cell(value: Cell, column: Column, zone: ZoneInfo) -> str:
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, str):
        return _text(value, _QUOTED if value.startswith(FORMULA_STARTS) else _PLAIN)
    if not math.isfinite(value):
        return "<c/>"
    if column.kind in ("datetime", "date"):
        local = datetime.datetime.fromtimestamp(value, zone).replace(tzinfo=None)
        days = (local - _DAY_0).total_seconds() / _DAY_S
        style = _MOMENT if column.kind == "datetime" else _DAY
        return f'<c s="{style}"><v>{days if column.kind == "datetime" else int(days)!r}</v></c>'
    return f"<c><v>{value!r}</v></c>"


def _text(text: str, style: int) -> str:
    words = plain(text)
    if "_x" in words:
        words = _ESCAPED.sub(lambda match: f"_x005F{match[0]}", words)
    shown = f' s="{style}"' if style else ""
    return f'<c t="inlineStr"{shown}><is><t xml:space="preserve">{escape(words)}</t></is></c>'


def _letters(number: int) -> str:
    """Return the name of a column by its number from 1: `A`, `Z`, `AA`."""
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name
