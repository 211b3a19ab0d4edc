"""Loads what packs say of cases: kinds (`cases/<kind>.yaml`) and figures (`figures/*.yaml`)."""

from __future__ import annotations

import pathlib
from collections.abc import Sequence

import msgspec

from backend.contract.document import DocumentError, Fault, check
from backend.domain.cases.spec import CaseKindSpec, FigureSpec
from backend.usecases.cap_check import cap_problems
from backend.usecases.case_check import CaseNames, problems
from backend.usecases.decision_check import decision_problems
from backend.usecases.figures import read_figures
from backend.usecases.order_check import order_problems
from backend.usecases.packs import read_document
from backend.usecases.schedule_check import schedule_problems
from backend.usecases.shelf import PackFolder

__all__ = ["CaseKinds", "CaseNames", "load_case_kinds"]


class CaseKinds(msgspec.Struct, frozen=True):
    """Everything that the packs of a centre say of cases."""

    kinds: dict[str, CaseKindSpec] = {}
    pack_of: dict[str, str] = {}
    """Kind → pack that brings it."""
    figures: dict[str, FigureSpec] = {}


def load_case_kinds(folder: PackFolder, packs: Sequence[str], names: CaseNames | None = None) -> CaseKinds:
    """Return the kinds of case and the figures of packs.

    Args:
        folder: holds one folder per pack, e.g. resources/usecases.
        packs: that the centre has loaded.
        names: procedures, templates, units and metrics that there are; what is left out is not checked.

    Raises:
        DocumentError: with every fault of every file.
    """
    names = names or CaseNames()
    if names.place_kinds is not None:
        names = names._replace(place_kinds={*names.place_kinds, *_place_kinds(folder)})
    faults: list[Fault] = []
    kinds: dict[str, CaseKindSpec] = {}
    pack_of: dict[str, str] = {}
    unread = False
    for pack in packs:
        for path in sorted((folder / pack / "cases").glob("*.yaml")):
            spec = _read(path, names, faults)
            if spec is None:
                unread = True
                continue
            if spec.id in kinds:
                cure = f"the pack '{pack_of[spec.id]}' declares it; give this one another id"
                faults.append(Fault(str(path), 0, "id", f"there is another kind '{spec.id}'", cure))
            kinds.setdefault(spec.id, spec)
            pack_of.setdefault(spec.id, pack)
    if unread:  # each figure of a kind that cannot be read would be a fault of its own
        raise DocumentError(faults)
    figures = read_figures(folder, packs, kinds, names, faults)
    if faults:
        raise DocumentError(faults)
    return CaseKinds(kinds, pack_of, figures)


def _place_kinds(folder: PackFolder) -> set[str]:
    """Return the kinds of places of all packs that there are, loaded or not.

    A report about water is also one about the nearest water point; where a centre measures none, it is a
    report all the same.
    """
    found: set[str] = set()
    for path in folder.glob("*/pack.yaml"):
        read = read_document(path, [])  # its faults are told where it is loaded
        declared = read[0].get("place_kinds") if read is not None and isinstance(read[0], dict) else None
        found |= {str(name) for name in declared} if isinstance(declared, dict) else set()
    return found


def _read(path: pathlib.Path, names: CaseNames, faults: list[Fault]) -> CaseKindSpec | None:
    read = read_document(path, faults)
    if read is None:
        return None
    data, lines = read
    spec, found = check(data, CaseKindSpec, lines)
    faults += found
    if spec is None:
        return None
    if spec.id != path.stem:
        faults.append(lines.fault("id", f"found '{spec.id}'", f"the file's name: '{path.stem}'"))
    wrong = (*problems(spec, names), *order_problems(spec, names), *schedule_problems(spec, names))
    wrong += (*decision_problems(spec), *cap_problems(spec))
    faults += [lines.fault(problem.key, problem.found, problem.cure) for problem in wrong]
    return spec
