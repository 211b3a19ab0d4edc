"""A number on a screen with the list behind it: the two can be held against each other. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from backend.contract.cases import CaseQuery

Count = Callable[[CaseQuery], int]
"""Answers how many cases a query finds."""


class ShownNumber(msgspec.Struct, frozen=True):
    """One number that a tile shows, and exactly the cases behind it."""

    words: str
    """What it is: name of the figure and its key; the title of the list."""
    value: float | None
    """As it is shown; None: not assessed."""
    query: CaseQuery
    """Finds the cases behind it; of a share its numerator."""
    at: float
    """Instant at which it was computed, s since epoch."""
    n: int
    """Cases that `query` found then; -1: nobody has counted them (all within a part of a map)."""
    unit: str = ""
    """Empty: a number of cases; `%`: a share of `n_per`; else (`sum`, `h`) a sum or mean over `n` cases."""
    per: CaseQuery | None = None
    """Of a share or mean: the cases that it is computed over."""
    n_per: int = 0

    def at_its_time(self, query: CaseQuery) -> CaseQuery:
        """Return a query with deadlines judged when the number was computed."""
        return query if query.at is not None else msgspec.structs.replace(query, at=self.at)

    @property
    def listed(self) -> CaseQuery:
        """Return the query of the list that opens from the number."""
        return self.at_its_time(self.query)


def disagreements(numbers: Iterable[ShownNumber], count: Count) -> list[str]:
    """Return a sentence for every number that differs from the list behind it; none is how it must be.

    Args:
        numbers: what `shown_numbers()` of a tile returned.
        count: asks for the true number of a query (`CountCases` or `FindCases`).
    """
    found: list[str] = []
    for number in numbers:
        n = count(number.listed)
        if n != number.n:
            found.append(f"{number.words}: {number.n} behind it, its list has {n}")
        n_per = count(number.at_its_time(number.per)) if number.per is not None else 0
        if number.per is not None and n_per != number.n_per:
            found.append(f"{number.words}: of {number.n_per}, their list has {n_per}")
        if number.value is None:
            continue
        if number.unit == "" and number.per is None and number.value != n:
            found.append(f"{number.words}: shows {number.value:g}, its list has {n}")
        if number.unit == "%" and number.per is not None and n_per:
            share = 100 * n / n_per
            if abs(number.value - share) > 1e-6:
                found.append(f"{number.words}: shows {number.value:g} %, its lists make {share:g} %")
    return found
