"""Conversations with their store, their cases and the channel that answers, all in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from backend.channels.carrying.zalo_said import Heard
from backend.contract.cases import CaseFile
from backend.domain.cases.change import CaseDraft
from backend.domain.cases.conversation import Conversation
from backend.engine.doors.talks import KEPT_S, SETTING, Means, Talks
from backend.gateway.ports import Photo
from backend.usecases.conversations import load_talk_words
from tests.unit.backend.gateway.given import BOX, KIND, NOW, ZONE, MemoryDesk, Standing, case

PHOTO = "https://f.zalo/1.jpg"


class RatedDesk(MemoryDesk):
    """Cases in memory that may be rated."""

    def __init__(self) -> None:
        super().__init__()
        self.rated: list[tuple[str, int]] = []
        self.fails = False

    async def open(self, draft: CaseDraft, photos: Sequence[Photo], *, by: str, public: bool) -> CaseFile:
        if self.fails:
            raise OSError("the disk is full")
        return await super().open(draft, photos, by=by, public=public)

    async def rate(self, case_id: str, stars: int) -> bool:
        self.rated.append((case_id, stars))
        self.put(case(int(case_id[-4:]), case_id=case_id, group="done", status="done", rating=stars))
        return True


class Page:
    """A page at work: people write, answers are collected."""

    def __init__(self, kept: dict[str, str] | None = None) -> None:
        self.desk, self.clock = RatedDesk(), Standing()
        self.settings: dict[str, str] = dict(kept or {})
        self.sent: list[tuple[str, str]] = []
        self.n_commits = 0
        words = load_talk_words(Path("/nowhere"))
        means = Means(
            desk=self.desk, clock=self.clock, zone=ZONE, keep=self._keep, settle=self._settle, send=self._send,
            source="zalo", hidden=frozenset({"cuu-ho"}),
        )  # fmt: skip
        self.talks = Talks(Conversation(words, KIND, BOX, 1800), means, self.settings)
        self._n = 0

    def _keep(self, name: str, value: str) -> None:
        self.settings[name] = value

    async def _settle(self) -> int:
        self.n_commits += 1
        return self.n_commits

    async def _send(self, user: str, text: str) -> None:
        self.sent.append((user, text))

    async def says(self, text: str = "", user: str = "u1", **more: Any) -> str:
        """Say something; return all answers, joined."""
        self._n += 1
        n_before = len(self.sent)
        self.clock.at += 5
        await self.talks.hear(
            Heard(user_id=user, message_id=f"m{self._n}", at=self.clock.at, text=text, **more)
        )
        return await self._answers(n_before)

    async def _answers(self, n_before: int) -> str:
        for _ in range(50):
            await asyncio.sleep(0)
        return "\n".join(text for _, text in self.sent[n_before:])

    async def reports(self, user: str = "u1") -> str:
        await self.says("Ổ gà lớn trước chợ", user)
        await self.says(photos=(PHOTO,), user=user)
        await self.says(lat=16.07, lon=108.22, user=user)
        return await self.says("1", user)


def play(page: Page, scene: Callable[[], Awaitable[None]]) -> None:
    async def run() -> None:
        task = asyncio.ensure_future(page.talks.run())
        try:
            await scene()
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    asyncio.run(run())


def test_a_report_becomes_a_case_with_its_photo_and_its_reporter() -> None:
    page = Page()

    async def scene() -> None:
        assert "Nơi xảy ra: vị trí đã chia sẻ" in await page.reports()
        assert "Đã tiếp nhận phản ánh PAHT." in await page.says("gửi")

    play(page, scene)
    (draft,) = page.desk.drafts
    assert (draft.title, draft.field, draft.source) == ("Ổ gà lớn trước chợ", "duong-hong", "zalo")
    assert (draft.media, draft.lat, draft.data) == ((PHOTO,), 16.07, {"zalo_id": "u1"})


def test_what_was_said_is_stored_before_it_is_answered() -> None:
    page = Page()

    async def scene() -> None:
        await page.talks.hear(Heard(user_id="u1", message_id="m", at=NOW, text="Ổ gà lớn trước chợ"))
        assert page.n_commits == 1
        assert page.sent == []

    play(page, scene)
    (name,) = page.settings
    assert name.startswith(SETTING)
    assert "u1" not in name


def test_a_talk_goes_on_after_a_restart() -> None:
    page = Page()
    play(page, lambda: _ignore(page.reports()))
    again = Page(page.settings)

    async def scene() -> None:
        again._n = 100  # the ids of messages go on
        assert "Đã tiếp nhận" in await again.says("gửi")

    play(again, scene)
    assert again.desk.drafts[0].text == "Ổ gà lớn trước chợ"


async def _ignore(work: Awaitable[Any]) -> None:
    await work


def test_people_do_not_hear_one_another() -> None:
    page = Page()

    async def scene() -> None:
        await page.says("Ổ gà lớn trước chợ", "u1")
        await page.says("Rác đầy đường không ai dọn", "u2")
        await page.says("bỏ qua", "u2")
        await page.says("12 Trần Phú", "u2")
        assert "Rác đầy đường" in await page.says("1", "u2")

    play(page, scene)
    assert {user for user, _ in page.sent} == {"u1", "u2"}


def test_a_report_that_the_rules_refuse_or_the_disk_does_not_take_is_told() -> None:
    page = Page()

    async def scene() -> None:
        await page.reports()
        page.desk.fails = True
        assert "một lần nữa" in await page.says("gửi")
        page.desk.fails = False
        page.desk.refuses = "Đang tạm ngừng nhận."
        assert "Đang tạm ngừng nhận." in await page.says("gửi")

    play(page, scene)


def test_a_case_is_looked_up_without_anything_personal() -> None:
    page = Page()
    page.desk.put(case(1, title="Ổ gà, gọi 0905 123 456"), case(2, field="cuu-ho"), case(3, kind="dossier"))

    async def scene() -> None:
        said = await page.says("tra cứu paht.20261124.0001")
        assert "Ổ gà, gọi •••" in said
        assert "Tình trạng: Mới tiếp nhận\nĐơn vị xử lý: Sở Xây dựng\nHạn xử lý: 18:05 25/11/2026" in said
        assert "Nguyễn" not in said
        for number in (2, 3, 4):
            assert "Không tìm thấy" in await page.says(f"tra cứu PAHT.20261124.{number:04d}")

    play(page, scene)


def test_the_newest_finished_report_is_rated_once() -> None:
    page = Page()

    async def scene() -> None:
        await page.reports()
        await page.says("gửi")
        (code,) = page.desk.files
        assert "chờ đánh giá" in await page.says("4")
        page.desk.put(case(1000, case_id=code, group="done", status="done"))
        assert f"4/5 cho phản ánh {code}" in await page.says("4")
        assert "chờ đánh giá" in await page.says("5")
        assert page.desk.rated == [(code, 4)]

    play(page, scene)


def test_an_unfinished_report_ends_and_old_talks_are_forgotten() -> None:
    page = Page()

    async def scene() -> None:
        await page.reports()
        page.clock.at += 1801
        n_before = len(page.sent)
        await page.talks.tick()
        assert "quá thời gian chờ" in await page._answers(n_before)
        page.clock.at += KEPT_S + 1
        await page.talks.tick()

    play(page, scene)
    assert list(page.settings.values()) == [""]


def test_whoever_floods_the_page_is_not_listened_to() -> None:
    page = Page()

    async def scene() -> None:
        for n in range(50):
            await page.talks.hear(Heard(user_id="u1", message_id=str(n), at=NOW, text="x"))

    play(page, scene)
    assert page.n_commits <= 30


@pytest.mark.parametrize("value", ["", "not base64", "AAAA"])
def test_a_talk_that_cannot_be_read_begins_anew(value: str) -> None:
    page = Page({SETTING + "x": value, "channel.sms": "on"})

    async def scene() -> None:
        assert "Xin chào" in await page.says("chào")

    play(page, scene)
