"""Monitors are told by identity; many changes at once are one change."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.wall.screens import Screens


def test_each_monitor_has_its_own_identity(qapp: QApplication) -> None:
    screens = Screens(qapp)
    monitors = screens.monitors()
    assert len({m.identity for m in monitors}) == len(qapp.screens())
    for monitor in monitors:
        found = screens.screen(monitor.identity)
        assert found is not None
        assert found.geometry().width() == monitor.rect.width
    assert screens.screen("no such monitor") is None


def test_a_burst_of_changes_is_told_once(qapp: QApplication, qtbot: QtBot) -> None:
    screens = Screens(qapp)
    told: list[bool] = []
    screens.changed.connect(lambda: told.append(True))
    screen = QGuiApplication.primaryScreen()
    for _ in range(5):
        screen.geometryChanged.emit(screen.geometry())
    qtbot.waitUntil(lambda: bool(told))
    screens._settled.stop()
    assert told == [True]
