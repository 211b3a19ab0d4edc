"""One measured value: what sources emit, rules judge and the store keeps."""

from __future__ import annotations

import msgspec

from backend.contract.state import Quality
from backend.domain.checks.doubt import Doubt


class Observation(msgspec.Struct, frozen=True, gc=False):
    """One value of one series at one instant."""

    series_id: str
    """`<place_id>.<metric>`."""
    at: float
    """Instant of the measurement, s since epoch, UTC."""
    value: float
    """In the series' unit; NaN never (a missing value is no observation)."""
    quality: Quality = Quality.GOOD
    doubt: Doubt | None = None
    """Why it is uncertain, where a check of ours says so; not kept in the store."""
