import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.unit.widgets.compliance_office import good, sheet
from widgets.logic.compliance import matrix
from widgets.parts.compliance_matrix import ComplianceMatrix
from widgets.theme.palettes import look_for

PLACES = [f"p{k:02}" for k in range(40)]


@pytest.fixture
def shown(show, vietnamese):
    made = ComplianceMatrix(look_for("dark", "desk"), "vi")
    show(made, 600, 400)
    rows = matrix(sheet([c for place in PLACES for c in good(place)], PLACES), {})
    made.set_rows(rows, ["Nhóm A", "Nhóm B"])
    return made


def test_arrows_move_and_enter_opens(shown, qtbot):
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right):
        QTest.keyClick(shown, key)
    assert (shown.chosen().place_id, shown.chosen().group_id) == ("p02", "b")
    with qtbot.waitSignal(shown.square_chosen) as opened:
        QTest.keyClick(shown, Qt.Key.Key_Return)
    assert opened.args[0].place_id == "p02"


def test_more_places_than_fit_stand_on_further_pages(shown):
    n = shown.n_fit()
    assert n < len(PLACES)
    QTest.keyClick(shown, Qt.Key.Key_PageDown)
    assert shown.chosen().place_id == PLACES[n]
    assert PLACES[n] in [row.place_id for row in shown.shown()]
    for _ in range(5):
        QTest.keyClick(shown, Qt.Key.Key_PageDown)
    assert shown.shown()[-1].place_id == PLACES[-1]
    QTest.keyClick(shown, Qt.Key.Key_PageUp)
    assert shown.chosen().place_id == PLACES[-1 - n]


def test_the_chosen_place_stays_chosen_when_others_change(shown):
    QTest.keyClick(shown, Qt.Key.Key_Down)
    rows = matrix(sheet([c for place in PLACES[1:] for c in good(place)], PLACES[1:]), {})
    shown.set_rows(rows, ["Nhóm A", "Nhóm B"])
    assert shown.chosen().place_id == "p01"
    shown.set_rows([], [])
    assert shown.chosen() is None
