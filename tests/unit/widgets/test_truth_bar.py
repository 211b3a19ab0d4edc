import msgspec
import pytest

from tests.unit.widgets.city import NOW, City
from tests.unit.widgets.conftest import has_colour, picture
from widgets.logic.truth import LinkFact, Place, TileFact, TruthFacts, truth_facts
from widgets.theme.look import DARK, Look
from widgets.truth_bar import TruthBar, bar_height


@pytest.fixture
def facts(city: City) -> TruthFacts:
    tiles = [TileFact("fresh", NOW - 2)] * 13 + [TileFact("late", NOW - 250)]
    place = Place("Màn hình 1", "Ứng phó mưa ngập", "Trần Minh Hà")
    return truth_facts(place, tiles, city.live.state, LinkFact(alive=True), NOW)


def plain(bar: TruthBar) -> str:
    return " | ".join(bar.words()).replace("\u00a0", " ")


def test_the_bar_says_everything_in_the_order_of_the_sketch(show, facts):
    bar = show(TruthBar(Look(DARK), "vi"), 1920, 48)
    bar.set_facts(facts)
    assert plain(bar) == (
        "Màn hình 1 | Kịch bản: Ứng phó mưa ngập | 14/14 ô sống | 1/2 nguồn | Số cũ nhất 4 ph 10 s | "
        "Chuỗi cảnh báo 0,8 s | 1 tạm ẩn | Ca 2 · Trần Minh Hà | 03:42:17 | CN 22/11/2026"
    )
    assert has_colour(picture(bar), DARK.age)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"chain": "dead", "chain_s": 72.0}, "Chuỗi cảnh báo ngừng 1 ph 12 s"),
        ({"chain": "no_link", "chain_reason": "hết giờ chờ"}, "Mất kết nối máy chủ hết giờ chờ"),
    ],
)
def test_a_broken_chain_is_red_and_said_in_words(show, facts, changes, words):
    bar = show(TruthBar(Look(DARK), "vi"), 1920, 48)
    bar.set_facts(msgspec.structs.replace(facts, **changes))
    assert words in plain(bar)
    assert has_colour(picture(bar), DARK.critical)


def test_nothing_is_red_while_the_chain_runs(show, facts):
    bar = show(TruthBar(Look(DARK), "vi"), 1920, 48)
    bar.set_facts(facts)
    assert not has_colour(picture(bar), DARK.critical, 1)


@pytest.mark.parametrize("width", [900, 1280, 1920, 3840])
@pytest.mark.parametrize("density", ["desk", "wall", "briefing"])
def test_the_clock_stays_inside_at_every_width(show, facts, width, density):
    bar = show(TruthBar(Look(DARK, density=density), "vi"), width, 48)
    bar.set_facts(facts)
    left, right, scale = bar._fitted(bar._left(facts), bar._right(facts))
    assert bar._width([*left, *right], scale) <= bar.width()


def test_the_height_follows_the_width_of_the_monitor():
    assert bar_height(Look(DARK), 1920) == 48
    assert bar_height(Look(DARK, density="wall"), 1920) == 48
    assert bar_height(Look(DARK, density="wall"), 3840) == 86


def test_without_facts_the_bar_is_empty(show, vietnamese):
    assert show(TruthBar(Look(DARK), "vi"), 800, 48).words() == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"silenced_until_at": NOW + 1063}, "1 tạm ẩn | tắt tiếng đến 04:00 |"),
        ({"n_flood_10min": 23}, "1 tạm ẩn | ngập cảnh báo 23/10 phút |"),
    ],
)
def test_a_muted_desk_and_a_flood_of_alarms_are_said(show, facts, changes, words):
    bar = show(TruthBar(Look(DARK), "vi"), 1920, 48)
    bar.set_facts(facts)
    assert words not in plain(bar)
    bar.set_facts(msgspec.structs.replace(facts, **changes))
    assert words in plain(bar)


@pytest.mark.parametrize(("tiles", "sources"), [(14, 1), (13, 2)])
def test_whatever_is_missing_stands_out_and_only_that(show, facts, tiles, sources):
    bar = show(TruthBar(Look(DARK), "vi"), 1920, 48)
    whole = {"oldest_late": False, "n_sources": 2, "n_sources_alive": 2, "n_tiles": 14, "n_tiles_alive": 14}
    bar.set_facts(msgspec.structs.replace(facts, **whole))
    assert not has_colour(picture(bar), DARK.age, 1)
    bar.set_facts(
        msgspec.structs.replace(facts, **{**whole, "n_tiles_alive": tiles, "n_sources_alive": sources})
    )
    assert has_colour(picture(bar), DARK.age)
