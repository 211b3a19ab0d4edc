"""Where cases hold good, as a map draws it: surfaces, wards that they name, words beside them. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

import msgspec

from backend.contract.case_shapes import CaseShape
from backend.contract.cases import OPEN_GROUPS, CaseQuery
from backend.contract.state import Severity
from widgets.logic.drill import with_kind
from widgets.logic.limits import rank
from widgets.logic.map_fill import Point


class ShapeLayer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Surfaces of cases: warnings, closed roads, search areas."""

    case_kind: str = ""
    """Kind of the cases; empty: all kinds that have a surface."""
    where: CaseQuery = CaseQuery()
    """Which of them; without groups and statuses the open ones."""
    until: str = ""
    """Data field (of type `datetime`) that says until when a case holds good, for the words beside it."""

    @property
    def query(self) -> CaseQuery:
        """Return which cases are shown."""
        found = with_kind(self.case_kind, self.where)
        if found.groups or found.statuses:
            return found
        return msgspec.structs.replace(found, groups=OPEN_GROUPS)


class ShownShapes(msgspec.Struct, frozen=True):
    """Argument of the page's `setShapes`."""

    shapes: tuple[dict[str, object], ...] = ()
    """GeoJSON features: surfaces, and a point with words for each."""
    wards: dict[str, Severity] = {}
    """Ward → the worst severity of a case that names it and has no surface."""


def shown_shapes(
    shapes: Iterable[CaseShape], wards: Mapping[str, Point], validity: Mapping[str, str]
) -> ShownShapes:
    """Return what is drawn of cases with a surface.

    Args:
        shapes: the cases.
        wards: a point of each ward, where the words of a case without a surface stand.
        validity: words about how long a case holds good, by its id.
    """
    features: list[dict[str, object]] = []
    named: dict[str, Severity] = {}
    for shape in sorted(shapes, key=lambda s: (-rank(s.severity), s.case_id)):
        if not shape.geometry:  # else the surface says it, and a ward that it only touches is not meant whole
            named.update(dict.fromkeys(shape.area_codes, shape.severity))  # the worst one comes last
        properties: dict[str, object] = {"id": shape.case_id, "severity": shape.severity}
        if shape.geometry:
            surface = msgspec.Raw(shape.geometry)
            features.append({"type": "Feature", "properties": properties, "geometry": surface})
        at = _label_point(shape, wards)
        if at is not None:
            words = {**properties, "label": _label(shape, validity), "rank": rank(shape.severity)}
            point = {"type": "Point", "coordinates": at}
            features.append({"type": "Feature", "properties": words, "geometry": point})
    return ShownShapes(tuple(features), named)


def _label(shape: CaseShape, validity: Mapping[str, str]) -> str:
    words = validity.get(shape.case_id, "")
    return unicodedata.normalize("NFC", f"{shape.title}\n{words}" if words else shape.title)


def _label_point(shape: CaseShape, wards: Mapping[str, Point]) -> Point | None:
    if shape.lon is not None and shape.lat is not None:
        return shape.lon, shape.lat
    known = [wards[code] for code in shape.area_codes if code in wards]
    if not known:
        return None
    return sum(p[0] for p in known) / len(known), sum(p[1] for p in known) / len(known)
