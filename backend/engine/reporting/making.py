"""Makes one report: gathers beside the loop, lays out, prints, keeps, writes into the journal."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Literal

import msgspec

from backend.channels.carrying.fonts import document_font
from backend.contract.messages import EntryAppended
from backend.domain.cases.change import CaseState
from backend.engine.reporting.gathering import Gathering
from backend.engine.reporting.ground import Ground
from backend.engine.reporting.press import Press
from backend.reports import periods
from backend.reports.composing import compose, field_values
from backend.reports.paper import PrintJob
from backend.reports.periods import Period
from backend.reports.spec import ReportSpec
from backend.store import KeptBytes

Format = Literal["docx", "pdf"]
MADE, PRINTED = "report.made", "report.printed"
"""Kinds of journal entries: on schedule, on demand."""
TYPES: dict[Format, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """Which document."""

    spec: ReportSpec
    period: Period
    format: Format
    unit_id: str = ""
    state: CaseState | None = None
    """Case that it is about."""

    @property
    def subject(self) -> str:
        """Return the unit or case that it is about, empty for the centre."""
        return self.state.file.case_id if self.state is not None else self.unit_id

    @property
    def key(self) -> tuple[str, str, str, float]:
        """Return by what a document on schedule is known: there is one of each."""
        return self.spec.id, self.subject, self.format, self.period.start_at


class Document(msgspec.Struct, frozen=True):
    """A document that was made."""

    name: str
    media_type: str
    data: bytes
    digest: str


class Maker:
    """Makes reports, and knows which were made on schedule."""

    def __init__(self, ground: Ground, press: Press, made: Iterable[EntryAppended]) -> None:
        """Go on from the journal's entries about documents made on schedule."""
        self._ground, self._press = ground, press
        self.made: dict[tuple[str, str, str, float], tuple[float, str, str]] = {}
        """Key of an order to instant, file name and hash."""
        for entry in made:
            payload = entry.payload
            key = (
                entry.subject,
                str(payload.get("about", "")),
                str(payload.get("format", "")),
                float(str(payload.get("start_at", 0.0))),
            )
            self.made[key] = (entry.at, str(payload.get("name", "")), str(payload.get("digest", "")))

    def of_report(self, report_id: str) -> tuple[tuple[float, str, str], ...]:
        """Return what was made of a report on schedule, newest first."""
        found = [value for key, value in self.made.items() if key[0] == report_id]
        return tuple(sorted(found, reverse=True))

    async def make(self, order: Order, by: str, *, scheduled: bool = False) -> Document:
        """Make a document; it is in the journal when this returns, and kept where people rely on it.

        Args:
            order: which.
            by: who asked.
            scheduled: it is the one of its period.

        Raises:
            RefusedError: the pack's template is at fault.
            PressError: it cannot be printed.
            StoreError: the store refuses.
        """
        document = await self._print(order)
        bench = self._ground.bench
        now, out = bench.clock.now(), bench.casework.out
        payload: dict[str, object] = {
            "report": order.spec.id,
            "about": order.subject,
            "format": order.format,
            "start_at": order.period.start_at,
            "end_at": order.period.end_at,
            "name": document.name,
            "digest": document.digest,
        }
        if scheduled or order.state is not None:
            kept = KeptBytes(document.digest, document.name, document.media_type, now, document.data)
            out.kept.append(kept)
        subject = order.spec.id if order.state is None else order.subject
        out.note(now, by, MADE if scheduled else PRINTED, subject, payload)
        await bench.pipeline.settle()
        if scheduled:
            self.made[order.key] = (now, document.name, document.digest)
        return document

    async def _print(self, order: Order) -> Document:
        ground, spec = self._ground, order.spec
        gathering = Gathering(ground, spec, order.period, ground.bench.clock.now())
        facts = await ground.bench.beside(lambda: gathering.facts(order.unit_id, order.state))
        template = ground.reports.templates.get(spec.id, b"") if order.format == "docx" else b""
        job = PrintJob(
            paper=compose(spec, facts),
            format=order.format,
            font=str(document_font()),
            template=template,
            values=field_values(spec, facts),
        )
        data = await self._press.print(job)
        stamp = order.subject
        if order.state is None:
            when = periods.file_stamp(spec.period, order.period, ground.zone)
            stamp = f"{order.subject}-{when}" if order.subject else when
        name = f"{spec.id}-{stamp}.{order.format}".replace("/", "-")
        return Document(name, TYPES[order.format], data, hashlib.sha256(data).hexdigest())
