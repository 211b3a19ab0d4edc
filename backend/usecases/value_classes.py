"""Classes of a metric's values as packs write them: rain by amount, flooding by depth."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence

import msgspec

from backend.contract.document import Fault, Lines
from backend.contract.state import Severity, Text, ValueClass


class ClassSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One class, up to where the next one begins."""

    lowest: float | None = None
    """Lowest value of the class, which belongs to it (`≥`), in the metric's unit."""
    above: float | None = None
    """Instead of `lowest`: the value itself belongs to the class before (`>`)."""
    name: Text
    severity: Severity | None = None
    """How it is coloured; left out: it asks for nobody."""

    @property
    def begins(self) -> float:
        """Lowest value that belongs to the class."""
        if self.above is not None:
            return math.nextafter(self.above, math.inf)
        return -math.inf if self.lowest is None else self.lowest


def value_classes(specs: Sequence[ClassSpec]) -> tuple[ValueClass, ...]:
    """Return the classes as screens know them."""
    return tuple(ValueClass(each.begins, each.name, each.severity) for each in specs)


def class_faults(specs: Sequence[ClassSpec], lines: Lines, at: str) -> Iterator[Fault]:
    """Yield what is wrong with the classes of a metric.

    Args:
        specs: as read.
        lines: of the file.
        at: key of the list (`metrics.depth_cm.classes`).
    """
    for i, each in enumerate(specs):
        if (each.lowest is None) == (each.above is None):
            found = "no beginning" if each.lowest is None else "both 'lowest' and 'above'"
            yield lines.fault(f"{at}[{i}]", found, "give one: 'lowest' (≥) or 'above' (>)")
    for i, (low, high) in enumerate(itertools.pairwise(specs), 1):
        if high.begins <= low.begins:
            found = f"'{high.name.vi}' does not begin above '{low.name.vi}'"
            yield lines.fault(f"{at}[{i}]", found, "lowest class first, each beginning above the one before")
