"""Why a reading is not trusted: which check it fails, and since when."""

from __future__ import annotations

import datetime
from typing import Literal

import msgspec

from backend.contract.state import Text
from backend.domain.limit_sets import VIETNAM

Check = Literal["range", "stuck", "spike", "neighbours"]


class Doubt(msgspec.Struct, frozen=True):
    """One reason for which readings of a series are uncertain."""

    check: Check
    since_at: float
    """Instant of the first reading that it is about, s since epoch."""
    words: Text
    """For people: `đứng yên ở 5 mm/h từ 14:05 28/11`."""


def moment(at: float) -> str:
    """Return an instant as people read it: `14:05 28/11`."""
    return f"{datetime.datetime.fromtimestamp(at, VIETNAM):%H:%M %d/%m}"
