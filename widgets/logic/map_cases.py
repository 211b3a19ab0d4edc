"""The layer of case files on a map: which cases, how each is coloured, how many each ward has. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec
import numpy as np

from backend.contract.case_requests import CaseCounts, CasePoints
from backend.contract.cases import OPEN_GROUPS, CaseQuery, DueState
from backend.contract.state import SEVERITIES
from widgets.logic import formats
from widgets.logic.drill import with_kind
from widgets.logic.map_config import FillScale
from widgets.logic.map_fill import UNKNOWN

Tone = Literal["severity", "due", "field"]
DUES: tuple[DueState, ...] = ("none", "on_time", "near", "overdue", "kept", "missed")
"""In the order of `CasePoints.due`."""
DUE_TONES: tuple[DueState, ...] = ("on_time", "near", "overdue", "kept", "missed")
SEVERITY_TONES = SEVERITIES[::-1]
N_FIELDS = 6
"""So many fields have a colour of their own; the others share one."""


class CaseLayer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Case files as points that gather into clusters."""

    case_kind: str = ""
    """Kind of the cases; empty: all kinds."""
    where: CaseQuery = CaseQuery()
    """Which of them; without groups and statuses the open ones."""
    by: Tone = "due"
    """What colours a point: `due`, `severity` or `field`."""
    heat: tuple[float, ...] = ()
    """One to four ascending numbers: wards are filled by how many cases they have. Empty: they are not."""

    def __post_init__(self) -> None:
        """Refuse bounds that no scale can be drawn from."""
        if self.heat and (len(self.heat) > 4 or list(self.heat) != sorted(set(self.heat))):
            raise ValueError(f"heat: {list(self.heat)} found, expected one to four ascending numbers")

    @property
    def query(self) -> CaseQuery:
        """Return which cases are shown."""
        found = with_kind(self.case_kind, self.where)
        if found.groups or found.statuses:
            return found
        return msgspec.structs.replace(found, groups=OPEN_GROUPS)


def tone_numbers(points: CasePoints, by: Tone, fields: Sequence[str]) -> list[int]:
    """Return the number of the tone of each point.

    Args:
        points: the positions, with severity, deadline and field of each.
        by: what colours them.
        fields: fields with a colour of their own; the number after them is that of the others.
    """
    if by == "field":
        place = {field: k for k, field in enumerate(fields)}
        return [place.get(field, len(fields)) for field in points.fields]
    if by == "severity":
        return [len(SEVERITIES) - 1 - k for k in points.severity]
    numbers = [DUE_TONES.index(due) if due in DUE_TONES else 0 for due in DUES]
    return [numbers[k] for k in points.due]


def hot_tones(by: Tone) -> tuple[int, ...]:
    """Return the tones that need a person: overdue, or high and critical."""
    return {"due": (2,), "severity": (2, 3), "field": ()}[by]


def points_geojson(points: CasePoints, by: Tone, fields: Sequence[str]) -> bytes:
    """Return the points as GeoJSON, each with its case's id and the number of its tone."""
    lat, lon = np.frombuffer(points.lat, "<f8"), np.frombuffer(points.lon, "<f8")
    tones = tone_numbers(points, by, fields)
    row = (
        '{"type":"Feature","properties":{"id":%s,"k":%d},'
        '"geometry":{"type":"Point","coordinates":[%.6f,%.6f]}}'
    )
    names = (msgspec.json.encode(case_id).decode() for case_id in points.case_ids)
    rows = [row % found for found in zip(names, tones, lon.tolist(), lat.tolist(), strict=True)]
    return ('{"type":"FeatureCollection","features":[' + ",".join(rows) + "]}").encode()


def ward_steps(counts: CaseCounts | None, wards: Iterable[str], bounds: Sequence[float]) -> dict[str, int]:
    """Return the step of each ward from a count by area: 0 where no case lies, UNKNOWN without a count."""
    if counts is None:
        return dict.fromkeys(wards, UNKNOWN)
    n = {row.keys[0]: row.n for row in counts.rows}
    return {code: bisect_right(bounds, n.get(code, 0)) for code in wards}


def heat_scale(bounds: Sequence[float], title: str, rain: Sequence[str], language: str) -> FillScale:
    """Return the legend of wards filled by how many cases they have, in the hue that maps are filled with."""
    n_colours = len(bounds) + 1
    colours = tuple(rain[round(k * (len(rain) - 1) / (n_colours - 1))] for k in range(n_colours))
    words = tuple(formats.number(bound, 0, language) for bound in bounds)
    return FillScale(title, "", colours, words, "")
