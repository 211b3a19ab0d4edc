import asyncio
import json
import subprocess

import msgspec
import paho.mqtt.client as paho
import pytest
from hypothesis import given
from hypothesis import strategies as st
from paho.mqtt.enums import CallbackAPIVersion

from backend.sources.mqtt import Config, Source, parse
from backend.sources.reading.json_mapping import JsonMapping

MAPPING = JsonMapping(place="station", metric="metric", time="ts", value="value")


def config(port: int, /, **settings: object) -> Config:
    base = {"id": "m", "kind": "mqtt", "name": "M", "max_age_s": 60, "host": "127.0.0.1", "port": port}
    return msgspec.convert(
        base | {"topics": ["city/#"], "mapping": msgspec.to_builtins(MAPPING)} | settings, Config
    )


class Publisher:
    """A client that publishes and waits until the broker has it."""

    def __init__(self, port: int, ca_file: str = "") -> None:
        self._client = paho.Client(CallbackAPIVersion.VERSION2)
        self._client.max_inflight_messages_set(1000)
        if ca_file:
            self._client.tls_set(ca_file)
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()

    async def send(self, *payloads: bytes, topic: str = "city/rain", qos: int = 1) -> None:
        sent = [self._client.publish(topic, payload, qos) for payload in payloads]
        for one in sent:
            await asyncio.to_thread(one.wait_for_publish, 20)

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()


def message(value: float, station: str = "s1", ts: float = 1.0) -> bytes:
    return json.dumps({"station": station, "metric": "rain_mm", "ts": ts, "value": value}).encode()


@pytest.mark.parametrize(("qos", "protocol"), [(0, "3.1.1"), (1, "3.1.1"), (0, "5"), (1, "5")])
def test_good_messages_arrive_in_order_and_bad_ones_are_refused(
    qos, protocol, make_broker, sink, clock, running, until
) -> None:
    broker = make_broker()

    async def scenario() -> None:
        source = Source(config(broker.port, qos=qos, protocol=protocol), sink, clock)
        async with running(source):
            await until(lambda: sink.links == ["connected"])
            publisher = Publisher(broker.port)
            bad = [
                b"",
                b"\xff\xfe",
                b"{",
                b"[" * 50_000,
                message(1).replace(b"rain_mm", b"gone"),
                b"x" * 2_000_000,
            ]
            # A subscription is complete some time after the connection: the first ones tell.
            while not sink.observations:
                await publisher.send(message(-1.0, "probe"), qos=qos)
                await asyncio.sleep(0.02)
            await publisher.send(
                *[message(float(number)) for number in range(500)], *bad, message(500.0), qos=qos
            )
            await until(lambda: sink.values().get("s1.rain_mm", [0])[-1] == 500.0)
            publisher.close()

    asyncio.run(scenario())
    assert sink.values()["s1.rain_mm"] == [float(number) for number in range(501)]
    assert len(sink.refusals) == 6
    assert all(refusal.item == "city/rain" for refusal in sink.refusals)


def test_what_was_not_stored_comes_again_and_nothing_is_lost_over_a_restart(
    make_broker, make_sink, clock, running, until
) -> None:
    broker = make_broker()
    first, second, third = make_sink(holds=True), make_sink(), make_sink()

    async def scenario() -> None:
        publisher = Publisher(broker.port)
        async with running(Source(config(broker.port), first, clock)):
            await until(lambda: "connected" in first.links)
            # The subscription is complete some time after the connection: the first ones tell.
            while not first.observations:
                await publisher.send(message(0.0))
                await asyncio.sleep(0.02)
            await publisher.send(*[message(float(number)) for number in range(1, 51)])
            await until(lambda: len(first.observations) > 50)
        # Taken, never stored: the broker must send all of them again, and those sent meanwhile.
        await publisher.send(*[message(float(number)) for number in range(51, 101)])
        async with running(Source(config(broker.port), second, clock)):
            await until(lambda: set(second.values().get("s1.rain_mm", [])) >= set(map(float, range(101))))
            await until(lambda: not second.held)
        await publisher.send(message(101.0))
        async with running(Source(config(broker.port), third, clock)):
            await until(lambda: 101.0 in third.values().get("s1.rain_mm", []))
        publisher.close()

    asyncio.run(scenario())
    # QoS 1: what was acknowledged just before the line was cut may come once more, never less than once.
    assert third.values()["s1.rain_mm"][-1] == 101.0
    assert set(third.values()["s1.rain_mm"]) <= set(map(float, range(102)))


