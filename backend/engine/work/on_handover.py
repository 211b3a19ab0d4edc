"""Answers about a shift's handover: compiled, ticked, signed by both, kept in the journal, printed."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from zoneinfo import ZoneInfo

import msgspec

from backend.contract.messages import Done, Failure, ReplyBody
from backend.contract.state import Freshness, Place, Shift, Source, Text
from backend.contract.work import Handover, Signature, WorkItem
from backend.contract.work_requests import (
    CompileHandover,
    GetHandoverPdf,
    Kept,
    Made,
    SignHandover,
    TickHandover,
)
from backend.domain import handover as handovers
from backend.domain.handover import Facts, HandoverRefusedError
from backend.domain.numbering import DailyNumbers
from backend.engine.sessions import Session
from backend.engine.work.bench import Bench, Handlers, refused, who, wrong_password

SHIFT_S = 12 * 3600.0
"""Failed messages of so long are part of a handover."""


class Surroundings(msgspec.Struct, frozen=True):
    """What a handover needs besides the work: shifts, sources, cameras."""

    centre: str
    shifts: tuple[Shift, ...]
    sources: Callable[[], Iterable[Source]]
    cameras: tuple[Place, ...]
    signal_of: Callable[[str], tuple[Freshness, float | None]]
    """Place id of a camera → how alive its picture is, and when it last was (s since epoch)."""


class OnHandover:
    """Handlers of requests about handovers."""

    def __init__(self, bench: Bench, around: Surroundings) -> None:
        """Answer with `bench`."""
        self._bench, self._around = bench, around
        self._ids = DailyNumbers("BG", bench.casework.setup.zone)
        self._ids.restore(bench.casework.handovers)

    def handlers(self) -> Handlers:
        """Return the handler of each kind of request."""
        return {
            CompileHandover: self._compile,
            TickHandover: self._tick,
            SignHandover: self._sign,
            GetHandoverPdf: self._pdf,
        }

    async def _compile(self, body: CompileHandover, session: Session) -> ReplyBody:
        now = self._bench.clock.now()
        handover = self._running(now)
        try:
            if body.note.strip():
                handover = handovers.with_note(handover, body.note, now)
            handover = handovers.compiled(self._facts(now), handover, now, self._bench.pipeline.journal_seq)
        except HandoverRefusedError as error:
            return refused(error)
        payload: dict[str, object] = {"n_items": len(handover.items), "note": body.note.strip()}
        self._bench.casework.keep_handover(handover, "handover.compiled", who(session), payload, now)
        return Made(handover.handover_id, await self._bench.pipeline.settle())

    def _running(self, now: float) -> Handover:
        """Return the handover that is not signed out yet, or a new one of the running shift."""
        known = self._bench.casework.handovers.values()
        found = [h for h in known if h.open and h.signed_out is None]
        if found:
            return max(found, key=lambda handover: handover.compiled_at)
        return Handover(self._ids.next(now), self._shift(now), now, now, ())

    def _shift(self, now: float) -> str:
        shifts = sorted(self._around.shifts, key=lambda shift: shift.starts)
        if not shifts:
            return ""
        local = datetime.datetime.fromtimestamp(now, self._bench.casework.setup.zone)
        past = [shift for shift in shifts if shift.starts <= local.strftime("%H:%M")]
        return (past or shifts)[-1].name

    def _facts(self, now: float) -> Facts:
        casework = self._bench.casework
        dead = []
        for place in self._around.cameras:
            signal, seen_at = self._around.signal_of(place.place_id)
            if signal == "lost":
                dead.append((place.place_id, place.name, seen_at))
        return Facts(
            alarms=self._bench.pipeline.book.listed(),
            incidents=casework.incidents.open_incidents(),
            runs=tuple(casework.procedures.open_runs()),
            failed_messages=tuple(
                message
                for message in casework.messages.messages()
                if message.state in ("failed", "unknown") and now - message.changed_at < SHIFT_S
            ),
            sources=tuple(self._around.sources()),
            dead_cameras=tuple(dead),
        )

    def _found(self, handover_id: str) -> Handover | Failure:
        found = self._bench.casework.handovers.get(handover_id)
        if found is None:
            return _no_handover(handover_id)
        return found

    async def _tick(self, body: TickHandover, session: Session) -> ReplyBody:
        found = self._found(body.handover_id)
        if isinstance(found, Failure):
            return found
        now = self._bench.clock.now()
        try:
            handover = handovers.ticked(found, body.item_ids, body.ticked, now)
        except HandoverRefusedError as error:
            return refused(error)
        payload: dict[str, object] = {"items": list(body.item_ids), "ticked": body.ticked}
        self._bench.casework.keep_handover(handover, "handover.ticked", who(session), payload, now)
        return Done(await self._bench.pipeline.settle())

    async def _sign(self, body: SignHandover, _session: Session) -> ReplyBody:
        account = await self._bench.account(body.user, body.password)
        if account is None:
            return wrong_password(body.user)
        found = self._found(body.handover_id)
        if isinstance(found, Failure):
            return found
        now = self._bench.clock.now()
        signature = Signature(account.user, account.display_name, now)
        try:
            handover = handovers.signed(found, body.side, signature)
        except HandoverRefusedError as error:
            return refused(error)
        # The items as they were signed stand in the entry: the hash chain holds what both have read.
        payload: dict[str, object] = {"side": body.side, "user": account.user, "shift": handover.shift}
        payload["items"] = [msgspec.to_builtins(item) for item in handover.items]
        self._bench.casework.keep_handover(handover, "handover.signed", account.display_name, payload, now)
        return Done(await self._bench.pipeline.settle())

    async def _pdf(self, body: GetHandoverPdf, _session: Session) -> ReplyBody:
        found: Handover | WorkItem | None = self._bench.casework.handovers.get(body.handover_id)
        if found is None:
            stored = await self._bench.beside(lambda: self._bench.store.work.by_id([body.handover_id]))
            found = stored[0] if stored else None
        if not isinstance(found, Handover):
            return _no_handover(body.handover_id)
        handover, zone, centre = found, self._bench.casework.setup.zone, self._around.centre
        data = await self._bench.beside(lambda: _printed(handover, centre, zone))
        return Kept(f"ban-giao-{handover.handover_id}.pdf", "application/pdf", data)


def _no_handover(handover_id: str) -> Failure:
    return Failure.of(
        "not_found",
        Text(f"Không có bản bàn giao {handover_id}.", f"there is no handover {handover_id!r}"),
        Text("Hãy tổng hợp bản bàn giao trước.", "compile it first"),
    )


def _printed(handover: Handover, centre: str, zone: ZoneInfo) -> bytes:
    # What makes documents takes 30 MB and most of a second to load: not at every start of the daemon.
    from backend.engine.work.handover_pdf import handover_pdf  # noqa: PLC0415

    return handover_pdf(handover, centre, zone)
