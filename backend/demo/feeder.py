"""The feeder: one process that is the outside world of the demo city.

It opens the doors (broker, camera server, hotline), sends the last six hours through them, and then
goes on sending at the pace of real stations. Nothing in daemon or wall knows of it. Run it with
`python -m backend.demo.feeder --centre DIR`.
"""

from __future__ import annotations

import argparse
import datetime as dt
import logging
import os
import signal
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal, get_args

import msgspec

from backend.demo import cameras, centre, doors, messages
from backend.demo.city import City, load
from backend.demo.fields import FieldOffices
from backend.demo.model import CityModel
from backend.demo.offices import Offices
from backend.demo.ptz_cameras import PtzCameras, devices_of
from backend.demo.publisher import Publisher
from backend.demo.shelters import ShelterClerks
from backend.demo.sos_register import SosRegister
from backend.demo.troubles import TroubleName, trouble_of
from backend.demo.water_works import WaterWorks
from backend.demo.weather_office import WeatherOffice
from backend.domain.clock import Clock, SystemClock

log = logging.getLogger(__name__)

PAST_H = 6.0
PAST_STEP_S = 60
FINE_PAST_S = 600
"""The newest part of the past comes at the stations' own pace."""
STATION_EVERY_S = 10
GAUGE_EVERY_S = 60
HOTLINE_EVERY_S = 10
HOTLINE_PATH = "/1022/ngap.json"
WAIT_FOR_LISTENER_S = 60.0
HOTLINE_PAST_STEP_S = 300
KEEP_HISTORY_S = 180
"""How long after the start the hotline's document still holds the past six hours."""


class Options(msgspec.Struct, frozen=True):
    """How the demo runs."""

    centre: Path
    speed: float = 1.0
    """Model time over real time."""
    start_h: float = 3.0 + 40.0 / 60.0
    """Hour of the model's day at which it begins."""
    seed: int | None = None
    """None: as the centre was prepared."""
    faults: TroubleName = "none"
    fair: bool = False
    """An ordinary quiet day: no rain, no warnings, nobody to be rescued, nothing late."""
    footage: Path | None = None
    """Folder with real footage."""
    cache: Path | None = None
    """Where clips are kept; None: the user's cache folder."""
    with_cameras: bool = True
    past: Literal["auto", "all", "none"] = "auto"
    """auto: only what an earlier run of this folder did not send; all: six hours whatever was sent."""


