"""Says what the ladders of a centre name in vain: roles that nobody has, channels that are not there."""

from __future__ import annotations

from collections.abc import Collection

from backend.contract.document import Fault, unknown_cure
from backend.domain.messages.contacts import RESPONSIBLE_UNIT, Contacts
from backend.domain.messages.ways import WAYS
from backend.usecases.messages import Messages


def check_messages(messages: Messages, contacts: Contacts, channel_names: Collection[str]) -> list[Fault]:
    """Return what will keep ladders from reaching people; a centre runs all the same.

    Args:
        messages: templates and ladders.
        contacts: people of the centre.
        channel_names: ids and kinds of its channels.
    """
    cure = "give somebody this role in contacts.yaml, or put an own version of the ladder into the centre"
    people, channels = contacts.names() | {RESPONSIBLE_UNIT}, [*WAYS, *channel_names]
    faults = []
    for ladder in messages.ladders.values():
        lines = messages.ladder_lines[ladder.id]
        for i, rung in enumerate(ladder.rungs):
            for word in rung.to:
                if word not in people:
                    faults.append(lines.fault(f"rungs[{i}].to", f"no contact is '{word}'", cure))
            faults += [
                lines.fault(f"rungs[{i}].channels", f"unknown channel '{name}'", unknown_cure(name, channels))
                for name in rung.channels
                if name not in channels
            ]
    return faults
