"""Answers with the cases of a query as a spreadsheet; built beside the loop, page by page."""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from zoneinfo import ZoneInfo

import msgspec

from backend.contract.case_requests import ExportCases
from backend.contract.cases import CaseFile, CaseKindInfo, CaseQuery
from backend.contract.messages import Failure, ReplyBody
from backend.contract.state import Text
from backend.contract.work_requests import Kept
from backend.engine.cases.on_cases import CaseStore
from backend.engine.cases.scope import query_fault, scoped
from backend.engine.reporting.ground import Ground
from backend.engine.sessions import ACTING_ROLES, Session
from backend.engine.work.bench import Handlers, who
from backend.reports.case_words import DUE, SEVERITIES, data_words, late_words, names_of
from backend.reports.spreadsheet import CSV_TYPE, XLSX_TYPE, Cell, Column, Sheet, write_csv
from backend.reports.workbook import write_xlsx

MOST_ROWS = 200_000
PAGE = 2_000
EXPORTING_ROLES = ACTING_ROLES | {"leader"}
PERSONAL_ROLES = ACTING_ROLES
"""See names, telephones and addresses of reporters; a leader gets the figures without them."""


class OnExports:
    """Handler of requests for spreadsheets."""

    def __init__(self, ground: Ground) -> None:
        """Answer from the store; exports wait for one another, readers for none of them."""
        self._ground = ground
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="export")

    def handlers(self) -> Handlers:
        """Return the handler of each kind of request."""
        return {ExportCases: self._export}

    async def _export(self, body: ExportCases, session: Session) -> ReplyBody:
        ground, bench = self._ground, self._ground.bench
        if session.role not in EXPORTING_ROLES:
            return not_for(session)
        fault = query_fault(body.query, ground.kinds)
        if fault is not None:
            return fault
        query, now = scoped(body.query, session), bench.clock.now()
        n_total = await bench.beside(lambda: ground.store.count(query, now))
        if not 0 < n_total <= MOST_ROWS:
            return _wrong_number(n_total)
        exporting = Exporting(
            store=ground.store,
            kinds=ground.kind_infos(),
            units=ground.units,
            zone=ground.zone,
            source=ground.centre,
            personal=session.role in PERSONAL_ROLES,
        )
        loop = asyncio.get_running_loop()
        data = await loop.run_in_executor(self._worker, lambda: exporting.data(query, body, now))
        payload: dict[str, object] = {
            "n": n_total,
            "format": body.format,
            "personal": exporting.personal,
            "query": msgspec.to_builtins(query),
        }
        bench.casework.out.note(now, who(session), "case.exported", body.query.kind, payload)
        await bench.pipeline.settle()
        stamp = datetime.datetime.fromtimestamp(now, ground.zone)
        name = f"{body.query.kind or 'ho-so'}-{stamp:%Y%m%d-%H%M}.{body.format}"
        return Kept(name, CSV_TYPE if body.format == "csv" else XLSX_TYPE, data)


def not_for(session: Session) -> Failure:
    """Return the answer to somebody whose role may not take data out."""
    return Failure.of(
        "not_allowed",
        Text("Tài khoản này không được xuất dữ liệu.", f"the role {session.role!r} may not take data out"),
        Text("Hãy nhờ cán bộ trực hoặc trưởng ca.", "ask a duty officer or the shift supervisor"),
    )


def _wrong_number(n_total: int) -> Failure:
    if n_total == 0:
        return Failure.of(
            "not_found",
            Text("Không có hồ sơ nào khớp điều kiện lọc.", "no case fits the query"),
            Text("Hãy nới điều kiện lọc.", "widen the query"),
        )
    return Failure.of(
        "invalid",
        Text(f"Có {n_total} hồ sơ, nhiều hơn {MOST_ROWS} dòng một tệp.", f"{n_total} cases"),
        Text("Hãy chọn khoảng thời gian ngắn hơn.", f"choose a shorter time: at most {MOST_ROWS}"),
    )


