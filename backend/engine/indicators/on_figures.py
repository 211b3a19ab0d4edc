"""What people do with figures: hand in, review, set plans. One at a time; each in one transaction."""

from __future__ import annotations

import asyncio
import datetime
import math
from collections.abc import Awaitable, Callable, Iterable, Sequence

from backend.contract.indicators import (
    EnterFigures,
    FigureEntry,
    FigureRefusal,
    FiguresEntered,
    IndicatorFigure,
    ReviewFigure,
    SetPlan,
)
from backend.contract.messages import Done, Failure, ReplyBody
from backend.contract.state import Text
from backend.domain.indicators import periods
from backend.domain.indicators.figure import (
    FigureKey,
    FigureRefusedError,
    FigureRow,
    Person,
    PlanRow,
    check_entry,
    entered,
    reviewed,
)
from backend.domain.indicators.spec import IndicatorSpec
from backend.domain.refusal import RefusedError
from backend.engine.indicators.catalogue import Catalogue
from backend.engine.indicators.looking import Looking
from backend.engine.indicators.on_indicators import no_indicator, period_fault, text_fault
from backend.engine.indicators.sheet import figure_of
from backend.engine.indicators.turning_red import verdicts
from backend.engine.sessions import Session
from backend.engine.work.bench import Bench, Handlers, refused, who
from backend.usecases.indicator_areas import MERGED_ON

ENTERING = frozenset({"unit_officer", "shift_supervisor", "administrator"})
MOST_ENTRIES = 500
Answered = Callable[[str, Sequence[FigureRow]], Awaitable[None]]
"""Told of a request for figures, and of figures that answer it."""


