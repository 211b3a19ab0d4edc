"""Certificates say at once whether they pass: their cases carry the verdict on their own results."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Protocol

from backend.contract.cases import OPEN_GROUPS, CaseFile, CaseGroup, CaseQuery
from backend.domain.cases.change import Actor, CaseRefusedError
from backend.domain.clock import Clock
from backend.domain.compliance_spec import CertificateSpec, SheetSpec
from backend.domain.limit_sets import VIETNAM
from backend.engine.cases.clockwork import all_that_fit, look_often
from backend.engine.cases.register import Register
from backend.store import CaseRow

log = logging.getLogger(__name__)

PERIOD_S = 20.0
AGAIN_S = 600.0
"""A verdict is looked at again so often while its case is open: a result may be corrected or come late."""
MOST_CASES = 2_000
"""Of each kind, the newest: an import of old certificates beyond them stays without a verdict."""
ACTOR = Actor("Đánh giá quy chuẩn", "system")
ENDED_GROUPS: tuple[CaseGroup, ...] = ("done", "refused")

_Key = tuple[str, str]
"""A sheet and a case."""


class Judge(Protocol):
    """What judges: `backend.engine.compliance.ComplianceSheets`."""

    sheets: dict[str, SheetSpec]

    def verdict(self, sheet_id: str, place_id: str, start_at: float, end_at: float) -> str:
        """Return the worst verdict on what was sampled in a span; empty: nothing was. Blocks."""
        ...


class _Looked(NamedTuple):
    """A certificate whose results were looked at."""

    about: tuple[str, tuple[float, float]]
    """Place and span of its sample."""
    again_at: float
    """When they are looked at again, s since epoch."""
    wait_s: float
    """How long that is after the last time."""


class CertificateVerdicts:
    """Writes the verdict of certificates into the data field that their sheet names.

    Open ones are found in the register; those that have ended at the start, and later as they come in.
    """

    def __init__(self, judge: Judge, register: Register) -> None:
        """Judge the cases of `register` by the sheets of `judge`."""
        self._judge, self._register = judge, register
        self._asked = [
            (sheet.id, sheet.certificates)
            for sheet in judge.sheets.values()
            if sheet.certificates is not None and sheet.certificates.verdict
        ]
        self._looked: dict[_Key, _Looked] = {}
        self._came: dict[_Key, CaseFile] = {}
        """Ended certificates without a verdict that came in since the start, oldest first."""
        self._groups: Sequence[CaseGroup] = (*OPEN_GROUPS, *ENDED_GROUPS)

    async def run(self, clock: Clock, wake: Callable[[], None]) -> None:
        """Judge until cancelled; `wake` asks for a commit."""
        await look_often(
            self.look, clock, wake, period_s=PERIOD_S, trouble="the verdicts of certificates wait"
        )

    def committed(self, rows: Sequence[CaseRow]) -> None:
        """Take case files that are in the store: one may have come in when it had ended already."""
        for sheet_id, certificates in self._asked:
            for file in (row.file for row in rows if row.file.kind == certificates.kind):
                key = sheet_id, file.case_id
                self._came.pop(key, None)
                if file.group in ENDED_GROUPS and not file.data.get(certificates.verdict):
                    self._came[key] = file
        while len(self._came) > MOST_CASES:
            del self._came[next(iter(self._came))]

    async def look(self, now: float) -> int:
        """Judge what came in, the first time also what has ended.

        Args:
            now: s since epoch.

        Returns:
            How many verdicts changed.
        """
        n_changed = 0
        for sheet_id, certificates in self._asked:
            query = CaseQuery(kind=certificates.kind, groups=tuple(self._groups))
            files = await all_that_fit(self._register, query, "newest", MOST_CASES)
            files += [file for (of, _), file in self._came.items() if of == sheet_id]
            for file in files:
                n_changed += await self._judged(sheet_id, certificates, file, now)
        self._groups = OPEN_GROUPS
        self._looked = {key: each for key, each in self._looked.items() if each.again_at > now - AGAIN_S}
        return n_changed

    async def _judged(self, sheet_id: str, certificates: CertificateSpec, file: CaseFile, now: float) -> bool:
        """Write the verdict on a certificate if it is time to look at it, and if it is another one."""
        key, known = (sheet_id, file.case_id), file.data.get(certificates.verdict, "")
        span = _sampled(file.data, certificates)
        if span is None or (known and not file.open):
            self._came.pop(key, None)
            return False
        about = (file.data.get(certificates.place, ""), span)
        looked = self._looked.get(key)
        if looked is not None and looked.about == about:
            if now < looked.again_at:
                return False
            wait_s = min(2 * looked.wait_s, AGAIN_S)
        else:
            wait_s = PERIOD_S
        found = await self._register.read(lambda: self._judge.verdict(sheet_id, about[0], *span))
        if found or known:
            wait_s = AGAIN_S
        self._looked[key] = _Looked(about, now + wait_s, wait_s)
        if wait_s >= AGAIN_S:
            self._came.pop(key, None)
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
