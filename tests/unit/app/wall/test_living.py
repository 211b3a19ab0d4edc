"""Tiles live as long as a layout wants them."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.wall.layouts import TilePlan
from app.wall.living import LivingTiles
from backend.contract.state import Text

from .conftest import PlainBody, Room, layout, make_plain


def plans(layout_range: range) -> list[TilePlan]:
    return list(layout("a", 1, layout_range, range(0)).screens[0].tiles)


def test_only_what_is_new_is_made(room: Callable[..., Room], qtbot: QtBot) -> None:
    context = room(layout("a", 1, range(1), range(0))).director.context()
    nursery = QWidget()
    living = LivingTiles(make_plain, nursery)
    assert set(living.become(plans(range(3)), context)) == {"t0", "t1", "t2"}
    first = living.frames()
    assert set(living.become(plans(range(1, 4)), context)) == {"t3"}
    assert living.frames()["t1"] is first["t1"]
    n_released = PlainBody.released
    living.release_retired()
    assert PlainBody.released == n_released + 1
    living.release_all()
    assert PlainBody.released == n_released + 4
    assert living.frames() == {}


def test_the_title_is_in_the_language_of_the_wall(room: Callable[..., Room], qtbot: QtBot) -> None:
    context = room(layout("a", 1, range(1), range(0))).director.context()
    living = LivingTiles(make_plain, QWidget())
    (plan,) = plans(range(1))
    plan = msgspec.structs.replace(plan, title=Text("Bản đồ", "Map"))
    living.become([plan], context)
    assert living.frames()["t0"].title() == "Map"
    living.become([plan], msgspec.structs.replace(context, language="vi"))
    assert living.frames()["t0"].title() == "Bản đồ"
    living.release_all()
