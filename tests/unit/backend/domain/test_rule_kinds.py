from __future__ import annotations

import pytest

from backend.domain.rule import RuleSpec
from backend.domain.rule_kinds import kind_of, rule_kinds


def test_every_file_of_the_folder_is_a_kind() -> None:
    assert set(rule_kinds()) >= {"threshold", "aggregate", "absence"}
    for kind in rule_kinds().values():
        assert issubclass(kind.Spec, RuleSpec)
        assert callable(kind.problems)
        assert callable(kind.bind)
        assert callable(kind.evaluate)


def test_an_unknown_kind_is_answered_with_the_known_ones() -> None:
    with pytest.raises(KeyError, match="absence, aggregate, suspicious, threshold"):
        kind_of("magic")
