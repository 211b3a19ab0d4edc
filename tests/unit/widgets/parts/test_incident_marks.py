import typing

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from widgets.logic.incident_lines import Line, Mark, Tone
from widgets.parts.incident_marks import paint_mark, tone_colour
from widgets.theme.look import DARK
from widgets.theme.palettes import look_for

LOOK = look_for("dark", "desk")
MARKS = [m for part in typing.get_args(Mark) for m in (typing.get_args(part) or [part])]


def painted(line: Line) -> QImage:
    image = QImage(40, 40, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    paint_mark(painter, QRectF(4, 4, 32, 32), line, LOOK)
    painter.end()
    return image


def test_every_mark_looks_different(qapp):
    pictures = [bytes(painted(Line("", mark=mark)).constBits()) for mark in MARKS if mark != "halt"]
    assert len(set(pictures)) == len(pictures)
    assert bytes(painted(Line("", mark="halt")).constBits()) == bytes(
        painted(Line("", mark="dropped")).constBits()
    )


def test_states_are_told_apart_without_colour(qapp):
    marks = ["done", "open", "acting", "late", "failed", "dropped", "next", "sent"]
    grey = [painted(Line("", mark=m)).convertToFormat(QImage.Format.Format_Mono) for m in marks]
    assert len({bytes(image.constBits()) for image in grey}) == len(marks)


def test_what_is_over_loses_its_colour(qapp):
    bright = painted(Line("", mark="critical"))
    dim = painted(Line("", mark="critical", tone="dim"))
    assert bright.pixelColor(20, 20).name().upper() == DARK.critical
    assert dim.pixelColor(20, 20).name() == "#000000"


def test_a_solid_mark_is_filled(qapp):
    hollow, solid = painted(Line("", mark="failed")), painted(Line("", mark="failed", solid=True))
    assert hollow.pixelColor(11, 20) != solid.pixelColor(11, 20)


@pytest.mark.parametrize("tone", typing.get_args(Tone))
def test_every_tone_has_a_colour_of_the_look(tone):
    assert tone_colour(tone, LOOK).startswith("#")
