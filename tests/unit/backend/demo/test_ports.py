from __future__ import annotations

import socket

from backend.demo.ports import free_ports, listens


def test_free_ports_are_different_and_silent() -> None:
    ports = free_ports(5)
    assert len(set(ports)) == 5
    assert not any(listens(port) for port in ports)


def test_a_listening_port_listens() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        assert listens(server.getsockname()[1])
