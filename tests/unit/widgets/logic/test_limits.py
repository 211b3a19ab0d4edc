import math

from backend.contract.state import Limit, Text
from widgets.logic.limits import as_shown, exceeded, exceeds, nearest_ahead, rank, reaches, worst_severity


def limit(value, severity, direction="above", *, inclusive=True):
    return Limit(Text(str(value)), value, direction, severity, inclusive)


LIMITS = [limit(10, "medium"), limit(20, "high"), limit(40, "critical")]


def test_a_value_at_its_limit_exceeds_it_only_where_the_rule_says_so():
    assert not exceeds(0, limit(0, "high", inclusive=False))
    assert exceeds(1, limit(0, "high", inclusive=False))
    assert not exceeds(4, limit(4, "low", "below", inclusive=False))
    assert exceeds(3.9, limit(4, "low", "below", inclusive=False))
    assert reaches(0, limit(0, "high", inclusive=False))
    assert not reaches(math.nan, LIMITS[0])
    assert exceeds(20, LIMITS[1])
    assert exceeds(3, limit(4, "low", "below"))
    assert not exceeds(5, limit(4, "low", "below"))
    assert not exceeds(math.nan, LIMITS[0])


def test_rounding_stays_on_its_side_of_a_limit():
    assert as_shown(9.7, 0, LIMITS) == 9
    assert as_shown(39.6, 0, LIMITS) == 39
    assert as_shown(39.6, 0, ()) == 40
    assert as_shown(10.4, 0, LIMITS) == 10
    assert as_shown(9.7, 0, [limit(10, "low", inclusive=False)]) == 10
    assert as_shown(10.4, 0, [limit(10, "low", inclusive=False)]) == 10
    assert as_shown(4.2, 0, [limit(4, "low", "below")]) == 5
    assert math.isnan(as_shown(math.nan, 0, LIMITS))


def test_the_worst_exceeded_limit_counts():
    assert exceeded(62, LIMITS) is LIMITS[2]
    assert exceeded(34, LIMITS) is LIMITS[1]
    assert exceeded(9, LIMITS) is None


def test_the_nearest_limit_ahead():
    assert nearest_ahead(12, LIMITS) is LIMITS[1]
    assert nearest_ahead(62, LIMITS) is None
    assert nearest_ahead(math.nan, LIMITS) is None


def test_severities_rank_from_worst_to_none():
    assert [rank(s) for s in ("critical", "low", None)] == [0, 3, 4]
    assert worst_severity(["low", "high"]) == "high"
    assert worst_severity([]) is None
