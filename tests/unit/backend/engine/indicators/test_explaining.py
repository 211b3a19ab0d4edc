"""A leader asks, the unit answers, the leader gives back or accepts: with cases, messages and deadlines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from backend.contract.case_requests import ActOnCases
from backend.contract.indicators import AskExplanation, GetIndicators
from backend.contract.messages import Failure
from backend.contract.work_requests import Made
from tests.unit.backend.engine.indicators.indicator_centre import AN, BINH, HA, LONG, Room, scene


async def asked(room: Room, **more: Any) -> str:
    await room.count(BINH, "T.01", "2026-10", 850.0)
    answer = await room.ask(LONG, AskExplanation("T.01", "2026-10", **more))
    assert isinstance(answer, Made), answer
    return answer.made_id


async def act(room: Room, who: Any, case_id: str, action: str, **values: str) -> Any:
    return await room.ask(who, ActOnCases((case_id,), action, values))


def test_the_case_holds_the_figure_as_it_stood_and_belongs_to_the_collecting_unit(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        case_id = await asked(room)
        (file,) = await room.found("explanation")
        assert (file.case_id, file.unit_id, file.status) == (case_id, "tc", "asked")
        assert file.title == "Giải trình: Thu ngân sách — 10 tháng năm 2026"
        assert file.data == {
            "code": "T.01", "period": "2026-10", "value": "850 tỷ đồng", "plan": "1\u202f000 tỷ đồng",
            "colour": "Nguy cơ không đạt",
        }  # fmt: skip
        assert "850 tỷ đồng (Đạt 85,0 % 10/12 kế hoạch năm, dưới 90 %)" in file.text
        assert file.due_at == pytest.approx(room.clock.at + 3 * 86_400.0, abs=86_400.0)

    scene(tmp_path, play)


def test_the_leaders_own_question_is_asked_and_the_board_knows_the_case(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        case_id = await asked(room, question="Vì sao thu thấp?")
        (file,) = await room.found("explanation")
        assert file.text == "Vì sao thu thấp?"
        board = await room.ask(HA, GetIndicators("thu", "2026-10"))
        known = {f.code: f.explanation for f in board.figures}
        assert (known["T.01"], known["T.02"]) == (case_id, "")

    scene(tmp_path, play)


def test_the_unit_is_told_answers_is_refused_answers_again_and_is_accepted(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        case_id = await asked(room)
        assert [r.procedure_id for r in room.work.procedures.open_runs()] == []
        told = [m.template_id for m in room.messages if m.to_name == "Lê Bình"]
        assert told == ["chi-tieu-do", "giai-trinh-yeu-cau"]
        stranger = await act(room, AN, case_id, "answer", result="không phải việc tôi")
        assert stranger.refused
        assert (await act(room, BINH, case_id, "answer")).refused  # an answer has words
        assert (await act(room, BINH, case_id, "answer", result="Giá dầu giảm")).done == (case_id,)
        file = (await room.found("explanation"))[0]
        assert (file.status, file.group, file.result) == ("answered", "paused", "Giá dầu giảm")
        assert (await act(room, BINH, case_id, "accept")).refused
        assert (await act(room, LONG, case_id, "return", note="nêu biện pháp")).done
        assert (await act(room, BINH, case_id, "answer", result="Tăng thu nội địa")).done
        assert (await act(room, LONG, case_id, "accept")).done
        file = (await room.found("explanation"))[0]
        assert (file.status, file.open, file.result) == ("accepted", False, "Tăng thu nội địa")
        templates = [m.template_id for m in room.messages]
        for name in ("giai-trinh-tra-loi", "giai-trinh-tra-lai", "giai-trinh-ket-qua"):
            assert name in templates, templates

    scene(tmp_path, play)


def test_a_figure_is_asked_for_once_at_a_time_and_by_leaders_only(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        case_id = await asked(room)
        again = await room.ask(LONG, AskExplanation("T.01", "2026-10"))
        assert isinstance(again, Failure)
        assert case_id in again.said("vi")
        assert (await room.ask(HA, AskExplanation("T.01", "2026-09"))).kind == "not_allowed"
        await act(room, LONG, case_id, "withdraw", note="đã rõ")
        assert isinstance(await room.ask(LONG, AskExplanation("T.01", "2026-10")), Made)

    scene(tmp_path, play)


def test_what_cannot_be_asked_is_told_with_its_cure(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        assert (await room.ask(LONG, AskExplanation("T.99", "2026-10"))).kind == "not_found"
        assert "kỳ" in (await room.ask(LONG, AskExplanation("T.01", "tháng 10"))).said("vi")
        nobody = await room.ask(LONG, AskExplanation("T.03", "2026-10"))
        assert "chưa có đơn vị báo cáo" in nobody.said("vi")

    scene(tmp_path, play)


def test_a_missing_figure_can_be_asked_for_too(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        assert isinstance(await room.ask(LONG, AskExplanation("T.01", "2026-08")), Made)
        (file,) = await room.found("explanation")
        assert (file.data["value"], file.data["colour"]) == ("chưa có số liệu", "Chưa đánh giá")

    scene(tmp_path, play)
