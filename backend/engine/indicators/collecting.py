"""Asks units for their figures when a period is over: a case for each unit and period."""

from __future__ import annotations

import asyncio
import datetime
import logging
from collections.abc import Sequence

import msgspec

from backend.contract.cases import OPEN_GROUPS, CaseFile, CaseQuery
from backend.domain.cases.change import Actor, CaseDraft
from backend.domain.indicators import periods
from backend.domain.indicators.figure import FigureKey, FigureRow
from backend.domain.indicators.spec import IndicatorSpec, SetSpec
from backend.domain.refusal import RefusedError
from backend.engine.cases.register import Register
from backend.engine.indicators.catalogue import Catalogue
from backend.engine.indicators.looking import Looking
from backend.engine.work.bench import Bench
from backend.store import StoreError

log = logging.getLogger(__name__)

PERIOD_S = 60.0
SYSTEM = Actor("Tự động thu thập", "system")
MOST_OPEN = 500


class Request(msgspec.Struct, frozen=True):
    """Figures that one unit owes for one period."""

    set_id: str
    kind: str
    unit_id: str
    period: str
    codes: tuple[str, ...]


def due_requests(sets: Sequence[SetSpec], today: datetime.date) -> list[Request]:
    """Return what units are to be asked for on a day: of each indicator the newest period that is over."""
    found: dict[tuple[str, str, str], list[str]] = {}
    kinds: dict[str, str] = {}
    for spec in sets:
        if spec.collect is None:
            continue
        kinds[spec.id] = spec.collect.kind
        for indicator in spec.indicators:
            if indicator.computed or not indicator.collector:
                continue
            period = periods.newest_ended(indicator.period, today)
            last_day = periods.parse(period).last_day
            asked_on = last_day + datetime.timedelta(days=spec.collect.after_days)
            if asked_on <= today and _in_force(spec, last_day):
                found.setdefault((spec.id, indicator.collector, period), []).append(indicator.code)
    return [
        Request(set_id, kinds[set_id], unit_id, period, tuple(codes))
        for (set_id, unit_id, period), codes in found.items()
    ]


def _in_force(spec: SetSpec, day: datetime.date) -> bool:
    """Return whether a set holds on a day: figures of its last period are asked for after its end."""
    return (spec.valid_from is None or spec.valid_from <= day) and (
        spec.valid_to is None or day < spec.valid_to
    )


class Collecting:
    """Opens requests and follows what comes in."""

    def __init__(self, bench: Bench, register: Register, catalogue: Catalogue, looking: Looking) -> None:
        """Open cases in `register`."""
        self._bench, self._register = bench, register
        self._catalogue, self._looking = catalogue, looking
        self._unknown_units: set[str] = set()

    async def run(self) -> None:
        """Look every minute until cancelled."""
        while True:
            try:
                await self.tick()
            except StoreError as error:
                log.warning("figures to collect cannot be read: %s", error)
            except Exception:  # boundary: asking for figures must not end the daemon
                log.exception("figures cannot be asked for; it is tried again")
            await asyncio.sleep(PERIOD_S)

    async def tick(self) -> None:
        """Ask for what is due, and follow what came in since: also what no request named."""
        for request in due_requests(list(self._catalogue.all.sets.values()), self._looking.today()):
            await self._ask(request)
        for kind in self._kinds():
            found = await self._register.find(
                CaseQuery(kind=kind, groups=OPEN_GROUPS), "oldest", 0, MOST_OPEN
            )
            for file in found:
                await self.follow(file.case_id)

    def _kinds(self) -> list[str]:
        named = dict.fromkeys(s.collect.kind for s in self._catalogue.all.sets.values() if s.collect)
        return [kind for kind in named if kind in self._register.kinds]

    async def _ask(self, request: Request) -> None:
        if request.kind not in self._register.kinds or not self._has_unit(request.unit_id):
            return
        data = {"set": request.set_id, "period": request.period}
        query = CaseQuery(kind=request.kind, units=(request.unit_id,), data=data)
        if await self._register.find(query, limit=1):
            return
        missing = [code for code in request.codes if not await self._states(code, request.period)]
        if not missing:
            return
        specs = [self._catalogue.all.specs[code] for code in missing]
        draft = CaseDraft(
            title=f"Báo cáo số liệu {periods.name(request.period).vi} — {len(specs)} chỉ tiêu",
            text=_listed(specs),
            unit_id=request.unit_id,
            source="schedule",
            data={**data, "codes": ";".join(missing)},
        )
        try:
            await self._register.open(request.kind, draft, SYSTEM)
        except RefusedError as error:
            log.warning("figures of %s are not asked for: %s", request.unit_id, error)

    def _has_unit(self, unit_id: str) -> bool:
        """Return whether the centre has a unit; one that a pack names in vain is told once."""
        if unit_id in self._bench.casework.setup.units:
            return True
        if unit_id not in self._unknown_units:
            self._unknown_units.add(unit_id)
            log.warning(
                "indicators name the unit %r, which this centre does not have: it is not asked", unit_id
            )
        return False

    async def _states(self, code: str, period: str) -> set[str]:
        """Return the states of what was handed in of a figure: drafts are not."""
        rows = await self._versions(code, period)
        return {row.state for row in rows if row.state in ("submitted", "accepted")}

    async def _versions(self, code: str, period: str) -> list[FigureRow]:
        store = self._bench.store.indicators
        return await self._bench.beside(lambda: store.versions(FigureKey(code, period)))

    # ---- what comes in ----------------------------------------------------------------------------

    async def handed_in(self, case_id: str, _rows: Sequence[FigureRow]) -> None:
        """Follow a request after figures were handed in for it."""
        await self.follow(case_id)

    async def reviewed(self, case_id: str, rows: Sequence[FigureRow]) -> None:
        """Follow a request after one of its figures was accepted or given back."""
        back = [row for row in rows if row.state == "returned"]
        if back:
            words = f"{back[0].key.code}: {back[0].review_note}"
            await self._act(case_id, "return", {"note": words}, "submitted")
        else:
            await self.follow(case_id)

    async def follow(self, case_id: str) -> None:
        """Move a request on as far as its figures are."""
        file = await self._register.get(case_id)
        if file is None or not file.open or file.kind not in self._kinds():
            return
        codes = [code for code in file.data.get("codes", "").split(";") if code]
        newest = [await self._newest(code, file.data.get("period", "")) for code in codes]
        if not newest or not all(state in ("submitted", "accepted") for state in newest):
            return
        if file.status != "submitted":
            await self._act(case_id, "submit", {}, file.status)
        if all(state == "accepted" for state in newest):
            await self._act(case_id, "accept", {}, "submitted")

    async def _newest(self, code: str, period: str) -> str:
        rows = await self._versions(code, period)
        return rows[0].state if rows else ""

    async def _act(self, case_id: str, action: str, values: dict[str, str], status: str) -> None:
        file: CaseFile | None = await self._register.get(case_id)
        if file is None or file.status != status:
            return
        _, not_done = await self._register.act([case_id], action, values, SYSTEM)
        for refusal in not_done:
            log.warning("the request %s cannot go on: %s", case_id, refusal.reason.in_language("en"))


def _listed(specs: Sequence[IndicatorSpec]) -> str:
    return "\n".join(f"- {spec.code}: {spec.name.vi} ({spec.unit.vi})" for spec in specs)
