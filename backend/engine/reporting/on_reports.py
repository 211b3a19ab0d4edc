"""Answers about reports: which there are, which were made, and one made now."""

from __future__ import annotations

import logging

from backend.contract.case_requests import GetReports, MakeReport, ReportInfo, Reports
from backend.contract.messages import Failure, ReplyBody
from backend.contract.state import Text
from backend.contract.work_requests import Kept
from backend.domain.cases.change import CaseState
from backend.domain.cases.keeping import state_of
from backend.domain.refusal import RefusedError
from backend.engine.cases.scope import no_case, sees
from backend.engine.reporting.ground import Ground
from backend.engine.reporting.making import Maker, Order
from backend.engine.reporting.on_exports import EXPORTING_ROLES, not_for
from backend.engine.reporting.press import PressError
from backend.engine.sessions import ACTING_ROLES, Session
from backend.engine.work.bench import Handlers, refused, who
from backend.procedures.expressions import ExpressionError
from backend.reports import periods
from backend.reports.periods import Period
from backend.reports.spec import ReportSpec

log = logging.getLogger(__name__)

LONGEST_S = 366 * 5 * 86_400.0
"""Of a period that a person chooses."""


class OnReports:
    """Handlers of requests about reports."""

    def __init__(self, ground: Ground, maker: Maker) -> None:
        """Answer with `maker`."""
        self._ground, self._maker = ground, maker

    def handlers(self) -> Handlers:
        """Return the handler of each kind of request."""
        return {GetReports: self._list, MakeReport: self._make}

    async def _list(self, _body: GetReports, session: Session) -> ReplyBody:
        reports = self._ground.reports
        return Reports(
            tuple(
                ReportInfo(
                    report_id=spec.id,
                    name=spec.name,
                    pack_id=reports.pack_of[spec.id],
                    period=spec.period,
                    about=spec.about,
                    made=() if session.unit_id else self._maker.of_report(spec.id),
                )
                for spec in reports.specs.values()
                if not session.unit_id or spec.about != "centre"
            )
        )

    async def _make(self, body: MakeReport, session: Session) -> ReplyBody:
        if session.role not in EXPORTING_ROLES:
            return not_for(session)
        spec = self._ground.reports.specs.get(body.report_id)
        if spec is None:
            return _no_report(body.report_id, list(self._ground.reports.specs))
        period = self._period(spec, body)
        order = period if isinstance(period, Failure) else await self._order(spec, period, body, session)
        if isinstance(order, Failure):
            return order
        try:
            document = await self._maker.make(order, who(session))
        except RefusedError as error:
            return refused(error)
        except (PressError, ExpressionError, OSError) as error:
            log.error("the report %s was not made: %s", spec.id, error)  # noqa: TRY400 - said in words
            return _not_made(spec, str(error))
        return Kept(document.name, document.media_type, document.data)

    def _period(self, spec: ReportSpec, body: MakeReport) -> Period | Failure:
        now = self._ground.bench.clock.now()
        if body.start_at is None and body.end_at is None:
            return periods.last_whole(spec.period, now, self._ground.zone)
        if body.start_at is None or body.end_at is None or not 0 < body.end_at - body.start_at <= LONGEST_S:
            return Failure.of(
                "invalid",
                Text(
                    "Khoảng thời gian của báo cáo không dùng được.", "the period has no start, end or length"
                ),
                Text(
                    "Hãy chọn cả ngày đầu và ngày cuối.", "give a start and a later end, five years at most"
                ),
            )
        return Period(body.start_at, body.end_at)

    async def _order(
        self, spec: ReportSpec, period: Period, body: MakeReport, session: Session
    ) -> Order | Failure:
        """Return the document that is wanted, or why this person does not get it."""
        if spec.about == "case":
            state = await self._state(body.subject)
            if state is None or not sees(session, state.file) or state.file.kind != spec.kind:
                return no_case(body.subject)
            if session.role not in ACTING_ROLES:
                return not_for(session)
            return Order(spec=spec, period=period, format=body.format, state=state)
        return self._whole(spec, period, body, session)

    def _whole(self, spec: ReportSpec, period: Period, body: MakeReport, session: Session) -> Order | Failure:
        if spec.about == "unit":
            unit_id = session.unit_id or body.subject
            if unit_id not in self._ground.units or (session.unit_id and body.subject not in ("", unit_id)):
                return _no_unit(body.subject)
            return Order(spec=spec, period=period, format=body.format, unit_id=unit_id)
        if session.unit_id:
            return Failure.of(
                "not_allowed",
                Text(
                    "Báo cáo toàn trung tâm không dành cho tài khoản đơn vị.", "it is about the whole centre"
                ),
                Text("Hãy chọn báo cáo về đơn vị mình.", "choose a report about your unit"),
            )
        return Order(spec=spec, period=period, format=body.format)

    async def _state(self, case_id: str) -> CaseState | None:
        rows = await self._ground.bench.beside(lambda: self._ground.store.by_ids([case_id]))
        found = [state_of(row.file, row.state) for row in rows if row.file.group != "deleted"]
        return found[0] if found else None


def _no_report(report_id: str, known: list[str]) -> Failure:
    return Failure.of(
        "not_found",
        Text(f"Không có báo cáo {report_id}.", f"there is no report {report_id!r}"),
        Text("Hãy tải lại danh sách báo cáo.", f"reports: {', '.join(known) or 'none'}"),
    )


def _no_unit(unit_id: str) -> Failure:
    return Failure.of(
        "not_found",
        Text(f"Không có đơn vị “{unit_id}”, hoặc không phải đơn vị mình.", f"no unit {unit_id!r} for you"),
        Text("Hãy chọn đơn vị cần báo cáo.", "choose the unit that the report is about"),
    )


def _not_made(spec: ReportSpec, reason: str) -> Failure:
    return Failure.of(
        "failed",
        Text(
            f"Chưa lập được {spec.name.vi}: {reason[-300:]}", f"the report {spec.id!r} was not made: {reason}"
        ),
        Text("Hãy thử lại; nếu vẫn lỗi, báo quản trị viên.", "try again; else tell the administrator"),
    )
