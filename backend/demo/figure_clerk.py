"""The demo's people who hand in and review the figures of indicators: once, then they go home.

They sign in over the wire as officers of their units and as a leader, as `backend.demo.operators` does. What
is there already is not handed in again, and what somebody else did stays as it is.
"""

from __future__ import annotations

import argparse
import datetime as dt
import logging
import signal
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import msgspec

from backend.contract.case_requests import CasePage, FindCases
from backend.contract.cases import CaseQuery
from backend.contract.indicators import (
    EnterFigures,
    FigureEntry,
    FiguresEntered,
    FigureVersions,
    GetFiguresToReview,
    GetIndicatorAreas,
    GetIndicatorSeries,
    IndicatorAreas,
    IndicatorFigure,
    IndicatorSeries,
    ReviewFigure,
)
from backend.contract.messages import Done, ReplyBody, RequestBody
from backend.demo.centre import ZONE
from backend.demo.desk_client import DeskClient, DeskError
from backend.demo.doors import Pace
from backend.demo.office_files import PEOPLE
from backend.demo.operators import password_of
from backend.demo.statistics_office import Stated, StatisticsOffice
from backend.domain.clock import SystemClock

log = logging.getLogger(__name__)

PER_S = 12.0
"""Requests: the daemon has a wall to start beside this."""
AT_ONCE = 60
"""So many figures are handed in before they are reviewed: the list of what waits stays short."""
FIRST_TURNS = 5
"""So many periods of each indicator come before the wards' figures: the years of a term."""
REVIEWER = "lanh-dao-2"
TRIES = 40
"""Some ten minutes: the daemon of a busy machine first reads what offices have of the past."""
OFFICERS: dict[str, str] = {unit: user for user, _, unit, roles in PEOPLE if "unit_officer" in roles}
"""Unit → account of its officer."""
Key = tuple[str, str, str]
"""Code, period, area."""


class Desk(Protocol):
    """A signed-in person's desk."""

    name: str

    def ask(self, body: RequestBody) -> ReplyBody:
        """Return the daemon's answer."""
        ...


class Known(msgspec.Struct, frozen=True):
    """What the daemon has already."""

    accepted: dict[Key, IndicatorFigure]
    waiting: dict[Key, IndicatorFigure]
    returned: dict[Key, IndicatorFigure]


class FigureClerk:
    """Hands in and reviews what is missing."""

    def __init__(self, officers: Mapping[str, Desk], reviewer: Desk, breathe: Callable[[], None]) -> None:
        """Work at these desks.

        Args:
            officers: unit → desk of its officer.
            reviewer: a leader's desk.
            breathe: called before each request, to keep a pace.
        """
        self._officers, self._reviewer, self._breathe = officers, reviewer, breathe
        self._requests: dict[str, dict[tuple[str, str], str]] = {}
        self.n_entered = self.n_reviewed = 0

    def work(self, figures: Sequence[Stated]) -> None:
        """Bring figures to where they are to be: the newest of each indicator, some past, wards, the rest.

        The newest come first because only they may ring, and because the wall shows them; then each indicator
        gets some of its past, the newer before the older, so that every chart soon has bars.
        """
        mine = [each for each in figures if each.unit in self._officers]
        known = self._known(mine)
        n_of: Counter[str] = Counter()
        turns: list[list[Stated]] = []
        for each in mine:
            if each.area:
                continue
            if n_of[each.code] == len(turns):
                turns.append([])
            turns[n_of[each.code]].append(each)
            n_of[each.code] += 1
        wards = [each for each in mine if each.area]
        newest, first, rest = turns[:1], turns[1:FIRST_TURNS], turns[FIRST_TURNS:]
        for part in (_flat(newest), _flat(first), wards, _flat(rest)):
            for at in range(0, len(part), AT_ONCE):
                self._bring(part[at : at + AT_ONCE], known)

    # ---- what is there --------------------------------------------------------------------------

    def _known(self, figures: Sequence[Stated]) -> Known:
        accepted: dict[Key, IndicatorFigure] = {}
        for code in dict.fromkeys(each.code for each in figures if not each.area):
            series = self._ask(self._reviewer, GetIndicatorSeries(code))
            if isinstance(series, IndicatorSeries):
                accepted |= _by_key(series.figures)
        for code, period in dict.fromkeys((each.code, each.period) for each in figures if each.area):
            areas = self._ask(self._reviewer, GetIndicatorAreas(code, period))
            if isinstance(areas, IndicatorAreas):
                accepted |= _by_key(row.figure for row in areas.rows)
        found = self._ask(self._reviewer, GetFiguresToReview())
        waiting = _by_key(found.figures) if isinstance(found, FigureVersions) else {}
        returned: dict[Key, IndicatorFigure] = {}
        for desk in self._officers.values():
            found = self._ask(desk, GetFiguresToReview())
            returned |= _by_key(found.figures) if isinstance(found, FigureVersions) else {}
        return Known(accepted, waiting, returned)

    # ---- handing in and reviewing ---------------------------------------------------------------

    def _bring(self, figures: Sequence[Stated], known: Known) -> None:
        """Have figures handed in and reviewed; a wrong one is corrected afterwards."""
        there = {**known.accepted, **known.waiting, **known.returned}
        wrong = [
            msgspec.structs.replace(each, value=each.first)
            for each in figures
            if each.first is not None and _key(each) not in there
        ]
        self._round(wrong, known)
        self._round([each for each in figures if self._to_do(each, known)], known)

    def _round(self, figures: Sequence[Stated], known: Known) -> None:
        """Hand in what does not wait already, unit by unit, then review."""
        entered = {_key(each): known.waiting[_key(each)] for each in figures if _handed_in(each, known)}
        for unit, desk in self._officers.items():
            new = [each for each in figures if each.unit == unit and _key(each) not in entered]
            entered |= self._enter(desk, new)
        for each in figures:
            key = _key(each)
            if each.fate == "submitted" or key not in entered or not self._review(each):
                continue
            if each.fate == "accepted":
                known.waiting.pop(key, None)
                known.accepted[key] = entered[key]

    def _to_do(self, each: Stated, known: Known) -> bool:
        """Return whether a figure is not where it is to be, and nobody else has touched it."""
        key, desk = _key(each), self._officers[each.unit]
        accepted, waiting, returned = known.accepted.get(key), known.waiting.get(key), known.returned.get(key)
        if waiting is not None:
            return each.fate != "submitted" and _by(waiting) == desk.name
        if returned is not None:
            own = _by(returned) == desk.name and _reviewed_by(returned) == self._reviewer.name
            return each.fate != "returned" and own
        if accepted is None:
            return True
        return each.first is not None and _by(accepted) == desk.name and accepted.value == each.first

    def _enter(self, desk: Desk, figures: Sequence[Stated]) -> dict[Key, IndicatorFigure]:
        """Hand in figures, each for the request that asks for it; return those that were taken."""
        if not figures:
            return {}
        if desk.name not in self._requests:
            self._requests[desk.name] = self._open_requests(desk)
        requests = self._requests[desk.name]
        by_case: dict[str, list[Stated]] = {}
        for each in figures:
            case_id = "" if each.area else requests.get((each.code, each.period), "")
            by_case.setdefault(case_id, []).append(each)
        taken: dict[Key, IndicatorFigure] = {}
        for case_id, these in by_case.items():
            answer = self._ask(desk, EnterFigures(tuple(_entry(each) for each in these), case_id=case_id))
            if not isinstance(answer, FiguresEntered):
                log.warning("%s: figures refused: %s", desk.name, answer)
                continue
            for refusal in answer.refused:
                log.warning("%s: %s %s: %s", desk.name, refusal.code, refusal.period, refusal.reason.vi)
            taken |= _by_key(answer.figures)
        self.n_entered += len(taken)
        return taken

    def _open_requests(self, desk: Desk) -> dict[tuple[str, str], str]:
        """Return the open requests for figures of a unit: code and period → case."""
        query = CaseQuery(kind="collection", statuses=("asked", "returned"))
        page = self._ask(desk, FindCases(query, limit=100, count=False))
        return {
            (code, file.data.get("period", "")): file.case_id
            for file in (page.rows if isinstance(page, CasePage) else ())
            for code in file.data.get("codes", "").split(";")
        }

    def _review(self, each: Stated) -> bool:
        body = ReviewFigure(
            each.code, each.period, each.fate == "accepted", area=each.area, note=each.review_note
        )
        answer = self._ask(self._reviewer, body)
        if not isinstance(answer, Done):
            log.warning("%s %s is not reviewed: %s", each.code, each.period, answer)
            return False
        self.n_reviewed += 1
        return True

    def _ask(self, desk: Desk, body: RequestBody) -> ReplyBody:
        self._breathe()
        return desk.ask(body)


