from __future__ import annotations

import datetime

from backend.domain.checks.doubt import moment


def test_an_instant_is_told_in_local_time() -> None:
    assert moment(datetime.datetime(2026, 11, 28, 7, 5, tzinfo=datetime.UTC).timestamp()) == "14:05 28/11"