class OnFigures:
    """Handlers of requests that change figures and plans."""

    def __init__(
        self, bench: Bench, catalogue: Catalogue, looking: Looking, handed_in: Answered, accepted: Answered
    ) -> None:
        """Write through the bench's pipeline.

        Args:
            bench: the daemon's parts.
            catalogue: of indicators.
            looking: what has committed.
            handed_in: told after figures were handed in for a request.
            accepted: told after figures of a request were accepted or given back.
        """
        self._bench, self._catalogue, self._looking = bench, catalogue, looking
        self._handed_in, self._accepted = handed_in, accepted
        self.turn = asyncio.Lock()
        """A version is counted from the one before: from reading that to the commit nobody else may."""

    def handlers(self) -> Handlers:
        """Return the handler of each kind of request."""
        return {EnterFigures: self._enter, ReviewFigure: self._review, SetPlan: self._plan}

    # ---- handing in -------------------------------------------------------------------------------

    async def _enter(self, body: EnterFigures, session: Session) -> ReplyBody:
        if session.role not in ENTERING:
            return _enters_nothing(session)
        if not 0 < len(body.entries) <= MOST_ENTRIES:
            return Failure.of(
                "invalid",
                Text(f"Có {len(body.entries)} số liệu trong một lần nhập.", f"{len(body.entries)} entries"),
                Text(f"Hãy nhập từ 1 đến {MOST_ENTRIES}.", f"1 to {MOST_ENTRIES}"),
            )
        async with self.turn:
            rows, refusals = await self._rows(body, session)
            if rows:
                self._write(rows)
            seq = await self._bench.pipeline.settle()
        new = [row for row in rows if row.state in ("submitted", "draft")]
        if body.case_id and body.submit and new:
            await self._handed_in(body.case_id, new)
        figures = tuple(figure_of(row) for row in new)
        return FiguresEntered(figures, tuple(refusals), max(seq, self._bench.pipeline.journal_seq))

    async def _rows(
        self, body: EnterFigures, session: Session
    ) -> tuple[list[FigureRow], list[FigureRefusal]]:
        person, today, now = person_of(session), self._looking.today(), self._bench.clock.now()
        good: dict[FigureKey, FigureEntry] = {}
        refusals = []
        for entry in body.entries:
            try:
                good[self._checked(entry, person, today)] = entry
            except RefusedError as error:
                refusals.append(FigureRefusal(entry.code, entry.period, error.text))
        store = self._bench.store.indicators
        known = await self._bench.beside(lambda: store.newest_of(good))
        rows: list[FigureRow] = []
        for key, entry in good.items():
            new = self._new_row(key, entry, person, body, now)
            rows += entered(known.get(key, []), new)
        return rows, refusals

    def _checked(self, entry: FigureEntry, person: Person, today: datetime.date) -> FigureKey:
        spec = self._catalogue.spec(entry.code)
        if spec is None:
            raise FigureRefusedError(
                f"Không có chỉ tiêu {entry.code}. Hãy tải lại danh sách chỉ tiêu.",
                f"there is no indicator {entry.code!r}; load the list of indicators again",
            )
        check_entry(spec, entry, person, today)
        if not self._knows_area(entry.area):
            raise FigureRefusedError(
                f"Không có địa phương mã {entry.area}. Hãy chọn trong danh sách.",
                f"there is no area {entry.area!r}; choose one of the list",
            )
        return FigureKey(entry.code, entry.period, entry.area, entry.breakdown)

    def _knows_area(self, area: str) -> bool:
        known = self._bench.casework.setup.area_names
        return not area or area in known or self._catalogue.areas.names.knows(area)

    def _new_row(
        self, key: FigureKey, entry: FigureEntry, person: Person, body: EnterFigures, now: float
    ) -> FigureRow:
        merged = periods.parse(key.period).last_day.isoformat() >= MERGED_ON
        unit_id = person.unit_id or self._catalogue.all.specs[key.code].collector
        return FigureRow(
            key=key,
            version=0,
            state="submitted" if body.submit else "draft",
            value=entry.value,
            at=now,
            by=person.name,
            user=person.user,
            how="collected" if body.case_id else "entered",
            source=self._bench.casework.setup.units.get(unit_id, unit_id),
            final=entry.final,
            vintage=MERGED_ON if merged and not key.area.startswith("cu-") else "",
            note=entry.note.strip(),
            unit_id=unit_id,
            case_id=body.case_id,
        )

    def _write(self, rows: Sequence[FigureRow]) -> None:
        out, now = self._bench.casework.out, self._bench.clock.now()
        out.figures += rows
        for row in rows:
            if row.state in ("submitted", "draft"):
                payload: dict[str, object] = {
                    "value": row.value, "version": row.version, "state": row.state, "note": row.note,
                    "case_id": row.case_id,
                }  # fmt: skip
                out.note(now, row.by, "figure.entered", row.key.subject, payload)

    # ---- review -----------------------------------------------------------------------------------

    async def _review(self, body: ReviewFigure, session: Session) -> ReplyBody:
        spec = self._catalogue.spec(body.code)
        if spec is None:
            return no_indicator(body.code)
        fault = period_fault(body.period or "?") or text_fault(body.area, body.breakdown)
        if fault is not None:
            return fault
        key = FigureKey(body.code, body.period, body.area, body.breakdown)
        store, now, person = self._bench.store.indicators, self._bench.clock.now(), person_of(session)
        async with self.turn:
            versions = await self._bench.beside(lambda: store.versions(key))
            try:
                rows = reviewed(versions, accept=body.accept, note=body.note, person=person, now=now)
            except RefusedError as error:
                return refused(error)
            out, done = self._bench.casework.out, rows[0]
            out.figures += rows
            payload: dict[str, object] = {
                "value": done.value, "version": done.version, "note": body.note, "entered_by": done.by
            }  # fmt: skip
            kind = "figure.accepted" if body.accept else "figure.returned"
            out.note(now, person.name, kind, key.subject, payload)
            seq = await self._bench.pipeline.settle()
        if body.accept and not key.area and not key.breakdown:
            await self.ring([(key.code, key.period)])
        if done.case_id:
            await self._accepted(done.case_id, [done])
        return Done(seq)

    async def ring(self, changed: Iterable[tuple[str, str]]) -> None:
        """Tell the alarm book what accepted figures say, and what is computed from them."""
        listed = list(changed)
        codes = self._catalogue.computed_from(code for code, _ in listed)

        def look() -> list[tuple[IndicatorSpec, IndicatorFigure]]:
            sheet = self._looking.sheet(codes)
            newest = ((code, own[0]) for code in codes if (own := sheet.periods(code)))
            return [(self._catalogue.all.specs[code], sheet.figure(code, of)) for code, of in newest]

        found = await self._bench.beside(look)
        touched = frozenset((code, period) for code in codes for _, period in listed)
        events = verdicts(found, touched, self._bench.clock.now())
        if events:
            self._bench.casework.out.alarm_events += events
            await self._bench.pipeline.settle()

    # ---- plans ------------------------------------------------------------------------------------

    async def _plan(self, body: SetPlan, session: Session) -> ReplyBody:
        if session.role != "administrator":
            return _sets_no_plan(session)
        spec = self._catalogue.spec(body.code)
        fault = no_indicator(body.code) if spec is None else period_fault(body.period or "?")
        if fault is not None:
            return fault
        if not self._knows_area(body.area) or not math.isfinite(body.plan or 0.0):
            return Failure.of(
                "invalid",
                Text("Địa phương hoặc con số không dùng được.", "the area or the number cannot be used"),
                Text(
                    "Hãy chọn trong danh sách và nhập một số.",
                    "choose an area, give a number",
                ),
            )
        note = " ".join(body.note.replace("\x00", " ").split())
        if not note:
            return Failure.of(
                "invalid",
                Text("Đặt kế hoạch mà không nói căn cứ.", "a plan without its reason"),
                Text("Hãy ghi nghị quyết hoặc quyết định giao kế hoạch.", "name the decision that set it"),
            )
        store, now, name = self._bench.store.indicators, self._bench.clock.now(), who(session)
        async with self.turn:
            known = await self._bench.beside(lambda: store.plans([body.code], body.area))
            version = max((row.version for row in known if row.period == body.period), default=0) + 1
            row = PlanRow(body.code, body.period, body.area, version, body.plan, now, name, note)
            out = self._bench.casework.out
            out.plans.append(row)
            payload: dict[str, object] = {"plan": body.plan, "version": version, "note": row.note}
            subject = FigureKey(body.code, body.period, body.area).subject
            out.note(now, name, "figure.plan", subject, payload)
            seq = await self._bench.pipeline.settle()
        if not body.area:
            await self._ring_plan(body.code)
        return Done(seq)

    async def _ring_plan(self, code: str) -> None:
        """Judge an indicator's newest figure anew: its plan is another one now."""
        sheet = await self._bench.beside(lambda: self._looking.sheet([code]))
        own = await self._bench.beside(lambda: sheet.periods(code))
        if own:
            await self.ring([(code, own[0])])


def person_of(session: Session) -> Person:
    """Return a signed-in person as the rules of figures know them."""
    return Person(who(session), session.user, session.role, session.unit_id)


def _enters_nothing(session: Session) -> Failure:
    return Failure.of(
        "not_allowed",
        Text("Tài khoản này không được nhập số liệu.", f"the role {session.role!r} enters no figures"),
        Text("Hãy nhờ cán bộ của đơn vị báo cáo.", "ask an officer of the collecting unit"),
    )


def _sets_no_plan(session: Session) -> Failure:
    return Failure.of(
        "not_allowed",
        Text("Tài khoản này không được đặt kế hoạch.", f"the role {session.role!r} sets no plans"),
        Text("Hãy nhờ quản trị.", "ask an administrator"),
    )
