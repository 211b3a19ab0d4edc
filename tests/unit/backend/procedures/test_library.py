"""Versions of procedures, and procedures that call one another."""

from __future__ import annotations

import pytest

from backend.procedures.findings import ProcedureRefusedError
from backend.procedures.library import Library
from backend.procedures.model import ProcedureModel, read_model
from tests.unit.backend.procedures.kit import line, node, user


def calling(procedure_id: str, *called: str, version: int = 1) -> ProcedureModel:
    calls = [node("callActivity", f"c{n}", calledElement=name) for n, name in enumerate(called)]
    return read_model(line(user("a"), *calls, process_id=procedure_id), version=version)


def test_the_newest_version_is_found_unless_one_is_named() -> None:
    library = Library([calling("a", version=2), calling("a", version=10), calling("b")])
    found = library.find("a")
    assert found is not None
    assert found.version == 10
    assert library.find("a", 2) is not None
    assert library.find("a", 3) is None
    assert library.find("c") is None
    assert library.versions("a") == (2, 10)
    assert [(model.procedure_id, model.version) for model in library] == [("a", 10), ("b", 1)]


def test_a_version_keeps_its_contents() -> None:
    library = Library([calling("a")])
    library.add(calling("a"))
    with pytest.raises(ValueError, match="as version 2"):
        library.add(calling("a", "b"))


def test_called_procedures_are_gathered_through_all_levels() -> None:
    outer = calling("a", "b", "c")
    library = Library([outer, calling("b", "c"), calling("c"), calling("c", version=2)])
    assert {name: model.version for name, model in library.called(outer).items()} == {"b": 1, "c": 2}
    old = library.find("c", 1)
    assert old is not None
    assert library.called(outer, {"c": old})["c"].version == 1


def test_circles_and_gaps_are_refused() -> None:
    library = Library([calling("a", "b"), calling("b", "a"), calling("c", "x")])
    for start, words in (("a", "a → b → a"), ("c", "calls x")):
        model = library.find(start)
        assert model is not None
        with pytest.raises(ProcedureRefusedError) as caught:
            library.called(model)
        assert words in caught.value.text.en


def test_calls_are_not_endlessly_deep() -> None:
    library = Library(calling(f"p{n}", f"p{n + 1}") for n in range(12))
    first = library.find("p0")
    assert first is not None
    with pytest.raises(ProcedureRefusedError, match="quá sâu"):
        library.called(first)
