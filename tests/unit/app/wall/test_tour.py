"""A tour shows every layout once and keeps its picture before the next."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from app.wall.tour import Tour


def test_each_layout_is_shown_and_kept_before_the_next(qtbot: QtBot) -> None:
    said: list[str] = []
    tour = Tour(
        ["a", "b"],
        lambda name, _reason: said.append(f"show {name}"),
        lambda name: said.append(f"keep {name}"),
        0.01,
    )
    with qtbot.waitSignal(tour.ended):
        tour.start()
    assert said == ["show a", "keep a", "show b", "keep b"]


def test_a_tour_of_nothing_ends_at_once(qtbot: QtBot) -> None:
    tour = Tour([], lambda _name, _reason: None, lambda _name: None, 0.01)
    with qtbot.waitSignal(tour.ended):
        tour.start()


def test_a_second_start_does_not_hurry_it(qtbot: QtBot) -> None:
    shown: list[str] = []
    tour = Tour(["a", "b"], lambda name, _reason: shown.append(name), lambda _name: None, 0.05)
    tour.start()
    tour.start()
    assert shown == ["a"]
