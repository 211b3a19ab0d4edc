"""The playbook and its correlations as fixtures."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from backend.domain.incidents.spec import CorrelationSpec
from tests.unit.backend.domain.incidents.playbook import FLOOD, NEAR, Playbook


@pytest.fixture
def play() -> Callable[..., Playbook]:
    def make(*specs: CorrelationSpec) -> Playbook:
        return Playbook(specs or (FLOOD,))

    return make


@pytest.fixture
def flood() -> CorrelationSpec:
    return FLOOD


@pytest.fixture
def near() -> CorrelationSpec:
    return NEAR
