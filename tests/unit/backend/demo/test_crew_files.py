from __future__ import annotations

from collections import Counter
from pathlib import Path

from backend.channels import sms_http
from backend.demo import crew_files
from backend.demo.crew_model import units
from backend.usecases.packs import load_packs

PACKS = Path(__file__).parents[4] / "resources" / "usecases"


def test_every_crew_is_a_place_of_a_kind_that_a_pack_declares() -> None:
    kinds = load_packs(PACKS, crew_files.PACKS).place_kinds
    rows = list(crew_files.place_rows())
    assert len(rows) == len(units())
    sent = Counter(str(row["kind"]) for row in rows if kinds[str(row["kind"])].resource is not None)
    assert sent == {"patrol": 10, "boat": 4, "rescue_team": 2}


def test_every_crew_has_somebody_who_is_written_to() -> None:
    people = crew_files.people()
    assert [person["place"] for person in people] == [unit.place_id for unit in units()]
    assert all(person["channels"] == ["sms"] for person in people)


def test_positions_come_by_broker_and_by_the_fleets_document() -> None:
    kinds = {source["id"]: source["kind"] for source in crew_files.sources(1883, 8080)}
    assert kinds == {"luc-luong": "mqtt", "doi-xuong": "http_json", "truc-ban-113": "http_json"}
    assert [source["id"] for source in crew_files.sources(1883, 0)] == ["luc-luong"]
    metrics = load_packs(PACKS, crew_files.PACKS).metrics
    for source in crew_files.sources(1883, 8080)[:2]:
        assert {value["metric"] for value in source["mapping"]["values"].values()} <= metrics.keys()


def test_the_gateway_hands_answers_in_as_the_channel_expects() -> None:
    class Secrets:
        def get(self, name: str) -> str | None:
            return "bí mật" if name == crew_files.SMS_SECRET else None

    config = sms_http.Config(
        id="sms",
        kind="sms_http",
        name="SMS",
        url="http://127.0.0.1:1/",
        reports=sms_http.Reports(**crew_files.answers()),
    )
    body = '{"Phone":"0901000001","Content":"1","token":"bí mật"}'.encode()
    (found,) = sms_http.parse_report(config, body, {}, Secrets())
    assert (found.kind, found.address, found.text) == ("reply", "0901000001", "1")