class Feeder:
    """Publishes the model's state at the right times."""

    def __init__(self, options: Options, city: City, publisher: Publisher, clock: Clock) -> None:
        """Set the model six hours before its start."""
        settings = centre.settings_of(options.centre)
        self.seed = seed = settings.seed if options.seed is None else options.seed
        self._options, self._city, self._publisher, self._clock = options, city, publisher, clock
        self._model = CityModel(city, seed, options.start_h - PAST_H, fair=options.fair)
        self.trouble = trouble_of(options.faults, city)
        self._folder = options.centre / centre.GAUGE_FOLDER
        self._records: list[messages.AreaRecord] = []
        self._register = SosRegister(options.centre / "run" / "sos.json", city.area_codes, clock.now())
        self._document = messages.hotline(())
        self._fed_file = options.centre / "run" / "fed-until"
        self._fields = FieldOffices(options.centre, seed, fair=options.fair)
        self._water = WaterWorks(options.centre, seed, fair=options.fair)
        self._shelters = ShelterClerks(options.centre, city)

    def document(self) -> bytes:
        """Return the hotline's document of now (called by the HTTP server's threads)."""
        return self._document

    def send_past(self) -> int:
        """Send the last six hours, oldest first, at the model's real pace; return the number of messages."""
        now = self._clock.now()
        known_s = {"auto": now - self._fed_until(), "all": now, "none": 0.0}[self._options.past]
        gauge_lines: list[str] = []
        counts: list[str] = []
        n_sent = 0
        for age in past_ages(known_s):
            self._model.advance(self._options.start_h - age / 3600)
            at = now - age
            n_sent += self._send_stations(at, range(STATION_EVERY_S))
            if age % GAUGE_EVERY_S == 0:
                gauge_lines.append(self._gauge_rows(at))
            if age % HOTLINE_PAST_STEP_S == 0:
                self._note_hotline(at)
                self._shelters.note(at, self._model.storm.depth_cm())
                counts.append(self._shelters.rows(at))
        self._append_gauges(now, "".join(gauge_lines))
        self._shelters.export(now, "".join(counts))
        if not self._options.fair:
            self._shelters.drop_list(now)
        self._fields.begin(now)
        self._water.begin(now)
        self._document = messages.hotline(self._records, self._register.records())
        self._publisher.flush()
        return n_sent

    def tick(self, elapsed_s: int) -> None:
        """Send what is due in one second of real time since the start."""
        at = self._clock.now()
        self._model.advance(self._options.start_h + self._options.speed * elapsed_s / 3600)
        self._send_stations(at, (elapsed_s % STATION_EVERY_S,), elapsed_s)
        if elapsed_s % GAUGE_EVERY_S == 0:
            self._append_gauges(at, self._gauge_rows(at))
            self._fields.export(at)
            self._water.export(at)
            self._shelters.note(at, self._model.storm.depth_cm())
            self._shelters.export(at, self._shelters.rows(at))
            self._fed_file.write_text(f"{at:.0f}", encoding="ascii")
        if elapsed_s % HOTLINE_EVERY_S == 0:
            if elapsed_s > KEEP_HISTORY_S:
                self._records = self._records[-6 * self._n_areas :]
            self._note_hotline(at)
            self._register.save()
            self._document = messages.hotline(self._records, self._register.records())
        if self.trouble.is_unreadable_due(elapsed_s):
            self._publisher.send("dn/ngap/phu-loc", messages.UNREADABLE)

    def _fed_until(self) -> float:
        """Return when an earlier run of this centre stopped (s since epoch): its past is not sent twice."""
        try:
            return float(self._fed_file.read_text(encoding="ascii"))
        except (FileNotFoundError, ValueError):
            return 0.0

    @property
    def _n_areas(self) -> int:
        return len(self._city.hotline_areas()) + 1

    def _send_stations(self, at: float, turns: Sequence[int], elapsed_s: int = 0) -> int:
        """Send the readings of the stations and posts whose turn it is (each has one of ten seconds)."""
        storm = self._model.storm
        rain, rain_1h, depth = storm.rain_mm_h(), storm.rain_1h_mm(), storm.depth_cm()
        n = 0
        for i, station in enumerate(self._city.stations):
            silent = self.trouble.is_silent(station.place_id, elapsed_s)
            if i % STATION_EVERY_S in turns and not silent:
                code = centre.code_of(station.place_id)
                self._publisher.send(f"dn/mua/{code}", messages.rain(code, at, rain[i], rain_1h[i]))
                n += 1
        for i, post in enumerate(self._city.posts):
            silent = self.trouble.is_silent(post.place_id, elapsed_s)
            if i % STATION_EVERY_S in turns and not silent:
                code = centre.code_of(post.place_id)
                self._publisher.send(f"dn/ngap/{code}", messages.post(code, at, depth[i]))
                n += 1
        return n

    def _gauge_rows(self, at: float) -> str:
        names = (gauge.name for gauge in self._city.gauges)
        return messages.gauge_rows(at, zip(names, self._model.storm.level_m(), strict=True))

    def _append_gauges(self, at: float, rows: str) -> None:
        """Append to the day's file, as a data logger does."""
        day = dt.datetime.fromtimestamp(at, centre.ZONE).strftime("%Y%m%d")
        file = self._folder / f"muc-nuoc-{day}.csv"
        new = not file.is_file()
        with file.open("a", encoding="utf-8-sig" if new else "utf-8", newline="") as out:
            out.write((messages.GAUGE_HEADER if new else "") + rows)

    def _note_hotline(self, at: float) -> None:
        self._register.note(self._model.requests(), self._model.storm.t_h, at)
        whole, by_name = self._model.calls()
        self._records.append(messages.area_record("1022", at, whole))
        self._records += [
            messages.area_record(self._city.area_codes[name], at, calls) for name, calls in by_name.items()
        ]


def past_ages(longest_s: float) -> list[int]:
    """Return how old (s) the readings of the past are, oldest first: by the minute, the newest denser."""
    coarse = range(int(PAST_H * 3600), FINE_PAST_S, -PAST_STEP_S)
    fine = range(FINE_PAST_S, 0, -STATION_EVERY_S)
    return [age for age in (*coarse, *fine) if age < longest_s]


class CameraDoor:
    """The camera server; it opens as soon as its clips are there, while everything else already runs."""

    def __init__(self, options: Options, city: City, port: int, work: Path, stop: threading.Event) -> None:
        """Begin to make what clips are missing."""
        self._options, self._city, self._port, self._work, self._stop = options, city, port, work, stop
        self._door: doors.Door | None = None
        self._ptz: PtzCameras | None = None
        self._thread = threading.Thread(target=self._open, name="cameras")
        self._thread.start()

    def _turned(self, clips: Mapping[str, Path]) -> dict[str, str]:
        """Open the cameras that can be turned; return what is played of them."""
        ports = centre.settings_of(self._options.centre).ports
        if not ports.onvif:
            return {}
        devices = devices_of(
            self._city, lambda name: f"rtsp://127.0.0.1:{ports.rtsp}/{name}", SystemClock().now
        )
        self._ptz = PtzCameras(devices, clips, ports.onvif, self._work)
        return self._ptz.mounts()

    def look_after(self) -> None:
        """Open it again if it died."""
        if self._door is not None and not self._thread.is_alive():
            self._door.look_after()

    def close(self) -> None:
        """Stop the server; clips that are being drawn are finished first, for the next run."""
        self._thread.join()
        if self._door is not None:
            self._door.close()
        if self._ptz is not None:
            self._ptz.close()

    def _open(self) -> None:
        try:
            clips = cameras.clip_of_each(
                self._city,
                self._options.cache or cameras.cache_folder(),
                cameras.footage_folders(self._options.footage),
                frozen=trouble_of(self._options.faults, self._city).frozen,
                fair=self._options.fair,
            )
            if not self._stop.is_set():
                mounts: dict[str, Path | str] = {**clips, **self._turned(clips)}
                self._door = doors.cameras(self._port, mounts, self._work)
                self._door.open()
        except (doors.DoorError, OSError) as error:
            log.error("no cameras: %s", error)  # noqa: TRY400 - the message is for people


