from __future__ import annotations

import typing

from backend.domain.compliance_spec import MONTHS, Every


def test_every_interval_has_its_months() -> None:
    assert MONTHS.keys() == set(typing.get_args(Every))
    assert MONTHS["half_year"] == 6
