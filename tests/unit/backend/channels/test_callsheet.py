from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

import msgspec
import pytest
from pypdf import PdfReader

from backend.channels import callsheet
from backend.channels.base import Outgoing, Receipt
from tests.unit.backend.channels.given import NOW, Standing, at_work, means, message


def config(folder: Path, /, **more: Any) -> callsheet.Config:
    raw = {
        "id": "sheet",
        "kind": "callsheet",
        "name": "Phiếu gọi",
        "folder": str(folder),
        "gather_s": 0,
        **more,
    }
    return msgspec.convert({**raw, **more}, callsheet.Config)


def sent(settings: callsheet.Config, *outs: Outgoing) -> list[Receipt]:
    async def scene() -> list[Receipt]:
        channel = callsheet.Channel(settings, means())
        async with at_work(channel):
            return await asyncio.gather(*map(channel.send, outs))

    return asyncio.run(scene())


def text_of(path: Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def test_a_sheet_says_whom_to_call_and_what_to_say(tmp_path: Path) -> None:
    out = message(
        "c1", body="Sơ tán kiệt 82 trước 18:30", subject="Ngập Mẹ Suốt", to_name="Nguyễn Thị Mỹ Hằng"
    )
    (receipt,) = sent(config(tmp_path / "phieu"), out)
    assert receipt.state == "sent"
    assert receipt.remote_id.startswith("goi-dien-20261124-1805-")
    (path,) = (tmp_path / "phieu").iterdir()
    assert path.name == receipt.remote_id
    shown = text_of(path)
    for words in ("Nguyễn Thị Mỹ Hằng", "0905 123 456", "Ngập Mẹ Suốt", "Sơ tán kiệt 82", "in lúc 18:05"):
        assert words in shown


def test_messages_at_once_share_a_sheet_and_later_ones_have_their_own(tmp_path: Path) -> None:
    settings = config(tmp_path)
    first, second = sent(settings, message("c2"), message("c3", "84905123457"))
    (third,) = sent(settings, message("c4"))
    assert first == second != third
    assert "0905 123 457" in text_of(tmp_path / first.remote_id)
    assert len(list(tmp_path.iterdir())) == 2


def test_a_second_attempt_replaces_the_first(tmp_path: Path) -> None:
    assert sent(config(tmp_path), message("c5")) == sent(config(tmp_path), message("c5"))
    assert len(list(tmp_path.iterdir())) == 1


def test_a_message_that_is_given_up_does_not_spoil_the_sheet(tmp_path: Path) -> None:
    async def scene() -> Receipt:
        channel = callsheet.Channel(config(tmp_path), means())
        first = asyncio.ensure_future(channel.send(message("c6")))
        second = asyncio.ensure_future(channel.send(message("c7")))
        await asyncio.sleep(0)
        first.cancel()
        return await second

    assert asyncio.run(scene()).state == "sent"


def fake_lp(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    program = folder / "lp"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def test_a_sheet_goes_to_the_printer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_lp(tmp_path, monkeypatch, f'echo "$@" > {tmp_path}/printed')
    (receipt,) = sent(config(tmp_path / "out", printer="tang1"), message("c8"))
    assert receipt.state == "sent"
    words = (tmp_path / "printed").read_text().split()
    assert words[:2] == ["-d", "tang1"]
    assert words[-1] == str(tmp_path / "out" / receipt.remote_id)


@pytest.mark.parametrize(
    ("script", "timeout_s", "words"),
    [("echo no such printer >&2; exit 1", 20.0, "no such printer"), ("exec sleep 30", 0.2, "lp did not end")],
)
def test_a_printer_that_fails_is_a_failure_but_the_file_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, timeout_s: float, words: str
) -> None:
    fake_lp(tmp_path, monkeypatch, script)
    (receipt,) = sent(config(tmp_path / "out", printer="x", timeout_s=timeout_s), message("c9"))
    assert (receipt.state, receipt.again) == ("failed", True)
    assert words in receipt.reason.vi
    assert [one.suffix for one in (tmp_path / "out").iterdir()] == [".pdf"]


def test_a_folder_that_cannot_be_written_is_a_failure_that_may_pass(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (receipt,) = sent(config(tmp_path / "file"), message("c10"))
    assert (receipt.state, receipt.again) == ("failed", True)


def test_without_a_font_it_says_so(tmp_path: Path) -> None:
    settings = config(tmp_path, font=str(tmp_path / "none.ttf"))
    (receipt,) = sent(settings, message("c11"))
    assert "make setup" in receipt.reason.en
    assert "no font" in settings.problems()[0]


def test_another_font_can_be_named(tmp_path: Path) -> None:
    font = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
    assert font.exists(), "fonts-dejavu-core is missing: run `make setup`"
    (receipt,) = sent(config(tmp_path, font=str(font)), message("c12", body="Ngập nặng"))
    assert "Ngập nặng" in text_of(tmp_path / receipt.remote_id)


def test_problems_name_the_missing_printer_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert config(tmp_path).problems() == []
    assert "cups-client" in config(tmp_path, printer="x").problems()[0]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"folder": "phieu"}, "`folder`"),
        ({"zone": "Asia/Da_Nang"}, "`zone`"),
        ({"gather_s": -1}, "gather_s"),
        ({"printer": "-oraw"}, "printer"),
    ],
)
def test_wrong_settings_are_named(tmp_path: Path, more: dict[str, Any], words: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=words):
        config(tmp_path, **more)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("84905123456", "0905 123 456"),
        ("842363822010", "0236 382 2010"),
        ("14155550100", "+14155550100"),
        ("a@b.vn", "a@b.vn"),
    ],
)
def test_numbers_are_shown_as_people_dial_them(number: str, shown: str) -> None:
    assert callsheet.dialled(number) == shown


def test_the_clock_of_the_sheet_is_the_one_passed_in(tmp_path: Path) -> None:
    async def scene() -> Receipt:
        return await callsheet.Channel(config(tmp_path), means(clock=Standing(NOW + 3600))).send(
            message("c13")
        )

    assert "in lúc 19:05" in text_of(tmp_path / asyncio.run(scene()).remote_id)
