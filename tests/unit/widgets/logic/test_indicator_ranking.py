from backend.contract.indicators import AreaFigure, IndicatorFigure
from widgets.logic.indicator_ranking import n_ranked, ordered, scale_end


def area(code, name, value, rank, plan=None):
    return AreaFigure(code, name, IndicatorFigure("A", "2026", value, area=code, plan=plan), rank)


ROWS = [
    area("1", "Đà Nẵng", 9.0, 1),
    area("2", "Huế", 9.0, 1),
    area("3", "An Giang", 7.0, 3),
    area("4", "Bắc Ninh", None, None),
]


def names(*args, **more):
    return [row.name for row in ordered(ROWS, *args, **more)]


def test_equal_places_keep_their_rank_and_stand_by_name():
    assert names("best") == ["Đà Nẵng", "Huế", "An Giang", "Bắc Ninh"]


def test_those_without_a_figure_stand_last_in_every_order():
    for order in ("best", "worst", "name"):
        assert names(order)[-1] == "Bắc Ninh"
    assert names("worst")[0] == "An Giang"
    assert names("name") == ["An Giang", "Đà Nẵng", "Huế", "Bắc Ninh"]


def test_places_are_found_without_diacritics():
    assert names("best", "da nang") == ["Đà Nẵng"]
    assert ordered(ROWS, "best", "hue")[0].key == "2"


def test_bars_end_at_the_greatest_value_or_plan_and_shares_at_a_hundred():
    assert scale_end(ROWS, share=False) == 9.0
    assert scale_end([area("1", "x", 9.0, 1, plan=12.0)], share=True) == 12.0
    assert scale_end([area("1", "x", 80.0, 1)], share=True) == 100.0
    assert scale_end([], share=False) == 1.0


def test_only_those_with_a_figure_are_ranked():
    assert n_ranked(ROWS) == 3