def test_refused_messages_are_acknowledged_too(make_broker, make_sink, clock, running, until) -> None:
    broker = make_broker()
    first, second = make_sink(), make_sink()

    async def scenario() -> None:
        publisher = Publisher(broker.port)
        async with running(Source(config(broker.port), first, clock)):
            while not first.refusals:
                await publisher.send(b"garbage")
                await asyncio.sleep(0.02)
        await publisher.send(message(7.0))
        async with running(Source(config(broker.port), second, clock)):
            await until(lambda: second.observations)
        publisher.close()

    asyncio.run(scenario())
    assert second.refusals == []


def test_a_broker_that_stops_and_comes_back_is_told_once(make_broker, sink, clock, running, until) -> None:
    broker = make_broker()

    async def scenario() -> None:
        async with running(Source(config(broker.port), sink, clock)):
            await until(lambda: sink.links == ["connected"])
            await asyncio.to_thread(broker.stop)
            await until(lambda: len(sink.links) == 2)
            await asyncio.to_thread(broker.start)
            await until(lambda: len(sink.links) == 3)
            publisher = Publisher(broker.port)
            while not sink.observations:
                await publisher.send(message(1.0))
                await asyncio.sleep(0.02)
            publisher.close()

    asyncio.run(scenario())
    assert [link == "connected" for link in sink.links] == [True, False, True]
    assert f"broker 127.0.0.1:{broker.port}" in sink.links[1]


def test_no_broker_is_no_error(free_port, sink, clock, running, until) -> None:
    async def scenario() -> None:
        async with running(Source(config(free_port()), sink, clock)):
            await until(lambda: sink.links)

    asyncio.run(scenario())
    assert "does not answer" in sink.links[0]


def test_when_the_daemon_is_full_reading_pauses_and_nothing_is_lost(
    make_broker, sink, clock, running, until
) -> None:
    broker = make_broker()

    async def scenario() -> None:
        sink.has_room = asyncio.Event()
        source = Source(config(broker.port, max_waiting=100), sink, clock)
        async with running(source):
            await until(lambda: sink.links == ["connected"])
            publisher = Publisher(broker.port)
            await publisher.send(message(0.0))
            while not source._waiting:
                await publisher.send(message(0.0))
                await asyncio.sleep(0.02)
            await publisher.send(*[message(float(number)) for number in range(1, 1001)])
            await until(lambda: len(source._waiting) == 100)
            assert sink.observations == []
            sink.has_room.set()
            await until(lambda: len(set(sink.values().get("s1.rain_mm", []))) == 1001)
            publisher.close()

    asyncio.run(scenario())
    assert set(sink.values()["s1.rain_mm"]) == set(map(float, range(1001)))


def test_wildcards_choose_the_topics(make_broker, sink, clock, running, until) -> None:
    broker = make_broker()
    mapping = JsonMapping(place="topic:1", metric="topic:2", value="$")
    chosen = ["a/+/rain_mm", "b/#"]

    async def scenario() -> None:
        settings = config(broker.port, topics=chosen, mapping=msgspec.to_builtins(mapping))
        async with running(Source(settings, sink, clock)):
            publisher = Publisher(broker.port)
            while not sink.observations:
                await publisher.send(b"0", topic="b/probe/rain_mm")
                await asyncio.sleep(0.02)
            await publisher.send(b"1", topic="a/s1/rain_mm")
            await publisher.send(b"2", topic="a/s1/level_m")
            await publisher.send(b"3", topic="b/s3/level_m")
            await until(lambda: "s3.level_m" in sink.values())
            publisher.close()

    asyncio.run(scenario())
    found = {series: values for series, values in sink.values().items() if not series.startswith("probe")}
    assert found == {"s1.rain_mm": [1.0], "s3.level_m": [3.0]}


