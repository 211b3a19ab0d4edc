"""Doors open, say why they cannot, and are opened again; the hotline answers as HTTP servers do."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import httpx
import pytest

from backend.demo import doors
from backend.demo.centre import free_ports


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    port = free_ports().broker
    first = doors.broker(port, tmp_path)
    first.open()
    other = tmp_path / "other"
    other.mkdir()
    try:
        assert (tmp_path / "broker.pid").read_text() == str(first.pid)
        with pytest.raises(doors.DoorError, match=f"port {port} is taken"):
            doors.broker(port, other).open()
    finally:
        first.close()
    assert first.pid is None
    assert not doors.listens(port)


def test_a_broker_that_cannot_start_says_why(tmp_path: Path) -> None:
    door = doors.broker(free_ports().broker, tmp_path)
    (tmp_path / "mosquitto.conf").write_text("no such setting\n", encoding="ascii")
    with pytest.raises(doors.DoorError, match="did not start .*Unknown configuration"):
        door.open()


def test_a_killed_broker_is_opened_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    door = doors.broker(free_ports().broker, tmp_path)
    door.open()
    try:
        killed = door.pid
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
        os.waitid(os.P_PID, killed, os.WEXITED | os.WNOWAIT)
        door.look_after()
        assert door.pid is None  # it stays shut for a while, so that tiles are seen to age
        monkeypatch.setattr(doors, "RESTART_AFTER_S", -1.0)
        door.look_after()
        assert door.pid not in {None, killed}
    finally:
        door.close()


def test_an_orphan_of_a_killed_run_gives_its_port_back(tmp_path: Path) -> None:
    port = free_ports().broker
    orphan, new = doors.broker(port, tmp_path), doors.broker(port, tmp_path)
    orphan.open()
    new.open()
    try:
        assert new.pid is not None
        assert orphan.pid is None
    finally:
        new.close()


def test_the_hotline_answers_with_an_etag() -> None:
    port = free_ports().http
    documents = [b'{"n": 1}', b'{"n": 2}']
    server = doors.DocumentServer(port, {"/calls.json": lambda: documents[0]})
    try:
        url = f"http://127.0.0.1:{port}/calls.json"
        first = httpx.get(url)
        assert (first.status_code, first.json()) == (200, {"n": 1})
        same = httpx.get(url, headers={"If-None-Match": first.headers["etag"]})
        assert (same.status_code, same.content) == (304, b"")
        documents.pop(0)
        assert httpx.get(url, headers={"If-None-Match": first.headers["etag"]}).json() == {"n": 2}
        assert httpx.get(f"http://127.0.0.1:{port}/other").status_code == 404
    finally:
        server.close()
    assert not doors.listens(port)


def test_pace_never_asks_to_wait_for_the_past() -> None:
    pace = doors.Pace()
    assert pace.until(-5.0) == 0.0
    assert 99 < pace.until(100.0) <= 100
