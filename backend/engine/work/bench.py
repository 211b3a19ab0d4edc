"""What the answers about work are made with."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any, TypeVar

from backend.contract.messages import Failure, ReplyBody
from backend.domain.clock import Clock
from backend.engine.pipeline import Pipeline
from backend.engine.sessions import Session
from backend.engine.work.casework import Casework
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
    cure = "check both; after five failures the account rests for a while"
    return Failure("not_signed_in", f"user {user!r} or the password is wrong", cure)


def refused(error: Exception) -> Failure:
    """Return the answer to an action that the domain does not allow."""
    return Failure("invalid", str(error), "correct it and try again")
