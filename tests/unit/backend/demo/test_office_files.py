from __future__ import annotations

from pathlib import Path

from backend.demo.centre import Ports, write_settings
from backend.demo.city import load
from backend.demo.office_files import PEOPLE, contacts
from backend.engine.centre import load_centre
from backend.engine.work.setup import load_setup
from backend.usecases import load_packs

PACKS = Path(__file__).resolve().parents[4] / "resources" / "usecases"


def test_everybody_is_reached_and_nobody_is_real() -> None:
    people = contacts(load())["people"]
    phones = [person["phone"] for person in people]
    assert len(set(phones)) == len(people) > 40
    assert all(phone.startswith("090000") for phone in phones)
    assert all(person["email"].endswith(".invalid") for person in people)


def test_the_centre_has_a_crew_channels_and_a_procedure_for_every_rule(tmp_path: Path) -> None:
    write_settings(tmp_path, 1, Ports(1, 2, 3, 4, 5))
    loaded = load_centre(tmp_path)
    setup = load_setup(loaded, load_packs(PACKS, loaded.packs), PACKS)
    assert set(setup.messages.enabled()) == {"sms", "email", "man-hinh", "phieu-goi"}
    assert all("127.0.0.1" in repr(setup.channels[name]) for name in ("sms", "email"))
    city = load()
    for area in city.hotline_areas():
        code = city.area_codes[area]
        for role in ("ward_officer", "party_secretary", "residential_head"):
            assert len(setup.messages.contacts.find(role, 0.0, code)) == 1
    for role in ("duty_officer", "shift_supervisor", "leader"):
        assert setup.messages.contacts.find(role, 0.0)
    assert {unit for _, _, unit, _ in PEOPLE} <= set(setup.units)
    assert setup.calendars.of("cuu-ho").is_working(0.0)
