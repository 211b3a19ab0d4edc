import pytest

from backend.contract.case_requests import GetFigures
from backend.contract.cases import CaseQuery
from tests.unit.widgets.casework import CaseRegister, city_cases
from tests.unit.widgets.conftest import has_colour, picture
from widgets.live import LinkState
from widgets.logic.shown_number import disagreements
from widgets.registry import make
from widgets.theme.look import THEMES
from widgets.theme.palettes import look_for

ALL = ("received", "open", "overdue", "on_time", "satisfied", "appeal")


@pytest.fixture
def register(city):
    return CaseRegister(city, city_cases(300))


@pytest.fixture
def tile_of(show, city, register):
    def made(width=1200, height=300, look=None, **options):
        return show(make("figures", {"figures": ALL, **options}, city.context(**(look or {}))), width, height)

    return made


def test_the_figures_stand_in_the_layouts_order(tile_of, register):
    tile = tile_of(figures=("overdue", "received"))
    assert [face.name for face in tile.body.grid.faces()] == ["Quá hạn chưa xong", "Tiếp nhận 30 ngày"]
    assert register.asked == [GetFigures(("overdue", "received"), "", CaseQuery())]
    assert (tile.title(), tile.health().state) == ("Số liệu chính", "fresh")


def test_every_number_equals_its_list(tile_of, register):
    numbers = tile_of().body.shown_numbers()
    assert len(numbers) == 6
    assert disagreements(numbers, register.n) == []
    assert sum(number.n for number in numbers) > 300


def test_a_narrowed_board_equals_its_lists_too(tile_of, register):
    narrow = {"areas": ["20201"], "fields": ["waste", "road"]}
    numbers = tile_of(narrow=narrow).body.shown_numbers()
    assert disagreements(numbers, register.n) == []
    assert numbers[0].query.areas == ("20201",)


def test_nothing_to_assess_is_no_zero(tile_of):
    face = tile_of().body.grid.faces()[5]
    assert (face.value, face.number.value) == ("chưa đánh giá", None)


def test_one_figure_names_the_tile(tile_of):
    assert tile_of(figures=("open",)).title() == "Đang mở"


def test_a_figure_that_nobody_declares_is_told(tile_of):
    head = tile_of(figures=("open", "tides")).body.head()
    assert (head.badge, head.badge_severity) == ("không có số liệu: tides", "high")


def test_the_list_opens_with_exactly_these_cases(tile_of, register, qtbot):
    tile = tile_of(width=1400, height=600)
    number = tile.body.shown_numbers()[2]
    tile.body.grid.number_chosen.emit(number)
    pane = tile.body.drilled
    assert pane.model.n_total == number.n == register.n(number.listed)
    with qtbot.waitSignal(tile.case_chosen) as chosen:
        pane.case_chosen.emit(pane.model.files[0].case_id)
    assert chosen.args[0].startswith("PAHT.")


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("theme", THEMES)
def test_it_paints_in_every_theme_and_both_languages(tile_of, theme, language):
    tile = tile_of(look={"theme": theme, "language": language})
    assert has_colour(picture(tile), look_for(theme, "desk").tokens.text)
    assert tile.body.grid.faces()[1].name == {"vi": "Đang mở", "en": "Open"}[language]


def test_a_lost_link_hatches_it(tile_of, city):
    tile = tile_of()
    before = tile.grab().toImage()
    city.live.set_link(LinkState("lost", city.clock.at))
    assert tile.health().state == "late"
    assert tile.grab().toImage() != before


def test_a_single_figure_is_named_once(tile_of):
    tile = tile_of(figures=("overdue",))
    assert (tile.title(), tile.body.grid.named) == ("Quá hạn chưa xong", False)
    assert tile_of(figures=("overdue",), title="Sở Xây dựng").body.grid.named
    assert tile_of().body.grid.named
