import msgspec
import pytest

from backend.contract.state import Centre, DeskLoad, Shift
from tests.unit.widgets.city import NOW, City, flood_alarms, pulse
from widgets.logic.truth import LinkFact, Place, TileFact, chain_state, shift_at, truth_facts

PLACE = Place("Màn hình 1", "Ứng phó mưa ngập", "Trần Minh Hà")
ALIVE = LinkFact(alive=True)


def test_the_facts_of_a_monitor(qapp):
    tiles = [TileFact("fresh", NOW - 2), TileFact("late", NOW - 250), TileFact("failed"), TileFact("lost")]
    facts = truth_facts(PLACE, tiles, City(flood_alarms()).live.state, ALIVE, NOW)
    assert (facts.n_tiles, facts.n_tiles_alive) == (4, 2)
    assert (facts.n_sources, facts.n_sources_alive) == (2, 1)
    assert (facts.oldest_s, facts.oldest_late) == (250, True)
    assert (facts.chain, facts.n_shelved, facts.shift) == ("alive", 1, "Ca 2")
    assert facts.chain_s == pytest.approx(0.8, abs=1e-6)
    assert facts.officer == "Trần Minh Hà"


def test_an_hourly_figure_within_its_hour_does_not_hide_a_late_one(qapp):
    tiles = [TileFact("fresh", NOW - 1800), TileFact("late", NOW - 90)]
    facts = truth_facts(PLACE, tiles, City().live.state, ALIVE, NOW)
    assert facts.oldest_s == 90
    fresh = truth_facts(PLACE, tiles[:1], City().live.state, ALIVE, NOW)
    assert (fresh.oldest_s, fresh.oldest_late) == (1800, False)
    assert truth_facts(PLACE, [], City().live.state, ALIVE, NOW).oldest_s is None


@pytest.mark.parametrize(("age_s", "state"), [(0.8, "alive"), (3.1, "slow"), (11, "dead")])
def test_the_alert_chain_by_the_age_of_its_last_proof(age_s, state):
    found = chain_state(pulse(chain_at=NOW - age_s), ALIVE, NOW)
    assert found[0] == state
    assert found[1] == pytest.approx(age_s, abs=1e-6)


def test_a_chain_that_never_ran_is_dead():
    assert chain_state(pulse(chain_at=None), ALIVE, NOW) == ("dead", None)
    assert chain_state(None, ALIVE, NOW) == ("dead", None)


def test_a_lost_link_is_said_with_its_reason(qapp):
    facts = truth_facts(PLACE, [], City().live.state, LinkFact(alive=False, reason="hết giờ"), NOW)
    assert (facts.chain, facts.chain_reason) == ("no_link", "hết giờ")


def test_a_muted_desk_says_until_when(qapp):
    state = City().live.state
    state.silenced_until_at = {"duty": NOW + 60, "other": NOW + 600}
    assert truth_facts(PLACE, [], state, ALIVE, NOW).silenced_until_at == NOW + 60
    assert truth_facts(PLACE, [], state, ALIVE, NOW + 60).silenced_until_at is None
    elsewhere = msgspec.structs.replace(PLACE, desk="other")
    assert truth_facts(elsewhere, [], state, ALIVE, NOW + 60).silenced_until_at == NOW + 600


def test_only_a_flood_counts_the_new_alarms(qapp):
    state = City().live.state
    state.desk = DeskLoad(n_new_10min=8)
    assert truth_facts(PLACE, [], state, ALIVE, NOW).n_flood_10min == 0
    state.desk = DeskLoad(n_new_10min=23, flood=True)
    assert truth_facts(PLACE, [], state, ALIVE, NOW).n_flood_10min == 23


SHIFTS = (Shift("Ca 1", "06:00"), Shift("Ca 2", "14:00"), Shift("Ca 3", "22:00"))


def test_the_night_shift_lasts_past_midnight():
    centre = Centre("dn", "Đà Nẵng", shifts=SHIFTS)
    assert shift_at(centre, NOW) == "Ca 3"  # 03:42
    assert shift_at(centre, NOW + 3 * 3600) == "Ca 1"
    assert shift_at(msgspec.structs.replace(centre, shifts=()), NOW) == ""
