import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from backend.contract.case_requests import FindCases
from backend.contract.compliance import GetCompliance
from backend.contract.messages import Failure
from tests.unit.widgets.compliance_office import SAMPLED, ComplianceOffice, cell, certificate, good
from tests.unit.widgets.conftest import has_colour, picture
from widgets.registry import make

PLACES = ("me_suot", "ham_nghi", "khue_trung")


@pytest.fixture
def office(city):
    return ComplianceOffice(city, [c for place in PLACES for c in good(place)], PLACES)


@pytest.fixture
def tile_of(show, city, office):
    def made(width=900, height=500, density="desk", **options):
        given = {"sheet": "nuoc-sach", **options}
        return show(make("compliance", given, city.context(density=density)), width, height)

    return made


def failing(office):
    cells = [c for c in office.sheet.cells if (c.place_id, c.row) != ("khue_trung", "ph")]
    cells = [c for c in cells if (c.place_id, c.row) != ("ham_nghi", "lead")]
    cells += [cell("khue_trung", "ph", "fail", 5.5, why="too_low"), cell("ham_nghi", "lead", "missing")]
    office.sheet = type(office.sheet)(**{f: getattr(office.sheet, f) for f in office.sheet.__struct_fields__} | {"cells": tuple(cells)})  # fmt: skip


def test_where_all_pass_it_is_quiet(tile_of, city):
    tile = tile_of()
    head = tile.body.head()
    assert (head.subtitle, head.badge) == ("3/3 điểm đạt", "")
    look = city.context().look
    image = picture(tile.body)
    assert not has_colour(image, look.tokens.high)
    assert not has_colour(image, look.tokens.medium)
    assert tile.title() == "Đạt quy chuẩn nước sạch"


def test_what_fails_is_first_and_said_in_the_head(tile_of, office, city):
    failing(office)
    tile = tile_of()
    head = tile.body.head()
    assert head.subtitle == "1/3 điểm đạt · 1 điểm thiếu kết quả"
    assert (head.badge, head.badge_severity) == ("1 điểm không đạt", "high")
    assert [row.name for row in tile.body.rows] == ["Khuê Trung", "Hàm Nghi", "Mẹ Suốt"]
    assert has_colour(picture(tile.body), city.context().look.tokens.high)


def test_only_trouble_is_shown_where_that_is_wanted(tile_of, office):
    failing(office)
    tile = tile_of(trouble=True)
    assert [row.place_id for row in tile.body.matrix.shown()] == ["khue_trung", "ham_nghi"]
    assert tile.body.head().subtitle.startswith("1/3")


def test_places_are_asked_for_by_the_options(tile_of, office):
    tile_of(places=["me_suot"])
    asked = [body for body in office.asked if isinstance(body, GetCompliance)]
    assert asked == [GetCompliance("nuoc-sach", places=("me_suot",))]


def test_a_click_opens_the_parameters_and_c_the_certificate(tile_of, office, qtbot):
    failing(office)
    office.certificates = [
        certificate(1, "khue_trung", SAMPLED - 40 * 86_400),
        certificate(2, "khue_trung", SAMPLED),
        certificate(3, "me_suot", SAMPLED),
    ]
    tile = tile_of()
    box = tile.body.matrix.box(0, 0)
    QTest.mouseClick(
        tile.body.matrix, Qt.MouseButton.LeftButton, pos=QPoint(int(box.center().x()), int(box.center().y()))
    )
    pane = tile.body.pane
    assert pane is not None
    assert [line.left for line in pane.lines.lines()][:1] == ["pH"]
    assert pane.lines.lines()[0].right == "5,50 · không đạt"
    assert pane.lines.lines()[0].note == "6–8,5 · thấp hơn giới hạn"
    assert "QCVN 01-1:2018/BYT" in pane.note.text()
    assert [b.query.data for b in office.asked if isinstance(b, FindCases)] == [{"point": "khue_trung"}]
    with qtbot.waitSignal(tile.body.case_chosen) as opened:
        QTest.keyClick(pane, Qt.Key.Key_C)
    assert opened.args == ["PKN-2"]
    with qtbot.waitSignal(tile.body.place_chosen) as record:
        QTest.keyClick(pane, Qt.Key.Key_P)
    assert record.args == ["khue_trung"]
    QTest.keyClick(pane, Qt.Key.Key_Escape)
    assert tile.body.pane is None


def test_an_open_place_follows_the_answers(tile_of, office):
    tile = tile_of()
    tile.body._open(tile.body.rows[0].squares[0])
    place = tile.body.pane.place_id
    office.sheet = type(office.sheet)(**{f: getattr(office.sheet, f) for f in office.sheet.__struct_fields__} | {"cells": (cell(place, "coliform", "fail", 9.0),)})  # fmt: skip
    tile.body.watch.ask()
    assert tile.body.pane.lines.lines()[0].right == "9 CFU/100 mL · không đạt"


def test_an_unknown_sheet_is_told_in_the_daemons_words(tile_of, office):
    office.failure = Failure("not_found", "there is no compliance sheet 'x'")
    tile = tile_of()
    health = tile.body.health()
    assert health.state == "lost"
    assert "compliance sheet" in health.note.lower()


@pytest.mark.parametrize("density", ["desk", "wall", "briefing"])
def test_it_paints_at_every_density(tile_of, office, density):
    failing(office)
    assert not tile_of(density=density).grab().toImage().isNull()
