"""Checks what a centre brings for its work: contacts, channels, calendar, its own messages and drawings."""

from __future__ import annotations

from pathlib import Path

from backend.contract.document import DocumentError, Fault
from backend.domain.messages.contacts import RESPONSIBLE_UNIT
from backend.engine.centre import LoadedCentre
from backend.engine.gateway import gateway_faults
from backend.engine.rehearsal.pack_work import drawing_faults, drawn, known_of
from backend.engine.work.setup import WorkSetup, load_setup
from backend.gateway.settings import load_settings
from backend.procedures.known import ABOUT_CASE, PUBLIC
from backend.procedures.model import ProcedureModel
from backend.usecases.message_check import check_messages
from backend.usecases.messages import load_messages
from backend.usecases.packs import Packs
from backend.usecases.shelf import PackFolder


def check_centre_work(loaded: LoadedCentre, packs: Packs, folder: PackFolder) -> list[Fault]:
    """Return what will keep messages and steps from reaching people; the centre runs all the same.

    Args:
        loaded: the centre.
        packs: its use cases.
        folder: of the packs.

    Raises:
        DocumentError: with every fault that keeps it from running.
    """
    setup = load_setup(loaded, packs, folder)
    names = [pack.id for pack in packs.packs]
    sops = [*(folder / name / "sops" for name in names), loaded.folder / "sops"]
    gateway = load_settings(loaded.folder)
    faults = gateway_faults(gateway, loaded.folder, setup) if gateway is not None else []
    faults += drawing_faults(sops, setup.library, known_of(setup.library, setup.messages.templates))
    if faults:
        raise DocumentError(faults)
    return _notes(loaded, setup, folder, names, sops)


def _notes(
    loaded: LoadedCentre, setup: WorkSetup, folder: PackFolder, names: list[str], sops: list[Path]
) -> list[Fault]:
    contacts = setup.messages.contacts
    if not contacts.people:
        cure = "write the people of the centre there, with their roles, before messages are to leave"
        return [Fault(str(loaded.folder / "contacts.yaml"), 0, "", "it names nobody", cure)]
    channels = [name for config in setup.channels.values() for name in (config.id, config.kind)]
    notes = check_messages(load_messages(folder, names, loaded.folder), contacts, channels)
    cure = "give them to somebody in contacts.yaml, or put an own version of the drawing into the centre"
    known = contacts.names() | setup.units.keys() | PUBLIC | ABOUT_CASE | {RESPONSIBLE_UNIT}
    for path, model in drawn(sops, setup.library):
        missing = sorted(_told(model) - known)
        if missing:
            notes.append(Fault(str(path), 0, "", f"nobody has: {', '.join(missing)}", cure))
    return notes


def _told(model: ProcedureModel) -> set[str]:
    """Return the roles and units that a procedure gives steps or messages to."""
    named = [element.parameters.get("to", "") for element in model.drawing.elements.values()]
    told = {word.strip() for words in named for word in words.split(",") if "{" not in word}
    return (told | {step.role for step in model.steps if step.person}) - {""}
