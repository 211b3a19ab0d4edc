"""Widgets in tests: the wall's type, Vietnamese words, a city, and no widget left behind."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from tests.unit.widgets.case_city import DeskCity
from tests.unit.widgets.city import City, flood_alarms
from widgets import i18n
from widgets.theme.fonts import load_fonts

RESOURCES = Path(__file__).resolve().parents[3] / "resources"


@pytest.fixture
def vietnamese(qapp: QApplication) -> Iterator[None]:
    """Install the Vietnamese words and the wall's type."""
    load_fonts(RESOURCES / "fonts")
    translator = i18n.install(qapp, "vi", RESOURCES / "i18n")
    yield
    assert translator is not None
    qapp.removeTranslator(translator)


@pytest.fixture
def no_leaks(qapp: QApplication) -> Iterator[None]:
    """Fail when a test leaves a top-level widget behind."""
    before = {id(w) for w in QApplication.topLevelWidgets()}
    yield
    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.processEvents()
    left = [w for w in QApplication.topLevelWidgets() if id(w) not in before]
    for widget in left:
        widget.deleteLater()
    assert not left, f"widgets left behind: {left}"


@pytest.fixture
def city(vietnamese: None) -> City:
    """Return the city of the sketch with its alarms."""
    return City(flood_alarms())


@pytest.fixture
def desk_city(vietnamese: None) -> DeskCity:
    """Return the city with a register of twelve cases."""
    return DeskCity()


@pytest.fixture
def office(city: City):  # type: ignore[no-untyped-def]
    """Return the city with an office of indicators; imported here, for few tests need it."""
    from tests.unit.widgets.indicator_office import IndicatorOffice

    return IndicatorOffice(city)


Show = Callable[..., QWidget]


@pytest.fixture
def show(qtbot, no_leaks: None) -> Iterator[Show]:  # type: ignore[no-untyped-def]
    """Return a function that shows a widget at a size and sees to its end."""
    shown: list[QWidget] = []

    def show_widget(widget: QWidget, width: int = 620, height: int = 360) -> QWidget:
        shown.append(widget)
        widget.resize(width, height)
        widget.show()
        qtbot.waitExposed(widget)
        return widget

    yield show_widget
    for widget in shown:
        release = getattr(widget, "release", None)
        if release is not None:
            release()
        widget.close()
        widget.deleteLater()


def picture(widget: QWidget) -> QImage:
    """Return what a widget paints."""
    return widget.grab().toImage()


def has_colour(image: QImage, colour: str, at_least: int = 8) -> bool:
    """Return whether at least so many pixels have exactly a colour."""
    wanted = int(colour[1:], 16)
    n_found = 0
    for y in range(image.height()):
        for x in range(image.width()):
            if image.pixel(x, y) & 0xFFFFFF == wanted:
                n_found += 1
                if n_found >= at_least:
                    return True
    return False
