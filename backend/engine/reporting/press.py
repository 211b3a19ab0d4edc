"""Prints in a process that lives for one document: drawing needs memory that the daemon must not hold."""

from __future__ import annotations

import asyncio
import os
import sys

import msgspec

from backend.domain.refusal import RefusedError
from backend.reports.__main__ import REFUSED
from backend.reports.paper import PrintJob

LONGEST_S = 120.0


class PressError(RuntimeError):
    """A document was not printed for a reason that nobody who asks can change; says which."""


class Press:
    """Prints one document after the other."""

    def __init__(self) -> None:
        """Start with nothing to print."""
        self._turn = asyncio.Semaphore(1)

    async def print(self, job: PrintJob) -> bytes:
        """Return the document.

        Raises:
            RefusedError: the pack's template is at fault.
            PressError: the process failed or took too long.
        """
        async with self._turn:
            return await self._print(job)

    async def _print(self, job: PrintJob) -> bytes:
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "backend.reports",
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        )
        try:
            async with asyncio.timeout(LONGEST_S):
                out, said = await process.communicate(msgspec.msgpack.encode(job))
        except (TimeoutError, asyncio.CancelledError) as error:
            process.kill()
            await process.wait()
            if isinstance(error, asyncio.CancelledError):
                raise
            raise PressError(f"printing took longer than {LONGEST_S:.0f} s") from error
        words = said.decode(errors="replace").strip()
        if process.returncode == REFUSED:
            raise RefusedError(
                f"Mẫu DOCX của báo cáo không dùng được: {words}. Hãy sửa mẫu trong gói.",
                f"{words}; correct the template in the pack",
            )
        if process.returncode != 0 or not out:
            raise PressError(words[-1500:] or f"the process ended with {process.returncode}")
        return out
