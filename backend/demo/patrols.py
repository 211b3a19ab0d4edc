"""Patrols, boats and teams of the demo: they move, tell where they are, and answer orders by SMS.

One process that is the outside world of crews: positions go to the broker and into a fleet document, answers
come in where the SMS gateway hands them in; stations tell how many officers they have. Nothing in daemon or
wall knows of it.
`python -m backend.demo.patrols --centre DIR --record FILE --keys DIR`.
"""

from __future__ import annotations

import argparse
import json
import logging
import signal
import threading
from pathlib import Path

import httpx
import msgspec

from backend.demo import centre, crew_files
from backend.demo.city import load
from backend.demo.crew_model import Crew, units
from backend.demo.doors import DocumentServer, Pace
from backend.demo.police_hotline import PoliceHotline
from backend.demo.publisher import Publisher
from backend.domain.clock import Clock, SystemClock
from backend.wire import keys

log = logging.getLogger(__name__)

EVERY_S = 2
"""Crews tell their position every so many seconds."""
STRENGTHS_EVERY_S = 60
"""Stations tell how many are on duty every so many seconds."""
FEWEST_ON_DUTY = 8
ANSWER_WITHIN_S = 5.0


class Inbox:
    """New lines of the post office's record: what was written to telephones."""

    def __init__(self, file: Path) -> None:
        """Begin at the end of what is there."""
        self._file = file
        self._at = file.stat().st_size if file.is_file() else 0

    def new(self) -> list[dict[str, str]]:
        """Return the SMS that arrived since the last look; half a line waits for its end."""
        if not self._file.is_file():
            return []
        with self._file.open("rb") as lines:
            lines.seek(self._at)
            data = lines.read()
        whole = data[: data.rfind(b"\n") + 1]
        self._at += len(whole)
        found = [json.loads(line) for line in whole.splitlines() if line.strip()]
        return [message for message in found if message.get("by") == "sms"]


def national(number: str) -> str:
    """Return a number as crews know it: 84901000001 is 0901000001."""
    digits = number.lstrip("+")
    return f"0{digits[2:]}" if digits.startswith("84") else digits


class Fleet:
    """All crews, and what they tell."""

    def __init__(self, clock: Clock, hurry: float = 1.0) -> None:
        """Send everybody out."""
        self._clock = clock
        self.crews = {unit.phone: Crew(unit, hurry) for unit in units() if unit.speed_km_h}

    def hear(self, messages: list[dict[str, str]]) -> None:
        """Hand messages to the crews whose telephone they went to."""
        for message in messages:
            crew = self.crews.get(national(message.get("to", "")))
            if crew is not None:
                crew.hear(message.get("body", ""))

    def advance(self, seconds: float) -> list[tuple[str, str]]:
        """Move everybody; return what is written to the centre: telephone and words."""
        said = [(phone, crew.advance(seconds)) for phone, crew in self.crews.items()]
        return [(phone, words) for phone, words in said if words]

    def reports(self, kinds: tuple[str, ...]) -> list[dict[str, object]]:
        """Return the positions of the crews of some kinds, as their devices send them."""
        at = round(self._clock.now(), 1)
        return [
            {
                "ma": crew.unit.place_id,
                "luc": at,
                "vi_do": round(crew.at[0], 6),
                "kinh_do": round(crew.at[1], 6),
                "huong": round(crew.heading_deg),
                "toc_do": round(crew.unit.speed_km_h) if crew.moves else 0,
                "truc": 1,
            }
            for crew in self.crews.values()
            if crew.unit.kind in kinds
        ]

    def strengths(self) -> list[dict[str, object]]:
        """Return how many officers each station has on duty, as the stations report it."""
        at = round(self._clock.now(), 1)
        stations = [unit for unit in units() if unit.kind == "police_station"]
        return [
            {"ma": unit.place_id, "luc": at, "quan_so": FEWEST_ON_DUTY + 2 * (n % 3)}
            for n, unit in enumerate(stations)
        ]

    def document(self) -> bytes:
        """Return the fleet system's document: the boats."""
        return json.dumps({"xuong": self.reports((crew_files.BOAT,))}).encode()


