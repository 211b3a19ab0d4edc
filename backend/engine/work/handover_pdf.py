"""A handover on paper: what was handed over, what was read, who signed."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from fpdf import FPDF
from fpdf.enums import TextMode, XPos, YPos

from backend.channels.carrying.fonts import document_font
from backend.contract.work import Handover, HandoverItem, HandoverKind, Signature

_FAMILY = "paper"
_GREY = 110
HEADS: dict[HandoverKind, str] = {
    "incident": "Sự cố đang xử lý",
    "alarm": "Cảnh báo đang mở",
    "promised": "Đã hẹn xem lại",
    "shelved": "Tạm gác, ngừng theo dõi",
    "overdue_step": "Bước quá hạn hoặc lỗi",
    "failed_message": "Tin chưa gửi được",
    "dead_source": "Nguồn dữ liệu mất",
    "camera": "Camera mất hình",
    "note": "Ghi chú của ca trước",
}


def handover_pdf(handover: Handover, centre: str, zone: ZoneInfo) -> bytes:
    """Return the handover as a PDF of A4 pages.

    Args:
        handover: as it was compiled and signed.
        centre: name of the centre.
        zone: in which times are written.
    """
    page = _Page(handover, centre, zone)
    page.add_page()
    for kind, head in HEADS.items():
        items = [item for item in handover.items if item.kind == kind]
        if items:
            page.section(f"{head} ({len(items)})", items)
    if not handover.items:
        page.write_line("Không có việc gì tồn lại.", 11)
    page.signatures(handover)
    return bytes(page.output())


class _Page(FPDF):
    def __init__(self, handover: Handover, centre: str, zone: ZoneInfo) -> None:
        super().__init__(format="A4")
        self._handover, self._centre, self._zone = handover, centre, zone
        self.set_creation_date(datetime.datetime.fromtimestamp(handover.compiled_at, zone))
        self.set_title(f"Bàn giao ca {handover.handover_id}")
        self.set_lang("vi")
        self.set_auto_page_break(True, margin=18)
        self.add_font(_FAMILY, "", document_font())

    def write_line(self, words: str, size: float, *, bold: bool = False) -> None:
        self.set_font(_FAMILY, "", size)
        with self._weight(size, bold=bold):
            self.multi_cell(0, size * 0.5, words, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    @contextmanager
    def _weight(self, size: float, *, bold: bool) -> Iterator[None]:
        """Give letters an edge: taking the bold out of a variable font costs seconds of a processor."""
        if not bold:
            yield
            return
        with self.local_context(text_mode=TextMode.FILL_STROKE, line_width=size / 100, draw_color=0):
            yield

    def header(self) -> None:
        self.write_line("BIÊN BẢN BÀN GIAO CA TRỰC", 17, bold=True)
        shift = f"{self._handover.shift} · " if self._handover.shift else ""
        made = self._when(self._handover.compiled_at)
        words = f"{self._centre}\n{self._handover.handover_id} · {shift}lập lúc {made}"
        self.set_text_color(_GREY)
        self.write_line(words, 10)
        self.set_text_color(0)
        self.ln(3)

    def footer(self) -> None:
        self.set_y(-14)
        self.set_font(_FAMILY, "", 9)
        self.set_text_color(_GREY)
        seq = self._handover.journal_seq
        self.cell(0, 6, f"Nhật ký đến mục {seq} · trang {self.page_no()}/{{nb}}", align="R")
        self.set_text_color(0)

    def section(self, head: str, items: list[HandoverItem]) -> None:
        self.ln(3)
        self.write_line(head, 12, bold=True)
        self.ln(1)
        for item in items:
            self._item(item)

    def _item(self, item: HandoverItem) -> None:
        if self.will_page_break(16):
            self.add_page()
        x, y = self.l_margin, self.get_y()
        self.rect(x, y + 1, 3.6, 3.6)
        if item.ticked_at is not None:
            self.line(x + 0.7, y + 2.9, x + 1.6, y + 3.9)
            self.line(x + 1.6, y + 3.9, x + 3.1, y + 1.6)
        self.set_left_margin(x + 6)
        self.set_xy(x + 6, y)
        self.write_line(item.title, 10.5, bold=True)
        since = f" · từ {self._when(item.since_at)}" if item.since_at is not None else ""
        self.set_text_color(70)
        self.write_line(f"{item.detail}{since}".strip(" ·"), 9.5)
        self.set_text_color(0)
        self.set_left_margin(x)
        self.set_x(x)
        self.ln(1.5)

    def signatures(self, handover: Handover) -> None:
        if self.will_page_break(34):
            self.add_page()
        self.ln(8)
        half, y = self.epw / 2, self.get_y()
        for n, (head, signature) in enumerate(
            (("Người giao ca", handover.signed_out), ("Người nhận ca", handover.signed_in))
        ):
            self.set_xy(self.l_margin + n * half, y)
            self.set_font(_FAMILY, "", 11)
            with self._weight(11, bold=True):
                self.cell(half, 7, head, align="C")
            self.set_xy(self.l_margin + n * half, y + 12)
            self.set_font(_FAMILY, "", 10.5)
            self.multi_cell(half, 6, self._signed(signature), align="C")

    def _signed(self, signature: Signature | None) -> str:
        if signature is None:
            return "(chưa ký)"
        return f"{signature.name}\nđã ký bằng mật khẩu lúc {self._when(signature.at)}"

    def _when(self, at: float) -> str:
        return datetime.datetime.fromtimestamp(at, self._zone).strftime("%H:%M %d/%m/%Y")
