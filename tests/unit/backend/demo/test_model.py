"""The demo's storm as the duty officer meets it: which alarms stand when the demo opens, and how they grow."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from backend.contract.state import Alarm, Place, Text
from backend.contract.work import Case
from backend.demo import centre
from backend.demo.city import CITY_HOTLINE_ID, load
from backend.demo.feeder import PAST_H, past_ages
from backend.demo.hotline import Request
from backend.demo.model import CityModel
from backend.domain.alarms.book import AlarmBook
from backend.domain.alarms.events import AlarmChange
from backend.domain.evaluator import Evaluator
from backend.domain.incidents.book import IncidentBook
from backend.domain.incidents.cases import CaseBook
from backend.domain.incidents.ground import Ground
from backend.domain.observation import Observation
from backend.usecases.incident_rules import load_incident_rules
from backend.usecases.packs import Packs, load_packs

ROOT = Path(__file__).parents[4]
PACKS = ROOT / "resources" / "usecases"
START_H = 3 + 40 / 60
START_AT = 1_795_300_000.0


def readings(model: CityModel, at: float) -> list[Observation]:
    """Everything that the city measures now."""
    city, storm = model.city, model.storm
    found = []
    for metric, places, values in (
        ("rain_mm_h", city.stations, storm.rain_mm_h()),
        ("rain_1h_mm", city.stations, storm.rain_1h_mm()),
        ("depth_cm", city.posts, storm.depth_cm()),
        ("level_m", city.gauges, storm.level_m()),
    ):
        found += [
            Observation(f"{place.place_id}.{metric}", at, float(value))
            for place, value in zip(places, values, strict=True)
        ]
    whole, areas = model.calls()
    for place_id, calls in [
        (CITY_HOTLINE_ID, whole),
        *((centre.sos_place(city, k), v) for k, v in areas.items()),
    ]:
        found += [
            Observation(f"{place_id}.{metric}", at, float(getattr(calls, metric)))
            for metric in ("n_calls_15min", "n_sos_open", "n_sos_waiting")
        ]
    return found


def sos_case(request: Request, at: float) -> Case:
    return Case(
        case_id=f"SOS.{request.number}",
        kind="sos",
        title=Text(request.street),
        severity="high",
        opened_at=at,
        changed_at=at,
        lat=request.lat,
        lon=request.lon,
        area_code=load().area_codes[request.area_name],
        area_name=request.area_name,
    )


class Desk:
    """The demo's readings through the shipped rules into an alarm list, on simulated time."""

    def __init__(self, packs: Packs, places: list[Place]) -> None:
        facts = [fact for place in places for fact in packs.series_of(place)]
        self.evaluator = Evaluator(packs.rules, facts, packs.limit_sets)
        self.book = AlarmBook(packs.rules)
        rules = {rule.id: rule for rule in packs.rules}
        names = {kind: one.name for kind, one in packs.place_kinds.items()}
        self.incidents = IncidentBook(load_incident_rules(PACKS, ["flooding"], rules), Ground(places, names))
        self.cases = CaseBook()
        self.model = CityModel(load(), 1, START_H - PAST_H)
        self.evaluator.tick(START_AT)
        for age in past_ages(1e9):
            self.model.advance(START_H - age / 3600)
            self.take(readings(self.model, START_AT - age), START_AT)

    def take(self, batch: list[Observation], now: float) -> None:
        changes: list[AlarmChange] = []
        for verdict in [*self.evaluator.observe(batch, now), *self.evaluator.tick(now)]:
            changes += self.book.apply(verdict, now)
        for change in [*changes, *self.book.tick(now)]:
            self.incidents.alarm_changed(change.alarm, now)
        for request in self.model.requests():
            case = self.cases.apply(sos_case(request, batch[0].at))
            if case is not None:
                self.incidents.case_changed(case, now)

    def run_to(self, elapsed_s: int) -> list[Alarm]:
        """Go on in steps of ten seconds; return the active alarms that an operator sees."""
        step = round((self.model.storm.t_h - START_H) * 3600 / 10) * 10 + 10
        for s in range(max(step, 0), elapsed_s + 1, 10):
            self.model.advance(START_H + s / 3600)
            # cameras answer: they are no part of the storm
            cameras = [Observation(f"{c.place_id}.reachable", START_AT + s, 1.0) for c in load().cameras]
            self.take(readings(self.model, START_AT + s) + cameras, START_AT + s)
        return [a for a in self.book.listed() if a.active and a.operator != "suppressed"]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("centre")
    ports = centre.Ports(18910, 8590, 8591)
    text = centre.places_table(load(), ports)
    (folder / "places.csv").write_text(text, encoding="utf-8")
    fixed = {"place_id", "name", "kind", "lat", "lon", "area_code", "area_name"}
    places = [
        Place(
            place_id=row["place_id"],
            name=row["name"],
            kind=row["kind"],
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            area_code=row["area_code"],
            area_name=row["area_name"],
            attributes={k: v for k, v in row.items() if k not in fixed and v},
        )
        for row in csv.DictReader(text.splitlines())
    ]
    return Desk(load_packs(PACKS, ["flooding", "cameras"]), places)


def test_first_minute_has_a_handful_of_alarms_with_one_critical(desk: Desk) -> None:
    seen = desk.run_to(60)
    titles = [alarm.title.vi for alarm in seen]
    assert 5 <= len(seen) <= 10, titles
    assert [a.subject for a in seen if a.severity == "critical"] == ["ngap-me-suot"], titles
    assert not desk.book.desk().flood  # ten new alarms in ten minutes are not yet too many
    assert {"ngap-duong", "mua-1-gio", "bao-dong-lu", "sos-dang-mo"} <= {a.rule_id for a in seen}, titles


def test_the_storm_becomes_a_few_incidents_one_of_rain_streets_and_calls(desk: Desk) -> None:
    desk.run_to(60)
    incidents = desk.incidents.open_incidents()
    assert {incident.title.vi for incident in incidents} == {
        "Ngập tại Hòa Khánh",
        "Ngập tại Thanh Khê",
        "Ngập tại Cẩm Lệ",
    }
    whole = next(incident for incident in incidents if incident.title.vi == "Ngập tại Hòa Khánh")
    kinds = {member.ref.partition("@")[0].partition(".")[0] for member in whole.members}
    assert kinds == {"ngap-duong", "mua-1-gio", "SOS"}
    assert whole.severity == "critical"
    assert whole.cameras[0] == "cam-me-suot-01"
    assert whole.scene == "incident"


def test_alarms_grow_slowly_for_the_first_half_hour(desk: Desk) -> None:
    first = {alarm.alarm_id for alarm in desk.run_to(60)}
    later = {alarm.alarm_id for alarm in desk.run_to(1800)}
    assert 1 <= len(later - first) <= 6, later - first
    assert len(later) <= 14, later


def test_equal_seeds_give_equal_cities_whatever_the_pace() -> None:
    slow, fast = (CityModel(load(), 5, 2.0) for _ in range(2))
    for minute in range(1, 61):
        slow.advance(2.0 + minute / 60)
    fast.advance(3.0)
    assert (slow.storm.depth_cm() == fast.storm.depth_cm()).all()
    assert slow.calls() == fast.calls()


def test_another_seed_is_another_city() -> None:
    one, other = CityModel(load(), 1, 7.0), CityModel(load(), 2, 7.0)
    assert (one.storm.rain_mm_h() != other.storm.rain_mm_h()).any()
