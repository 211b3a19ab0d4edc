"""What a sheet of compliance is, as a pack's `compliance/<id>.yaml` says it."""

from __future__ import annotations

from typing import Literal

import msgspec

from backend.contract.state import Text

Every = Literal["month", "quarter", "half_year", "year"]
MONTHS: dict[str, int] = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}

CERTIFIED = ("pass", "fail", "inconclusive")
"""What may be said of one certificate."""

Attributes = dict[str, str | list[str]]
"""Attribute of a place → value, or values, that it must have; `""` stands for "has none"."""


class GroupSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Parameters that have to be measured equally often."""

    id: str
    name: Text
    every: Every
    """A result counts for so long from its sampling; a required parameter without one is missing."""
    required_of: list[Attributes] = []
    """Places at which the whole group has to be measured: those with all attributes of one of these; empty:
    every place of the sheet. At others what was measured is judged, and nothing is missing."""
    parameters: dict[str, str]
    """Row of the limit sets → metric of the results."""
    mark: Literal["", "seen", "ck"] = ""
    """How the interval is known; `ck`: to be verified."""


class CertificateSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Cases that are the certificates behind the results."""

    kind: str
    """Kind of case."""
    place: str
    """Its data field with the id or name of the place; indexed."""
    sampled: str = ""
    """Its data field with the day or instant of the sampling."""
    verdict: str = ""
    """Its data field into which the verdict on its own results is written: a choice of `CERTIFIED`."""


class MeasuredSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Metrics of the places under which the sheet's own counts are readings: rules apply to them."""

    failed: str = ""
    """Parameters whose newest result fails."""
    inconclusive: str = ""
    missing: str = ""


class SheetSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One sheet: `compliance/<id>.yaml`."""

    id: str
    name: Text
    family: str
    """Family of limit sets (or one set) that judges; the place chooses the version, the sampling the day."""
    place_kinds: tuple[str, ...]
    where: Attributes = {}
    """Only places with these attributes; empty: all of these kinds."""
    groups: tuple[GroupSpec, ...]
    certificates: CertificateSpec | None = None
    measured_as: MeasuredSpec = MeasuredSpec()
    source: str = ""
    """Regulation that asks for the groups and how often."""
