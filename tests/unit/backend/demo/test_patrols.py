from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import msgspec
import pytest

from backend.demo import crew_files
from backend.demo.crew_model import units
from backend.demo.patrols import Fleet, Inbox, Phone, national
from backend.domain.clock import ScaledClock
from backend.sources.reading.json_mapping import JsonMapping, JsonReader

NOW = 1_795_600_000.0


def line(to: str, body: str, by: str = "sms") -> str:
    return json.dumps({"by": by, "key": to + body, "to": to, "subject": "", "body": body}) + "\n"


def test_only_what_arrives_after_the_start_is_read_and_only_whole_lines(tmp_path: Path) -> None:
    file = tmp_path / "post.jsonl"
    file.write_text(line("84901000001", "cũ"), encoding="utf-8")
    inbox = Inbox(file)
    assert inbox.new() == []
    whole, half = line("84901000001", "một"), line("84901000002", "hai")
    with file.open("a", encoding="utf-8") as out:
        out.write(whole + line("a@b", "thư", "e-mail") + half[:20])
    assert [message["body"] for message in inbox.new()] == ["một"]
    with file.open("a", encoding="utf-8") as out:
        out.write(half[20:])
    assert [message["body"] for message in inbox.new()] == ["hai"]
    assert inbox.new() == []


def test_a_record_that_is_not_there_yet_has_nothing(tmp_path: Path) -> None:
    assert Inbox(tmp_path / "post.jsonl").new() == []


@pytest.mark.parametrize("number", ["84901000001", "+84901000001", "0901000001"])
def test_numbers_are_those_of_the_crews(number: str) -> None:
    assert national(number) == "0901000001"


def test_a_message_reaches_its_crew_and_the_crew_answers() -> None:
    fleet = Fleet(ScaledClock(NOW, 0.0))
    unit = next(unit for unit in units() if unit.kind == "boat")
    lat, lon = unit.route[0]
    text = f"LDD.20261124.0001 Viec. Den X ({lat:.5f},{lon:.5f}). Tra loi: 1 nhan"
    fleet.hear([{"to": f"84{unit.phone[1:]}", "body": text}, {"to": "84999", "body": text}])
    said: list[tuple[str, str]] = []
    while len(said) < 3:
        said += fleet.advance(2.0)
    assert said == [(unit.phone, "1"), (unit.phone, "2"), (unit.phone, "3")]


def test_every_crew_tells_its_position_by_one_way() -> None:
    fleet = Fleet(ScaledClock(NOW, 0.0))
    boats = json.loads(fleet.document())["xuong"]
    others = fleet.reports(("patrol", "rescue_team"))
    moving = [unit.place_id for unit in units() if unit.speed_km_h]
    assert sorted([str(each["ma"]) for each in (*boats, *others)]) == sorted(moving)
    assert {each["luc"] for each in boats} == {NOW}
    assert all(abs(each["vi_do"] - 16.05) < 0.2 for each in boats)


def test_every_station_tells_its_strength_and_the_centre_reads_it() -> None:
    told = Fleet(ScaledClock(NOW, 0.0)).strengths()
    assert [each["ma"] for each in told] == [u.place_id for u in units() if u.kind == "police_station"]
    (source, *_) = crew_files.sources(broker=1883, fleet=0)
    read = JsonReader(msgspec.convert(source["mapping"], JsonMapping)).read(json.dumps(told[0]).encode(), NOW)
    assert not read.refusals
    (found,) = read.observations
    assert (found.series_id, found.value) == (f"{told[0]['ma']}.n_on_duty", told[0]["quan_so"])


@pytest.fixture
def door() -> Iterator[tuple[int, list[tuple[str, dict[str, str]]]]]:
    taken: list[tuple[str, dict[str, str]]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            taken.append((self.path, body))
            self.send_response(200 if body["token"] == "bí mật" else 401)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port, taken
    server.shutdown()
    thread.join()
    server.server_close()


def test_answers_go_to_the_door_for_sms(door: tuple[int, list[tuple[str, dict[str, str]]]]) -> None:
    port, taken = door
    phone = Phone(port, "bí mật")
    phone.write("0901000001", "4 đã xong")
    phone.close()
    assert taken == [("/hooks/sms", {"Phone": "0901000001", "Content": "4 đã xong", "token": "bí mật"})]


def test_an_answer_that_does_not_arrive_stops_nobody(
    door: tuple[int, list[tuple[str, dict[str, str]]]], caplog: pytest.LogCaptureFixture
) -> None:
    port, taken = door
    refused = Phone(port, "sai")
    refused.write("0901000001", "1")
    refused.close()
    without = Phone(0, "")
    without.write("0901000001", "1")
    without.close()
    assert len(taken) == 1
    assert "was refused: 401" in caplog.text
