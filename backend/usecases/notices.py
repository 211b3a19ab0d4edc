"""Reads the notices of packs, `notices/<id>.yaml`: words that must stand on a screen."""

from __future__ import annotations

import pathlib
from collections.abc import Sequence
from typing import Literal

import msgspec

from backend.contract.document import DocumentError, Fault, check
from backend.contract.notices import Notice
from backend.contract.state import Text
from backend.usecases.packs import read_document
from backend.usecases.shelf import PackFolder

MOST_CHARS = 600
"""Of one paragraph: a wall is read from five metres."""


class NoticeSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file."""

    id: str
    """The file's name."""
    title: Text
    paragraphs: tuple[Text, ...]
    """In the order in which they stand."""
    source: str
    """Regulation or decision that it rests on."""
    mark: Literal["seen", "ck"] = "seen"


def load_notices(folder: PackFolder, names: Sequence[str]) -> tuple[Notice, ...]:
    """Return the notices of packs in the order of the packs.

    Args:
        folder: holds one folder per pack.
        names: of the packs.

    Raises:
        DocumentError: with every fault of every file.
    """
    faults: list[Fault] = []
    found: dict[str, Notice] = {}
    for name in names:
        for path in sorted((folder / name / "notices").glob("*.yaml")):
            _read(path, found, faults)
    if faults:
        raise DocumentError(faults)
    return tuple(found.values())


def _read(path: pathlib.Path, found: dict[str, Notice], faults: list[Fault]) -> None:
    read = read_document(path, faults)
    if read is None:
        return
    data, lines = read
    spec, wrong = check(data, NoticeSpec, lines)
    faults += wrong
    if spec is None:
        return
    if spec.id != path.stem:
        faults.append(lines.fault("id", f"found '{spec.id}'", f"the file's name: '{path.stem}'"))
    if spec.id in found:
        faults.append(lines.fault("id", f"there is another notice '{spec.id}'", "give each its own id"))
    if not spec.paragraphs:
        faults.append(lines.fault("paragraphs", "it is empty", "write at least one paragraph"))
    for i, words in enumerate(spec.paragraphs):
        longest = max(len(words.vi), len(words.en))
        if longest > MOST_CHARS or not words.vi.strip():
            cure = f"1 to {MOST_CHARS} characters, or several paragraphs"
            faults.append(lines.fault(f"paragraphs[{i}]", f"found {longest} characters", cure))
    if not spec.source.strip():
        faults.append(lines.fault("source", "it is empty", "say which regulation or decision asks for it"))
    found.setdefault(spec.id, Notice(spec.id, spec.title, spec.paragraphs, spec.source, spec.mark))
