"""What is spoken."""

from __future__ import annotations

import pytest

from app.sound.cues import Cue
from app.sound.sentences import sentence
from backend.contract.state import Text
from tests.unit.widgets.city import alarm


@pytest.mark.parametrize(
    ("severity", "title", "spoken"),
    [
        ("critical", "Ngập 62 cm — Mẹ Suốt, Hòa Khánh", "Khẩn cấp: ngập 62 xăng-ti-mét, Mẹ Suốt"),
        ("high", "Mưa 68 mm/h — trạm Suối Lương", "Cảnh báo: mưa 68 mi-li-mét một giờ, trạm Suối Lương"),
        ("medium", "Mực nước 2,10 m — Cẩm Lệ", "Cảnh giác: mực nước 2,10 mét, Cẩm Lệ"),
        ("low", "Mất dữ liệu — trụ ngập Phú Lộc 07", "Lưu ý: mất dữ liệu, trụ ngập Phú Lộc 07"),
        ("high", "SOS chưa có người đi", "Cảnh báo: SOS chưa có người đi"),
        ("high", "Lưu lượng 900 m³/s", "Cảnh báo: lưu lượng 900 mét khối một giây"),
        ("low", "Pin 11,2 V — trụ 3 mới", "Lưu ý: pin 11,2 vôn, trụ 3 mới"),
    ],
)
def test_short_vietnamese(severity, title, spoken):
    assert sentence(Cue(severity, alarm(1, title=Text(title), severity=severity))) == spoken


def test_many_are_said_after_the_worst():
    cue = Cue("critical", alarm(1), 4)
    assert sentence(cue) == "Khẩn cấp: ngập 62 xăng-ti-mét, Mẹ Suốt, và 3 cảnh báo khác"


def test_english():
    cue = Cue("critical", alarm(1), 2)
    assert sentence(cue, "en") == "Critical: flood 62 centimetres, Mẹ Suốt, and 1 more"
