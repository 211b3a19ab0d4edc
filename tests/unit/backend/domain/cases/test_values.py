from __future__ import annotations

import pytest

from backend.domain.cases.change import CaseRefusedError
from backend.domain.cases.spec import CaseKindSpec
from backend.domain.cases.values import checked_data, due_instant, missing_data, position
from tests.unit.backend.domain.cases.conftest import OFFICE, instant, make_kind


@pytest.mark.parametrize(
    ("key", "value"), [("n_people", " 12.5 "), ("n_people", "-3"), ("seen", "2026-11-24"), ("level", "full")]
)
def test_values_of_their_type_are_kept_trimmed(kind: CaseKindSpec, key: str, value: str) -> None:
    assert checked_data({field.id: field for field in kind.data}, {key: value}) == {key: value.strip()}


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("n_people", "12,5", "no number"), ("n_people", "nan", "no number"), ("n_people", "1_000", "no number"),
        ("seen", "24/11/2026", "no date"), ("level", "half", "expected one of: full, part"),
        ("age", "3", "expected one of: n_people, seen, level"),
    ],
)  # fmt: skip
def test_others_are_refused_with_what_is_expected(
    kind: CaseKindSpec, key: str, value: str, said: str
) -> None:
    with pytest.raises(CaseRefusedError, match=said) as refused:
        checked_data({field.id: field for field in kind.data}, {key: value})
    assert "Hãy" in refused.value.text.vi


def test_empty_values_are_none_and_required_ones_are_missed() -> None:
    fields = {field.id: field for field in make_kind().data}
    assert checked_data(fields, {"seen": "  "}) == {}
    assert missing_data(fields, {}) == []


def test_a_position_lies_on_the_earth() -> None:
    assert position("16.05", "108.2") == (16.05, 108.2)
    assert position(" ", "") is None
    for lat, lon in (("16.05", ""), ("91", "0"), ("0", "181"), ("a", "b"), ("nan", "0")):
        with pytest.raises(CaseRefusedError, match="not on the earth"):
            position(lat, lon)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2026-11-30T17:00", "30/11 17:00"), ("2026-11-30T17:00+07:00", "30/11 17:00"), ("2026-11-30T10:00Z", "30/11 17:00"),
        ("2026-11-30", "30/11 17:00"), ("2026-11-28", "29/11 00:00"),
    ],
)  # fmt: skip
def test_a_mere_day_means_its_closing(text: str, when: str) -> None:
    assert due_instant(text, OFFICE) == instant(when)


def test_what_is_no_instant_is_refused() -> None:
    with pytest.raises(CaseRefusedError, match="cannot be read"):
        due_instant("mai", OFFICE)
