from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from backend.channels.carrying.sheet import Call, sheet

AT = datetime(2026, 11, 24, 18, 5, tzinfo=UTC)
VIETNAMESE = "Ắ Ằ Ẳ Ẵ Ặ Ấ Ầ Ẩ Ẫ Ậ Ế Ề Ể Ễ Ệ Ố Ồ Ổ Ỗ Ộ Ớ Ờ Ở Ỡ Ợ Ứ Ừ Ử Ữ Ự Ỳ Ỵ Ỷ Ỹ Đ ă â đ ê ô ơ ư"


@pytest.fixture(scope="module")
def font(root: Path) -> Path:
    return root / "resources" / "fonts" / "Inter.ttf"


def pages(calls: list[Call], font: Path) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(sheet(calls, "Trung tâm", AT, font))).pages]


def test_every_vietnamese_letter_is_drawn(font: Path, caplog: pytest.LogCaptureFixture) -> None:
    (page,) = pages([Call(name="Trực ban", number="0236", body=VIETNAMESE)], font)
    assert VIETNAMESE.split()[:7] == [one for one in page.split() if one in VIETNAMESE.split()][:7]
    assert "missing" not in caplog.text


def test_a_person_is_never_torn_over_two_pages(font: Path) -> None:
    calls = [Call(name=f"Người {n}", number=f"0905 {n:03}", body=f"Nội dung {n} " * 40) for n in range(20)]
    found = pages(calls, font)
    assert len(found) > 2
    for n in range(20):
        (page,) = [one for one in found if f"Người {n}\n" in one or f"Người {n} " in one]
        assert f"0905 {n:03}" in page
        assert " ".join(page.split()).count(f"Nội dung {n} ") == 40
    assert all("PHIẾU GỌI ĐIỆN" in page for page in found)
    assert f"Trang 1/{len(found)}" in found[0]


def test_boxes_and_room_to_write_are_there(font: Path) -> None:
    (page,) = pages([Call(name="A", number="1")], font)
    for words in ("Đã gọi được", "Không nghe máy", "Sai số", "Giờ gọi", "Người gọi"):
        assert words in page


def test_endless_texts_are_cut(font: Path) -> None:
    found = pages([Call(name="x" * 500, number="1", subject="y" * 500, body="chữ " * 5_000)], font)
    assert len(found) <= 2
    assert sum(page.count("chữ") for page in found) < 400


def test_the_same_calls_make_the_same_bytes(font: Path) -> None:
    calls = [Call(name="A", number="1", body="Ngập")]
    assert sheet(calls, "T", AT, font) == sheet(calls, "T", AT, font)
