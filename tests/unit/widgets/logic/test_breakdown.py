from backend.contract.case_requests import CaseCounts, CountRow
from widgets.logic.breakdown import breakdown, sorted_keys


def counts(*rows):
    made = tuple(CountRow(tuple(keys.split("/")), n) for keys, n in rows)
    return CaseCounts(made, sum(row.n for row in made), 0.0)


def test_one_dimension_by_number():
    found = breakdown(counts(("road", 3), ("waste", 9)), ("field",), [[]])
    assert [(row.key, row.n, row.segments) for row in found.rows] == [("waste", 9, ()), ("road", 3, ())]
    assert (found.keys, found.n_total) == ((), 12)


def test_the_second_dimension_parts_the_first():
    found = breakdown(
        counts(("road/on_time", 3), ("road/overdue", 1), ("waste/on_time", 9)), ("field", "due"), [[], []]
    )
    assert found.keys == ("overdue", "on_time")
    assert [(s.key, s.n) for s in found.rows[1].segments] == [("overdue", 1), ("on_time", 3)]
    assert [(s.key, s.n) for s in found.rows[0].segments] == [("on_time", 9)]


def test_natural_orders_go_before_numbers_and_unknown_keys_come_last():
    assert sorted_keys("age", {"7": 1, "0": 2, "90": 9}, []) == ["0", "7", "90"]
    assert sorted_keys("status", {"done": 9, "new": 1, "odd": 5}, ["new", "done"]) == ["new", "done", "odd"]
    assert sorted_keys("severity", {"low": 9, "critical": 1}, []) == ["critical", "low"]
