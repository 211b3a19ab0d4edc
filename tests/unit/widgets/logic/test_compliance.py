from tests.unit.widgets.compliance_office import NOW, SAMPLED, cell, good, sheet
from widgets.logic.compliance import findings, matrix, totals, worst


def test_a_square_counts_its_parameters_by_verdict() -> None:
    cells = [
        cell("p", "coliform"),
        cell("p", "ph", "fail", 5.0),
        cell("p", "smell", "missing"),
        cell("p", "lead", "not_applicable"),
    ]
    (row,) = matrix(sheet(cells, ["p"]), {"p": "Điểm"})
    first, second = row.squares
    assert (first.verdict, first.n, first.failed) == ("fail", 3, ("ph",))
    assert first.counts == {"pass": 1, "fail": 1, "missing": 1}
    assert first.newest_at == SAMPLED < NOW
    assert (second.verdict, second.n, second.newest_at) == ("not_applicable", 0, None)


def test_places_stand_worst_first_then_by_name() -> None:
    cells = [*good("b"), *good("a"), cell("c", "ph", "missing"), cell("d", "ph", "inconclusive", 5.0)]
    rows = matrix(sheet(cells, ["a", "b", "c", "d", "e"]), {"a": "Ái Nghĩa", "b": "Áo"})
    assert [row.place_id for row in rows] == ["d", "c", "a", "b", "e"]
    assert rows[-1].verdict == "not_applicable"
    assert totals(rows) == {"inconclusive": 1, "missing": 1, "pass": 2, "not_applicable": 1}


def test_findings_bring_parameter_and_limit_the_worst_first() -> None:
    cells = [*good("p")[:3], cell("p", "lead", "fail", 0.2), *good("q")]
    found = findings(sheet(cells, ["p", "q"]), "p")
    assert [f.parameter.row for f in found] == ["lead", "coliform", "ph", "smell"]
    assert found[0].limit is not None
    assert found[0].limit.max == 0.01
    assert [f.parameter.row for f in findings(sheet(cells, ["p"]), "p", "b")] == ["lead"]


def test_the_worst_of_nothing() -> None:
    assert worst([]) == "not_applicable"
