"""The register: the one object that changes case files. It lives on the daemon's loop.

Reading goes beside the loop, a step is synchronous on it: `holding` brings cases onto the shelf and keeps
them there, and only then a step looks at them. What a step changes goes into the pipeline's next transaction,
with its journal entries, messages and procedures; what a person or another system asked for is answered
after that commit.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import msgspec

from backend.contract.case_requests import CaseRefusal
from backend.contract.cases import CaseAttachment, CaseFile, CaseQuery
from backend.domain.cases.change import (
    Actor,
    CaseChange,
    CaseDraft,
    CaseRefusedError,
    CaseState,
)
from backend.domain.cases.permission import refuse_outsider
from backend.domain.cases.update import CaseUpdate
from backend.engine.cases import linking
from backend.engine.cases.effects import Effects
from backend.engine.cases.engaged import Engaged
from backend.engine.cases.errands import Errands
from backend.engine.cases.kinds import Kind, Kinds
from backend.engine.cases.media import Upload, check_upload
from backend.engine.cases.shelf import CaseReader, Order, Shelf
from backend.engine.cases.spreading import relocated, spread_update
from backend.store import CaseRow, KeptBytes, RefusedDraft

if TYPE_CHECKING:
    from backend.engine.work.casework import Casework

log = logging.getLogger(__name__)
T = TypeVar("T")
RAW_KEPT_BYTES = 2000
SYSTEM = "system"


class Loop(Protocol):
    """What the register needs of the daemon besides the store."""

    async def beside(self, work: Callable[[], Any]) -> Any:
        """Return what `work` returns, run beside the loop: it may block."""
        ...

    async def settle(self) -> int:
        """Return the journal's number after everything that was done until now is committed."""
        ...

    def now(self) -> float:
        """Return the instant, s since epoch."""
        ...


