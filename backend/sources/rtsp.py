"""Health of RTSP cameras: each is asked in turn whether it would show its picture."""

from __future__ import annotations

import asyncio
import logging

import msgspec

from backend.contract.state import Quality
from backend.domain.clock import Clock
from backend.sources.base import MetricConfig, Parsed, Refusal, Sink, SourceConfig
from backend.sources.reading.numbers import UnreadableError
from backend.sources.reading.rtsp_probe import ProbeError, probe
from backend.sources.reading.secrets import SecretMissingError, password_of, reject_password
from backend.sources.reading.series import Collector, SeriesResolver, UnitOf

_log = logging.getLogger(__name__)


class Camera(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One camera."""

    place_id: str
    """The camera's place; its `stream` attribute is what tiles show."""
    url: str
    """`rtsp://host[:port]/path`, without user and password."""
    user: str = ""
    """User name; empty: the source's."""
    password_key: str = ""
    """Name of the password in the keyring; empty: the source's."""

    def __post_init__(self) -> None:
        """Check the address."""
        if not self.url.startswith("rtsp://"):
            raise ValueError(f"camera {self.place_id!r}: `url` must start with rtsp://")
        reject_password(self.url)


class Config(SourceConfig, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of a camera check."""

    cameras: list[Camera]
    """The cameras."""
    interval_s: float = 30.0
    """Time in which every camera is asked once; the questions are spread over it."""
    timeout_s: float = 5.0
    """Time for one answer."""
    n_at_once: int = 16
    """Most cameras asked at the same time."""
    metric: str = "reachable"
    """Metric that becomes 1 (answers, has video) or 0."""
    user: str = ""
    """User name of cameras that have none of their own."""
    password_key: str = ""
    """Name of its password in the keyring."""

    def __post_init__(self) -> None:
        """Check ranges."""
        ids = [camera.place_id for camera in self.cameras]
        if not ids or len(set(ids)) != len(ids):
            raise ValueError("`cameras`: give at least one, each place once")
        if self.interval_s <= 0 or self.timeout_s <= 0 or self.n_at_once < 1:
            raise ValueError("`interval_s`, `timeout_s` and `n_at_once` must be above 0")


class Check(msgspec.Struct, frozen=True):
    """What became of one question."""

    place_id: str
    video: str = ""
    """Codec of the video, empty if there was none."""
    reason: str = ""
    """Why the camera is not reachable, empty if it is."""


def parse(raw: Check, config: Config, received_at: float, unit_of: UnitOf | None = None) -> Parsed:
    """Turn one answer into 1 or 0; `unit_of` None leaves the metric unchecked."""
    out = Collector(SeriesResolver(unit_of, {}), ".")
    try:
        value = 0.0 if raw.reason else 1.0
        out.add(raw.place_id, MetricConfig(config.metric), received_at, value, Quality.GOOD)
    except UnreadableError as error:
        return Parsed([], [Refusal(raw.place_id, str(error), raw.reason.encode())])
    return Parsed(out.observations)


class Source:
    """Asks the cameras of one centre in rotation."""

    def __init__(self, config: Config, sink: Sink, clock: Clock) -> None:
        """Make the source; `run` asks."""
        self._config, self._sink, self._clock = config, sink, clock
        self._reasons: dict[str, str | None] = {}
        self._places = asyncio.Semaphore(config.n_at_once)

    async def run(self) -> None:
        """Ask until cancelled; each camera has its own place in the interval."""
        step_s = self._config.interval_s / len(self._config.cameras)
        async with asyncio.TaskGroup() as group:
            for index, camera in enumerate(self._config.cameras):
                group.create_task(self._watch(camera, index * step_s), name=f"rtsp {camera.place_id}")

    async def _watch(self, camera: Camera, first_s: float) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time() + first_s
        while True:
            await asyncio.sleep(due - loop.time())
            async with self._places:
                check = await self._check(camera)
            self._note(check)
            await self._sink.room()
            parsed = parse(check, self._config, self._clock.now(), self._sink.unit_of)
            if parsed.refusals:
                self._sink.refuse(parsed.refusals)
            self._sink.accept(parsed.observations)
            due = max(due + self._config.interval_s, loop.time())

    async def _check(self, camera: Camera) -> Check:
        user = camera.user or self._config.user
        key = camera.password_key or self._config.password_key
        try:
            password = await asyncio.to_thread(password_of, key) if user and key else ""
            video = await probe(camera.url, user, password, self._config.timeout_s)
        except (ProbeError, SecretMissingError, ValueError) as error:
            return Check(camera.place_id, reason=str(error))
        return Check(camera.place_id, video=video)

    def _note(self, check: Check) -> None:
        """Log a camera once when it is lost and once when it is back; tell the sink of all or none."""
        before = self._reasons.get(check.place_id)
        self._reasons[check.place_id] = check.reason or None
        if check.reason and not before:
            _log.warning("camera %s is not reachable: %s", check.place_id, check.reason)
        elif before and not check.reason:
            _log.info("camera %s is reachable again: %s", check.place_id, check.video)
        n_asked, n_cameras = len(self._reasons), len(self._config.cameras)
        if any(reason is None for reason in self._reasons.values()):
            self._sink.connected()
        elif n_asked == n_cameras:
            self._sink.disconnected(f"none of {n_cameras} cameras answers; the last: {check.reason}")
