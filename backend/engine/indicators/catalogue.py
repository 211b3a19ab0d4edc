"""All indicators of the centre as they are now: those of packs and the centre's own, which imports add to."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from backend.contract.document import DocumentError
from backend.domain.indicators.colours import Expected, expected
from backend.domain.indicators.figure import PlanRow
from backend.domain.indicators.spec import IndicatorSpec, SetSpec, Target
from backend.usecases.indicator_areas import Areas
from backend.usecases.indicator_sets import IndicatorSetsOf, load_indicator_sets
from backend.usecases.shelf import PackFolder

log = logging.getLogger(__name__)


class Catalogue:
    """Indicators by their codes; reading it is safe from any thread."""

    def __init__(  # noqa: PLR0913 - what packs and centre bring
        self,
        folder: PackFolder,
        packs: Sequence[str],
        centre: Path,
        areas: Areas,
        *,
        units: Iterable[str],
        figures: Iterable[str],
    ) -> None:
        """Load all sets.

        Args:
            folder: of the packs.
            packs: of the centre.
            centre: its folder.
            areas: that figures are of.
            units: ids of units that may collect.
            figures: ids of case figures.

        Raises:
            DocumentError: with every fault of every file.
        """
        self.areas = areas
        self._folder, self._packs, self._centre = folder, tuple(packs), centre
        self._units, self._figures = frozenset(units), frozenset(figures)
        self._seen = self._marks()
        self._all = self._load()

    def _load(self) -> IndicatorSetsOf:
        return load_indicator_sets(
            self._folder, self._packs, centre=self._centre, units=self._units, figures=self._figures
        )

    def _marks(self) -> dict[str, tuple[int, int]]:
        found = {}
        for path in sorted((self._centre / "indicators").glob("*.yaml")):
            stat = path.stat()
            found[path.name] = (stat.st_mtime_ns, stat.st_size)
        return found

    def refresh(self) -> bool:
        """Load the sets again where the centre's own have changed; return whether they have.

        Files with a fault leave everything as it was.
        """
        marks = self._marks()
        if marks == self._seen:
            return False
        self._seen = marks
        try:
            self._all = self._load()
        except DocumentError as error:
            log.error("the centre's own indicators cannot be read, the former ones stay:\n%s", error)  # noqa: TRY400
            return False
        return True

    @property
    def all(self) -> IndicatorSetsOf:
        """Return all sets."""
        return self._all

    def spec(self, code: str) -> IndicatorSpec | None:
        """Return one indicator, None where there is none of this code."""
        return self._all.specs.get(code)

    def set_of(self, code: str) -> SetSpec:
        """Return the set of an indicator."""
        return self._all.sets[self._all.set_of[code]]

    def with_inputs(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Return codes and all that they are computed from."""
        found: dict[str, None] = {}
        left = list(codes)
        while left:
            code = left.pop()
            if code not in found:
                found[code] = None
                formula = self._all.formulas.get(code)
                left += [used for _, used in formula.uses] if formula else []
        return tuple(found)

    def computed_from(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Return codes and all that is computed from them."""
        found = set(codes)
        for code, formula in self._all.formulas.items():  # each after those that it uses
            if any(used in found for _, used in formula.uses):
                found.add(code)
        return tuple(code for code in self._all.specs if code in found)

    def plans(self, code: str, area: str, rows: Iterable[PlanRow]) -> dict[str, Target]:
        """Return the plans that hold for an indicator in an area: the set's own, changed by what was decided.

        Args:
            code: of the indicator.
            area: an area's own plans are only those decided for it.
            rows: newest version of each plan.
        """
        found: dict[str, Target] = {} if area else dict(self._all.plans.get(code, {}))
        for row in rows:
            if row.code != code or row.area != area:
                continue
            if row.plan is None:
                found.pop(row.period, None)
            else:
                found[row.period] = row.plan
        return found

    def expected(self, spec: IndicatorSpec, period: str, plans: Mapping[str, Target]) -> Expected | None:
        """Return what a figure is compared with, None where there is no plan for it."""
        return expected(spec, period, dict(plans))
