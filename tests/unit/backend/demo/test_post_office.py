from __future__ import annotations

import json
import os
import signal
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest

from backend.demo.ports import free_ports, listens


class Post:
    def __init__(self, folder: Path) -> None:
        self.smtp, self.sms = free_ports(2)
        self.file = folder / "record.jsonl"
        command = [
            sys.executable,
            "-m",
            "backend.demo.post_office",
            "--smtp",
            str(self.smtp),
            "--sms",
            str(self.sms),
        ]
        self.process = subprocess.Popen([*command, "--record", str(self.file)])
        until = time.monotonic() + 20
        while not (listens(self.smtp) and listens(self.sms)):
            assert time.monotonic() < until, "the post office does not open"
            assert self.process.poll() is None
            time.sleep(0.05)

    def kept(self) -> list[dict[str, str]]:
        return [json.loads(line) for line in self.file.read_text(encoding="utf-8").splitlines()]

    def send_sms(self, body: bytes) -> dict[str, str]:
        answer = httpx.post(f"http://127.0.0.1:{self.sms}/sms", content=body, timeout=10)
        answer.raise_for_status()
        found: dict[str, str] = answer.json()
        return found


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    office = Post(tmp_path)
    yield office
    office.process.send_signal(signal.SIGTERM)
    assert office.process.wait(10) == 0


def test_a_text_message_is_kept_once_however_often_it_comes(post: Post) -> None:
    given = json.dumps({"Phone": "84900001001", "Content": "Ngập tại Mẹ Suốt", "RequestId": "k1"}).encode()
    assert post.send_sms(given)["CodeResult"] == "100"
    assert post.send_sms(given)["CodeResult"] == "124"
    (kept,) = post.kept()
    assert (kept["by"], kept["to"], kept["body"]) == ("sms", "84900001001", "Ngập tại Mẹ Suốt")
    with pytest.raises(httpx.HTTPStatusError, match="400"):
        post.send_sms(b"no json")


def test_a_letter_is_kept_with_its_words(post: Post) -> None:
    letter = EmailMessage()
    letter["From"], letter["To"] = "ioc@demo.invalid", "ha@demo.invalid"
    letter["Subject"], letter["X-Toancanh-Key"] = "Ngập tại Hòa Khánh", "k2"
    letter.set_content("Đề nghị rào chắn.\n")
    for _ in range(2):
        with smtplib.SMTP("127.0.0.1", post.smtp, timeout=10) as client:
            client.send_message(letter)
    (kept,) = post.kept()
    assert (kept["key"], kept["subject"], kept["body"].strip()) == (
        "k2",
        "Ngập tại Hòa Khánh",
        "Đề nghị rào chắn.",
    )


def test_it_knows_its_keys_again_after_a_restart(tmp_path: Path) -> None:
    given = json.dumps({"Phone": "1", "Content": "x", "RequestId": "k1"}).encode()
    first = Post(tmp_path)
    first.send_sms(given)
    os.kill(first.process.pid, signal.SIGKILL)
    first.process.wait(10)
    second = Post(tmp_path)
    try:
        assert second.send_sms(given)["CodeResult"] == "124"
    finally:
        second.process.terminate()
        second.process.wait(10)