class Phone:
    """Hands what crews write to the centre's door for SMS."""

    def __init__(self, gateway: int, token: str) -> None:
        """Write to the gateway on loopback; without port or token nothing is sent."""
        self._token = token
        self._client = httpx.Client(base_url=f"http://127.0.0.1:{gateway}", timeout=ANSWER_WITHIN_S)
        self._works = bool(gateway and token)

    def write(self, number: str, text: str) -> None:
        """Send one answer; what does not arrive is logged, as a phone without network would lose it."""
        if not self._works:
            return
        body = {"Phone": number, "Content": text, "token": self._token}
        try:
            answer = self._client.post("/hooks/sms", json=body)
            if answer.is_error:
                log.warning("the answer of %s was refused: %s", number, answer.status_code)
        except httpx.HTTPError as error:
            log.warning("the answer of %s did not arrive: %s", number, error)

    def close(self) -> None:
        """End the connection."""
        self._client.close()


class Options(msgspec.Struct, frozen=True):
    """Where the crews' world lies, and how it goes."""

    centre: Path
    """Prepared folder of the centre."""
    record: Path
    """What the post office was given."""
    keys: Path
    hurry: float = 1.0
    """Times as fast as real crews."""
    fair: bool = False
    """The hotline 113 has a quiet day."""


def run(options: Options, stop: threading.Event) -> None:
    """Move the crews until `stop` is set."""
    settings, clock = centre.settings_of(options.centre), SystemClock()
    ports = settings.ports
    fleet, inbox = Fleet(clock, options.hurry), Inbox(options.record)
    hotline = PoliceHotline(units(), load().area_codes, settings.seed, fair=options.fair)
    token = keys.KeyFolder(options.keys).get(crew_files.SMS_SECRET) or ""
    phone = Phone(ports.gateway, token)
    documents = {crew_files.FLEET_PATH: fleet.document, crew_files.POLICE_PATH: hotline.document}
    server = DocumentServer(ports.fleet, documents)
    publisher = _publisher(ports.broker, stop)
    pace, elapsed_s = Pace(), 0
    try:
        while not stop.is_set():
            elapsed_s += EVERY_S
            fleet.hear(inbox.new())
            for number, words in fleet.advance(EVERY_S):
                phone.write(number, words)
            hotline.advance(elapsed_s, clock.now())
            if publisher is not None:
                stations = fleet.strengths() if elapsed_s % STRENGTHS_EVERY_S == EVERY_S else []
                for report in (*fleet.reports(("patrol", "rescue_team")), *stations):
                    publisher.send(f"{crew_files.TOPIC}/{report['ma']}", json.dumps(report).encode())
            stop.wait(pace.until(elapsed_s))
    finally:
        server.close()
        phone.close()
        if publisher is not None:
            publisher.close()


def _publisher(port: int, stop: threading.Event) -> Publisher | None:
    """Return a connection to the broker, as soon as it is open."""
    while not stop.is_set():
        try:
            return Publisher(port, "luc-luong")
        except OSError:
            stop.wait(0.5)
    return None


def main() -> None:
    """Move the crews until asked to end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--centre", type=Path, required=True)
    parser.add_argument("--record", type=Path, required=True, help="what the post office was given")
    parser.add_argument("--keys", type=Path, required=True)
    parser.add_argument("--hurry", type=float, default=1.0, help="times as fast as real crews")
    parser.add_argument("--fair", action="store_true", help="a quiet day: few calls, none of them urgent")
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s patrols %(levelname)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    run(Options(given.centre, given.record, given.keys, given.hurry, given.fair), stop)


if __name__ == "__main__":
    main()
