from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from tests.unit.widgets.city import NOW
from widgets import i18n
from widgets.parts.video_caption import Caption, CaptionBar, caption_height, caption_of
from widgets.theme.palettes import look_for
from widgets.video_port import StreamState

ZONE = "Asia/Ho_Chi_Minh"


@pytest.fixture(autouse=True)
def vietnamese(qapp: QApplication, root: Path) -> object:
    translator = i18n.install(qapp, "vi", root / "resources" / "i18n")
    yield
    qapp.removeTranslator(translator)


def words(condition: str, since_s: float, frame_s: float | None, reason: str = "") -> Caption:
    frame_at = None if frame_s is None else NOW - frame_s
    state = StreamState(condition, NOW - since_s, frame_at, 5, reason)  # type: ignore[arg-type]
    return caption_of("Phú Lộc 02", state, NOW, ZONE, "vi")


def test_a_live_picture_has_the_clock_of_its_last_frame() -> None:
    caption = words("playing", 500, 1.0)
    assert (caption.status, caption.wrong) == ("03:42:16", False)


def test_what_is_wrong_is_said_in_words() -> None:
    assert words("frozen", 41, 41).status == "đứng hình 41\u00a0s"
    assert words("black", 12, 40).status == "hình đen 12\u00a0s"
    lost = words("lost", 240, 250, "hết thời gian chờ")
    assert lost.status == "mất hình từ 03:38 · hết thời gian chờ"
    assert lost.short == "mất hình từ 03:38"
    assert all(c.wrong for c in (words("frozen", 41, 41), words("black", 12, 40), lost))


def test_connecting_is_calm() -> None:
    caption = words("connecting", 2, None)
    assert (caption.status, caption.wrong) == ("đang kết nối…", False)


def test_a_place_without_address_says_so() -> None:
    assert caption_of("X", None, NOW, ZONE, "vi").status == "chưa có địa chỉ luồng"


def painted(bar: CaptionBar, caption: Caption, width: int = 480) -> QImage:
    image = QImage(width, 270, QImage.Format.Format_RGB32)
    image.fill(0xFF808080)
    painter = QPainter(image)
    bar.paint(painter, QRect(0, 0, width, 270), caption, 1.0)
    painter.end()
    return image


def yellowish(image: QImage, part: QRect) -> int:
    colours = [
        image.pixelColor(x, y)
        for x in range(part.left(), part.right())
        for y in range(part.top(), part.bottom())
    ]
    return sum(c.red() > 180 and c.green() > 150 and c.blue() < 130 for c in colours)


def test_the_bar_darkens_the_foot_only_and_warns_in_yellow() -> None:
    look = look_for("dark", "desk")
    height = caption_height(look)
    bar = CaptionBar(look)
    foot = QRect(240, 270 - height, 240, height)
    calm = painted(bar, Caption("Phú Lộc 02", "03:42:17", wrong=False))
    assert calm.pixelColor(240, 100).red() == 128
    assert calm.pixelColor(240, 268).red() < 60
    assert yellowish(calm, foot) == 0
    assert yellowish(painted(bar, Caption("Phú Lộc 02", "đứng hình 41 s", wrong=True)), foot) > 50


def test_a_narrow_cell_drops_the_reason_before_the_name() -> None:
    look = look_for("dark", "desk")
    bar = CaptionBar(look)
    caption = words("lost", 240, 250, "hết thời gian chờ")
    assert bar._fitted(caption, 700)[2] == caption.status
    assert bar._fitted(caption, 330)[2] == caption.short
