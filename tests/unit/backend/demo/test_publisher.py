"""The stations' connection, with a real broker."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from backend.demo import doors
from backend.demo.centre import free_ports
from backend.demo.publisher import Publisher


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    door = doors.broker(free_ports().broker, tmp_path)
    door.open()
    yield int((tmp_path / "mosquitto.conf").read_text().split()[1])
    door.close()


def test_nobody_listens_until_somebody_subscribes(port: int) -> None:
    publisher = Publisher(port)
    arrived: list[bytes] = []
    all_there = threading.Event()

    def on_message(_client: paho.Client, _data: object, message: paho.MQTTMessage) -> None:
        arrived.append(message.payload)
        if len(arrived) == 1000:
            all_there.set()

    listener = paho.Client(CallbackAPIVersion.VERSION2)
    listener.on_message = on_message
    try:
        assert not publisher.wait_for_listener(threading.Event(), 0.4)
        listener.connect("127.0.0.1", port)
        listener.loop_start()
        listener.subscribe("dn/#", 1)
        assert publisher.wait_for_listener(threading.Event(), 30)
        for i in range(1000):
            publisher.send("dn/mua/x", b"%d" % i)
        publisher.flush()
        assert all_there.wait(30)
        assert arrived == [b"%d" % i for i in range(1000)]
    finally:
        listener.disconnect()
        listener.loop_stop()
        publisher.close()


def test_waiting_ends_when_the_demo_ends(port: int) -> None:
    publisher = Publisher(port)
    stop = threading.Event()
    stop.set()
    try:
        assert not publisher.wait_for_listener(stop, 60)
    finally:
        publisher.close()


def test_no_broker_no_connection() -> None:
    with pytest.raises(OSError, match="refused"):
        Publisher(free_ports().broker)
