from __future__ import annotations

import pytest

from backend.contract.case_requests import FindCases
from backend.contract.case_shapes import GetCaseShapes
from tests.unit.widgets.city import NOW, City
from tests.unit.widgets.harbour import Harbour, warning_file
from widgets.live import LinkState, RegistersUpdated
from widgets.logic.map_shapes import ShapeLayer
from widgets.parts.map_shape_feed import ShapeFeed


@pytest.fixture
def daemon(vietnamese: None) -> Harbour:
    found = Harbour(City(empty=True))
    found.begin()
    return found


@pytest.fixture
def feed(daemon: Harbour) -> ShapeFeed:
    layer = ShapeLayer(case_kind="warning", until="expires")
    made = ShapeFeed(layer, daemon.city.context(), daemon.city.live)
    made.start()
    return made


def test_surfaces_and_their_validity_are_asked_for(feed: ShapeFeed, daemon: Harbour) -> None:
    assert feed.case_ids == {"CB.1", "CB.2"}
    assert feed.validity == {"CB.1": "đến 18:00"}
    assert feed.state() == "fresh"
    (asked,) = daemon.asked(GetCaseShapes)
    assert isinstance(asked, GetCaseShapes)
    assert asked.query.kind == "warning"


@pytest.mark.parametrize(
    ("expires", "words"),
    [("2026-11-22T18:00+00:00", "đến 01:00 23/11"), ("soon", None), ("", None)],
)
def test_an_instant_is_told_in_local_time_and_nonsense_not_at_all(
    daemon: Harbour, expires: str, words: str | None
) -> None:
    daemon.files = (warning_file("CB.1", expires),)
    made = ShapeFeed(ShapeLayer(until="expires"), daemon.city.context(), daemon.city.live)
    made.start()
    assert made.validity.get("CB.1") == words


def test_without_a_data_field_no_files_are_asked_for(daemon: Harbour) -> None:
    made = ShapeFeed(ShapeLayer(case_kind="warning"), daemon.city.context(), daemon.city.live)
    made.start()
    assert daemon.asked(FindCases) == []
    assert made.validity == {}


def test_a_change_of_its_kind_is_asked_about(feed: ShapeFeed, daemon: Harbour) -> None:
    daemon.shapes = ()
    daemon.city.live.registers_changed.emit(RegistersUpdated(frozenset({"order"})))
    daemon.city.pass_time(1)
    assert len(feed.case_ids) == 2
    daemon.city.live.registers_changed.emit(RegistersUpdated(frozenset({"warning"})))
    daemon.city.pass_time(1)
    assert feed.case_ids == frozenset()


def test_a_refusal_is_kept_in_words_and_what_was_shown_ages(feed: ShapeFeed, daemon: Harbour) -> None:
    daemon.refuses = (GetCaseShapes,)
    daemon.city.pass_time(40)
    assert "Không được xem." in feed.reason
    assert feed.case_ids == {"CB.1", "CB.2"}
    daemon.city.pass_time(60)
    assert feed.state() == "late"


def test_a_lost_link_makes_it_late(feed: ShapeFeed, daemon: Harbour) -> None:
    daemon.city.live.set_link(LinkState("lost", NOW))
    assert feed.state() == "late"


def test_a_stopped_one_asks_no_more(feed: ShapeFeed, daemon: Harbour) -> None:
    n_asked = len(daemon.city.daemon.asked)
    feed.stop()
    daemon.city.pass_time(60)
    assert len(daemon.city.daemon.asked) == n_asked
