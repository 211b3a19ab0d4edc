import json

import msgspec
import pytest
from PySide6.QtCore import QObject

from backend.contract.case_requests import CountCases, GetCasePoints
from backend.contract.messages import Failure
from backend.contract.state import Text
from tests.unit.widgets.casework import CaseRegister, case
from tests.unit.widgets.city import NOW
from widgets.live import LinkState
from widgets.logic.map_cases import CaseLayer
from widgets.logic.shown_number import disagreements
from widgets.parts.map_case_feed import CaseFeed

HERE = {"lat": 16.06, "lon": 108.21}
FILES = [
    case(1, **HERE),
    case(2, due_at=NOW - 5, area_code="20201", **HERE),
    case(3),
    case(4, group="done", **HERE),
]


@pytest.fixture
def register(city):
    return CaseRegister(city, FILES)


@pytest.fixture
def feed_of(city, register, qtbot):
    made = []

    def build(language="vi", **options):
        owner = QObject()
        layer = msgspec.convert({"case_kind": "report", **options}, CaseLayer)
        feed = CaseFeed(layer, city.context(language=language), owner)
        made.append((feed, owner))
        with qtbot.waitSignal(feed.points_written, timeout=5000) as written:
            feed.start()
        feed.first = json.loads(written.args[0])
        return feed

    yield build
    for feed, _owner in made:
        feed.stop()


def test_open_cases_with_a_position_are_written_out(feed_of, register):
    feed = feed_of()
    assert [f["properties"]["k"] for f in feed.first["features"]] == [0, 2]
    assert register.asked == [GetCasePoints(feed.query())]
    assert feed.words() == "3\u00a0phản ánh của người dân · 1 không có vị trí"
    assert disagreements([feed.number()], register.n) == []


def test_wards_are_counted_for_the_heat(feed_of, register):
    feed = feed_of(heat=[2, 5])
    assert isinstance(register.asked[1], CountCases)
    assert {row.keys[0]: row.n for row in feed.areas.rows} == {"20200": 2, "20201": 1}
    ward = feed.number_of("20200")
    assert (ward.words, ward.n) == ("Phản ánh của người dân · Phường Hải Châu", 2)
    assert disagreements([ward], register.n) == []


def test_a_part_of_the_map_has_a_list(feed_of, register):
    number = feed_of().number_in((108.2, 16.0, 108.3, 16.1))
    assert (number.n, register.n(number.listed)) == (-1, 2)


@pytest.mark.parametrize(
    ("by", "words"),
    [
        ("due", ["Trong hạn", "Sắp đến hạn", "Quá hạn"]),
        ("severity", ["Lưu ý", "Cảnh giác", "Cảnh báo", "Nguy cấp"]),
        ("field", ["Rác thải, vệ sinh môi trường", "Hư hỏng mặt đường, hố ga"]),
    ],
)
def test_the_legend_names_every_tone(feed_of, by, words):
    scale = feed_of(by=by).scale()
    assert [tone.words for tone in scale.tones][: len(words)] == words
    assert scale.title == "Phản ánh của người dân"
    assert all(k < len(scale.tones) for k in scale.hot)
    assert bool(scale.hot_words) is bool(scale.hot)


def test_settled_cases_have_tones_where_they_are_shown(feed_of):
    assert len(feed_of(where={"groups": ["working", "done"]}).scale().tones) == 5


def test_changes_are_written_again(feed_of, register, city, qtbot):
    feed = feed_of()
    register.files = [*FILES, case(9, **HERE)]
    register.change()
    with qtbot.waitSignal(feed.points_written, timeout=5000) as written:
        city.pass_time(1)
    assert len(json.loads(written.args[0])["features"]) == 3


def test_it_ages_and_says_why(feed_of, register, city):
    feed = feed_of()
    assert feed.state() == "fresh"
    city.live.set_link(LinkState("lost", NOW))
    assert feed.state() == "late"
    city.live.set_link(LinkState("live", NOW))
    register.refuse = Failure.of("busy", Text("Máy chủ bận", "busy"))
    city.pass_time(31)
    assert (feed.reason, feed.heard) == ("Máy chủ bận.", True)
    city.pass_time(600)
    assert feed.state() == "lost"
