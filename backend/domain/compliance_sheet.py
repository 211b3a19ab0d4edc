"""Fills a sheet of compliance: every parameter at every place, judged by the set of that place and day."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from backend.contract.state import Place
from backend.domain.compliance import Judgement, Result, Verdict, Why, judge, worst
from backend.domain.compliance_spec import MONTHS, GroupSpec, SheetSpec
from backend.domain.limit_families import chosen_set, limit_for, row_applies
from backend.domain.limit_sets import VIETNAM, LimitRow, LimitSet, LimitSets, UnboundError, fits


class Cell(msgspec.Struct, frozen=True):
    """One parameter at one place."""

    place_id: str
    group: str
    row: str
    verdict: Verdict
    why: Why = ""
    result: Result | None = None
    """The newest one within the group's interval."""
    limit_set: str = ""
    """Regulation and version that judged; empty where none holds."""
    n_results: int = 0
    """Results within the interval."""
    n_failed: int = 0
    """Those of them that fail."""
    required: bool = False


def places_of(sheet: SheetSpec, places: Iterable[Place]) -> list[Place]:
    """Return the places that a sheet is about."""
    return [p for p in places if p.kind in sheet.place_kinds and fits(sheet.where, p.attributes)]


def is_required(group: GroupSpec, place: Place) -> bool:
    """Return whether a whole group has to be measured at a place."""
    return not group.required_of or any(fits(each, place.attributes) for each in group.required_of)


def since(group: GroupSpec, at: float) -> float:
    """Return the instant (s since epoch) after which a sample counts for `at`: whole months before it."""
    end = dt.datetime.fromtimestamp(at, VIETNAM)
    months = end.year * 12 + end.month - 1 - MONTHS[group.every]
    year, month = divmod(months, 12)
    day = min(end.day, calendar.monthrange(year, month + 1)[1])
    return end.replace(year=year, month=month + 1, day=day).timestamp()


def words_of_place(place: Place) -> dict[str, str]:
    """Return what limit sets may ask of a place."""
    more = {"place_id": place.place_id, "area_code": place.area_code, "kind": place.kind}
    return {**place.attributes, **more}


def filled(
    sheet: SheetSpec,
    place: Place,
    results: Mapping[str, Sequence[Result]],
    limit_sets: LimitSets,
    at: float,
) -> list[Cell]:
    """Return the cells of one place at an instant.

    Args:
        sheet: what is asked for.
        place: one of the sheet's.
        results: of each metric those that are known, oldest first.
        limit_sets: by id.
        at: s since epoch; samples after it do not count.
    """
    found = []
    for group in sheet.groups:
        after, required = since(group, at), is_required(group, place)
        for row, metric in group.parameters.items():
            within = [each for each in results.get(metric, ()) if after < each.at <= at]
            cell = _cell(sheet, place, row, within, limit_sets, at)
            found.append(_within(cell, group, required=required))
    return found


def _within(cell: Cell, group: GroupSpec, *, required: bool) -> Cell:
    if cell.verdict == "missing" and not required:
        cell = msgspec.structs.replace(cell, verdict="not_applicable", why="not_required")
    wanted = required and cell.verdict != "not_applicable"
    return msgspec.structs.replace(cell, group=group.id, required=wanted)


def _cell(  # noqa: PLR0913 - what a verdict depends on
    sheet: SheetSpec, place: Place, row: str, within: Sequence[Result], limit_sets: LimitSets, at: float
) -> Cell:
    words = words_of_place(place)
    judged = [_judged(sheet.family, row, words, result, limit_sets) for result in within]
    failed = sum(judgement.verdict == "fail" for judgement, _ in judged)
    if judged:
        judgement, limit_set = judged[-1]
    else:
        judgement, limit_set = _judged(sheet.family, row, words, None, limit_sets, at)
    newest = within[-1] if within else None
    return Cell(
        place_id=place.place_id,
        group="",
        row=row,
        verdict=judgement.verdict,
        why=judgement.why,
        result=newest,
        limit_set=limit_set,
        n_results=len(within),
        n_failed=failed,
    )


def _judged(  # noqa: PLR0913 - a result, and what judges it
    family: str,
    row: str,
    words: Mapping[str, str],
    result: Result | None,
    limit_sets: LimitSets,
    at: float = 0.0,
) -> tuple[Judgement, str]:
    """Return the verdict on a result by the set of its day, and that set's id."""
    day = at if result is None else result.at
    try:
        limit_set: LimitSet = chosen_set(limit_sets, family, words, day)
    except UnboundError:
        # no regulation holds there: what was measured is judged by none, what was not is still missing
        return Judgement("missing" if result is None else "inconclusive", "no_limit"), ""
    try:
        _, limit = limit_for(limit_sets, family, row, words, day)
    except UnboundError:
        return judge(result, None), limit_set.id
    return judge(result, limit, applies=row_applies(limit, words)), limit_set.id


def certified(
    sheet: SheetSpec, place: Place, results: Mapping[str, Result], limit_sets: LimitSets
) -> Verdict | None:
    """Return the worst verdict on the results of one certificate; None: none of them is a limit's.

    Args:
        sheet: says which metric is judged by which row.
        place: where the sample was taken.
        results: of each metric what the certificate says.
        limit_sets: by id.
    """
    words = words_of_place(place)
    found: list[Verdict] = [
        _judged(sheet.family, row, words, results[metric], limit_sets)[0].verdict
        for group in sheet.groups
        for row, metric in group.parameters.items()
        if metric in results
    ]
    verdict = worst(found)
    return None if verdict == "not_applicable" else verdict


def limits_of(cells: Iterable[Cell], limit_sets: LimitSets) -> dict[tuple[str, str], LimitRow]:
    """Return the rows that judged some cells, by set and key."""
    found = {}
    for cell in cells:
        chosen = limit_sets.get(cell.limit_set)
        if chosen is not None and cell.row in chosen.rows:
            found[cell.limit_set, cell.row] = chosen.rows[cell.row]
    return found
