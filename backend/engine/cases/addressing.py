"""Whom messages about a case reach: its reporter, its assignee, who follows its unit, roles of the unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from backend.contract.cases import CaseFile
from backend.domain.messages.contacts import Contacts, Person
from backend.domain.messages.drafting import passer_by
from backend.domain.messages.phones import PhoneError, phone

REPORTER, ASSIGNEE, FOLLOWERS = "reporter", "assignee", "followers"
RESOURCE = "resource"
"""The people of the crew that a case sends."""
FOLLOWER = "follower"
"""Role of people who are told of everything that their unit is late with."""
ZALO = "zalo_id"
"""Data field in which a kind keeps the reporter's user id at the centre's Official Account."""


def addressees(  # noqa: PLR0913 - who is meant by which words
    to: Iterable[str],
    file: CaseFile,
    contacts: Contacts,
    now: float,
    crew: str = "",
    areas: Sequence[str] = (),
) -> tuple[tuple[Person, ...], tuple[str, ...]]:
    """Return who is meant by the words that concern the case, and the words that do not.

    A role means the people of the case's unit who have it; where the unit has none, it is left to the
    centre's contacts. A case without assignee has nobody to tell: its unit's people stand in.

    Args:
        to: words of a message's template or step.
        file: the case.
        contacts: people of the centre.
        now: s since epoch; of roles those on duty count.
        crew: place that the case sends; `resource` means its people.
        areas: wards where the case holds good; a role that nobody of its unit has means everybody who has it
            and answers for (or lives in) one of them.
    """
    people: dict[str, Person] = {}
    others = []
    for word in to:
        found = _meant(word, file, contacts, now) or _of_areas(word, areas, contacts, now)
        if found:
            people |= {person.person_id: person for person in found}
        elif word == RESOURCE:
            others += [crew] if crew else []  # the contacts know a crew by its place
        elif word == REPORTER:
            continue  # nobody left an address: there is nobody to tell
        else:
            others.append(_plain(word, file))
    return tuple(people.values()), tuple(dict.fromkeys(others))


def reporter_of(file: CaseFile) -> Person | None:
    """Return the reporter as somebody who can be told, None where no address is known."""
    try:
        number = phone(file.phone) if file.phone else None
    except PhoneError:
        number = None
    zalo_id = file.data.get(ZALO, "")
    if number is None and not file.email and not zalo_id:
        return None
    return passer_by(
        file.case_id,
        name=file.reporter,
        phone=number.digits if number else "",
        mobile=number.mobile if number else False,
        email=file.email,
        zalo_id=zalo_id,
    )


def _meant(word: str, file: CaseFile, contacts: Contacts, now: float) -> list[Person]:
    of_unit = [person for person in contacts.people if file.unit_id and person.unit_id == file.unit_id]
    match word:
        case "reporter":
            reporter = reporter_of(file)
            return [reporter] if reporter is not None else []
        case "assignee":
            wanted = file.assignee
            return [p for p in contacts.people if wanted and wanted in (p.person_id, p.name)]
        case "followers":
            return [person for person in of_unit if FOLLOWER in person.roles]
        case _:
            meant = (person for person in of_unit if word in person.roles)
            return [person for person in meant if person.on_duty(now, contacts.zone)]


def _of_areas(word: str, areas: Sequence[str], contacts: Contacts, now: float) -> list[Person]:
    """Return everybody on duty with a role who answers for one of these wards."""
    meant = (person for person in contacts.people if areas and word in person.roles)
    near = (person for person in meant if any(person.answers_for(code) for code in areas))
    return [person for person in near if person.on_duty(now, contacts.zone)]


def _plain(word: str, file: CaseFile) -> str:
    """Return the word by which the centre's contacts find somebody instead."""
    return file.unit_id if word in (ASSIGNEE, FOLLOWERS) and file.unit_id else word
