"""Measures of alarm quality against their targets, as figures, bars and shares. Pure."""

from __future__ import annotations

from typing import Literal

import msgspec
import numpy as np
import numpy.typing as npt

from backend.contract.codec import integers
from backend.contract.work import LoadRow, Measures

MeasureName = Literal["average", "peak", "flood", "top", "stale", "chattering", "acknowledged"]
BAR_S = 600.0

TARGETS: dict[MeasureName, float] = {
    "average": 6.0,
    "peak": 10.0,
    "flood": 0.01,
    "top": 0.05,
    "stale": 5.0,
    "chattering": 0.0,
}
"""Most of each that is well: alarms an hour for one desk, alarms in ten minutes, share of the time in flood,
share of the ten most frequent alarms, alarms active for more than a day, chattering alarms.

Source: ANSI/ISA-18.2-2016, table 7, and IEC 62682:2022, clause 16: 150 alarms a day ("very likely to be
acceptable") are 6 an hour; the standard names no target for the time to acknowledge.
"""

MIN_FOR_TOP = 200
"""Of fewer alarms, ten that rang once each are above their target already: it says nothing."""
MIX_TARGET = (0.80, 0.15, 0.05)
"""Shares of low and medium, high, critical. Source: ANSI/ISA-18.2-2016, clause 16.5.6."""
MIX_TOLERANCE = 0.05
"""A share this far above its target still passes: of few alarms none is exact."""


class Figure(msgspec.Struct, frozen=True):
    """One measure."""

    name: MeasureName
    value: float | None
    """Count, alarms an hour, share 0 to 1, or seconds; None where nothing was measured."""
    target: float | None
    """At most this is well; None: there is no target."""

    @property
    def missed(self) -> bool:
        """Return whether it is above its target."""
        return self.value is not None and self.target is not None and self.value > self.target + 1e-9


class MixShare(msgspec.Struct, frozen=True):
    """Share of one class of priorities."""

    share: float
    target: float

    @property
    def missed(self) -> bool:
        """Return whether there are clearly more than there should be."""
        return self.share > self.target + MIX_TOLERANCE


def figures(found: Measures) -> list[Figure]:
    """Return the measures of the desk, the load first."""
    values: dict[MeasureName, float | None] = {
        "average": found.desk.per_hour,
        "peak": float(found.desk.peak_10min),
        "flood": found.desk.flood_share,
        "top": sum(top.share for top in found.top[:10]),
        "stale": float(len(found.stale)),
        "chattering": float(len(found.chattering)),
        "acknowledged": found.median_ack_s,
    }
    targets = dict(TARGETS)
    if found.desk.n_alarms < MIN_FOR_TOP:
        del targets["top"]
    return [Figure(name, value, targets.get(name)) for name, value in values.items()]


def mix(found: Measures) -> tuple[MixShare, MixShare, MixShare]:
    """Return the shares of low and medium, high, critical alarms."""
    shares = (
        found.mix.get("low", 0.0) + found.mix.get("medium", 0.0),
        found.mix.get("high", 0.0),
        found.mix.get("critical", 0.0),
    )
    low, high, critical = (MixShare(s, t) for s, t in zip(shares, MIX_TARGET, strict=True))
    # many low alarms are no fault of the mix: only too many urgent ones are
    return MixShare(low.share, max(low.target, low.share)), high, critical


def bars(found: Measures, at_most: int) -> tuple[npt.NDArray[np.int64], float]:
    """Return new alarms of equal spans of time, each the busiest ten minutes within it.

    Args:
        found: the measures.
        at_most: bars that there is room for, ≥ 1.

    Returns:
        int64[n] with n ≤ `at_most`, in the order of time, and the length of a bar in seconds.
    """
    counts = np.asarray(integers(found.per_10min), dtype=np.int64)
    per_bar = max(1, -(-len(counts) // max(1, at_most)))
    padded = np.pad(counts, (0, -len(counts) % per_bar))
    return padded.reshape(-1, per_bar).max(axis=1) if len(counts) else counts, per_bar * BAR_S


def overloaded(row: LoadRow) -> bool:
    """Return whether a desk or unit is beyond any target of load."""
    return (
        row.per_hour > TARGETS["average"]
        or row.peak_10min > TARGETS["peak"]
        or row.flood_share > TARGETS["flood"]
    )
