"""Answers about figures over case files, with the names of what they are broken down by."""

from __future__ import annotations

from backend.contract.case_requests import FigureCell, Figures, GetFigures
from backend.contract.messages import Failure, ReplyBody
from backend.contract.state import Text
from backend.engine.cases.figuring import Figuring
from backend.engine.cases.kinds import Kinds
from backend.engine.cases.scope import dims_fault, indexed_of, query_fault, scoped
from backend.engine.sessions import Session
from backend.engine.work.bench import Bench, Handlers

MOST_FIGURES = 60

GROUP_NAMES = {
    "waiting": "Chờ xử lý",
    "working": "Đang xử lý",
    "paused": "Tạm dừng",
    "done": "Đã xử lý",
    "refused": "Từ chối",
    "deleted": "Đã xóa",
}
DUE_NAMES = {
    "none": "Không có hạn",
    "on_time": "Trong hạn",
    "near": "Sắp hết hạn",
    "overdue": "Đã quá hạn",
    "kept": "Xong đúng hạn",
    "missed": "Xong trễ hạn",
}
SEVERITY_NAMES = {"critical": "Khẩn cấp", "high": "Cao", "medium": "Trung bình", "low": "Thấp"}
NONE_NAMES = {
    "field": "Chưa phân loại",
    "unit": "Chưa giao đơn vị",
    "area": "Chưa rõ địa bàn",
    "source": "Không rõ kênh",
}


class DimensionNames:
    """What people call the values of dimensions."""

    def __init__(self, kinds: Kinds, units: dict[str, str], areas: dict[str, str]) -> None:
        """Take the names.

        Args:
            kinds: of cases.
            units: unit id → name.
            areas: area code → name.
        """
        self._kinds, self._units, self._areas = kinds, units, areas

    def __call__(self, kind: str, by: str, key: str) -> str:
        """Return the Vietnamese name of a key; the key itself where it has none."""
        if key == "":
            return NONE_NAMES.get(by, "—")
        return self._of(kind, by).get(key, key)

    def _of(self, kind: str, by: str) -> dict[str, str]:
        shared = {
            "unit": self._units,
            "area": self._areas,
            "group": GROUP_NAMES,
            "due": DUE_NAMES,
            "severity": SEVERITY_NAMES,
        }
        found = self._kinds.get(kind)
        if by in shared:
            return shared[by]
        if found is None:
            return {}
        named = {"status": found.statuses, "field": found.fields, "source": found.sources}.get(by, {})
        if by.startswith("data."):
            fields = (field for field in found.spec.data if f"data.{field.id}" == by)
            named = next((field.choices for field in fields), {})
        return {name: text.vi for name, text in named.items()}


class OnFigures:
    """Handler of requests for figures."""

    def __init__(self, bench: Bench, figuring: Figuring, kinds: Kinds) -> None:
        """Answer with `figuring`."""
        self._bench, self._figuring, self._kinds = bench, figuring, kinds

    def handlers(self) -> Handlers:
        """Return the handler of each kind of request."""
        return {GetFigures: self._get}

    async def _get(self, body: GetFigures, session: Session) -> ReplyBody:
        figuring = self._figuring
        wrong = self._fault(body)
        if wrong is not None:
            return wrong
        now = self._bench.clock.now() if body.at is None else body.at
        infos = tuple(figuring.info(name) for name in body.figures or figuring.figures)
        narrow = scoped(body.narrow, session)

        def read() -> tuple[FigureCell, ...]:
            if not body.by:
                return tuple(figuring.whole(name, narrow, now) for name in body.figures)
            return tuple(cell for name in body.figures for cell in figuring.by(name, body.by, narrow, now))

        return Figures(infos, await self._bench.beside(read), now)

    def _fault(self, body: GetFigures) -> Failure | None:
        figures = self._figuring.figures
        unknown = [name for name in body.figures if name not in figures]
        if unknown:
            return Failure.of(
                "not_found",
                Text(f"Không có chỉ số {unknown[0]}.", f"there is no figure {unknown[0]!r}"),
                Text("Hãy xem danh sách chỉ số trong các gói.", f"figures: {', '.join(figures) or 'none'}"),
            )
        if len(body.figures) > MOST_FIGURES:
            return Failure.of(
                "invalid",
                Text(f"Yêu cầu {len(body.figures)} chỉ số.", f"{len(body.figures)} figures"),
                Text(f"Hãy xin tối đa {MOST_FIGURES} chỉ số.", f"at most {MOST_FIGURES}"),
            )
        fault = dims_fault((body.by,) if body.by else (), indexed_of(self._kinds))
        return fault or query_fault(body.narrow, self._kinds)
