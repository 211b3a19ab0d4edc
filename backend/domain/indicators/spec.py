"""What a set of indicators is, as `indicators/*.yaml` of a pack or centre says it."""

from __future__ import annotations

import datetime
from typing import Literal

import msgspec

from backend.contract.indicators import ColourGroup, Direction, PeriodKind
from backend.contract.state import Severity, Text

Target = float | tuple[float, float]
"""A plan: one number, or the lowest and highest that still count as reached."""


class ColourSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One colour group."""

    name: Text
    from_percent: float | None = None
    """Of green and orange: reached from so many per cent of the plan on."""
    rule: Text = Text("")
    """As people read it; empty: made from the number."""


class Colours(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The four groups; what a set leaves out is as the country's centres use it."""

    green: ColourSpec = ColourSpec(name=Text("Đạt hoặc dự kiến đạt", "Reached or expected to be"))
    orange: ColourSpec = ColourSpec(name=Text("Đang tiếp tục phát triển tốt", "Continues to develop well"))
    red: ColourSpec = ColourSpec(name=Text("Nguy cơ không đạt", "At risk of missing the plan"))
    none: ColourSpec = ColourSpec(name=Text("Chưa đánh giá", "Not assessed"))

    @property
    def green_from(self) -> float:
        """Return from how many per cent of the plan on a figure is green."""
        return 100.0 if self.green.from_percent is None else self.green.from_percent

    @property
    def orange_from(self) -> float:
        """Return from how many per cent of the plan on a figure is orange."""
        return 90.0 if self.orange.from_percent is None else self.orange.from_percent

    def of(self, group: ColourGroup) -> ColourSpec:
        """Return one group."""
        spec: ColourSpec = getattr(self, group)
        return spec


class Plausible(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a figure may be without a person looking at it twice; it is flagged, never refused."""

    range: tuple[float, float] | None = None
    max_change_percent: float | None = None
    """Largest change against the period before, per cent of that one."""


class CollectSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When units are asked for their figures."""

    after_days: int = 1
    """Calendar days after the period's end."""
    kind: str = "collection"
    """Kind of case that is opened; its deadlines are the kind's."""


class CaseFigure(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A figure over case files from which an indicator is computed."""

    figure: str
    """Id of a pack's figure."""
    opened: bool = False
    """The period counts by the opening of cases; else as the figure says."""


class IndicatorSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One indicator of a set."""

    code: str
    name: Text
    unit: Text
    direction: Direction = "higher"
    period: PeriodKind = "year"
    also: tuple[PeriodKind, ...] = ()
    """Further kinds of period for which figures are taken."""
    decimals: int = 1
    number: str = ""
    group: Text = Text("")
    parent: str = ""
    collector: str = ""
    """Unit that hands the figure in."""
    breakdowns: tuple[str, ...] = ()
    formula: str = ""
    measured: CaseFigure | None = None
    cumulative: bool = False
    """Counted from the year's start."""
    additive: bool = False
    """Figures of parts sum up to that of the whole: it can be restated over a merger."""
    year_plan: Literal["share", "whole", "none"] | None = None
    """How a plan of the year judges shorter periods: its share of the months that are over, as it stands,
    or not at all; if left out, `share` of a cumulative one, else `none`."""
    plans: dict[str, Target] = {}
    """Period, or span of years (`2021..2025`), to plan."""
    plausible: Plausible = Plausible()
    alert: Severity | None = "medium"
    """How severe the alarm of its unit is when it turns red; null: none."""
    source: str = ""
    mark: Literal["", "seen", "ck"] = ""

    @property
    def computed(self) -> bool:
        """Return whether nobody enters its figures."""
        return bool(self.formula) or self.measured is not None

    @property
    def kinds(self) -> tuple[PeriodKind, ...]:
        """Return the kinds of period for which it has figures."""
        return (self.period, *self.also)


class SetSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file of indicators."""

    id: str
    name: Text
    source: str
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None
    """First day on which it no longer holds."""
    mark: Literal["", "seen", "ck"] = ""
    colours: Colours = Colours()
    collect: CollectSpec | None = None
    indicators: tuple[IndicatorSpec, ...]
