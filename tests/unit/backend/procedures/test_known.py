"""Actions and settings that the daemon, the lint and the guide must agree on."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.procedures.expressions import fill
from backend.procedures.known import ACTIONS, PUBLIC, SETTINGS, START_VARIABLES, Known


@pytest.mark.parametrize("name", ACTIONS)
def test_an_action_describes_itself_with_its_own_parameters(name: str) -> None:
    kind = ACTIONS[name]
    given = dict.fromkeys((*kind.needs, *kind.one_of, *kind.may), "x")
    assert "{" not in fill(kind.vi, given)


def test_the_guide_names_every_action_setting_and_variable(root: Path) -> None:
    guide = (root / "docs" / "procedures.md").read_text(encoding="utf-8")
    for name in (*ACTIONS, *START_VARIABLES):
        assert f"`{name}`" in guide, name
    for name in SETTINGS - {"id"}:
        assert f"tc:{name}" in guide, name


def test_nothing_is_known_by_default() -> None:
    assert Known().roles is None
    assert "citizen" in PUBLIC
