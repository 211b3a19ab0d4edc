from functools import partial

import shiboken6
from PySide6.QtCore import QObject

from backend.contract.messages import CatalogueChanged, Done, EntryAppended, GetSnapshot
from tests.unit.widgets.city import NOW, City, alarm, pulse, snapshot
from widgets.clock import WallClock
from widgets.live import LinkState, LiveData


def test_each_change_has_its_signal(qtbot, qapp):
    city = City()
    with qtbot.waitSignal(city.live.values_changed) as caught:
        city.publish("me_suot.level", 63.0)
    assert caught.args[0].series == {"me_suot.level"}
    with qtbot.waitSignal(city.live.alarms_changed) as caught:
        city.change(alarm(1))
    assert [a.alarm_id for a in caught.args[0].alarms] == ["flood@1"]
    with qtbot.waitSignal(city.live.pulse_received):
        assert city.live.take(pulse())
    with qtbot.waitSignal(city.live.entry_appended):
        city.live.take(EntryAppended(8, NOW, "ha", "alarm.raised", "me_suot", {}))


def test_a_changed_catalogue_asks_for_a_new_snapshot(qtbot, qapp):
    city = City()
    assert not city.live.take(CatalogueChanged("import"))
    with qtbot.waitSignals([city.live.snapshot_taken, city.live.alarms_changed, city.live.sources_changed]):
        city.live.take_snapshot(snapshot())


def test_the_link_signals_only_what_changed(qtbot, qapp):
    live = City().live
    with qtbot.waitSignal(live.link_changed):
        live.set_link(LinkState("live", NOW))
    with qtbot.assertNotEmitted(live.link_changed):
        live.set_link(LinkState("live", NOW + 5))


def test_requests_go_through(qapp):
    city = City()
    answers: list[object] = []
    city.live.request(GetSnapshot(), answers.append)
    assert len(answers) == 1
    assert isinstance(city.daemon.asked[0], GetSnapshot)


def test_ages_are_read_again_every_second(qtbot, qapp):
    city = City()
    with qtbot.waitSignal(city.live.ticked, timeout=3000):
        pass


def test_an_answer_is_handed_on_while_a_name_of_the_asker_is_still_empty(qapp) -> None:
    waiting, heard = [], []
    live = LiveData(WallClock(), lambda _body, on_reply, _deadline_s: waiting.append(on_reply))

    def ask() -> None:
        live.request(GetSnapshot(), lambda reply: heard.append((reply, lambda: later)))
        waiting.pop()(Done(1))
        later = None

    ask()
    assert [reply for reply, _ in heard] == [Done(1)]


def test_an_answer_for_a_widget_that_is_gone_is_dropped(qapp) -> None:
    class Asker(QObject):
        def __init__(self) -> None:
            super().__init__()
            self.answers: list[object] = []

        def take(self, reply: object) -> None:
            self.answers.append((self.objectName(), reply))

    waiting = []
    live = LiveData(WallClock(), lambda _body, on_reply, _deadline_s: waiting.append(on_reply))
    stays, gone, heard = Asker(), Asker(), []
    live.request(GetSnapshot(), stays.take)
    live.request(GetSnapshot(), gone.take)
    live.request(GetSnapshot(), partial(Asker.take, stays))
    live.request(GetSnapshot(), lambda reply: (gone.take(reply), None))
    live.request(GetSnapshot(), heard.append)
    shiboken6.delete(gone)
    for on_reply in waiting:
        on_reply(Done(1))
    assert stays.answers == [("", Done(1))] * 2
    assert gone.answers == []
    assert heard == [Done(1)]
