"""Answers about procedures: starting, doing steps, evidence, drawings and their versions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from backend.contract.messages import Done, Failure, ReplyBody
from backend.contract.state import Alarm, Text
from backend.contract.work import Evidence, Finding, Incident, ProcedureInfo
from backend.contract.work_requests import (
    AddEvidence,
    CancelRun,
    DoStep,
    DryRunProcedure,
    Findings,
    GetEvidence,
    GetProcedure,
    GetProcedures,
    Kept,
    LintProcedure,
    Made,
    Moved,
    MoveRuns,
    Procedures,
    ProcedureText,
    Published,
    PublishProcedure,
    StartProcedure,
    Trace,
)
from backend.domain.cases.change import Actor, CaseRefusedError
from backend.engine.cases.register import Register
from backend.engine.sessions import Session, may_decide
from backend.engine.work.bench import Bench, Handlers, refused, who, wrong_password
from backend.procedures import events
from backend.procedures.dry_run import dry_run
from backend.procedures.findings import ProcedureError, ProcedureRefusedError, line
from backend.procedures.lint import lint
from backend.procedures.model import read_model
from backend.store import Drawing, KeptBytes

MOST_EVIDENCE_BYTES = 8_000_000
MOST_XML = 2_000_000
EVIDENCE_TYPES = (
    "image/jpeg",
    "image/png",
    "image/webp",
    "application/pdf",
    "text/plain",
    "text/csv",
    "video/mp4",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
)


class OnProcedures:
    """Handlers of requests about procedures."""

    def __init__(self, bench: Bench) -> None:
        """Answer with `bench`."""
        self._bench = bench

    def handlers(self) -> Handlers:
        """Return the handler of each kind of request."""
        return {
            StartProcedure: self._start,
            DoStep: self._do_step,
            AddEvidence: self._add_evidence,
            GetEvidence: self._get_evidence,
            CancelRun: self._cancel,
            GetProcedures: self._list,
            GetProcedure: self._get,
            LintProcedure: self._lint,
            DryRunProcedure: self._dry_run,
            PublishProcedure: self._publish,
            MoveRuns: self._move,
        }

    async def _apply(self, event: events.Event) -> ReplyBody:
        try:
            self._bench.casework.on_run(event, self._bench.clock.now())
        except ProcedureRefusedError as error:
            return refused(error)
        return Done(await self._bench.pipeline.settle())

    async def _start(self, body: StartProcedure, session: Session) -> ReplyBody:
        casework = self._bench.casework
        if body.case_id and casework.register is not None:
            return await self._start_for_case(casework.register, body, session)
        about: Incident | Alarm | None = None
        if body.incident_id:
            about = casework.incidents.get(body.incident_id)
        elif body.alarm_id:
            about = self._bench.pipeline.book.get(body.alarm_id)
        if about is None and (body.incident_id or body.alarm_id):
            name = body.incident_id or body.alarm_id
            return Failure.of(
                "not_found",
                Text(f"Không có sự cố hay cảnh báo {name}.", f"there is no incident or alarm {name!r}"),
                Text("Hãy tải lại danh sách.", "load the list again"),
            )
        try:
            run_id = casework.start_run(body.procedure_id, about, who(session), self._bench.clock.now())
        except ProcedureRefusedError as error:
            return refused(error)
        return Made(run_id, await self._bench.pipeline.settle())

    async def _start_for_case(self, register: Register, body: StartProcedure, session: Session) -> ReplyBody:
        actor = Actor(who(session), session.role, session.unit_id)
        try:
            run_id = await register.start_run(body.procedure_id, body.case_id, actor)
        except (CaseRefusedError, ProcedureRefusedError) as error:
            return refused(error)
        return Made(run_id, self._bench.pipeline.journal_seq)

    async def _do_step(self, body: DoStep, session: Session) -> ReplyBody:
        if body.result == "retry":
            return await self._apply(events.Retry(body.run_id, body.step_id, who(session)))
        name, user, role = who(session), session.user, session.role
        if body.user and body.user != session.user:
            account = await self._bench.account(body.user, body.password)
            if account is None:
                return wrong_password(body.user)
            name, user, role = account.display_name, account.user, account.role
        if body.result in ("approved", "rejected") and not may_decide(role, self._lane_of(body)):
            return _not_theirs(name)
        result: events.Result = "outcome" if body.outcome and body.result == "done" else body.result
        return await self._apply(
            events.DoStep(body.run_id, body.step_id, name, user, result, body.note, body.outcome)
        )

    def _lane_of(self, body: DoStep) -> str:
        run = self._bench.casework.procedures.get(body.run_id)
        steps = run.steps if run is not None else ()
        return next((step.role for step in steps if step.step_id == body.step_id), "")

    async def _add_evidence(self, body: AddEvidence, session: Session) -> ReplyBody:
        if not body.data or len(body.data) > MOST_EVIDENCE_BYTES:
            most = MOST_EVIDENCE_BYTES // 1_000_000
            return Failure.of(
                "invalid",
                Text(
                    f"Tệp {body.name} có {len(body.data)} byte.", f"{body.name!r} has {len(body.data)} bytes"
                ),
                Text(f"Tệp phải có từ 1 byte đến {most} MB.", f"1 byte to {most} MB"),
            )
        if body.media_type not in EVIDENCE_TYPES:
            known = ", ".join(EVIDENCE_TYPES)
            return Failure.of(
                "invalid",
                Text(f"Tệp {body.name} thuộc loại {body.media_type}.", f"{body.name!r} is {body.media_type}"),
                Text(f"Chỉ nhận các loại: {known}.", f"expected one of: {known}"),
            )
        now, digest = self._bench.clock.now(), hashlib.sha256(body.data).hexdigest()
        evidence = Evidence(
            digest, body.name, body.media_type, len(body.data), body.kind, now, who(session), body.place_id
        )
        kept = KeptBytes(digest, body.name, body.media_type, now, body.data)
        try:
            self._bench.casework.on_run(events.AddEvidence(body.run_id, body.step_id, evidence), now)
        except ProcedureRefusedError as error:
            return refused(error)
        self._bench.casework.out.kept.append(kept)
        return Done(await self._bench.pipeline.settle())

    async def _get_evidence(self, body: GetEvidence, _session: Session) -> ReplyBody:
        kept = await self._bench.beside(lambda: self._bench.store.work.kept(body.digest))
        if kept is None:
            return Failure.of(
                "not_found",
                Text(
                    f"Không lưu bằng chứng nào mã {body.digest[:16]}…",
                    f"nothing is kept under {body.digest[:16]}…",
                ),
                Text("Hãy tải lại bước này.", "load the step again"),
            )
        return Kept(kept.name, kept.media_type, kept.data)

    async def _cancel(self, body: CancelRun, session: Session) -> ReplyBody:
        if not body.reason.strip():
            return Failure.of(
                "invalid",
                Text(
                    f"Hủy quy trình {body.run_id} phải có lý do.", f"cancelling {body.run_id} needs a reason"
                ),
                Text("Hãy ghi lý do.", "write why"),
            )
        return await self._apply(events.Cancel(body.run_id, who(session), body.reason.strip()))

    # ---- drawings ---------------------------------------------------------------------------------

    async def _list(self, _body: GetProcedures, _session: Session) -> ReplyBody:
        library, running = self._bench.casework.setup.library, self._bench.casework.procedures.open_runs()
        found = []
        for model in library:
            mine = [run for run in running if run.procedure_id == model.procedure_id]
            n_older = sum(run.version != model.version for run in mine)
            found.append(
                ProcedureInfo(
                    model.procedure_id, model.title, model.version, model.pack_id, len(mine), n_older
                )
            )
        return Procedures(tuple(sorted(found, key=lambda info: info.title)))

    async def _get(self, body: GetProcedure, _session: Session) -> ReplyBody:
        library = self._bench.casework.setup.library
        model = library.find(body.procedure_id, body.version or None)
        if model is None:
            return Failure.of(
                "not_found",
                Text(
                    f"Không có quy trình {body.procedure_id}.", f"there is no procedure {body.procedure_id!r}"
                ),
                Text("Hãy xem danh sách quy trình.", "see the list"),
            )
        return ProcedureText(model.procedure_id, model.version, model.xml.decode())

    async def _lint(self, body: LintProcedure, _session: Session) -> ReplyBody:
        if len(body.xml) > MOST_XML:
            return _too_long(body.xml)
        known = self._bench.casework.setup.known()
        return Findings(tuple(await self._bench.beside(lambda: lint(body.xml.encode(), known))))

    async def _dry_run(self, body: DryRunProcedure, _session: Session) -> ReplyBody:
        library = self._bench.casework.setup.library
        try:
            model = read_model(body.xml.encode())
            steps = await self._bench.beside(lambda: dry_run(model, body.answers, library))
        except ProcedureError as error:
            return Failure.of(
                "invalid",
                Text(_lines(error.findings, "vi"), _lines(error.findings, "en")),
                Text(
                    "Hãy sửa bản vẽ ở các phần tử được nêu.",
                    "correct the drawing; the findings name the elements",
                ),
            )
        return Trace(tuple(steps))

    async def _publish(self, body: PublishProcedure, session: Session) -> ReplyBody:
        setup, now = self._bench.casework.setup, self._bench.clock.now()
        xml = body.xml.encode()
        if len(body.xml) > MOST_XML:
            return _too_long(body.xml)
        errors = [finding for finding in lint(xml, setup.known()) if finding.level == "error"]
        if errors:
            n, first = len(errors), errors[0]
            return Failure.of(
                "invalid",
                Text(
                    f"Quy trình chưa chạy được ({n} lỗi, lỗi đầu tiên: {line(first, 'vi')})",
                    f"it cannot run ({n} faults, the first: {line(first, 'en')})",
                ),
                Text("Hãy sửa các lỗi rồi phát hành lại.", "correct them"),
            )
        procedure_id = read_model(xml).procedure_id
        newest = setup.library.find(procedure_id)
        version = newest.version + 1 if newest is not None else 1
        model = read_model(xml, version=version)
        setup.library.add(model)
        casework = self._bench.casework
        casework.out.drawings.append(
            Drawing(procedure_id, version, model.digest, xml, now, who(session), body.note)
        )
        payload: dict[str, object] = {"version": version, "digest": model.digest, "note": body.note}
        casework.out.note(now, who(session), "procedure.published", procedure_id, payload)
        await self._bench.pipeline.settle()
        return Published(procedure_id, version)

    async def _move(self, body: MoveRuns, session: Session) -> ReplyBody:
        casework, now = self._bench.casework, self._bench.clock.now()
        try:
            rows = casework.procedures.preview_move(body.procedure_id, body.version)
            if not body.preview:
                for row in rows:
                    if row.moves:
                        casework.on_run(events.MoveRun(row.run_id, body.version, who(session)), now)
                await self._bench.pipeline.settle()
        except ProcedureRefusedError as error:
            return refused(error)
        return Moved(tuple(rows))


def _too_long(xml: str) -> Failure:
    return Failure.of(
        "invalid",
        Text(f"Bản vẽ có {len(xml)} ký tự.", f"the drawing has {len(xml)} characters"),
        Text(f"Bản vẽ chỉ được có tối đa {MOST_XML} ký tự.", f"at most {MOST_XML}"),
    )


def _lines(findings: Iterable[Finding], language: str) -> str:
    return "; ".join(line(found, language) for found in findings)


def _not_theirs(name: str) -> Failure:
    """Return the answer to somebody who decides what is not theirs to decide."""
    return Failure.of(
        "not_allowed",
        Text(f"{name} không có quyền duyệt bước này.", f"{name} may not decide this step"),
        Text("Mời người có vai trò ghi ở bước này ký duyệt.", "let somebody of the step's role sign"),
    )