class Exporting(msgspec.Struct, frozen=True, kw_only=True):
    """One export."""

    store: CaseStore
    kinds: Mapping[str, CaseKindInfo]
    units: Mapping[str, str]
    zone: ZoneInfo
    source: str
    personal: bool

    def data(self, query: CaseQuery, body: ExportCases, now: float) -> bytes:
        """Return the file. Blocks."""
        kind = self.kinds.get(query.kind)
        fields = self._fields(kind, now)
        sheet = Sheet(
            title=kind.name.vi if kind else "Hồ sơ",
            columns=tuple(column for column, _ in fields),
            zone=self.zone,
            source=self.source,
            as_of=query.at if query.at is not None else now,
        )
        cells = [cell for _, cell in fields]
        rows = ([cell(case) for cell in cells] for case in self._cases(query, body, now))
        return write_csv(sheet, rows) if body.format == "csv" else write_xlsx(sheet, rows)

    def _cases(self, query: CaseQuery, body: ExportCases, now: float) -> Iterator[CaseFile]:
        offset = 0
        while offset < MOST_ROWS:
            page = self.store.find(query, body.order, offset, PAGE, now)
            yield from page
            if len(page) < PAGE:
                return
            offset += PAGE

    def _fields(
        self, kind: CaseKindInfo | None, now: float
    ) -> Sequence[tuple[Column, Callable[[CaseFile], Cell]]]:
        zone, units = self.zone, self.units
        found: list[tuple[Column, Callable[[CaseFile], Cell]]] = [
            (Column("Mã", width=22), lambda case: case.case_id),
            (Column("Nội dung", width=44), lambda case: case.title),
            (Column("Diễn giải", width=44), lambda case: case.text),
            (Column("Trạng thái", width=18), lambda case: self._named(case)[0]),
            (Column("Lĩnh vực", width=22), lambda case: self._named(case)[1]),
            (Column("Mức độ", width=12), lambda case: SEVERITIES.get(case.severity, case.severity)),
            (Column("Đơn vị xử lý", width=30), lambda case: units.get(case.unit_id, case.unit_id)),
            (Column("Phường, xã", width=18), lambda case: case.area_name),
            (Column("Địa điểm", width=30), lambda case: case.place),
            (Column("Vĩ độ", "number", 11), lambda case: case.lat),
            (Column("Kinh độ", "number", 11), lambda case: case.lon),
            (Column("Nguồn", width=16), self._source),
            (Column("Tiếp nhận lúc", "datetime", 17), lambda case: case.opened_at),
            (Column("Thụ lý lúc", "datetime", 17), lambda case: case.accepted_at),
            (Column("Hạn xử lý", "datetime", 17), lambda case: case.due_at),
            (Column("Xong lúc", "datetime", 17), lambda case: case.finished_at),
            (Column("Tình trạng hạn", width=16), lambda case: DUE[case.due_state(now)]),
            (Column("Quá hạn", width=14), lambda case: late_words(case, now)),
            (Column("Đánh giá", "number", 9), lambda case: case.rating),
            (Column("Kết quả", width=40), lambda case: case.result),
        ]
        if self.personal:
            found += [
                (Column("Người gửi", width=24), lambda case: case.reporter),
                (Column("Điện thoại", width=15), lambda case: case.phone),
                (Column("Thư điện tử", width=24), lambda case: case.email),
                (Column("Người xử lý", width=20), lambda case: case.assignee),
            ]
        for info in kind.data if kind else ():
            if self.personal or not info.personal:
                column = Column(info.name.vi, "number" if info.type == "number" else "text", 18)
                found.append((column, _data_cell(info.data_id, info.type, kind, zone)))
        return found

    def _named(self, case: CaseFile) -> tuple[str, str]:
        statuses, fields = names_of(self.kinds.get(case.kind))
        return statuses.get(case.status, case.status), fields.get(case.field, case.field)

    def _source(self, case: CaseFile) -> str:
        kind = self.kinds.get(case.kind)
        return kind.sources[case.source].vi if kind and case.source in kind.sources else case.source


def _data_cell(
    data_id: str, kind_of_field: str, kind: CaseKindInfo | None, zone: ZoneInfo
) -> Callable[[CaseFile], Cell]:
    def cell(case: CaseFile) -> Cell:
        if kind_of_field == "number":
            try:
                return float(case.data[data_id])
            except (KeyError, ValueError):
                return case.data.get(data_id, "")
        return data_words(case, data_id, kind, zone)

    return cell
