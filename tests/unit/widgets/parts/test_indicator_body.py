import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from backend.contract.indicators import AskExplanation, GetIndicators, GetIndicatorSets, IndicatorBoard
from backend.contract.messages import Failure
from backend.contract.state import Text
from tests.unit.widgets.indicator_office import press
from widgets.logic.indicator_board import Entry
from widgets.parts.indicator_body import IndicatorBody


class Exports(IndicatorBody):
    """The smallest tile: one figure."""

    entry = None

    def __init__(self, context):
        super().__init__(context)
        self.main = QWidget()
        self.main.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.begin(self.main)

    def asks(self, now):
        return [GetIndicators("muc-tieu-tinh", "2026-10")]

    def takes(self, answers):
        (board,) = answers
        assert isinstance(board, IndicatorBoard)
        figure = next(f for f in board.figures if f.code == "MT.04")
        self.entry = Entry(self.info("MT.04"), figure)
        self.book.want([figure.explanation])
        return board.at

    def chosen(self):
        return self.entry

    def entry_like(self, entry):
        return self.entry

    def default_title(self):
        return "x"


@pytest.fixture
def body(office, city, show):
    made = show(Exports(city.context()), 1000, 700)
    made.opened = []
    made.case_chosen.connect(made.opened.append)
    return made


def test_sets_are_asked_for_once_and_again_after_a_snapshot(body, office, city):
    office.change()
    assert len(office.asked(GetIndicators)) == 2
    assert len(office.asked(GetIndicatorSets)) == 1
    city.live.snapshot_taken.emit()
    office.change()
    assert len(office.asked(GetIndicatorSets)) == 2


def test_why_is_asked_in_two_keys(body, office):
    assert press(body.main, Qt.Key.Key_E, "e")
    assert not body.form.isHidden()
    press(body.form.words, Qt.Key.Key_Return)
    (asked,) = office.asked(AskExplanation)
    assert (asked.code, asked.period) == ("MT.04", "2026-10")
    assert "Kim ngạch xuất khẩu" in asked.question
    assert body.form.isHidden()
    office.change(kind="explanation")
    assert body.explanation(body.entry).standing == "asked"


def test_who_asks_again_is_shown_the_record_instead(body, office):
    file = office.explain("MT.04", "2026-10")
    office.change()
    press(body.main, Qt.Key.Key_E, "e")
    assert body.form.isHidden()
    assert body.pane is not None
    body.close_record()
    press(body.main, Qt.Key.Key_O, "o")
    assert body.opened == [file.case_id]


def test_the_question_stays_where_it_is_refused(body, office):
    press(body.main, Qt.Key.Key_E, "e")
    office.refuse = Failure.of("not_allowed", Text("Tài khoản này không được yêu cầu giải trình."))
    press(body.form.words, Qt.Key.Key_Return)
    assert not body.form.isHidden()
    assert "không được yêu cầu" in body.form.message.text()


def test_an_open_record_follows_its_figure(body, office):
    body.open_record(body.entry)
    assert body.pane.geometry() == body.rect()
    office.put("MT.04", "2026-10", 1999.0, version=2)
    office.rows = [
        r for r in office.rows if not (r.key.code == "MT.04" and r.key.period == "2026-10" and r.version == 1)
    ]
    office.change()
    assert body.pane.value.text().startswith("1.999,0")
    body.pane.closed.emit()
    assert body.pane is None


def test_letters_with_ctrl_are_the_walls(body):
    assert not press(body.main, Qt.Key.Key_E, "\x05", ctrl=True)
    assert body.form.isHidden()
    assert body.shown_numbers() == []


def test_the_end_closes_all(body, office, city):
    body.open_record(body.entry)
    body.release()
    n = len(city.daemon.asked)
    city.pass_time(120)
    assert (body.pane, len(city.daemon.asked)) == (None, n)