def run(options: Options, stop: threading.Event, clock: Clock | None = None) -> None:
    """Open the doors and feed until `stop` is set.

    Raises:
        DoorError: a door cannot be opened.
        FileNotFoundError: the centre's folder was not prepared.
    """
    clock = clock or SystemClock()
    ports = centre.settings_of(options.centre).ports
    work = options.centre / "run"
    work.mkdir(exist_ok=True)
    (work / "feeder.pid").write_text(str(os.getpid()), encoding="ascii")
    city = load()
    opened: list[doors.Door] = []
    server: doors.DocumentServer | None = None
    publisher: Publisher | None = None
    camera_door: CameraDoor | None = None
    try:
        opened.append(doors.broker(ports.broker, work))
        opened[0].open()
        publisher = Publisher(ports.broker)
        feeder = Feeder(options, city, publisher, clock)
        offices = Offices(city, feeder.seed, clock, fair=options.fair)
        weather = WeatherOffice(city, ports.http, clock, warns=not options.fair)
        documents = {HOTLINE_PATH: feeder.document, **offices.documents(), **weather.documents()}
        server = doors.DocumentServer(ports.http, documents)
        camera_door = CameraDoor(options, city, ports.rtsp, work, stop) if options.with_cameras else None
        if not publisher.wait_for_listener(stop, WAIT_FOR_LISTENER_S):
            log.warning("nobody listens to the broker yet: the past six hours go to nobody")
        log.info("sent %d messages of the past six hours", feeder.send_past())
        _feed(feeder, opened[0], camera_door, stop)
    finally:
        if camera_door is not None:
            camera_door.close()
        if publisher is not None:
            publisher.close()
        if server is not None:
            server.close()
        for door in reversed(opened):
            door.close()


def _feed(feeder: Feeder, broker: doors.Door, camera_door: CameraDoor | None, stop: threading.Event) -> None:
    """Tick once a second of the monotonic clock; a machine that slept does not send what it missed."""
    pace = doors.Pace()
    elapsed_s = 0
    while not stop.is_set():
        elapsed_s += 1
        if pace.passed_s() - elapsed_s > STATION_EVERY_S:
            elapsed_s = int(pace.passed_s())
        feeder.tick(elapsed_s)
        if feeder.trouble.is_broker_down(elapsed_s):
            broker.close()
        else:
            broker.look_after()
        if camera_door is not None:
            camera_door.look_after()
        stop.wait(pace.until(elapsed_s))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the feeder from the command line."""
    parser = argparse.ArgumentParser(prog="backend.demo.feeder", description=__doc__)
    parser.add_argument("--centre", type=Path, required=True, help="prepared folder of the centre")
    parser.add_argument("--speed", type=float, default=1.0, help="model time over real time")
    parser.add_argument("--start", default="03:40", help="hour of the model's day, hh:mm")
    parser.add_argument("--seed", type=int, help="of storm and calls; default: as prepared")
    parser.add_argument("--faults", choices=get_args(TroubleName), default="none", help="what goes wrong")
    parser.add_argument("--fair", action="store_true", help="a day without rain and warnings")
    parser.add_argument("--footage", type=Path, help="folder with real footage for some cameras")
    parser.add_argument("--cache", type=Path, help="folder where camera clips are kept")
    parser.add_argument("--past", choices=["auto", "all", "none"], default="auto", help="six hours of past")
    parser.add_argument("--no-cameras", action="store_true", help="without the camera server")
    given = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s feeder %(levelname)s %(message)s")
    try:
        start_h = hour_of(given.start)
    except ValueError as error:
        parser.error(str(error))
    options = Options(
        centre=given.centre,
        speed=given.speed,
        start_h=start_h,
        seed=given.seed,
        faults=given.faults,
        fair=given.fair,
        footage=given.footage,
        cache=given.cache,
        with_cameras=not given.no_cameras,
        past=given.past,
    )
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        run(options, stop)
    except (doors.DoorError, FileNotFoundError, OSError) as error:
        log.error("%s", error)  # noqa: TRY400 - the message is for people, the trace is not
        return 1
    return 0


def hour_of(text: str) -> float:
    """Return `hh:mm` as hours.

    Raises:
        ValueError: not a time of day.
    """
    try:
        time = dt.datetime.strptime(text, "%H:%M")  # noqa: DTZ007 - an hour of the model's day has no zone
    except ValueError:
        raise ValueError(f"the start {text!r} is no time of day; write hh:mm, such as 03:40") from None
    return time.hour + time.minute / 60


if __name__ == "__main__":
    raise SystemExit(main())