def _flat(turns: Iterable[Sequence[Stated]]) -> list[Stated]:
    return [each for turn in turns for each in turn]


def _key(each: Stated) -> Key:
    return each.code, each.period, each.area


def _by_key(figures: Iterable[IndicatorFigure]) -> dict[Key, IndicatorFigure]:
    return {(f.code, f.period, f.area): f for f in figures if not f.breakdown}


def _entry(each: Stated) -> FigureEntry:
    return FigureEntry(each.code, each.period, each.value, area=each.area, final=each.final, note=each.note)


def _handed_in(each: Stated, known: Known) -> bool:
    """Return whether a figure waits for its review as it is to be."""
    waiting = known.waiting.get(_key(each))
    return waiting is not None and waiting.value == each.value


def _by(figure: IndicatorFigure) -> str:
    return figure.provenance.by if figure.provenance is not None else ""


def _reviewed_by(figure: IndicatorFigure) -> str:
    return figure.provenance.accepted_by if figure.provenance is not None else ""


class EndedError(Exception):
    """Somebody asked the process to end."""


def main() -> None:
    """Hand in and review, then end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keys", type=Path, required=True)
    parser.add_argument("--requests", required=True)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    ended: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda signal_number, _: ended.append(signal_number))
    for _ in range(TRIES):
        try:
            _work(arguments, ended)
        except DeskError as error:
            log.warning("%s; signing in again", error)
        except EndedError:
            return
        else:
            return
    log.error("nobody could sign in, no figures are handed in")


def _work(arguments: argparse.Namespace, ended: Sequence[int]) -> None:
    clock, pace, n = SystemClock(), Pace(), 0

    def breathe() -> None:
        nonlocal n
        if ended:
            raise EndedError
        n += 1
        signal.sigtimedwait([], pace.until(n / PER_S))

    desks = {}
    try:
        for user in (REVIEWER, *OFFICERS.values()):
            breathe()
            desks[user] = DeskClient(arguments.keys, arguments.requests, clock)
            desks[user].sign_in(user, password_of(user))
        clerk = FigureClerk({unit: desks[user] for unit, user in OFFICERS.items()}, desks[REVIEWER], breathe)
        today = dt.datetime.fromtimestamp(clock.now(), ZONE).date()
        clerk.work(StatisticsOffice(today, arguments.seed).figures())
        log.info(
            "%d figures handed in, %d reviewed, %d requests in %.1f s",
            clerk.n_entered,
            clerk.n_reviewed,
            n,
            pace.passed_s(),
        )
    finally:
        for desk in desks.values():
            desk.close()


if __name__ == "__main__":
    main()
