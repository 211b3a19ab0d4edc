from __future__ import annotations

import socket

from backend.cli.ports import answers, free_ports


def test_free_ports_are_different_and_silent() -> None:
    ports = free_ports(5)
    assert len(set(ports)) == 5
    assert not any(answers(port) for port in ports)


def test_a_listening_port_answers() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        assert answers(server.getsockname()[1])
