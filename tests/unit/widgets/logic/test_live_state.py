import math

import msgspec
import pytest

from backend.contract.messages import CatalogueChanged, EntryAppended, SourcesChanged
from tests.unit.widgets.city import NOW, City, alarm, pulse, snapshot, values
from widgets.logic.live_state import LiveState, Reading, freshness, worst


@pytest.mark.parametrize(
    ("age_s", "state"), [(0, "fresh"), (60, "fresh"), (61, "late"), (180, "late"), (181, "lost")]
)
def test_values_age_from_fresh_over_late_to_lost(age_s, state):
    assert freshness(NOW - age_s, 60, NOW) == state


def test_what_never_came_is_lost():
    assert freshness(None, 60, NOW) == "lost"
    assert LiveState().freshness_of("no.such", NOW) == "lost"


def test_the_worst_of_several():
    assert [worst(s) for s in ([], ["fresh", "late"], ["late", "lost"])] == ["fresh", "late", "lost"]


def test_a_reading_is_never_younger_than_now():
    assert Reading(NOW + 5, 1.0, 0).age_s(NOW) == 0  # type: ignore[arg-type]


def test_a_snapshot_replaces_everything(qapp):
    state = City([alarm(1)]).live.state
    assert len(state.places) == 10
    assert state.readings["me_suot.level"].value == 62.0
    empty = msgspec.structs.replace(snapshot(), places=(), series=(), values=values([]))
    state.reset(empty)
    assert (state.places, state.series, state.readings, state.alarms) == ({}, {}, {}, {})


def test_each_message_changes_its_own_part(qapp):
    city = City([alarm(1)])
    state = city.live.state
    index = state.series["me_suot.level"].index
    assert state.apply(values([(index, NOW, 70.0), (9999, NOW, 1.0)])).series == {"me_suot.level"}
    assert not state.apply(values([(index, math.nan, 70.0)])).series
    assert state.apply(pulse()).pulse
    assert state.apply(SourcesChanged(())).sources
    entry = EntryAppended(8, NOW, "ha", "alarm.raised", "me_suot", {})
    assert state.apply(entry).entry is entry
    assert state.apply(CatalogueChanged("import")).stale


def test_an_alarm_that_asks_for_nothing_leaves(qapp):
    city = City([alarm(1)])
    city.change(alarm(1, active=False))
    assert "flood@1" in city.live.state.alarms, "returned but not acknowledged: it stays"
    city.change(alarm(1, active=False, operator="none"))
    assert city.live.state.alarms == {}
