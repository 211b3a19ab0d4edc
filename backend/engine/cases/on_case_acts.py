"""What people do to cases: open, act on one or many, remark, correct, attach. Answered after the commit."""

from __future__ import annotations

from collections.abc import Awaitable

from backend.contract.case_requests import (
    ActOnCases,
    AttachToCase,
    CasesActed,
    NoteCase,
    OpenCase,
    SetCaseData,
)
from backend.contract.messages import Done, Failure, ReplyBody
from backend.contract.state import Text
from backend.contract.work_requests import Made
from backend.domain.cases.change import CaseDraft, CaseRefusedError
from backend.engine.cases.media import Upload
from backend.engine.cases.register import Register
from backend.engine.cases.scope import MOST_ROWS, actor_of
from backend.engine.sessions import Session
from backend.engine.work.bench import Bench, Handlers, refused


class OnCaseActs:
    """Handlers of requests that change cases."""

    def __init__(self, bench: Bench, register: Register) -> None:
        """Act through `register`."""
        self._bench, self._register = bench, register

    def handlers(self) -> Handlers:
        """Return the handler of each kind of request."""
        return {
            OpenCase: self._open,
            ActOnCases: self._act,
            NoteCase: self._note,
            SetCaseData: self._correct,
            AttachToCase: self._attach,
        }

    @property
    def _seq(self) -> int:
        return self._bench.pipeline.journal_seq

    async def _open(self, body: OpenCase, session: Session) -> ReplyBody:
        ground = self._bench.casework.setup.ground
        camera = ground.place(body.place_id) if body.place_id else None
        if body.place_id and camera is None:
            return Failure.of(
                "not_found",
                Text(f"Không có điểm {body.place_id}.", f"there is no place {body.place_id!r}"),
                Text("Hãy tải lại danh sách.", "load the list again"),
            )
        if session.unit_id and body.unit_id not in ("", session.unit_id):
            return Failure.of(
                "not_allowed",
                Text(
                    f"Tài khoản này chỉ nhập được hồ sơ của đơn vị {session.unit_id}.",
                    f"this account enters cases of the unit {session.unit_id!r} only",
                ),
                Text("Hãy để trống đơn vị.", "leave the unit empty"),
            )
        own = camera if body.lat is None and body.lon is None else None
        draft = CaseDraft(
            title=body.title,
            text=body.text,
            field=body.field,
            severity=body.severity,
            unit_id=body.unit_id or session.unit_id,
            area_code=body.area_code or (own.area_code if own else ""),
            area_name=own.area_name if own and not body.area_code else "",
            place=body.place or (own.name if own else ""),
            lat=own.lat if own else body.lat,
            lon=own.lon if own else body.lon,
            source=body.source,
            reporter=body.reporter,
            phone=body.phone,
            email=body.email,
            data=body.data,
        )
        more = {"camera": body.place_id} if body.place_id else None
        try:
            case_id = await self._register.open(body.kind, draft, actor_of(session), more)
        except CaseRefusedError as error:
            return refused(error)
        return Made(case_id, self._seq)

    async def _act(self, body: ActOnCases, session: Session) -> ReplyBody:
        if not 1 <= len(body.case_ids) <= MOST_ROWS:
            return Failure.of(
                "invalid",
                Text(f"Đã chọn {len(body.case_ids)} hồ sơ.", f"{len(body.case_ids)} cases"),
                Text(f"Hãy chọn từ 1 đến {MOST_ROWS} hồ sơ mỗi lần.", f"1 to {MOST_ROWS} at once"),
            )
        register = self._register
        done, not_done = await register.act(body.case_ids, body.action, body.values, actor_of(session))
        return CasesActed(done, not_done, self._seq)

    async def _note(self, body: NoteCase, session: Session) -> ReplyBody:
        actor = actor_of(session)
        return await _done(self._register.note(body.case_id, body.text, actor, public=body.public))

    async def _correct(self, body: SetCaseData, session: Session) -> ReplyBody:
        return await _done(self._register.correct(body.case_id, body.values, actor_of(session)))

    async def _attach(self, body: AttachToCase, session: Session) -> ReplyBody:
        upload = Upload(
            name=body.name,
            media_type=body.media_type,
            data=body.data,
            public=body.public,
            phase=body.phase,
        )
        try:
            digest = await self._register.attach(body.case_id, upload, actor_of(session))
        except CaseRefusedError as error:
            return refused(error)
        return Made(digest, self._seq)


async def _done(asked: Awaitable[int]) -> ReplyBody:
    try:
        return Done(await asked)
    except CaseRefusedError as error:
        return refused(error)
