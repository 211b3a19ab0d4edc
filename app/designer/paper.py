"""The drawing on paper, black on white: SVG as it is, PDF by the web engine's printer, PNG of that PDF."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QObject, QSize, QSizeF, Qt, Slot
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineSettings

from widgets.parts.web_scheme import local_url, web_profile

PNG_PX_PER_MM: Final = 8.0
"""About 200 dots per inch."""
LARGEST_PX = 12_000
LARGEST_HTML = 2_000_000
"""The web engine takes no longer text by hand; its spelling triples what is no letter."""
MARGIN_MM = 10.0
A4_LONG_MM = 297.0
A4_RATIO = 1.4142
MM_PER_PX = 25.4 / 96
"""A drawing's pixel at its natural size."""
ENDINGS = (".pdf", ".png", ".svg")

HTML = """<!doctype html><meta charset="utf-8"><style>
@font-face {{ font-family: Inter; font-weight: 100 900; src: url(../dist/Inter.woff2) format("woff2"); }}
html, body {{ margin: 0; background: white; }}
svg {{ display: block; margin: auto; width: 100%; height: auto; max-height: 98vh; }}
</style>{svg}"""

OnWritten = Callable[[str], None]
"""Called once with the reason why nothing was written; empty: it was."""


class PaperSize(msgspec.Struct, frozen=True):
    """A sheet of paper, mm."""

    width_mm: float
    height_mm: float


class Printer(QObject):
    """Writes drawings to files, one after the other."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Make nothing yet: a page of its own is made for the first file."""
        super().__init__(parent)
        self._page: QWebEnginePage | None = None
        self._job: tuple[Path, PaperSize, OnWritten] | None = None

    def write(self, svg: str, path: Path, on_written: OnWritten) -> None:
        """Write the drawing to `path`; the ending says as what."""
        reason = self._refusal(svg, path)
        if reason:
            on_written(reason)
        elif path.suffix.lower() == ".svg":
            on_written(_written(path, svg.encode()))
        else:
            drawing = QSvgRenderer(QByteArray(svg.encode())).viewBoxF().size()
            size = sheet(drawing) if path.suffix.lower() == ".pdf" else tight_sheet(drawing)
            self._job = (path, size, on_written)
            self._ready_page().setHtml(
                HTML.format(svg=svg[svg.index("<svg") :]), local_url("designer/paper.html")
            )

    def release(self) -> None:
        """End the page."""
        page, self._page, self._job = self._page, None, None
        if page is not None:
            page.deleteLater()

    def _refusal(self, svg: str, path: Path) -> str:
        if path.suffix.lower() not in ENDINGS:
            return f"{path.name}: found the ending '{path.suffix}', expected one of {', '.join(ENDINGS)}"
        if self._job is not None:
            return "another drawing is being printed: wait until it is written"
        if "<svg" not in svg or QSvgRenderer(QByteArray(svg.encode())).viewBoxF().isEmpty():
            return "there is nothing to print: draw an element first"
        if len(svg) * 3 > LARGEST_HTML and path.suffix.lower() != ".svg":
            return "the drawing is too large for one sheet: export it as .svg"
        return ""

    def _ready_page(self) -> QWebEnginePage:
        if self._page is None:
            self._page = QWebEnginePage(web_profile(), self)
            self._page.settings().setAttribute(QWebEngineSettings.WebAttribute.JavascriptEnabled, False)
            self._page.loadFinished.connect(self._print)
        return self._page

    @Slot(bool)
    def _print(self, loaded: bool) -> None:
        if self._job is None or self._page is None:
            return
        if not loaded:
            self._finish("the drawing could not be laid out on paper; try again")
            return
        size = QSizeF(self._job[1].width_mm, self._job[1].height_mm)
        layout = QPageLayout(
            QPageSize(size, QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.ExactMatch),
            QPageLayout.Orientation.Portrait,
            QMarginsF(*[MARGIN_MM] * 4),
            QPageLayout.Unit.Millimeter,
        )
        self._page.printToPdf(self._take, layout)

    def _take(self, pdf: QByteArray) -> None:
        if self._job is None:
            return
        path, size, _on_written = self._job
        content = bytes(pdf.data())
        if not content.startswith(b"%PDF"):
            self._finish("the drawing could not be printed; try again")
        elif path.suffix.lower() == ".pdf":
            self._finish(_written(path, content))
        else:
            self._finish(_write_png(path, content, size))

    def _finish(self, reason: str) -> None:
        job, self._job = self._job, None
        if job is not None:
            job[2](reason)


def sheet(drawing: QSizeF) -> PaperSize:
    """Return the sheet of a drawing (px): A4 across, larger where it would shrink to less than half."""
    needed = max(drawing.width(), drawing.height() * A4_RATIO) * MM_PER_PX / 2 + 2 * MARGIN_MM
    long_mm = max(A4_LONG_MM, needed)
    return PaperSize(long_mm, long_mm / A4_RATIO)


def tight_sheet(drawing: QSizeF) -> PaperSize:
    """Return the sheet that a drawing (px) fills at its natural size: what a picture is cut to."""
    return PaperSize(
        drawing.width() * MM_PER_PX + 2 * MARGIN_MM, drawing.height() * MM_PER_PX * 1.02 + 2 * MARGIN_MM
    )


def _written(path: Path, content: bytes) -> str:
    try:
        path.write_bytes(content)
    except OSError as error:
        return f"{path} cannot be written: {error.strerror}; choose another folder"
    return ""


def _write_png(path: Path, pdf: bytes, size: PaperSize) -> str:
    """Paint the first page."""
    buffer = QBuffer()
    buffer.setData(QByteArray(pdf))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    per_mm = min(PNG_PX_PER_MM, LARGEST_PX / max(size.width_mm, size.height_mm))
    picture = document.render(0, QSize(round(size.width_mm * per_mm), round(size.height_mm * per_mm)))
    document.close()
    image = QImage(picture.size(), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.drawImage(0, 0, picture)
    painter.end()
    return "" if image.save(str(path)) else f"{path} cannot be written; choose another folder"
