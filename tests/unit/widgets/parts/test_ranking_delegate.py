import itertools

import pytest
from PySide6.QtWidgets import QWidget

from backend.contract.case_requests import FigureCell
from backend.contract.cases import CaseQuery
from tests.unit.widgets.casework import rules
from tests.unit.widgets.conftest import has_colour, picture
from widgets.logic.ranking import RankedRow
from widgets.parts.list_view import ListView
from widgets.parts.ranking_delegate import RankingDelegate, lanes
from widgets.parts.ranking_model import RankingModel
from widgets.theme.palettes import look_for

LOOK = look_for("dark", "desk")
QUERY = CaseQuery()


def widths(width, n_figures=2, shares=True, density="desk"):
    found = lanes(width, look_for("dark", density), n_figures=n_figures, shares=shares)
    return {name: getattr(found, name)[1] for name in found.__struct_fields__}


@pytest.mark.parametrize(
    ("width", "shown"), [(1200, "second bar of"), (640, "second bar"), (500, "bar"), (400, "")]
)
def test_what_matters_least_goes_first(width, shown):
    found = widths(width)
    assert [name for name in ("second", "bar", "of") if found[name]] == shown.split()


@pytest.mark.parametrize("density", ["desk", "wall", "briefing"])
@pytest.mark.parametrize("width", [420, 700, 1100, 1900])
def test_columns_fill_the_width_and_do_not_overlap(width, density):
    found = lanes(width, look_for("dark", density), n_figures=2, shares=True)
    edges = sorted((getattr(found, name) for name in found.__struct_fields__), key=lambda lane: lane[0])
    assert all(a[0] + a[1] <= b[0] + 0.01 for a, b in itertools.pairwise(edges))
    assert edges[-1][0] + edges[-1][1] == pytest.approx(width - look_for("dark", density).px(16))


@pytest.mark.parametrize(
    ("value", "colour"), [(61.0, LOOK.tokens.high), (50.0, LOOK.tokens.critical), (99.0, None), (None, None)]
)
def test_only_a_missed_target_has_a_sign(show, vietnamese, value, colour):
    holder = QWidget()
    model = RankingModel(holder)
    view = ListView(LOOK, model, 48, holder)
    delegate = RankingDelegate(LOOK, "vi", lambda: lanes(800, LOOK, n_figures=1, shares=True), view)
    delegate.infos, delegate.end = (rules()[3].info,), 100.0
    view.set_delegate(delegate)
    cell = FigureCell("on_time", value, QUERY, 6, "w0", "", QUERY, 10)
    model.set_rows([RankedRow("w0", "Phường Hải Châu", 1, (cell,))])
    view.resize(800, 100)
    image = picture(show(holder, 800, 100))
    for severity in (LOOK.tokens.high, LOOK.tokens.critical):
        assert has_colour(image, severity) is (severity == colour)
