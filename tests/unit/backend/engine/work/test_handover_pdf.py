from __future__ import annotations

import io
from zoneinfo import ZoneInfo

from pypdf import PdfReader

from backend.contract.work import Handover, HandoverItem, Signature
from backend.engine.work.handover_pdf import HEADS, handover_pdf

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
AT = 1_795_520_000.0


def text_of(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def test_every_item_and_both_signatures_stand_on_paper_in_vietnamese() -> None:
    items = tuple(
        HandoverItem(
            f"{kind}:1", kind, f"Việc {i}: mực nước Cẩm Lệ", "chưa ai nhận", AT, "high", AT if i % 2 else None
        )
        for i, kind in enumerate(HEADS)
    )
    signed = Handover(
        "BG.20261124.001", "Ca 2", AT, AT, items, open=False,
        signed_out=Signature("ha", "Trần Minh Hà", AT), signed_in=Signature("vinh", "Lê Quang Vinh", AT + 60), journal_seq=812,
    )  # fmt: skip
    text = text_of(handover_pdf(signed, "Trung tâm điều hành Đà Nẵng", ZONE))
    for words in ("BÀN GIAO CA TRỰC", "Ca 2", "Trung tâm điều hành Đà Nẵng", "Trần Minh Hà", "Lê Quang Vinh", "812", "18:33"):  # fmt: skip
        assert words in text, words
    for i, head in enumerate(HEADS.values()):
        assert head in text
        assert f"Việc {i}:" in text


def test_nothing_to_hand_over_says_so_and_an_unsigned_one_too() -> None:
    text = text_of(handover_pdf(Handover("BG.1", "", AT, AT, ()), "IOC", ZONE))
    assert "Không có việc gì tồn lại" in text
    assert text.count("(chưa ký)") == 2


def test_a_long_shift_takes_several_pages_and_loses_nothing() -> None:
    items = tuple(HandoverItem(f"alarm:{i}", "alarm", f"Cảnh báo số {i}", "x " * 60) for i in range(80))
    data = handover_pdf(Handover("BG.2", "", AT, AT, items), "IOC", ZONE)
    assert len(PdfReader(io.BytesIO(data)).pages) > 3
    text = text_of(data)
    assert all(f"Cảnh báo số {i}" in text for i in range(80))
