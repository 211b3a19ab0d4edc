from backend.contract.case_requests import CaseCounts, CountRow
from widgets.logic.queue_ages import CALM, FLOORS, URGENT, age_rows, floors_for, merged


def rows():
    working = [(("0", "on_time"), 5), (("0", "near"), 1), (("3", "overdue"), 2), (("90", "none"), 4)]
    return age_rows(
        CaseCounts(tuple(CountRow(keys, n) for keys, n in working), 12, 0.0),
        CaseCounts((CountRow(("3",), 6),), 6, 0.0),
    )


def test_every_bucket_has_a_floor():
    found = rows()
    assert [row.edge for row in found] == [0, 1, 2, 3, 4, 5, 6, 7, 15, 30, 60, 90]
    assert found[0].n == {"on_time": 5, "near": 1}
    assert found[3].n == {"overdue": 2, "paused": 6}
    assert (found[3].end, found[7].end, found[-1].end) == (4, 15, None)


def test_the_sides_are_what_is_calm_and_what_is_urgent():
    found = rows()
    assert (found[3].side(CALM), found[3].side(URGENT)) == (6, 2)


def test_fewer_floors_hold_the_same_cases():
    found = rows()
    for edges in FLOORS:
        together = merged(found, edges)
        assert [row.edge for row in together] == list(edges)
        assert sum(sum(row.n.values()) for row in together) == 18
    assert merged(found, (0, 3, 7, 30))[1].n == {"overdue": 2, "paused": 6}
    assert merged(found, (0, 3, 7, 30))[1].end == 7


def test_as_many_floors_as_can_be_read():
    assert floors_for(500, 30) == FLOORS[0]
    assert floors_for(200, 30) == (0, 1, 3, 7, 15, 30)
    assert floors_for(10, 30) == FLOORS[-1]
