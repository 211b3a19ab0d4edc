"""Socio-economic indicators: sets, figures with plan and provenance, their requests and answers.

Periods are texts: `2026`, `2026-H1`, `2026-9M`, `2026-Q3`, `2026-11` (month).
"""

from __future__ import annotations

from typing import Literal

import msgspec

from backend.contract.state import Text

Period = str
PeriodKind = Literal["month", "quarter", "half", "nine_months", "year"]
Direction = Literal["higher", "lower", "band"]
ColourGroup = Literal["red", "orange", "green", "none"]
"""Nguy cơ không đạt, đang tiếp tục phát triển tốt, đạt hoặc dự kiến đạt, chưa đánh giá."""
FigureState = Literal["draft", "submitted", "accepted", "returned", "superseded"]


class IndicatorInfo(msgspec.Struct, frozen=True, omit_defaults=True):
    """One indicator of a set."""

    code: str
    """Unique in the centre: `NQXIII.01`."""
    set_id: str
    name: Text
    unit: Text
    direction: Direction
    period: PeriodKind
    decimals: int = 1
    number: str = ""
    """STT as the decision prints it."""
    group: Text = Text("")
    """Heading."""
    parent: str = ""
    collector: str = ""
    """Unit that hands in the figure."""
    breakdowns: tuple[str, ...] = ()
    """Names of dimensions that figures may be broken down by (`area`, `sex`, …)."""
    formula: str = ""
    """CEL over other indicators' codes; empty: entered or collected."""
    cumulative: bool = False
    """Counted from the year's start."""
    source: str = ""
    mark: str = ""
    """`ck`: name, code or target still to be verified."""


class ColourRule(msgspec.Struct, frozen=True, omit_defaults=True):
    """One colour group of a set, with its rule as people read it."""

    group: ColourGroup
    name: Text
    rule: Text
    """`Đạt từ 100 % kế hoạch của kỳ`."""


class IndicatorSetInfo(msgspec.Struct, frozen=True, omit_defaults=True):
    """One set of indicators."""

    set_id: str
    name: Text
    source: str
    colours: tuple[ColourRule, ...]
    valid_from: str = ""
    valid_to: str = ""
    mark: str = ""


