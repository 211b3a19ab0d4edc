import pytest

from backend.contract.case_requests import CountCases
from backend.contract.cases import CaseQuery
from tests.unit.widgets.casework import CaseRegister, city_cases
from tests.unit.widgets.city import NOW
from widgets.logic.shown_number import disagreements
from widgets.registry import make


@pytest.fixture
def register(city):
    return CaseRegister(city, city_cases(300))


@pytest.fixture
def tile_of(show, city, register):
    def made(*by, width=800, height=400, density="desk", **options):
        given = {"case_kind": "report", "by": by, **options}
        return show(make("breakdown", given, city.context(density=density)), width, height)

    return made


@pytest.mark.parametrize(
    "by",
    [("status",), ("group",), ("field",), ("unit",), ("area",), ("source",), ("severity",), ("due",), ("age",),
     ("field", "due"), ("unit", "severity"), ("source", "status"), ("age", "due")],
)  # fmt: skip
def test_every_bar_and_piece_equals_its_list(tile_of, register, by):
    tile = tile_of(*by)
    numbers = tile.body.shown_numbers()
    assert disagreements(numbers, register.n) == []
    assert sum(row.number.n for row in tile.body.bars.rows()) == 300


def test_it_counts_at_one_instant(tile_of, register):
    tile_of("field", "due", where={"groups": ["working"]})
    asked = CaseQuery(kind="report", groups=("working",), at=NOW)
    assert register.asked == [CountCases(asked, ("field", "due"))]


def test_what_no_list_can_stand_behind_is_not_shown(tile_of):
    names = [row.name for row in tile_of("rating").body.bars.rows()]
    assert "chưa đánh giá hài lòng" not in names
    assert names[0] == "1/5 điểm"


def test_statuses_keep_the_order_of_their_kind(tile_of):
    names = [row.name for row in tile_of("status").body.bars.rows()]
    assert names.index("Đã phân công") < names.index("Đang xử lý") < names.index("Đã xử lý")


def test_signs_and_legend_of_deadlines(tile_of):
    tile = tile_of("due")
    shapes = {row.name: row.shape for row in tile.body.bars.rows()}
    assert (shapes["Quá hạn"], shapes["Sắp đến hạn"], shapes["Xong đúng hạn"]) == ("high", "medium", None)
    legend = tile_of("severity", "due").body.bars._legend
    assert {entry.words for entry in legend} >= {"Quá hạn", "Trong hạn"}


def test_title_and_head(tile_of):
    tile = tile_of("field", "due")
    assert (tile.title(), tile.body.head().subtitle) == (
        "Theo lĩnh vực và thời hạn",
        "300\u00a0phản ánh của người dân",
    )


@pytest.mark.parametrize("density", ["desk", "wall", "briefing"])
def test_it_paints_at_every_density(tile_of, density):
    assert not tile_of("field", "due", density=density).grab().toImage().isNull()
