"""Loads the words of messages and the escalation ladders of packs and centre; every fault in one pass.

messages/*.yaml  one template each
ladders/*.yaml   one escalation ladder each
"""

from __future__ import annotations

import pathlib
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import msgspec

from backend.contract.document import DocumentError, Fault, Lines, check, unknown_cure
from backend.domain.messages.drafting import FREE
from backend.domain.messages.ladder_spec import LadderSpec, check_ladder
from backend.domain.messages.templates import MessageTemplate, check_template
from backend.domain.rule import Problem
from backend.usecases.packs import read_document
from backend.usecases.shelf import PackFolder

T = TypeVar("T", MessageTemplate, LadderSpec)


class Messages(msgspec.Struct, frozen=True):
    """Everything that a centre can say."""

    templates: dict[str, MessageTemplate]
    ladders: dict[str, LadderSpec]
    ladder_lines: dict[str, Lines]
    """Where each ladder stands, for faults that only show together with other files."""


def load_messages(
    folder: PackFolder, names: Sequence[str], centre_folder: pathlib.Path | None = None
) -> Messages:
    """Return the templates and ladders of packs, and the centre's own.

    Args:
        folder: holds one folder per pack.
        names: of the packs (`[pack.id for pack in packs.packs]`).
        centre_folder: what stands there replaces what a pack says under the same id.

    Raises:
        DocumentError: with every fault of every file.
    """
    faults: list[Fault] = []
    packs = [folder / name for name in names]
    own = [centre_folder] if centre_folder else []
    templates = _read_all(packs, own, "messages", MessageTemplate, check_template, faults)
    ladders = _read_all(packs, own, "ladders", LadderSpec, check_ladder, faults)
    known = [FREE.id, *templates]
    if not faults:
        faults += [
            lines.fault(
                f"rungs[{i}].template", f"no template '{rung.template}'", unknown_cure(rung.template, known)
            )
            for ladder, lines in ladders.values()
            for i, rung in enumerate(ladder.rungs)
            if rung.template not in known
        ]
    if faults:
        raise DocumentError(faults)
    return Messages(
        templates={template.id: template for template, _ in templates.values()},
        ladders={ladder.id: ladder for ladder, _ in ladders.values()},
        ladder_lines={ladder.id: lines for ladder, lines in ladders.values()},
    )


def _read_all(  # noqa: PLR0913 - the same for templates and ladders
    packs: Sequence[pathlib.Path],
    own: Sequence[pathlib.Path],
    part: str,
    kind: type[T],
    check_one: Callable[[T], Iterable[Problem]],
    faults: list[Fault],
) -> dict[str, tuple[T, Lines]]:
    """Return what stands in the folders `part`, by id."""
    found: dict[str, tuple[T, Lines]] = {}
    for folders in (packs, own):
        read: dict[str, tuple[T, Lines]] = {}
        for path in (path for folder in folders for path in sorted((folder / part).glob("*.yaml"))):
            document = read_document(path, faults)
            if document is None:
                continue
            data, lines = document
            item, more = check(data, kind, lines)
            faults += more
            if item is None:
                continue
            faults += [lines.fault(problem.key, problem.found, problem.cure) for problem in check_one(item)]
            if item.id in read or item.id == FREE.id:
                faults.append(lines.fault("id", f"'{item.id}' stands twice", "give each its own id"))
            read[item.id] = item, lines
        found |= read
    return found
