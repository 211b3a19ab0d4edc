"""The stations' connection to the broker: JSON messages, QoS 1."""

from __future__ import annotations

import threading

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

SUBSCRIPTIONS = "$SYS/broker/subscriptions/count"
"""Where Mosquitto tells, once a second, how many subscriptions it has."""
_QUEUE_LIMIT = 200_000


class Publisher:
    """Sends messages at QoS 1; while the broker is away they wait, the oldest beyond a limit are lost."""

    def __init__(self, port: int, client_id: str = "tram-do") -> None:
        """Connect to the broker on loopback; the connection comes back by itself.

        Raises:
            OSError: nobody listens on `port`.
        """
        self._listened = threading.Event()
        self._last: paho.MQTTMessageInfo | None = None
        self._client = paho.Client(CallbackAPIVersion.VERSION2, client_id=client_id)
        # paho walks its whole queue at each answer: with all in flight there is no queue to walk
        self._client.max_inflight_messages_set(400)
        self._client.max_queued_messages_set(_QUEUE_LIMIT)
        self._client.reconnect_delay_set(1, 5)
        self._client.on_connect = self._on_connect
        self._client.on_message = self._on_message
        self._client.connect("127.0.0.1", port, keepalive=15)
        self._client.loop_start()

    def send(self, topic: str, payload: bytes) -> None:
        """Queue one message."""
        info = self._client.publish(topic, payload, qos=1)
        if info.rc != paho.MQTT_ERR_QUEUE_SIZE:
            self._last = info

    def wait_for_listener(self, stop: threading.Event, within_s: float) -> bool:
        """Wait until somebody besides this client has subscribed; return whether somebody has."""
        for _ in range(round(within_s / 0.2)):
            if stop.is_set() or self._listened.wait(0.2):
                break
        return self._listened.is_set()

    def flush(self, within_s: float = 60.0) -> None:
        """Wait until the broker has taken what was sent so far."""
        if self._last is not None:
            self._last.wait_for_publish(within_s)

    def close(self) -> None:
        """Disconnect."""
        self._client.disconnect()
        self._client.loop_stop()

    def _on_connect(self, client: paho.Client, *_: object) -> None:
        client.subscribe(SUBSCRIPTIONS)

    def _on_message(self, _client: paho.Client, _data: object, message: paho.MQTTMessage) -> None:
        if int(message.payload or b"0") > 1:
            self._listened.set()