class Provenance(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a figure comes from."""

    how: Literal["entered", "imported", "collected", "computed"]
    source: str
    """File, system or decision."""
    by: str
    at: float
    accepted_by: str = ""
    accepted_at: float | None = None
    formula: str = ""
    inputs: tuple[tuple[str, str, float | None], ...] = ()
    """Of a computed one: code, period, value."""


class IndicatorFigure(msgspec.Struct, frozen=True, omit_defaults=True):
    """One figure of one indicator."""

    code: str
    period: Period
    value: float | None
    """None: no figure for the period."""
    area: str = ""
    """Province, ward or former unit's code; empty: the whole centre."""
    breakdown: str = ""
    """`sex=female`; empty: the total."""
    plan: float | None = None
    colour: ColourGroup = "none"
    why: Text = Text("")
    """The rule that gave the colour, with its numbers."""
    state: FigureState = "accepted"
    final: bool = True
    """False: provisional (sơ bộ)."""
    vintage: str = ""
    """Date since when the administrative units of this figure hold: `2025-07-01`."""
    provenance: Provenance | None = None
    version: int = 1
    """Corrections count up; older ones are kept."""
    flags: tuple[Text, ...] = ()
    """Why a person should look: `gấp 10,3 lần kỳ trước`."""
    previous: float | None = None
    """The same period of the year before."""
    explanation: str = ""
    """Newest request to explain it: its case id."""


# ---- requests -------------------------------------------------------------------------------------


class GetIndicatorSets(msgspec.Struct, frozen=True, tag="get_indicator_sets"):
    """Asks for sets and their indicators; the answer is `IndicatorSets`."""


class GetIndicators(msgspec.Struct, frozen=True, tag="get_indicators"):
    """Asks for the figures of a set in a period; the answer is `IndicatorBoard`."""

    set_id: str
    period: Period = ""
    """Empty: per indicator, the newest period that has an accepted figure."""
    area: str = ""


class GetIndicatorSeries(msgspec.Struct, frozen=True, tag="get_indicator_series"):
    """Asks for all periods of an indicator; the answer is `IndicatorSeries`."""

    code: str
    area: str = ""
    breakdown: str = ""


class GetIndicatorAreas(msgspec.Struct, frozen=True, tag="get_indicator_areas"):
    """Asks for one indicator in one period over provinces or wards; the answer is `IndicatorAreas`."""

    code: str
    period: Period = ""
    """Empty: the newest that has any area."""
    vintage: str = ""
    """Restated to the units of that date; empty: as reported."""


class GetFigureVersions(msgspec.Struct, frozen=True, tag="get_figure_versions"):
    """Asks for every version of one figure, newest first; the answer is `FigureVersions`."""

    code: str
    period: Period
    area: str = ""
    breakdown: str = ""


class FigureEntry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One figure that a unit hands in."""

    code: str
    period: Period
    value: float | None
    area: str = ""
    breakdown: str = ""
    final: bool = False
    note: str = ""


class EnterFigures(msgspec.Struct, frozen=True, tag="enter_figures"):
    """Hands in figures; the answer is `FiguresEntered`. They count after review."""

    entries: tuple[FigureEntry, ...]
    submit: bool = True
    """False: keep as a draft."""
    case_id: str = ""
    """The request for figures that this answers."""


class ReviewFigure(msgspec.Struct, frozen=True, tag="review_figure"):
    """Accepts a figure or gives it back with a reason."""

    code: str
    period: Period
    accept: bool
    area: str = ""
    breakdown: str = ""
    note: str = ""


class SetPlan(msgspec.Struct, frozen=True, tag="set_plan"):
    """Sets the plan of an indicator for a period, with the reason."""

    code: str
    period: Period
    plan: float | None
    area: str = ""
    note: str = ""


class GetFiguresToReview(msgspec.Struct, frozen=True, tag="get_figures_to_review"):
    """Asks for figures that wait: drafts and returned ones of the own unit, submitted ones for reviewers."""

    unit_id: str = ""


class AskExplanation(msgspec.Struct, frozen=True, tag="ask_explanation"):
    """A leader asks for an explanation of a figure; opens a case, the answer is `Made` with its code."""

    code: str
    period: Period
    area: str = ""
    question: str = ""
    """Empty: the usual words."""


IndicatorRequest = (
    GetIndicatorSets
    | GetIndicators
    | GetIndicatorSeries
    | GetIndicatorAreas
    | GetFigureVersions
    | EnterFigures
    | ReviewFigure
    | SetPlan
    | GetFiguresToReview
    | AskExplanation
)

# ---- answers --------------------------------------------------------------------------------------


class IndicatorSets(msgspec.Struct, frozen=True, tag="indicator_sets"):
    """Answer to `GetIndicatorSets`."""

    sets: tuple[IndicatorSetInfo, ...]
    indicators: tuple[IndicatorInfo, ...]


class IndicatorBoard(msgspec.Struct, frozen=True, tag="indicator_board"):
    """Answer to `GetIndicators`, in the set's order; one for each indicator, also without a figure."""

    set_id: str
    figures: tuple[IndicatorFigure, ...]
    periods: tuple[Period, ...]
    """Periods that have figures, newest first."""
    at: float


class SeriesBreak(msgspec.Struct, frozen=True):
    """From this period on figures are of other administrative units."""

    period: Period
    why: Text


class IndicatorSeries(msgspec.Struct, frozen=True, tag="indicator_series"):
    """Answer to `GetIndicatorSeries`, ascending in time."""

    code: str
    figures: tuple[IndicatorFigure, ...]
    breaks: tuple[SeriesBreak, ...] = ()


class AreaFigure(msgspec.Struct, frozen=True, omit_defaults=True):
    """One row of a ranking."""

    area: str
    name: str
    figure: IndicatorFigure
    rank: int | None = None
    """Competition ranking (1, 1, 3), best first; None without a value."""


class IndicatorAreas(msgspec.Struct, frozen=True, tag="indicator_areas"):
    """Answer to `GetIndicatorAreas`, by rank; those without a value last."""

    code: str
    period: Period
    rows: tuple[AreaFigure, ...]
    note: Text = Text("")


class FigureVersions(msgspec.Struct, frozen=True, tag="figure_versions"):
    """Answer to `GetFigureVersions` and `GetFiguresToReview`."""

    figures: tuple[IndicatorFigure, ...]


class FigureRefusal(msgspec.Struct, frozen=True):
    """Why a figure was not taken."""

    code: str
    period: Period
    reason: Text


class FiguresEntered(msgspec.Struct, frozen=True, tag="figures_entered"):
    """Answer to `EnterFigures`."""

    figures: tuple[IndicatorFigure, ...]
    refused: tuple[FigureRefusal, ...]
    journal_seq: int


IndicatorAnswer = (
    IndicatorSets | IndicatorBoard | IndicatorSeries | IndicatorAreas | FigureVersions | FiguresEntered
)
