"""The gateway on a real port: in clear, with TLS, and at its end."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import ssl
import subprocess
import warnings
from pathlib import Path

import httpx
import pytest

from backend.gateway.server import GatewayServer, ListenError
from tests.unit.backend.gateway.given import KEY, door, settings


def certificate(folder: Path) -> None:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")],
        check=True, capture_output=True,
    )  # fmt: skip


def test_it_answers_until_it_is_cancelled_and_leaves_signals_alone(tmp_path: Path) -> None:
    async def scene() -> None:
        before = signal.getsignal(signal.SIGTERM)
        server = GatewayServer(settings(port=0), tmp_path)
        task = asyncio.ensure_future(server.run(door().app))
        async with httpx.AsyncClient() as client:
            answer = await client.get(f"{server.url}/open311/v2/services.json")
        assert answer.status_code == 200
        assert "server" not in answer.headers
        assert signal.getsignal(signal.SIGTERM) is before
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        server.close()
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", server.port)) != 0

    asyncio.run(scene())


def test_a_report_under_way_is_finished_when_the_daemon_ends(tmp_path: Path) -> None:
    async def scene() -> None:
        at = door()
        at.desk.slow = asyncio.Event()
        server = GatewayServer(settings(port=0), tmp_path)
        task = asyncio.ensure_future(server.run(at.app))
        form = {"api_key": KEY, "service_code": "rac", "address_string": "ở đây"}
        async with httpx.AsyncClient() as client:
            post = asyncio.ensure_future(client.post(f"{server.url}/open311/v2/requests.json", data=form))
            while not at.desk.slow._waiters:
                await asyncio.sleep(0.005)
            task.cancel()
            await asyncio.sleep(0)
            at.desk.slow.set()
            assert (await post).status_code == 200
        with pytest.raises(asyncio.CancelledError):
            await task
        server.close()

    asyncio.run(scene())


def test_with_a_certificate_it_speaks_tls_of_today_only(tmp_path: Path) -> None:
    certificate(tmp_path)

    async def scene() -> None:
        wanted = settings(port=0, certificate_file="cert.pem", key_file="key.pem")
        server = GatewayServer(wanted, tmp_path)
        task = asyncio.ensure_future(server.run(door(certificate_file="cert.pem", key_file="key.pem").app))
        trusting = ssl.create_default_context(cafile=str(tmp_path / "cert.pem"))
        async with httpx.AsyncClient(verify=trusting) as client:
            answer = await client.get(f"https://127.0.0.1:{server.port}/open311/v2/discovery.json")
        assert answer.status_code == 200
        assert "strict-transport-security" in answer.headers
        assert server.url == f"https://127.0.0.1:{server.port}"
        old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
        old.set_ciphers("ALL:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that it is old is what is tried
            old.maximum_version = ssl.TLSVersion.TLSv1_1
        with pytest.raises((ssl.SSLError, ConnectionResetError)):
            await asyncio.open_connection("127.0.0.1", server.port, ssl=old)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        server.close()

    asyncio.run(scene())


def test_a_taken_port_and_a_wrong_certificate_are_told_with_the_cure(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(ListenError, match="another program there"):
            GatewayServer(settings(port=other.getsockname()[1]), tmp_path)
    for name in ("cert.pem", "key.pem"):
        (tmp_path / name).write_text("no certificate")
    with pytest.raises(ListenError, match="PEM and belong together"):
        GatewayServer(settings(port=0, certificate_file="cert.pem", key_file="key.pem"), tmp_path)


def test_behind_a_proxy_each_address_has_its_own_rate(tmp_path: Path) -> None:
    async def scene() -> list[int]:
        more = {"behind_proxy": True, "limits": {"requests_per_minute": 30}}
        server = GatewayServer(settings(port=0, **more), tmp_path)
        task = asyncio.ensure_future(server.run(door(**more).app))
        found = []
        async with httpx.AsyncClient() as client:
            for n in range(12):
                headers = {"X-Forwarded-For": f"203.0.113.{n // 6}"}
                answer = await client.get(f"{server.url}/open311/v2/services.json", headers=headers)
                found.append(answer.status_code)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        server.close()
        return found

    assert asyncio.run(scene()) == ([200] * 5 + [429]) * 2


def test_requests_leave_no_line_in_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def scene() -> None:
        server = GatewayServer(settings(port=0), tmp_path)
        task = asyncio.ensure_future(server.run(door().app))
        async with httpx.AsyncClient() as client:
            await client.get(f"{server.url}/open311/v2/requests.json?api_key={KEY}")
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        server.close()

    with caplog.at_level(logging.INFO):
        asyncio.run(scene())
    assert [r for r in caplog.records if not r.name.startswith("http")] == []
