"""A report as it is laid out: DOCX and PDF are made from it; and what the printing process is given."""

from __future__ import annotations

from typing import Literal

import msgspec


class Heading(msgspec.Struct, frozen=True, tag="heading"):
    """Head of a part."""

    text: str


class Paragraph(msgspec.Struct, frozen=True, tag="paragraph"):
    """Running text."""

    text: str


class Table(msgspec.Struct, frozen=True, tag="table"):
    """Cells in rows."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    """Relative."""
    right: tuple[int, ...] = ()
    """Columns of numbers."""
    note: str = ""


class Line(msgspec.Struct, frozen=True):
    """One line of a chart."""

    name: str
    values: tuple[float | None, ...]


class TrendChart(msgspec.Struct, frozen=True, tag="trend"):
    """Figures over time."""

    title: str
    unit: str
    labels: tuple[str, ...]
    lines: tuple[Line, ...]


class BarChart(msgspec.Struct, frozen=True, tag="bars"):
    """One figure by a dimension, largest first."""

    title: str
    unit: str
    labels: tuple[str, ...]
    values: tuple[float, ...]
    decimals: int = 0


class CaseMap(msgspec.Struct, frozen=True, tag="map"):
    """Wards coloured by a number, cases as points."""

    title: str
    maps: str
    """Folder with the layers `wards`, `coast`, `islands`."""
    values: dict[str, float]
    """Ward's code to its number."""
    lon: tuple[float, ...] = ()
    """Degrees east, WGS84."""
    lat: tuple[float, ...] = ()
    """Degrees north, WGS84."""
    note: str = ""


class Remarks(msgspec.Struct, frozen=True, tag="remarks"):
    """Lines for a person to write on."""

    prompt: str


Block = Heading | Paragraph | Table | TrendChart | BarChart | CaseMap | Remarks


class Head(msgspec.Struct, frozen=True):
    """Upper part of a document by decree 30/2020/NĐ-CP."""

    above: str
    """Body above the issuer; may be empty."""
    issuer: str
    number: str
    """`Số:      /BC-IOC`."""
    place_date: str
    title: str
    subject: str = ""
    to: str = ""


class Foot(msgspec.Struct, frozen=True):
    """Lower part: signature and recipients."""

    title: str
    name: str = ""
    recipients: tuple[str, ...] = ()

    def recipient_lines(self) -> list[str]:
        """Return the recipients as they are listed: `- Như trên;`, the last one with the full stop it has."""
        return [f"- {one}" if one.endswith((".", ";")) else f"- {one};" for one in self.recipients]


class Paper(msgspec.Struct, frozen=True):
    """A whole document."""

    head: Head
    blocks: tuple[Block, ...]
    foot: Foot
    remark: str = ""
    """Small, at the bottom of each page: where the figures come from."""
    name: str = ""
    """For the file's properties."""
    made_at: float = 0.0


class PrintJob(msgspec.Struct, frozen=True):
    """What the printing process is given."""

    paper: Paper
    format: Literal["docx", "pdf"]
    font: str
    """Path of a TrueType font with Vietnamese."""
    template: bytes = b""
    """A pack's own DOCX; empty: the usual form."""
    values: dict[str, str] = {}
    """Fields of the template."""
