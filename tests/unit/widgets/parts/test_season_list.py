from PySide6.QtCore import QObject

from backend.contract.season import Episode, Episodes, StationPeak
from tests.unit.widgets.city import NOW
from widgets.parts.season_list import EVENT_ROLE, EventDelegate, EventModel

FIRST = Episode(NOW - 9000, NOW - 5400, 41.0, NOW - 6000, "ham_nghi", (StationPeak("ham_nghi", 41.0, 0),))
SECOND = Episode(NOW - 3600, NOW, 62.5, NOW - 60, "nowhere", (), reference_day="khac")


def test_events_stand_newest_first(qtbot):
    owner = QObject()
    model = EventModel(owner)
    model.set_rows([FIRST, SECOND])
    assert model.rowCount() == 2
    assert model.data(model.index(0), EVENT_ROLE) == SECOND
    assert model.data(model.index(0), 0) is None
    assert model.rowCount(model.index(0)) == 0


def test_an_event_in_words(city):
    owner = QObject()
    delegate = EventDelegate(city.context(), owner)
    delegate.found, delegate.decimals = Episodes("level", "cm", (FIRST, SECOND), (), 3), 1
    assert delegate.words(FIRST) == ("22/11 01:12 – 02:12", "41,0 cm", "Hàm Nghi · 1 điểm", "1\xa0giờ")
    # of a place and a day that this centre does not have, the ids stand there
    assert delegate.words(SECOND)[1:3] == ("62,5 cm", "nowhere · 0 điểm · ngày khac")
