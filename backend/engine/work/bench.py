"""What the answers about work are made with."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any, TypeVar

from backend.contract.messages import Failure, ReplyBody
from backend.contract.state import Text
from backend.domain.clock import Clock
from backend.domain.refusal import RefusedError
from backend.engine.pipeline import Pipeline
from backend.engine.sessions import Session
from backend.engine.work.casework import Casework
from backend.procedures.findings import ProcedureRefusedError
from backend.store import Account, Store

T = TypeVar("T")
Handler = Callable[[Any, Session], Awaitable[ReplyBody]]
Handlers = dict[type, Handler]

SUPERVISORS = frozenset({"shift_supervisor", "administrator"})


@dataclass(frozen=True)
class Bench:
    """The daemon's parts that answers about work need."""

    casework: Casework
    pipeline: Pipeline
    store: Store
    readers: Executor
    clock: Clock

    async def beside(self, work: Callable[[], T]) -> T:
        """Return what `work` returns, run beside the loop: it may read the store."""
        return await asyncio.get_running_loop().run_in_executor(self.readers, work)

    async def account(self, user: str, password: str) -> Account | None:
        """Return the account that a second person at this desk signs with; None if it is wrong."""
        if not user or not password:
            return None
        return await self.beside(lambda: self.store.accounts.check_password(user, password))


def who(session: Session) -> str:
    """Return the name under which a person acts."""
    return session.display_name or session.user


def wrong_password(user: str) -> Failure:
    """Return the answer to a second signature that is not right."""
    return Failure.of(
        "not_signed_in",
        Text(f"Tài khoản {user} hoặc mật khẩu không đúng.", f"user {user!r} or the password is wrong"),
        Text(
            "Hãy kiểm tra cả hai; sai năm lần thì tài khoản tạm khóa một lúc.",
            "check both; after five failures the account rests for a while",
        ),
    )


def refused(error: RefusedError | ProcedureRefusedError) -> Failure:
    """Return the answer to an action that is not allowed; its words hold the way out."""
    return Failure.of("invalid", error.text)


def no_incident(incident_id: str) -> Failure:
    """Return the answer to a question about an incident that nobody knows."""
    return Failure.of(
        "not_found",
        Text(f"Không có sự cố {incident_id}.", f"there is no incident {incident_id!r}"),
        Text("Hãy tải lại danh sách.", "load the list again"),
    )
