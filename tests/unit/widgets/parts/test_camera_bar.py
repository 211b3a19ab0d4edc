from __future__ import annotations

import msgspec
import pytest
from PySide6.QtWidgets import QWidget

from backend.contract.cameras import CameraPreset, CameraRight
from tests.unit.widgets.camera_city import MINE
from widgets.parts.camera_bar import CameraBar, holder_words, key_words, preset_words
from widgets.theme.palettes import look_for

replace = msgspec.structs.replace


@pytest.mark.usefixtures("vietnamese")
@pytest.mark.parametrize(
    ("right", "words"),
    [
        (None, ""),
        (CameraRight("c", may_view=True, may_move=False), ""),
        (MINE, "Chưa ai điều khiển camera này"),
        (replace(MINE, holder="Bình"), "Bình đang điều khiển camera này"),
        (replace(MINE, holder="Hà", mine=True), "Bạn đang điều khiển camera này"),
    ],
)
def test_the_holder_is_named_where_somebody_can_hold_it(right: CameraRight | None, words: str) -> None:
    assert holder_words(right) == words


@pytest.mark.usefixtures("vietnamese")
def test_only_keys_that_act_are_named() -> None:
    assert key_words(None, may_take_over=True) == ""
    assert key_words(CameraRight("c", may_view=True, may_move=False), may_take_over=True) == ""
    assert key_words(replace(MINE, purpose_needed=True), may_take_over=False) == "Enter: ghi mục đích xem"
    assert "T: giành quyền" not in key_words(MINE, may_take_over=True)
    held = replace(MINE, holder="Bình")
    assert key_words(held, may_take_over=True).endswith("C: chụp làm bằng chứng   T: giành quyền")
    assert "T:" not in key_words(held, may_take_over=False)


@pytest.mark.usefixtures("vietnamese")
def test_positions_are_numbered_as_far_as_there_are_digits() -> None:
    assert preset_words(()) == "chưa có vị trí nhớ nào   N: nhớ vị trí này"
    many = tuple(CameraPreset(str(n), f"vị trí {n}") for n in range(20))
    assert preset_words(many).startswith("1 vị trí 0   2 vị trí 1")
    assert "vị trí 9" not in preset_words(many)


@pytest.mark.usefixtures("vietnamese")
def test_it_shows_what_there_is_to_say_and_hides_with_nothing(qtbot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(600, 400)
    bar = CameraBar(look_for("dark", "desk"), parent)
    parent.show()
    bar.tell("Bình", "P", "", "không được", wrong=True)
    assert bar.isVisible()
    assert not bar.presets.isVisible()
    assert (bar.width(), bar.y()) == (600, 0)
    assert bar.height() > bar.holder.sizeHint().height() * 2
    bar.tell("", "", "", "", wrong=False)
    assert not bar.isVisible()
