"""What packs say of work, without a centre: incidents, drawings, messages, cases, with all their faults."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

import msgspec

from backend.contract.document import DocumentError, Fault
from backend.contract.work import Finding
from backend.domain.incidents.spec import CorrelationSpec
from backend.domain.messages.ladder_spec import LadderSpec
from backend.domain.messages.templates import MessageTemplate
from backend.engine.work.facts import VARIABLES
from backend.engine.work.setup import CALENDARS, load_library, unknown_procedures
from backend.procedures.findings import ProcedureRefusedError
from backend.procedures.known import Known
from backend.procedures.library import Library
from backend.procedures.lint import lint
from backend.procedures.model import ProcedureModel
from backend.usecases.calendars import Calendars, load_calendars
from backend.usecases.case_kinds import CaseKinds, CaseNames, load_case_kinds
from backend.usecases.compliance_sheets import data_fields_of, load_compliance
from backend.usecases.incident_rules import load_incident_rules
from backend.usecases.messages import load_messages
from backend.usecases.packs import Packs
from backend.usecases.shelf import PackFolder

T = TypeVar("T")


class PackWork(msgspec.Struct, frozen=True):
    """The work that packs bring to any centre."""

    correlations: tuple[CorrelationSpec, ...]
    ladders: Mapping[str, LadderSpec]
    templates: Mapping[str, MessageTemplate]
    calendars: Calendars
    library: Library
    case_kinds: CaseKinds = CaseKinds()


def load_pack_work(folder: PackFolder, packs: Packs) -> PackWork:
    """Return what packs say of work.

    Args:
        folder: holds one folder per pack.
        packs: those to read.

    Raises:
        DocumentError: with every fault of every file.
    """
    faults: list[Fault] = []
    names = [pack.id for pack in packs.packs]
    rules = {rule.id: rule for rule in packs.rules}
    library = load_library(folder, names, None, (), faults)
    if not faults and _draws(folder, names):  # a drawing that cannot be read is one fault, not one per rule
        faults += unknown_procedures(packs, library)
    procedures = [model.procedure_id for model in library]
    correlations = _part(lambda: load_incident_rules(folder, names, rules, procedures), faults)
    messages = _part(lambda: load_messages(folder, names), faults)
    calendars = _part(lambda: load_calendars(CALENDARS), faults)
    names_of_cases = CaseNames(
        procedures=procedures,
        templates=None if messages is None else frozenset(messages.templates),
        metrics=frozenset(packs.metrics),
        place_kinds=frozenset(packs.place_kinds),
    )
    case_kinds = _part(lambda: load_case_kinds(folder, names, names_of_cases), faults)
    if case_kinds is not None:
        fields = data_fields_of(case_kinds.kinds)
        _part(lambda: load_compliance(folder, packs, fields), faults)
    if messages is not None:
        faults += drawing_faults(
            [folder / name / "sops" for name in names], library, known_of(library, messages.templates)
        )
    if not faults:
        faults += _circles([folder / name / "sops" for name in names], library)
    if correlations is None or messages is None or calendars is None or case_kinds is None or faults:
        raise DocumentError(faults)
    return PackWork(correlations, messages.ladders, messages.templates, calendars, library, case_kinds)


def _draws(folder: PackFolder, names: list[str]) -> bool:
    """Return whether the packs draw procedures at all; without any, a centre draws those of their rules."""
    return any(any((folder / name / "sops").glob("*.bpmn")) for name in names)


def _part(read: Callable[[], T], faults: list[Fault]) -> T | None:
    try:
        return read()
    except DocumentError as error:
        faults += error.faults
        return None


def known_of(library: Library, templates: Mapping[str, MessageTemplate]) -> Known:
    """Return the names that drawings of packs may use; roles and channels are a centre's."""
    return Known(
        templates=frozenset(templates) | {"free"},
        procedures=frozenset(model.procedure_id for model in library),
        variables=frozenset(VARIABLES),
    )


def drawing_faults(sops: Iterable[Path], library: Library, known: Known) -> list[Fault]:
    """Return what drawings name in vain, such as templates, variables and procedures.

    Args:
        sops: folders of drawings.
        library: those that can be read; the others have their faults already.
        known: names that they may use.
    """
    return [
        _fault(path, finding)
        for path, model in drawn(sops, library)
        for finding in lint(model.xml, known)
        if finding.level == "error"
    ]


def _circles(sops: Iterable[Path], library: Library) -> list[Fault]:
    """Return the drawings that call one another in a circle or too deep."""
    faults = []
    for path, model in drawn(sops, library):
        try:
            library.called(model)
        except ProcedureRefusedError as error:
            found, _, cure = error.text.in_language("en").partition(". ")
            faults.append(Fault(str(path), 0, "", found, cure))
    return faults


def drawn(sops: Iterable[Path], library: Library) -> Iterator[tuple[Path, ProcedureModel]]:
    """Yield each drawing of the folders `sops` that is the newest of its procedure, and its model."""
    models = {model.digest: model for model in library}
    for path in (path for folder in sops for path in sorted(folder.glob("*.bpmn"))):
        model = models.get(hashlib.sha256(path.read_bytes()).hexdigest())
        if model is not None:
            yield path, model


def _fault(path: Path, finding: Finding) -> Fault:
    message = finding.message.in_language("en") or finding.message.vi
    return Fault(str(path), 0, finding.element_id, message.rstrip("."), finding.cure.in_language("en"))
