import pytest

from backend.contract.messages import Failure
from backend.contract.notices import GetNotices, Notice, Notices
from backend.contract.state import Text
from tests.unit.widgets.conftest import has_colour, picture
from widgets.registry import make
from widgets.theme.look import DARK

NOTICE = Notice(
    "ho-tro",
    Text("Hệ thống hỗ trợ ra quyết định", "Decision support"),
    (
        Text("Không phát hành bản tin chính thức.", "No official forecast."),
        Text("Xem bản tin của cơ quan có thẩm quyền."),
    ),
    "Quy chế mẫu",
    "ck",
)


@pytest.fixture
def city_with(city):
    city.daemon.answers[GetNotices] = Notices((NOTICE, Notice("khac", Text("Khác"), (Text("Câu khác."),))))
    return city


def test_a_packs_notice_with_its_title_and_source(show, city_with):
    tile = show(make("notice", {"notice": "ho-tro"}, city_with.context()), 520, 240)
    assert tile.title() == "Hệ thống hỗ trợ ra quyết định"
    assert tile.body.words()[0] == "Không phát hành bản tin chính thức."
    assert tile.body.source == "Quy chế mẫu (cần kiểm chứng)"
    assert tile.body.layout_now().complete
    assert tile.health().state == "fresh"
    assert has_colour(picture(tile), DARK.text)
    city_with.pass_time(1e6)
    assert tile.health().state == "fresh", "words do not age"


def test_words_of_the_layout_need_no_pack(show, city):
    tile = show(make("notice", {"text": "Một.\n\nHai.", "title": "Lưu ý"}, city.context()), 400, 200)
    assert tile.body.words() == ("Một.", "Hai.")
    assert city.daemon.asked == []


def test_all_notices_where_none_is_named(show, city_with):
    tile = show(make("notice", {}, city_with.context()), 500, 300)
    assert len(tile.body.words()) == 3


def test_english_where_it_is_asked_for(show, city_with):
    tile = show(make("notice", {"notice": "ho-tro"}, city_with.context(language="en")), 500, 300)
    assert tile.body.words()[0] == "No official forecast."


def test_a_notice_that_is_not_there_is_a_failure_never_an_empty_tile(show, city_with):
    tile = show(make("notice", {"notice": "sai"}, city_with.context()), 500, 300)
    assert tile.health().state == "failed"
    assert "sai" in tile.body.words()[0]


def test_a_daemon_that_refuses_does_not_take_away_what_stands(show, city_with):
    tile = show(make("notice", {"notice": "ho-tro"}, city_with.context()), 500, 300)
    tile.body._take(Failure.of("busy", Text("Máy chủ bận.")))
    assert tile.health().state == "fresh"
    assert len(tile.body.words()) == 2


@pytest.mark.parametrize(
    ("density", "size"), [("desk", (420, 220)), ("wall", (800, 420)), ("briefing", (1000, 520))]
)
def test_it_fits_at_every_density(show, city_with, density, size):
    tile = show(make("notice", {"notice": "ho-tro"}, city_with.context("dark", density)), *size)
    assert tile.body.layout_now().complete


def test_what_does_not_fit_is_said(show, city):
    tile = show(make("notice", {"text": "rất dài " * 200}, city.context()), 300, 120)
    assert tile.body.head().badge == "không đủ chỗ: mở rộng ô"