class Register:
    """All case files of a centre."""

    def __init__(self, kinds: Kinds, reader: CaseReader, loop: Loop, work: Casework) -> None:
        """Start with nothing on the shelf.

        Args:
            kinds: what the packs declare.
            reader: the store's case files.
            loop: runs reading beside the loop, and waits for commits.
            work: incidents, procedures and messages, which cases set off.
        """
        self.kinds = kinds
        self.reader = reader
        self.shelf = Shelf(reader, loop.beside)
        self._loop, self._work = loop, work
        self.engaged = Engaged({name: kind.spec for name, kind in kinds.items()})
        self._effects = Effects(kinds, self.shelf, work, self.engaged)
        self.errands = Errands(self.holding)
        work.register = self

    # ---- reading: what has committed --------------------------------------------------------------

    async def get(self, case_id: str) -> CaseFile | None:
        """Return one case as it was committed last."""
        rows = await self.read(lambda: self.reader.by_ids([case_id]))
        return rows[0].file if rows else None

    async def find(
        self, query: CaseQuery, order: Order = "newest", offset: int = 0, limit: int = 50
    ) -> list[CaseFile]:
        """Return one page of the cases of a query, as they were committed last."""
        now = self._loop.now()
        return await self.read(lambda: self.reader.find(query, order, offset, limit, now))

    async def read(self, work: Callable[[], T]) -> T:
        """Return what `work` reads of the store, beside the loop."""
        found: T = await self._loop.beside(work)
        return found

    def holding(self, ids: Iterable[str], *, families: bool = False) -> AbstractAsyncContextManager[None]:
        """Have cases on the shelf until the block ends; see `Shelf.holding`."""
        return self.shelf.holding(ids, families=families)

    def declared(self, updates: Iterable[CaseUpdate]) -> list[str]:
        """Return the codes of the cases, and of those that they repeat, whose kind a pack declares."""
        return [
            name
            for update in updates
            if update.case.kind in self.kinds
            for name in (update.case.case_id, update.parent)
            if name
        ]

    def committed(self, rows: Sequence[CaseRow]) -> None:
        """Note what the store has."""
        self.shelf.committed(rows)

    # ---- what people and other systems ask for: answered after the commit ---------------------------

    async def open(
        self, kind: str, draft: CaseDraft, actor: Actor, more: Mapping[str, object] | None = None
    ) -> str:
        """Open a case and return its code.

        Args:
            kind: of the case.
            draft: what it is about.
            actor: who opens it.
            more: for the journal.

        Raises:
            CaseRefusedError: not allowed; says why.
        """
        found = self._kind(kind)
        await self._learn_numbers(found)
        about = draft.data.get(found.spec.about, "").strip() if found.spec.about else ""
        async with self.holding([about]):
            number = self.open_held(kind, draft, actor, self._loop.now(), more)
        await self._loop.settle()
        return number

    def open_held(
        self,
        kind: str,
        draft: CaseDraft,
        actor: Actor,
        now: float,
        more: Mapping[str, object] | None = None,
    ) -> str:
        """Open a case whose numbers are known and whose subject is held, and return its code.

        Raises:
            CaseRefusedError: not allowed; says why.
        """
        found = self._kind(kind)
        spec = found.spec
        about = draft.data.get(spec.about, "").strip() if spec.about else ""
        held = self.held(about) if about else None
        draft = linking.completed(spec, draft, held, self._work, self.engaged)
        number = found.codes.next(now, lambda code: self.shelf.get(code) is not None)
        self._effects.follow(found.rules.opened(draft, number, actor, now), now, more)
        return number

    async def learn_numbers(self) -> None:
        """Ask the store for the last numbers of the day that are not known yet."""
        for kind in self.kinds.values():
            await self._learn_numbers(kind)

    async def act(
        self, case_ids: Sequence[str], action: str, values: Mapping[str, str], actor: Actor
    ) -> tuple[tuple[str, ...], tuple[CaseRefusal, ...]]:
        """Do one action to cases, in one commit; return to which it was done, and why not to the others."""
        names = list(dict.fromkeys(case_ids))
        done, refused = [], []
        async with self.holding([*names, values.get("parent", "").strip()], families=True):
            for name in names:
                try:
                    self.act_on(name, action, values, actor, self._loop.now())
                    done.append(name)
                except CaseRefusedError as error:
                    refused.append(CaseRefusal(name, error.text))
        if done:
            await self._loop.settle()
        return tuple(done), tuple(refused)

    async def note(self, case_id: str, text: str, actor: Actor, *, public: bool = False) -> int:
        """Write a remark; return the journal's number.

        Raises:
            CaseRefusedError: not allowed; says why.
        """
        return await self._step(case_id, lambda kind, s, now: kind.rules.noted(text, public, s, actor, now))

    async def correct(self, case_id: str, values: Mapping[str, str], actor: Actor) -> int:
        """Correct data of a case; return the journal's number.

        Raises:
            CaseRefusedError: not allowed; says why.
        """

        def step(kind: Kind, state: CaseState, now: float) -> CaseChange:
            linking.refuse_places(kind.spec, values, self._work)
            linking.refuse_busy(kind.spec, values, self.engaged, self._work, case_id)
            found = relocated(kind.spec, values, state.file, self._work.setup.areas)
            return kind.rules.corrected(found, state, actor, now)

        return await self._step(case_id, step)

    async def attach(self, case_id: str, upload: Upload, actor: Actor) -> str:
        """Keep a photo or document with a case; return the hash of its bytes.

        Raises:
            CaseRefusedError: not allowed, or not what it says it is.
        """
        digest = await self.read(lambda: upload.digest)

        def step(kind: Kind, state: CaseState, now: float) -> CaseChange:
            attachment = CaseAttachment(
                digest=digest,
                name=upload.name,
                media_type=upload.media_type,
                n_bytes=len(upload.data),
                at=now,
                by=actor.name,
                public=upload.public,
                phase=upload.phase,
            )
            change = kind.rules.attached(attachment, state, actor, now)
            check_upload(upload)
            kept = KeptBytes(digest, upload.name, upload.media_type, now, upload.data)
            self._work.out.kept.append(kept)
            return change

        await self._step(case_id, step)
        return digest

    async def start_run(self, procedure_id: str, case_id: str, actor: Actor) -> str:
        """Start a procedure about a case and return its id.

        Raises:
            CaseRefusedError: there is no such case.
            ProcedureRefusedError: it cannot run.
        """
        async with self.holding([case_id], families=True):
            state = self._state(case_id)
            refuse_outsider(state.file, actor)
            run_id = self._work.start_run(procedure_id, state.file, actor.name, self._loop.now())
        await self._loop.settle()
        return run_id

    async def _step(self, case_id: str, step: Callable[[Kind, CaseState, float], CaseChange]) -> int:
        async with self.holding([case_id], families=True):
            state, now = self._state(case_id), self._loop.now()
            self._effects.follow(step(self.kinds[state.file.kind], state, now), now)
        return await self._loop.settle()

    async def _learn_numbers(self, kind: Kind) -> None:
        """Ask the store for the last number of the day, the first time that one of that day is needed."""
        while prefix := kind.codes.unknown(self._loop.now()):
            kind.codes.learn(prefix, await self.read(lambda: self.reader.last_number(prefix)))

    # ---- steps: on the loop, of cases that are held -------------------------------------------------

    def take(self, update: CaseUpdate, now: float) -> None:
        """Take what a source says of a case; what its kind does not allow goes into quarantine."""
        kind, case_id = self.kinds[update.case.kind], update.case.case_id
        before = self.shelf.get(case_id)
        try:
            _refuse_other_kind(update, before)
            update = spread_update(kind.spec, update, self._work.setup.areas)
            change = kind.rules.taken(update, before, now)
        except CaseRefusedError as error:
            raw = msgspec.json.encode(update)[:RAW_KEPT_BYTES]
            self._work.out.refused.append(RefusedDraft(now, update.case.source_id, case_id, str(error), raw))
            return
        if change is not None:
            self._effects.follow(change, now)

    def act_on(
        self, case_id: str, action: str, values: Mapping[str, str], actor: Actor, now: float
    ) -> CaseFile:
        """Do one action to a case that is held, and return the case.

        Raises:
            CaseRefusedError: not allowed; says why.
        """
        state = self._state(case_id)
        parent = self.shelf.get(values.get("parent", "").strip())
        rules = self.kinds[state.file.kind].rules
        change = rules.acted(action, values, state, actor, now, parent)
        if change.state.file.open and not state.file.open:
            linking.refuse_busy(
                self.kinds[state.file.kind].spec, state.file.data, self.engaged, self._work, case_id
            )
        self._effects.follow(change, now)
        return change.state.file

    def is_where(self, file: CaseFile, action: str) -> bool:
        """Return whether a case stands where an action would bring it, and no longer where that begins."""
        actions = self.kinds[file.kind].spec.actions
        return any(
            each.id == action and each.to == file.status and file.status not in each.from_ for each in actions
        )

    def note_on(self, case_id: str, text: str, actor: Actor, now: float, *, public: bool = False) -> None:
        """Write a remark into a case that is held.

        Raises:
            CaseRefusedError: not allowed; says why.
        """
        state = self._state(case_id)
        self._effects.follow(self.kinds[state.file.kind].rules.noted(text, public, state, actor, now), now)

    def ran(self, case_id: str, run_id: str, now: float) -> None:
        """Note in a case that is held that a procedure was started for it."""
        state = self.shelf.get(case_id)
        if state is not None:
            self._effects.keep(self.kinds[state.file.kind].rules.ran(run_id, state, now))

    def bind(self, case_id: str, incident_id: str) -> None:
        """Have a case know the incident that it belongs to, as soon as it has been read."""

        def do(_now: float) -> None:
            state = self.shelf.get(case_id)
            if state is not None and state.file.incident_id != incident_id:
                file = msgspec.structs.replace(state.file, incident_id=incident_id)
                self._effects.keep(msgspec.structs.replace(state, file=file))

        self.soon(case_id, do)

    def late(self, file: CaseFile, now: float) -> None:
        """Start what a kind starts by itself when a case (that is held) is overdue."""
        state = self.shelf.get(file.case_id)
        if state is not None and state.file.due_state(now) == "overdue":
            for procedure_id in self.kinds[state.file.kind].rules.procedures_when("overdue", state.file):
                self._effects.start(procedure_id, file.case_id, now)

    def held(self, case_id: str) -> CaseFile | None:
        """Return a case as it is now, None where it is not on the shelf."""
        state = self.shelf.get(case_id)
        return state.file if state is not None else None

    def soon(self, case_id: str, do: Callable[[float], None]) -> None:
        """Do a step of a case at once where it is on the shelf, else when it has been read.

        Args:
            case_id: of the case.
            do: is told the instant, s since epoch.
        """
        if self.shelf.get(case_id) is not None:
            do(self._loop.now())
        else:
            self.errands.add(case_id, lambda: do(self._loop.now()))

    def when_read(self, case_id: str, do: Callable[[float], None]) -> None:
        """Do a step when a case (empty: none) and the last numbers of the day have been read.

        Args:
            case_id: of the case.
            do: is told the instant, s since epoch.
        """
        self.errands.add(case_id, lambda: do(self._loop.now()), first=self.learn_numbers)

    def _kind(self, name: str) -> Kind:
        kind = self.kinds.get(name)
        if kind is None:
            known = ", ".join(self.kinds) or "—"
            raise CaseRefusedError(
                f"Không có loại hồ sơ {name}. Các loại hiện có: {known}.",
                f"there is no kind of case '{name}'; expected one of: {known}",
            )
        return kind

    def _state(self, case_id: str) -> CaseState:
        state = self.shelf.get(case_id)
        if state is None or state.file.kind not in self.kinds:
            raise CaseRefusedError(
                f"Không có hồ sơ {case_id}. Hãy tải lại danh sách.",
                f"there is no case '{case_id}'; load the list again",
            )
        return state


def _refuse_other_kind(update: CaseUpdate, before: CaseState | None) -> None:
    if before is not None and before.file.kind != update.case.kind:
        code, kind = before.file.case_id, before.file.kind
        raise CaseRefusedError(
            f"Hồ sơ {code} thuộc loại khác ({kind}). Hãy sửa mã hoặc loại ở nguồn.",
            f"{code} is of the kind '{kind}' already; correct the source's code or kind",
        )
