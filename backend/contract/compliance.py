"""Requests about compliance: what was measured where, judged by which version of which regulation."""

from __future__ import annotations

from typing import Literal

import msgspec

from backend.contract.state import Text

Verdict = Literal["pass", "fail", "inconclusive", "missing", "not_applicable"]


class GetCompliance(msgspec.Struct, frozen=True, tag="get_compliance"):
    """Asks for a sheet of compliance; the answer is `Compliance`."""

    sheet: str
    """Id of the sheet, as a pack's `compliance/` declares it."""
    at: float | None = None
    """Instant (s since epoch) by which samples count; None: now."""
    places: tuple[str, ...] = ()
    """Place ids; empty: all of the sheet."""


class ComplianceGroup(msgspec.Struct, frozen=True, omit_defaults=True):
    """Parameters that have to be measured equally often."""

    group_id: str
    name: Text
    every: Literal["month", "quarter", "half_year", "year"]
    """A result counts for so long from its sampling."""
    since_at: float
    """Samples after this instant count."""
    mark: Literal["", "seen", "ck"] = ""


class ComplianceParameter(msgspec.Struct, frozen=True, omit_defaults=True):
    """One parameter."""

    row: str
    """Key of the row in the limit sets."""
    group: str
    metric: str
    name: Text
    unit: str = ""
    """Of the results."""
    decimals: int = 0


class ComplianceLimit(msgspec.Struct, frozen=True, omit_defaults=True):
    """One row of one limit set."""

    limit_set: str
    row: str
    unit: str = ""
    min: float | None = None
    max: float | None = None
    strict: bool = False
    requirement: str = ""
    """What is asked where it is no number."""
    mark: Literal["", "seen", "ck"] = ""


class ComplianceCell(msgspec.Struct, frozen=True, omit_defaults=True):
    """One parameter at one place; one that need not be measured there, and was not, has no cell."""

    place_id: str
    row: str
    group: str
    verdict: Verdict
    why: str = ""
    """Reason: too_high, too_low, as_required, not_as_required, detection_limit, beyond_range, doubtful, unit,
    not_measured, not_here, no_limit."""
    value: float | None = None
    """Newest result within the interval, in the parameter's unit; of a requirement without number the
    deviations found."""
    quality: int = 0
    """`Quality`: below or above are results that the laboratory's method bounds on one side only."""
    sampled_at: float | None = None
    limit_set: str = ""
    """Which judged."""
    n_results: int = 0
    """Within the interval."""
    n_failed: int = 0
    required: bool = False


class CertificateInfo(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where the certificates behind the results are."""

    kind: str
    """Kind of case."""
    place: str
    """Its data field with the place."""
    sampled: str = ""
    """Its data field with the sampling's day or instant."""


class Compliance(msgspec.Struct, frozen=True, tag="compliance"):
    """Answer to `GetCompliance`."""

    sheet: str
    name: Text
    at: float
    groups: tuple[ComplianceGroup, ...]
    parameters: tuple[ComplianceParameter, ...]
    places: tuple[str, ...]
    cells: tuple[ComplianceCell, ...]
    limits: tuple[ComplianceLimit, ...]
    """Those that judged."""
    sets: dict[str, Text]
    """Names of the limit sets that judged: regulation and version."""
    certificates: CertificateInfo | None = None
    source: str = ""
    """Regulation that asks for groups and intervals."""


ComplianceRequest = GetCompliance
ComplianceAnswer = Compliance
