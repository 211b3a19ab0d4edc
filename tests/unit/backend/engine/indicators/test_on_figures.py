"""Figures from entry to review, over a real store and pipeline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from backend.contract.indicators import (
    EnterFigures,
    FigureEntry,
    FiguresEntered,
    FigureVersions,
    GetFiguresToReview,
    GetFigureVersions,
    GetIndicators,
    ReviewFigure,
    SetPlan,
)
from backend.contract.messages import Done, Failure, RegistersChanged
from tests.unit.backend.engine.indicators.indicator_centre import (
    AN,
    BINH,
    HA,
    LONG,
    QUAN,
    THU,
    Room,
    scene,
    session,
)


async def figure(room: Room, code: str, period: str = "") -> Any:
    board = await room.ask(HA, GetIndicators("thu", period))
    return next(f for f in board.figures if f.code == code)


def test_a_figure_counts_after_review_and_says_where_it_comes_from(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        entered = await room.enter(BINH, "T.01", "2026-10", 950.0, note="Báo cáo tháng 10")
        assert isinstance(entered, FiguresEntered)
        assert (entered.figures[0].state, entered.refused) == ("submitted", ())
        assert (await figure(room, "T.01", "2026-10")).value is None  # not yet
        assert isinstance(await room.ask(THU, ReviewFigure("T.01", "2026-10", True)), Done)
        found = await figure(room, "T.01", "2026-10")
        assert (found.value, found.plan, found.colour) == (950.0, 1000.0, "orange")
        assert found.why.vi == "Đạt 95,0 % 10/12 kế hoạch năm, dưới 100 %, từ 90 %"
        made = found.provenance
        assert (made.how, made.source, made.by, made.accepted_by) == (
            "entered",
            "Sở Tài chính",
            "Binh",
            "Thu",
        )
        (entry,) = room.journal("figure.accepted")
        assert (entry.subject, entry.payload["value"]) == ("T.01@2026-10", 950.0)
        assert room.store.verify().broken_seq is None

    scene(tmp_path, play)


def test_walls_are_told_that_indicators_changed(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        await room.enter(BINH, "T.01", "2026-10", 950.0)
        room.feed.flush_registers(1e9)
        (told,) = [m for m in room.wire.sent if isinstance(m, RegistersChanged)]
        assert told.kinds == {"indicators": 1}

    scene(tmp_path, play)


def test_a_unit_enters_its_own_indicators_only_and_each_refusal_names_its_figure(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        entries = (
            FigureEntry("T.01", "2026-10", 1.0),
            FigureEntry("T.04", "2026-Q3", 2.5),
            FigureEntry("T.04", "2026-10", 2.5),
            FigureEntry("T.04", "2027-Q1", 2.5),
            FigureEntry("T.03", "2026-10", 2.5),
            FigureEntry("T.99", "2026-10", 2.5),
            FigureEntry("T.04", "2026-Q2", None),
            FigureEntry("T.04", "2026-Q1", 2.0, area="??"),
            FigureEntry("T.04", "2026-Q1", 2.0, breakdown="age=15"),
        )
        answer = await room.ask(AN, EnterFigures(entries))
        assert [f.code for f in answer.figures] == ["T.04"]
        words = [(r.code, r.reason.vi.split(".")[0][:40]) for r in answer.refused]
        assert [code for code, _ in words] == ["T.01", "T.04", "T.04", "T.03", "T.99", "T.04", "T.04", "T.04"]
        reasons = " ".join(r.reason.vi for r in answer.refused)
        for part in ("không phải đơn vị của bạn", "không có số liệu theo kỳ", "chưa bắt đầu", "chỉ tiêu tính được",
                     "Không có chỉ tiêu T.99", "Hãy ghi lý do", "Không có địa phương", "không phân tổ theo"):  # fmt: skip
            assert part in reasons, part

    scene(tmp_path, play)


def test_who_entered_a_figure_cannot_accept_it(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        await room.enter(THU, "T.01", "2026-10", 950.0)
        own = await room.ask(THU, ReviewFigure("T.01", "2026-10", True))
        assert isinstance(own, Failure)
        assert "không tự duyệt được" in own.said("vi")
        assert isinstance(await room.ask(LONG, ReviewFigure("T.01", "2026-10", True)), Done)
        again = await room.ask(LONG, ReviewFigure("T.01", "2026-10", True))
        assert "chờ duyệt" in again.said("vi")

    scene(tmp_path, play)


def test_neither_viewers_nor_units_review_and_nobody_gives_back_without_a_reason(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        await room.enter(BINH, "T.01", "2026-10", 950.0)
        for who in (AN, HA, session("khach", "viewer")):
            answer = await room.ask(who, ReviewFigure("T.01", "2026-10", True))
            assert isinstance(answer, Failure), who.user
        assert "vì sao" in (await room.ask(LONG, ReviewFigure("T.01", "2026-10", False))).said("vi")
        refused = await room.ask(HA, EnterFigures((FigureEntry("T.01", "2026-09", 1.0),)))
        assert refused.kind == "not_allowed"

    scene(tmp_path, play)


def test_a_figure_given_back_is_entered_again_and_every_version_is_kept(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        await room.enter(BINH, "T.01", "2026-10", 9500.0)
        assert isinstance(
            await room.ask(LONG, ReviewFigure("T.01", "2026-10", False, note="thừa số 0")), Done
        )
        mine = await room.ask(BINH, GetFiguresToReview())
        assert [(f.code, f.state, f.why.vi) for f in mine.figures] == [("T.01", "returned", "thừa số 0")]
        await room.count(BINH, "T.01", "2026-10", 950.0)
        await room.count(BINH, "T.01", "2026-10", 955.0, final=True, note="đã quyết toán")
        answer = await room.ask(HA, GetFigureVersions("T.01", "2026-10"))
        assert isinstance(answer, FigureVersions)
        assert [(f.version, f.state, f.value) for f in answer.figures] == [
            (3, "accepted", 955.0), (2, "superseded", 950.0), (1, "superseded", 9500.0)
        ]  # fmt: skip
        assert [f.final for f in answer.figures] == [True, False, False]

    scene(tmp_path, play)


def test_a_correction_under_review_leaves_the_accepted_figure_in_force(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        await room.count(BINH, "T.01", "2026-10", 950.0)
        await room.enter(BINH, "T.01", "2026-10", 960.0)
        assert (await figure(room, "T.01", "2026-10")).value == 950.0
        await room.ask(LONG, ReviewFigure("T.01", "2026-10", False, note="chưa có căn cứ"))
        assert (await figure(room, "T.01", "2026-10")).value == 950.0

    scene(tmp_path, play)


def test_a_draft_is_written_over_and_is_nobody_elses_business(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        for value in (1.0, 2.0):
            await room.ask(BINH, EnterFigures((FigureEntry("T.02", "2026-10", value),), submit=False))
        answer = await room.ask(HA, GetFigureVersions("T.02", "2026-10"))
        assert [(f.version, f.state, f.value) for f in answer.figures] == [(1, "draft", 2.0)]
        assert (await room.ask(LONG, GetFiguresToReview())).figures == ()
        assert [f.state for f in (await room.ask(BINH, GetFiguresToReview())).figures] == ["draft"]

    scene(tmp_path, play)


def test_reviewers_see_what_waits_with_colour_and_flags(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        await room.count(BINH, "T.01", "2026-09", 890.0)
        await room.enter(BINH, "T.01", "2026-10", 9500.0)
        await room.enter(AN, "T.04", "2026-Q3", 60.0)
        found = {f.code: f for f in (await room.ask(LONG, GetFiguresToReview())).figures}
        assert [flag.vi for flag in found["T.01"].flags] == ["gấp 10,7 lần kỳ trước"]
        assert [flag.vi for flag in found["T.04"].flags] == ["ngoài khoảng hợp lý 0,0–50,0"]
        assert found["T.04"].colour == "red"
        only = await room.ask(LONG, GetFiguresToReview("tk"))
        assert [f.code for f in only.figures] == ["T.04"]
        on_the_wall = await room.ask(HA, GetFiguresToReview())
        assert {f.code for f in on_the_wall.figures} == set(found), (
            "the duty officer's wall shows it to leaders"
        )
        assert (await room.ask(session("khach", "viewer"), GetFiguresToReview())).figures == ()

    scene(tmp_path, play)


def test_administrators_set_plans_with_their_reason_and_colours_follow(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        await room.count(BINH, "T.01", "2026-10", 950.0)
        assert (await room.ask(LONG, SetPlan("T.01", "2026", 1100.0, note="x"))).kind == "not_allowed"
        assert "căn cứ" in (await room.ask(QUAN, SetPlan("T.01", "2026", 1100.0))).said("vi")
        assert isinstance(await room.ask(QUAN, SetPlan("T.01", "2026", 1100.0, note="NQ 12/HĐND")), Done)
        found = await figure(room, "T.01", "2026-10")
        assert (round(found.plan, 1), found.colour) == (916.7, "green")
        assert isinstance(await room.ask(QUAN, SetPlan("T.01", "2026", None, note="bãi bỏ")), Done)
        assert (await figure(room, "T.01", "2026-10")).colour == "none"
        plans = [(e.payload["plan"], e.payload["version"]) for e in room.journal("figure.plan")]
        assert plans == [(1100.0, 1), (None, 2)]

    scene(tmp_path, play)


def test_a_red_figure_rings_for_its_unit_until_it_is_better(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        await room.count(BINH, "T.01", "2026-09", 500.0)
        alarm = room.alarm("tc/T.01")
        assert alarm is not None
        assert (alarm.active, alarm.unit_id, alarm.severity) == (True, "tc", "medium")
        assert alarm.title.vi == "Nguy cơ không đạt: Thu ngân sách — 500 tỷ đồng, 9 tháng năm 2026"
        assert alarm.detail.vi.startswith("Đạt 55,5 % 9/12 kế hoạch năm")
        assert [ladder.ladder_id.split("/")[0] for ladder in room.ladders] == ["chi-tieu-do"]
        assert [m.to_name for m in room.messages] == ["Lê Bình"]
        await room.count(BINH, "T.01", "2026-08", 400.0)  # an older period changes nothing
        assert room.alarm("tc/T.01").n_changes == alarm.n_changes
        await room.count(BINH, "T.01", "2026-10", 1000.0)
        assert not room.alarm("tc/T.01").active

    scene(tmp_path, play)


def test_a_computed_figure_that_turns_red_rings_too(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        await room.count(BINH, "T.01", "2026-10", 1100.0)
        assert room.alarm("ioc/T.03") is None  # one of its inputs is missing: nothing is known
        await room.count(BINH, "T.02", "2026-10", 1090.0)
        alarm = room.alarm("ioc/T.03")
        assert alarm is not None
        assert (alarm.active, alarm.value) == (True, 10.0)

    scene(tmp_path, play)


def test_a_plan_that_is_raised_makes_a_figure_red_at_once(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        await room.count(BINH, "T.01", "2026-10", 1000.0)
        before = room.alarm("tc/T.01")
        assert before is None or not before.active
        await room.ask(QUAN, SetPlan("T.01", "2026", 2400.0, note="điều chỉnh"))
        alarm = room.alarm("tc/T.01")
        assert alarm is not None
        assert alarm.active

    scene(tmp_path, play)


def test_what_no_database_can_keep_is_refused_before_it_gets_there(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        entries = (
            FigureEntry("T.04", "2026-Q3", float("nan")),
            FigureEntry("T.04", "2026-Q3", float("inf")),
            FigureEntry("T.04", "2026-Q3", 1.0, breakdown="sex=\x00"),
            FigureEntry("T.04", "2026-Q3", 1.0, breakdown="sex="),
            FigureEntry("T.04", "2026-Q3", 1.0, area="\x00"),
        )
        answer = await room.ask(AN, EnterFigures(entries))
        assert (answer.figures, len(answer.refused)) == ((), 5)
        bodies = (
            SetPlan("T.01", "2026", float("nan"), note="x"),
            SetPlan("T.01", "2026", 1.0, area="\x00", note="x"),
            SetPlan("T.01", "2026", 1.0, note="\x00"),
            ReviewFigure("T.01", "2026-10", True, breakdown="\x00"),
            GetIndicators("thu", "", "\x00"),
            GetFigureVersions("T.01", "\x00"),
            EnterFigures(()),
        )
        for body in bodies:
            failure = await room.ask(QUAN, body)
            assert isinstance(failure, Failure), body
            assert failure.kind == "invalid"

    scene(tmp_path, play)
