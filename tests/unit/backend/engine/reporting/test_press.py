from __future__ import annotations

import asyncio

import msgspec
import pytest

from backend.domain.refusal import RefusedError
from backend.engine.reporting import press
from backend.engine.reporting.press import Press, PressError
from backend.reports.paper import PrintJob
from tests.unit.backend.reports.report_kit import FONT
from tests.unit.backend.reports.test_printing import PAPER
from tests.unit.backend.reports.test_template import template

JOB = PrintJob(PAPER, "pdf", FONT)


def test_a_document_comes_back_while_the_loop_goes_on() -> None:
    async def scene() -> tuple[bytes, int]:
        beats = 0

        async def beat() -> None:
            nonlocal beats
            while True:
                await asyncio.sleep(0.01)
                beats += 1

        task = asyncio.ensure_future(beat())
        data = await Press().print(JOB)
        task.cancel()
        return data, beats

    data, beats = asyncio.run(scene())
    assert data.startswith(b"%PDF")
    assert beats > 3


def test_a_template_at_fault_is_refused_in_words() -> None:
    bad = msgspec.structs.replace(JOB, format="docx", template=template("{{ lạ }}"))
    with pytest.raises(RefusedError) as error:
        asyncio.run(Press().print(bad))
    assert "Hãy sửa mẫu" in error.value.text.vi


def test_a_failure_says_why() -> None:
    with pytest.raises(PressError, match="nowhere"):
        asyncio.run(Press().print(msgspec.structs.replace(JOB, font="/nowhere.ttf")))


def test_what_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press, "LONGEST_S", 0.01)
    with pytest.raises(PressError, match="longer than"):
        asyncio.run(Press().print(JOB))
