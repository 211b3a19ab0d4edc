"""Where cases hold good: what people and sources say of it is checked and completed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from msgspec.structs import replace

from backend.contract.cases import CaseFile
from backend.domain.cases.change import CaseDraft, CaseRefusedError
from backend.domain.cases.correcting import readdressed
from backend.domain.cases.shapes import ShapeError, centre, checked_areas, checked_shape
from backend.domain.cases.spec import CaseKindSpec, DataSpec
from backend.domain.cases.update import CaseUpdate
from backend.engine.cases.areas import Areas


class Extent(NamedTuple):
    """Data fields of a kind that say where its cases hold good; empty: it has none."""

    shape: str
    areas: str


def extent_of(spec: CaseKindSpec) -> Extent:
    """Return the first shape and the first list of wards among a kind's data."""

    def first(type_: str) -> str:
        return next((field.id for field in spec.data if field.type == type_), "")

    return Extent(first("shape"), first("areas"))


def areas_of(spec: CaseKindSpec, file: CaseFile) -> tuple[str, ...]:
    """Return the codes of the wards where a case holds good, as it names them."""
    field = extent_of(spec).areas
    return tuple(file.data.get(field, "").split()) if field else ()


def refuse_areas(field: DataSpec, text: str, areas: Areas) -> None:
    """Refuse wards that are not there.

    Raises:
        CaseRefusedError: says which.
    """
    try:
        unknown = areas.unknown(checked_areas(text).split())
    except ShapeError:
        return  # the kind's own rules refuse it, in words
    if unknown:
        listed = ", ".join(unknown[:5])
        raise CaseRefusedError(
            f"“{field.name.vi}” có mã {listed} không thuộc phường, xã nào. Hãy chọn trong danh sách.",
            f"'{field.id}' has {listed}, no code of a ward here; choose of the list",
        )


def spread(spec: CaseKindSpec, data: Mapping[str, str], areas: Areas) -> dict[str, str]:
    """Return data with the wards that a shape touches, where the kind lists wards and none are given."""
    extent, found = extent_of(spec), dict(data)
    text = found.get(extent.shape, "").strip() if extent.shape else ""
    if not text or not extent.areas or found.get(extent.areas, "").strip():
        return found
    try:
        touched = areas.touched(checked_shape(text))
    except ShapeError:
        return found  # refused in words by the kind's own rules
    return found | {extent.areas: " ".join(touched)} if touched else found


def respread(spec: CaseKindSpec, values: Mapping[str, str], file: CaseFile, areas: Areas) -> dict[str, str]:
    """Return corrected data with what follows from them: wards of a new shape, and the place on the map.

    Other wards without another shape take the shape away: it would tell of those that were before.
    """
    extent, found = extent_of(spec), spread(spec, values, areas)
    if not (extent.shape in values or extent.areas in values):
        return found
    before = set(file.data.get(extent.areas, "").split())
    if extent.areas in values and set(values[extent.areas].replace(",", " ").split()) != before:
        found.setdefault(extent.shape, "") if extent.shape and file.data.get(extent.shape) else None
    at = place_of(spec, file.data | found, areas)
    return found if at is None else {"lat": str(at[0]), "lon": str(at[1])} | found


def relocated(spec: CaseKindSpec, values: Mapping[str, str], file: CaseFile, areas: Areas) -> dict[str, str]:
    """Return corrected data with what follows from them: see `respread` and `readdressed`.

    Raises:
        CaseRefusedError: the name of a ward is named, or a position cannot be read.
    """
    found = respread(spec, values, file, areas)
    named = "lat" in values or "lon" in values
    anchored = not named and place_of(spec, file.data | found, areas) is not None
    return readdressed(found, file, areas, anchored=anchored)


def spread_draft(spec: CaseKindSpec, draft: CaseDraft, areas: Areas) -> CaseDraft:
    """Return a draft with the wards of its shape, and a place on the map where it says none itself."""
    draft = replace(draft, data=spread(spec, draft.data, areas))
    if draft.lat is not None and draft.lon is not None:
        return draft
    found = place_of(spec, draft.data, areas)
    return draft if found is None else replace(draft, lat=found[0], lon=found[1])


def spread_update(spec: CaseKindSpec, update: CaseUpdate, areas: Areas) -> CaseUpdate:
    """Return what a source says of a case with the wards of its shape, and a place on the map."""
    extent = extent_of(spec)
    if not (extent.shape in update.data or extent.areas in update.data):
        return update
    data = spread(spec, update.data, areas)
    if extent.areas and (codes := data.get(extent.areas, "").split()):
        here = [code for code in codes if code not in areas.unknown(codes)]
        data[extent.areas] = " ".join(here)  # others are not this centre's: the shape tells of them
    update = replace(update, data=data)
    if update.case.lat is not None:
        return update
    found = place_of(spec, data, areas)
    return update if found is None else replace(update, case=replace(update.case, lat=found[0], lon=found[1]))


def place_of(spec: CaseKindSpec, data: Mapping[str, str], areas: Areas) -> tuple[float, float] | None:
    """Return a point in the extent that data give, degrees north and east; None where they give none."""
    extent = extent_of(spec)
    text = data.get(extent.shape, "").strip() if extent.shape else ""
    try:
        if text:
            return centre(checked_shape(text))
        codes = checked_areas(data.get(extent.areas, "")).split() if extent.areas else []
    except ShapeError:
        return None
    return areas.middle(codes) if codes else None
