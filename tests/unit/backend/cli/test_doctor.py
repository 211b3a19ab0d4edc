from __future__ import annotations

import contextlib

import pytest

from backend.cli import doctor
from backend.cli.doctor import Finding


def test_every_finding_that_is_not_well_says_the_cure() -> None:
    words, ok = doctor.report(
        iter([Finding("Qt", True, "6.11"), Finding("font", False, "not built", "make setup")])
    )
    assert not ok
    assert "✓ Qt: 6.11" in words
    assert "✗ font: not built → make setup" in words


def test_this_machine_has_what_the_tests_need() -> None:
    found = {f.what: f for f in doctor.examine()}
    assert found["Python"].ok
    assert found["Qt and WebEngine libraries"].ok, found
    assert found["libVLC"].ok
    assert found["map page and font"].ok
    assert all(f.cure for f in found.values() if not f.ok)


def test_a_taken_port_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError):  # another program of this machine has it: just as well
            server.bind(("127.0.0.1", 5710))
            server.listen()
        ports = [f for f in doctor.examine() if f.what.startswith("port 5710")]
    assert not ports[0].ok
    assert "--feed" in ports[0].cure
