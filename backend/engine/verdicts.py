"""Certificates say at once whether they pass: their cases carry the verdict on their own results."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from backend.contract.cases import OPEN_GROUPS, CaseFile, CaseQuery
from backend.domain.cases.change import Actor, CaseRefusedError
from backend.domain.compliance_spec import CertificateSpec, SheetSpec
from backend.domain.limit_sets import VIETNAM
from backend.engine.cases.register import Register
from backend.store import StoreError

log = logging.getLogger(__name__)

PERIOD_S = 20.0
AGAIN_S = 600.0
"""A verdict is looked at again so often while its case is open: a result may be corrected or come late."""
PAGE = 200
MOST_CASES = 2_000
"""Of each kind, the newest: an import of old certificates beyond them stays without a verdict."""
ACTOR = Actor("Đánh giá quy chuẩn", "system")
EVERY_GROUP = (*OPEN_GROUPS, "done", "refused")


class Judge(Protocol):
    """What judges: `backend.engine.compliance.ComplianceSheets`."""

    sheets: dict[str, SheetSpec]

    def verdict(self, sheet_id: str, place_id: str, start_at: float, end_at: float) -> str:
        """Return the worst verdict on what was sampled in a span; empty: nothing was. Blocks."""
        ...


class CertificateVerdicts:
    """Writes the verdict of certificates into the data field that their sheet names."""

    def __init__(self, judge: Judge, register: Register, now: Callable[[], float]) -> None:
        """Judge the cases of `register` by the sheets of `judge`; `now`: s since epoch."""
        self._judge, self._register, self._now = judge, register, now
        self._asked = [
            (sheet.id, sheet.certificates)
            for sheet in judge.sheets.values()
            if sheet.certificates is not None and sheet.certificates.verdict
        ]
        self._looked_at: dict[str, float] = {}
        """When the verdict of an open case was looked at last, s since epoch."""
        self._started = False

    async def run(self) -> None:
        """Judge until cancelled."""
        while True:
            try:
                await self.look()
            except StoreError as error:
                log.warning("verdicts of certificates wait: %s", error)
            await asyncio.sleep(PERIOD_S)

    async def look(self) -> int:
        """Judge what came in, the first time also what has ended; return how many verdicts changed."""
        groups = OPEN_GROUPS if self._started else EVERY_GROUP
        n_changed = 0
        for sheet_id, certificates in self._asked:
            n_before, files = 0, await self._page(certificates, groups, 0)
            while files and n_before < MOST_CASES:
                for file in files:
                    n_changed += await self._judged(sheet_id, certificates, file)
                n_before += len(files)
                files = await self._page(certificates, groups, n_before)
        self._started = True
        oldest_at = self._now() - 2 * AGAIN_S
        self._looked_at = {name: at for name, at in self._looked_at.items() if at > oldest_at}
        return n_changed

    async def _page(
        self, certificates: CertificateSpec, groups: Sequence[str], offset: int
    ) -> list[CaseFile]:
        query = CaseQuery(kind=certificates.kind, groups=tuple(groups))  # type: ignore[arg-type]
        return await self._register.find(query, "newest", offset, PAGE)

    async def _judged(self, sheet_id: str, certificates: CertificateSpec, file: CaseFile) -> bool:
        """Write the verdict on a certificate if it is another one."""
        known, now = file.data.get(certificates.verdict, ""), self._now()
        if known and now - self._looked_at.get(file.case_id, float("-inf")) < AGAIN_S:
            return False
        if known and not file.open:
            return False
        span = _sampled(file.data, certificates)
        if span is None:
            return False
        place_id = file.data.get(certificates.place, "")
        found = await self._register.read(lambda: self._judge.verdict(sheet_id, place_id, *span))
        self._looked_at[file.case_id] = now
        if found in ("", known):
            return False
        try:
            await self._register.correct(file.case_id, {certificates.verdict: found}, ACTOR)
        except CaseRefusedError as error:
            log.warning("%s does not take its verdict: %s", file.case_id, error)
            return False
        return True


def _sampled(data: Mapping[str, str], certificates: CertificateSpec) -> tuple[float, float] | None:
    """Return the span in which a certificate's sample was taken, s since epoch: its minute, or its day."""
    text = data.get(certificates.sampled, "").strip()
    try:
        at = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    at = at if at.tzinfo is not None else at.replace(tzinfo=VIETNAM)
    length_s = 60.0 if ":" in text else 86_400.0
    return at.timestamp(), at.timestamp() + length_s - 1e-3
