from __future__ import annotations

import pytest

from backend.contract.case_requests import CaseDetail, CasePage, FindCases, GetCase
from backend.contract.cases import CaseFile, CaseNote
from backend.contract.messages import Failure, RegistersChanged
from backend.contract.resources import GetNearest, Nearest, NearPlace
from backend.contract.state import Text
from tests.unit.widgets.city import NOW, City
from widgets.logic.crews import Target
from widgets.parts.crew_reader import CrewReader

TARGET = Target("SC.1", "Ngập", 16.06, 108.2)
ORDER = CaseFile("L1", "order", "x", "sent", "waiting", "high", NOW, NOW, notes=(CaseNote(NOW, "Hà", "a"),))


@pytest.fixture
def city(qapp) -> City:
    city = City()
    city.daemon.answers[GetNearest] = Nearest((NearPlace("t1", 5.0, 16.0, 108.0),))
    city.daemon.answers[FindCases] = CasePage((ORDER,), -1, NOW)
    city.daemon.answers[GetCase] = CaseDetail(ORDER, (), ())
    return city


@pytest.fixture
def reader(city: City) -> CrewReader:
    return CrewReader(city.live, "order", city.live)


def n_asked(city: City, kind: type) -> int:
    return sum(isinstance(body, kind) for body in city.daemon.asked)


def test_nothing_is_asked_before_there_is_a_target(city: City, reader: CrewReader) -> None:
    city.pass_time(1)
    city.pass_time(1)
    reader.aim(None, (), by_time=True)
    assert n_asked(city, GetNearest) == 0


def test_a_new_target_is_asked_for_at_once_and_the_same_is_not(city: City, reader: CrewReader) -> None:
    reader.aim(TARGET, ("boat",), by_time=False)
    assert [near.place_id for near in reader.found] == ["t1"]
    assert reader.orders == (ORDER,)
    assert reader.answered_at == NOW
    reader.aim(TARGET, ("boat",), by_time=False)
    assert n_asked(city, GetNearest) == 1


def test_a_change_of_orders_is_read_and_one_of_others_is_not(city: City, reader: CrewReader) -> None:
    reader.aim(TARGET, (), by_time=True)
    before = n_asked(city, FindCases)
    city.live.take(RegistersChanged({"report": 3}, ()))
    assert n_asked(city, FindCases) == before
    city.live.take(RegistersChanged({"order": 3}, ("L1",)))
    assert n_asked(city, FindCases) == before + 1


def test_the_talk_of_one_order_is_followed(city: City, reader: CrewReader) -> None:
    said: list[object] = []
    reader.talked.connect(lambda: said.append(reader.talk))
    reader.follow("L1")
    assert said[-1] is not None
    assert reader.talk == ORDER
    reader.follow("L1")
    assert n_asked(city, GetCase) == 1
    reader.follow("")
    assert reader.talk is None


def test_what_is_refused_is_kept_until_an_answer_comes(city: City, reader: CrewReader) -> None:
    right = city.daemon.answers[GetNearest]
    city.daemon.answers[GetNearest] = Failure.of("not_found", Text("Không có loại điểm."), Text(""))
    reader.aim(TARGET, (), by_time=True)
    assert reader.failure is not None
    city.daemon.answers[GetNearest] = right
    reader.refresh()
    assert reader.failure is None