def test_the_password_comes_from_the_keyring(
    make_broker, make_sink, clock, running, until, tmp_path, keyring
) -> None:
    passwords = tmp_path / "passwords"
    subprocess.run(["mosquitto_passwd", "-b", "-c", str(passwords), "reader", "s3cret"], check=True)
    passwords.chmod(0o600)
    broker = make_broker(f"allow_anonymous false\npassword_file {passwords}\n")
    wrong, missing, right = make_sink(), make_sink(), make_sink()

    async def scenario() -> None:
        settings = config(broker.port, user="reader", password_key="city broker")
        async with running(Source(settings, missing, clock)):
            await until(lambda: missing.links)
        keyring["city broker"] = "other"
        async with running(Source(settings, wrong, clock)):
            await until(lambda: wrong.links)
        keyring["city broker"] = "s3cret"
        async with running(Source(settings, right, clock)):
            await until(lambda: right.links)

    asyncio.run(scenario())
    assert "keyring set toancanh city broker" in missing.links[0]
    assert "refuses" in wrong.links[0]
    assert right.links == ["connected"]


@pytest.mark.parametrize(
    "settings",
    [
        {"topics": []},
        {"topics": ["a/#/b"]},
        {"topics": ["a+"]},
        {"qos": 2},
        {"port": 0},
        {"in_flight": 70000},
        {"password": "x"},
    ],
)
def test_faulty_settings_are_refused(settings: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        config(1883, **settings)


@given(st.text(), st.binary())
def test_parse_never_raises(topic: str, payload: bytes) -> None:
    parsed = parse((topic, payload), config(1883), 1.0)
    assert bool(parsed.observations) != bool(parsed.refusals) or payload.strip() == b"[]"


def test_a_long_message_is_refused_unread() -> None:
    parsed = parse(("t", message(1.0) + b" " * 100), config(1883, max_bytes=100), 1.0)
    assert parsed.observations == []
    assert "max_bytes" in parsed.refusals[0].reason


def test_over_tls_bursts_arrive_whole_and_an_unknown_certificate_is_told(
    make_broker, make_sink, clock, running, until, tmp_path
) -> None:
    cert, key = tmp_path / "broker.crt", tmp_path / "broker.key"
    names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names]
    subprocess.run([*made, "-keyout", str(key), "-out", str(cert)], check=True, capture_output=True)
    broker = make_broker(f"certfile {cert}\nkeyfile {key}\n")
    trusting, doubting = make_sink(), make_sink()

    async def scenario() -> None:
        async with running(Source(config(broker.port, tls=True), doubting, clock)):
            await until(lambda: doubting.links)
        async with running(Source(config(broker.port, tls=True, ca_file=str(cert)), trusting, clock)):
            await until(lambda: trusting.links == ["connected"])
            publisher = Publisher(broker.port, ca_file=str(cert))
            while not trusting.observations:
                await publisher.send(message(0.0))
                await asyncio.sleep(0.02)
            await publisher.send(*[message(float(number)) for number in range(1, 2001)])
            await until(lambda: len(set(trusting.values()["s1.rain_mm"])) == 2001)
            publisher.close()

    asyncio.run(scenario())
    assert doubting.links[0] != "connected"
    assert trusting.refusals == []


def test_missing_certificates_are_told_with_their_file(sink, clock, running, until) -> None:
    async def scenario() -> None:
        async with running(Source(config(1, tls=True, ca_file="/nowhere/ca.pem"), sink, clock)):
            await until(lambda: sink.links)

    asyncio.run(scenario())
    assert "/nowhere/ca.pem" in sink.links[0]
