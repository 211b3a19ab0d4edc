"""Where cases hold good: the question of a map, and its answer."""

from __future__ import annotations

import msgspec

from backend.contract.cases import CaseQuery
from backend.contract.state import Severity


class GetCaseShapes(msgspec.Struct, frozen=True, tag="get_case_shapes"):
    """Asks for the surfaces of the open cases of a query that have any; the answer is `CaseShapes`.

    A unit's officer is told of the own unit's cases only. Of cases whose query names no group the open ones
    are meant.
    """

    query: CaseQuery
    limit: int = 500
    """Cases, 1 to 2000."""


class CaseShape(msgspec.Struct, frozen=True, omit_defaults=True):
    """The surface of one case."""

    case_id: str
    kind: str
    title: str
    severity: Severity
    geometry: bytes = b""
    """GeoJSON `MultiPolygon` (circles are polygons already), degrees, longitude first; empty: it names wards
    only, whose borders the map of wards has."""
    area_codes: tuple[str, ...] = ()
    """Wards that it names or touches."""
    lat: float | None = None
    """Degrees north of a point within it."""
    lon: float | None = None


class CaseShapes(msgspec.Struct, frozen=True, tag="case_shapes"):
    """Answer to `GetCaseShapes`: the most severe ones first."""

    shapes: tuple[CaseShape, ...]
    at: float
    """Instant of the answer, s since epoch."""
    cut: bool = False
    """There are more than were asked for."""


CaseShapeRequest = GetCaseShapes
CaseShapeAnswer = CaseShapes
