"""Which cases are made one: what may repeat one another, what is chosen of it, and which one stays. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import msgspec

from backend.contract.case_likeness import AlikeCase
from backend.contract.cases import CaseFile

_FURTHEST = {"working": 2, "paused": 1}
"""How far along a case is by the group of its status; others: not begun."""


class Repeat(msgspec.Struct, frozen=True):
    """One case that may be the same as the others."""

    file: CaseFile
    same_phone: bool = False
    apart_m: float | None = None
    """From the case that is asked about, m; None: not near it, or nobody knows."""
    asked: bool = False
    """It is what the person has chosen to merge."""


class Merger(msgspec.Struct, frozen=True):
    """Cases side by side: those that are chosen become duplicates of the one that goes on."""

    rows: tuple[Repeat, ...] = ()
    chosen: frozenset[str] = frozenset()
    main: str = ""
    """Code of the one that goes on; always one of the chosen."""
    said: bool = False
    """A person has said that it goes on; else it follows from what is chosen: see `main_of`."""

    @property
    def joined(self) -> tuple[str, ...]:
        """Codes of the cases that become duplicates, in the order of the rows."""
        ids = (row.file.case_id for row in self.rows)
        return tuple(case_id for case_id in ids if case_id in self.chosen and case_id != self.main)

    def turned(self, case_id: str) -> Merger:
        """Return it with a case chosen or left out; one always stays."""
        chosen = self.chosen ^ {case_id}
        if not chosen:
            return self
        if self.said and self.main in chosen:
            return msgspec.structs.replace(self, chosen=chosen)
        return msgspec.structs.replace(self, chosen=chosen, main=main_of(self._files(chosen)), said=False)

    def kept(self, case_id: str) -> Merger:
        """Return it with another case going on."""
        return msgspec.structs.replace(self, chosen=self.chosen | {case_id}, main=case_id, said=True)

    def _files(self, ids: Collection[str]) -> list[CaseFile]:
        return [row.file for row in self.rows if row.file.case_id in ids]


def begun(asked: Sequence[CaseFile], alike: Iterable[AlikeCase] = ()) -> Merger:
    """Return what is offered at first.

    Chosen are the cases that were asked about and all of the same telephone: what is only near may be
    another house.

    Args:
        asked: the cases that the person wants to merge.
        alike: what may repeat them, the likeliest first.
    """
    known = {file.case_id for file in asked}
    others = [each for each in alike if each.file.case_id not in known]
    rows = [Repeat(file, asked=True) for file in asked]
    rows += [Repeat(each.file, each.same_phone, each.apart_m) for each in others]
    chosen = frozenset(known | {each.file.case_id for each in others if each.same_phone})
    main = main_of([row.file for row in rows if row.file.case_id in chosen])
    return Merger(tuple(rows), chosen, main)


def main_of(files: Iterable[CaseFile]) -> str:
    """Return the code of the case that the others should join, empty where there is none.

    It is the one that has duplicates already, else the one that is furthest along, else the oldest: nobody
    who is on the way to a caller is called back by a merger.
    """
    best = min(files, key=_rank, default=None)
    return best.case_id if best is not None else ""


def _rank(file: CaseFile) -> tuple[bool, int, bool, float, str]:
    far = _FURTHEST.get(file.group, 0)
    return file.n_children == 0, -far, file.accepted_at is None, file.opened_at, file.case_id
