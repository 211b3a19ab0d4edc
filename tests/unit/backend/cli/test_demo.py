from __future__ import annotations

from backend.cli.demo import peoples_accounts, role_of
from backend.demo.departments import units
from backend.demo.operators import OFFICERS, ON_DUTY, password_of
from backend.store import ROLES


def test_officers_of_units_see_their_unit_and_the_centres_people_see_all() -> None:
    unit_of = {user: unit for user, _name, _role, _password, unit in peoples_accounts()}
    assert {user: unit_of[user] for user in OFFICERS.values()} == {
        user: unit for unit, user in OFFICERS.items()
    }
    assert {unit_of[user] for user in ON_DUTY} == {""}
    assert set(unit_of.values()) <= {"", *(unit.id for unit in units())}


def test_every_account_has_a_role_that_there_is_and_its_own_password() -> None:
    for user, _name, role, password, _unit in peoples_accounts():
        assert role in ROLES
        assert password == password_of(user)


def test_people_without_a_role_of_accounts_are_officers_of_their_unit() -> None:
    assert role_of(("follower",)) == "unit_officer"
    assert role_of(("duty_officer", "follower")) == "duty_officer"
