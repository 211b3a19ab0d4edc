"""A leader asks a unit to explain a figure: a case of its own, with the figure as it stood."""

from __future__ import annotations

from backend.contract.cases import CaseQuery
from backend.contract.indicators import AskExplanation, IndicatorFigure
from backend.contract.messages import Failure, ReplyBody
from backend.contract.state import Text
from backend.contract.work_requests import Made
from backend.domain.cases.change import Actor, CaseDraft
from backend.domain.indicators import numbers, periods
from backend.domain.indicators.colours import colour_rules
from backend.domain.indicators.figure import REVIEWERS
from backend.domain.indicators.spec import IndicatorSpec
from backend.domain.refusal import RefusedError
from backend.engine.cases.register import Register
from backend.engine.indicators.catalogue import Catalogue
from backend.engine.indicators.looking import EXPLANATION, Looking
from backend.engine.indicators.on_indicators import no_indicator, period_fault
from backend.engine.sessions import Session
from backend.engine.work.bench import Bench, Handlers, refused, who


class Explaining:
    """Handler of requests to explain."""

    def __init__(self, bench: Bench, register: Register, catalogue: Catalogue, looking: Looking) -> None:
        """Open cases in `register`."""
        self._bench, self._register = bench, register
        self._catalogue, self._looking = catalogue, looking

    def handlers(self) -> Handlers:
        """Return the handler of each kind of request."""
        return {AskExplanation: self._ask}

    async def _ask(self, body: AskExplanation, session: Session) -> ReplyBody:
        spec = self._catalogue.spec(body.code)
        fault = no_indicator(body.code) if spec is None else period_fault(body.period or "?")
        if spec is None or fault is not None:
            return fault or no_indicator(body.code)
        if session.role not in REVIEWERS:
            return Failure.of(
                "not_allowed",
                Text("Tài khoản này không được yêu cầu giải trình.", f"not for the role {session.role!r}"),
                Text("Hãy nhờ lãnh đạo hoặc trưởng ca.", "ask a leader or the shift supervisor"),
            )
        if EXPLANATION not in self._register.kinds or not spec.collector:
            return self._nobody(spec)
        open_case = await self._open_case(body)
        if open_case:
            return Failure.of(
                "invalid",
                Text(
                    f"Số liệu này đang được yêu cầu giải trình ({open_case}).",
                    f"this figure is being explained already ({open_case})",
                ),
                Text("Hãy mở yêu cầu đó để xem trả lời.", "open that request to see the answer"),
            )
        figure = await self._bench.beside(
            lambda: self._looking.sheet([body.code], body.area).figure(body.code, body.period)
        )
        actor = Actor(who(session), "system")
        try:
            case_id = await self._register.open(EXPLANATION, self._draft(spec, figure, body), actor)
        except RefusedError as error:
            return refused(error)
        return Made(case_id, self._bench.pipeline.journal_seq)

    def _nobody(self, spec: IndicatorSpec) -> Failure:
        if EXPLANATION not in self._register.kinds:
            return Failure.of(
                "invalid",
                Text("Trung tâm này chưa có loại hồ sơ giải trình.", f"no pack declares {EXPLANATION!r}"),
                Text("Hãy dùng gói indicators.", "have the centre use the pack 'indicators'"),
            )
        return Failure.of(
            "invalid",
            Text(f"{spec.code} chưa có đơn vị báo cáo.", f"no unit collects {spec.code}"),
            Text("Hãy ghi đơn vị vào bộ chỉ tiêu.", "name its collector in the set of indicators"),
        )

    async def _open_case(self, body: AskExplanation) -> str:
        query = CaseQuery(
            kind=EXPLANATION,
            groups=("waiting", "working", "paused"),
            data={"code": body.code, "period": body.period},
        )
        found = await self._register.find(query)
        return next((f.case_id for f in found if f.data.get("area", "") == body.area), "")

    def _draft(self, spec: IndicatorSpec, figure: IndicatorFigure, body: AskExplanation) -> CaseDraft:
        period = periods.name(body.period, cumulative=spec.cumulative).vi
        where = self._catalogue.areas.names.name(body.area) if body.area else ""
        value = _shown(spec, figure.value)
        rules = colour_rules(self._catalogue.set_of(spec.code).colours)
        group = next(rule.name.vi for rule in rules if rule.group == figure.colour)
        usual = (
            f"Đề nghị đơn vị giải trình chỉ tiêu “{spec.name.vi}”, {period}: {value} ({figure.why.vi}). "
            "Nêu nguyên nhân, biện pháp và thời hạn khắc phục."
        )
        data = {
            "code": spec.code,
            "period": body.period,
            "area": body.area,
            "value": value,
            "plan": _shown(spec, figure.plan),
            "colour": group,
        }
        return CaseDraft(
            title=f"Giải trình: {spec.name.vi}{f' ({where})' if where else ''} — {period}",
            text=body.question.strip() or usual,
            unit_id=spec.collector,
            source="board",
            data={key: words for key, words in data.items() if words},
        )


def _shown(spec: IndicatorSpec, value: float | None) -> str:
    if value is None:
        return "chưa có số liệu"
    return f"{numbers.vi(value, spec.decimals)} {spec.unit.vi}".strip()
