from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QImage
from PySide6.QtPdf import QPdfDocument
from pytestqt.qtbot import QtBot

from app.designer.paper import A4_LONG_MM, Printer, sheet, tight_sheet
from tests.unit.app.designer.conftest import WAIT_MS

SVG = """<?xml version="1.0" encoding="utf-8"?>
<!-- made by a tool -->
<svg xmlns="http://www.w3.org/2000/svg" width="600" height="200" viewBox="0 0 600 200">
<rect x="10" y="10" width="580" height="180" style="fill: rgb(255, 0, 0)"/>
<text x="40" y="60" style="font-family: Inter; font-size: 24px">Ngập Mẹ Suốt</text></svg>"""


@pytest.fixture
def printer(qtbot: QtBot) -> Iterator[Printer]:
    made = Printer()
    yield made
    made.release()
    qtbot.wait(20)


def write(qtbot: QtBot, printer: Printer, path: Path, svg: str = SVG) -> str:
    reasons: list[str] = []
    printer.write(svg, path, reasons.append)
    qtbot.waitUntil(lambda: bool(reasons), timeout=WAIT_MS)
    return reasons[0]


def test_a_pdf_is_one_page_of_a4_across_with_text_that_can_be_searched(
    qtbot: QtBot, printer: Printer, tmp_path: Path
) -> None:
    assert write(qtbot, printer, tmp_path / "a.pdf") == ""
    document = QPdfDocument()
    document.load(str(tmp_path / "a.pdf"))
    assert document.pageCount() == 1
    size = document.pagePointSize(0)
    assert (size.width(), size.height()) == pytest.approx((842, 595), abs=2)
    assert "Ngập Mẹ Suốt" in document.getAllText(0).text()
    document.close()


def test_a_picture_shows_the_drawing_on_white(qtbot: QtBot, printer: Printer, tmp_path: Path) -> None:
    assert write(qtbot, printer, tmp_path / "a.PNG") == ""
    image = QImage(str(tmp_path / "a.PNG"))
    assert image.width() > 1200
    assert image.pixelColor(3, 3).name() == "#ffffff"
    assert image.pixelColor(image.width() // 2, image.height() // 2).name() == "#ff0000"


def test_an_svg_is_written_as_it_is(qtbot: QtBot, printer: Printer, tmp_path: Path) -> None:
    assert write(qtbot, printer, tmp_path / "a.svg") == ""
    assert (tmp_path / "a.svg").read_text("utf-8") == SVG


@pytest.mark.parametrize(
    ("name", "svg", "words"),
    [
        ("a.gif", SVG, "expected one of .pdf, .png, .svg"),
        ("a.pdf", "", "nothing to print"),
        ("a.pdf", "<svg></svg>", "nothing to print"),
        ("a.pdf", SVG.replace("Ngập", "x" * 700_000), "export it as .svg"),
        ("no/such/folder/a.svg", SVG, "choose another folder"),
    ],
)
def test_what_cannot_be_printed_is_said(
    qtbot: QtBot, printer: Printer, tmp_path: Path, name: str, svg: str, words: str
) -> None:
    assert words in write(qtbot, printer, tmp_path / name, svg)


def test_one_drawing_at_a_time(qtbot: QtBot, printer: Printer, tmp_path: Path) -> None:
    first: list[str] = []
    printer.write(SVG, tmp_path / "a.pdf", first.append)
    assert "wait" in write(qtbot, printer, tmp_path / "b.pdf")
    qtbot.waitUntil(lambda: first == [""], timeout=WAIT_MS)
    assert write(qtbot, printer, tmp_path / "b.pdf") == ""


def test_a_large_drawing_gets_a_larger_sheet() -> None:
    assert sheet(QSizeF(600, 200)).width_mm == A4_LONG_MM
    large = sheet(QSizeF(5000, 400))
    assert large.width_mm > 600
    assert large.width_mm / large.height_mm == pytest.approx(1.4142, abs=0.001)
    assert tight_sheet(QSizeF(960, 96)).width_mm == pytest.approx(274, abs=1)
