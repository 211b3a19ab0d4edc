"""Words of indicators: values, plans, trends, states of figures and of their explanations."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from backend.contract.indicators import FigureState, IndicatorFigure, IndicatorInfo
from backend.contract.state import Text
from widgets.logic import formats
from widgets.logic import indicator_periods as periods
from widgets.logic.indicator_board import Trend, cut, share_of_plan, trend
from widgets.logic.indicator_explain import Explanation, Standing
from widgets.logic.indicator_numbers import Fault, oddity

translate = QCoreApplication.translate


def no_figure_word() -> str:
    """Return what stands where there is no figure; never a zero."""
    return translate("Indicators", "no figure yet")


def number_words(info: IndicatorInfo, value: float | None, language: str) -> str:
    """Return a value without its unit; a dash where there is none."""
    return formats.NO_NUMBER if value is None else formats.number(value, info.decimals, language)


def unit_words(info: IndicatorInfo, language: str) -> str:
    """Return an indicator's unit."""
    return info.unit.in_language(language)


def valued(info: IndicatorInfo, value: float | None, language: str) -> str:
    """Return a value with its unit, or that there is no figure."""
    if value is None:
        return no_figure_word()
    return f"{number_words(info, value, language)}\u00a0{unit_words(info, language)}".rstrip()


def period_words(info: IndicatorInfo, figure: IndicatorFigure, language: str) -> str:
    """Return `9 tháng năm 2026`, `Quý III/2026`."""
    return periods.name(figure.period, language, cumulative=info.cumulative)


def plan_words(info: IndicatorInfo, figure: IndicatorFigure, language: str, *, short: bool = False) -> str:
    """Return `KH 7.350 · đạt 96,2 %`, in short `KH 7.350 · 96,2 %`; where there is no plan, that."""
    if figure.plan is None:
        return translate("Indicators", "no plan")
    said = translate("Indicators", "plan {plan}").format(plan=number_words(info, figure.plan, language))
    share = share_words(info, figure, language)
    if short:
        return f"{said} · {share}" if share else said
    return f"{said} · {translate('Indicators', '{share} of it').format(share=share)}" if share else said


def share_words(info: IndicatorInfo, figure: IndicatorFigure, language: str) -> str:
    """Return `96,2 %`, cut, not rounded; empty where nothing can be compared."""
    share = share_of_plan(info, figure)
    return "" if share is None else f"{formats.number(cut(share), 1, language)}\u00a0%"


def trend_words(info: IndicatorInfo, figure: IndicatorFigure, language: str, *, short: bool = False) -> str:
    """Return `▲ 3,2 % so với cùng kỳ`; empty where there is nothing to compare with."""
    found = trend(info, figure)
    if found is None:
        return ""
    said = change_words(found, info, language)
    return said if short else translate("Indicators", "{change} on the year before").format(change=said)


def change_words(found: Trend, info: IndicatorInfo, language: str) -> str:
    """Return `▲ 3,2 %`, `▼ 0,4 điểm %`."""
    if found.way == "same":
        return translate("Indicators", "= unchanged")
    arrow = "▲" if found.change > 0 else "▼"
    digits = max(1, info.decimals) if found.points else 1
    unit = translate("Indicators", "% points") if found.points else "%"
    return f"{arrow}\u00a0{formats.number(abs(found.change), digits, language)}\u00a0{unit}"


def direction_words(info: IndicatorInfo) -> str:
    """Return which way an indicator should go."""
    return {
        "higher": translate("Indicators", "the higher the better"),
        "lower": translate("Indicators", "the lower the better"),
        "band": translate("Indicators", "best within a range"),
    }[info.direction]


def provisional_word() -> str:
    """Return the mark of a figure that is not final."""
    return translate("Indicators", "provisional")


def unverified_word(*, short: bool = False) -> str:
    """Return the mark of a name, code or plan that nobody has verified."""
    return translate("Indicators", "unv.") if short else translate("Indicators", "to be verified")


def flag_words(figure: IndicatorFigure, language: str) -> str:
    """Return why a person should look at a figure."""
    return "; ".join(flag.in_language(language) for flag in figure.flags)


def said(text: Text, language: str) -> str:
    """Return words with a large first letter."""
    words = text.in_language(language)
    return words[:1].upper() + words[1:]


def state_word(state: FigureState) -> str:
    """Return how a version of a figure stands."""
    return {
        "draft": translate("Indicators", "draft"),
        "submitted": translate("Indicators", "waits for review"),
        "accepted": translate("Indicators", "figure accepted"),
        "returned": translate("Indicators", "figure given back"),
        "superseded": translate("Indicators", "replaced"),
    }[state]


def how_word(how: str) -> str:
    """Return how a figure came in."""
    return {
        "entered": translate("Indicators", "entered by hand"),
        "imported": translate("Indicators", "imported from a file"),
        "collected": translate("Indicators", "handed in by the unit"),
        "computed": translate("Indicators", "computed"),
    }.get(how, how)


def standing_word(standing: Standing) -> str:
    """Return how a request to explain stands."""
    return {
        "asked": translate("Indicators", "to be explained"),
        "answered": translate("Indicators", "explained, to be read"),
        "accepted": translate("Indicators", "explanation accepted"),
        "returned": translate("Indicators", "explanation given back"),
        "withdrawn": translate("Indicators", "question withdrawn"),
        "unknown": translate("Indicators", "request to explain"),
    }[standing]


def due_words(found: Explanation, now: float, timezone: str, language: str) -> str:
    """Return `hạn 17:00 24/11`, with how late it is; empty where nobody has to answer any more."""
    if found.due_at is None or found.standing not in ("asked", "returned"):
        return ""
    said_ = translate("Indicators", "due {time}").format(time=formats.moment(found.due_at, now, timezone))
    if not found.overdue:
        return said_
    late = formats.rough_duration(now - found.due_at, language)
    return f"{said_} · {translate('Indicators', 'overdue by {age}').format(age=late)}"


def usual_question(info: IndicatorInfo, figure: IndicatorFigure, language: str) -> str:
    """Return the words that usually ask for an explanation, ready to be sent or changed."""
    why = figure.why.in_language(language)
    value = valued(info, figure.value, language)
    return translate(
        "Indicators",
        "Please explain “{name}”, {period}: {value}{why}. Give the causes, what is being done and by when.",
    ).format(
        name=info.name.in_language(language),
        period=period_words(info, figure, language),
        value=value,
        why=f" ({why})" if why else "",
    )


def fault_words(fault: Fault, typed: str) -> str:
    """Return why what was typed is no number."""
    return {
        "": "",
        "letters": translate("Indicators", "“{typed}” is no number. Write it like 1.234,5."),
        "point": translate(
            "Indicators", "“{typed}” can be read in two ways. Write the decimals after a comma."
        ),
        "grouping": translate(
            "Indicators", "“{typed}” has a point at the wrong place. Write it like 1.234,5."
        ),
    }[fault].format(typed=typed)


def oddity_words(value: float | None, before: float | None, language: str) -> str:
    """Return what is strange about a figure beside the one before; empty where nothing is."""
    found = oddity(value, before)
    if found is None:
        return ""
    times = formats.number(found[1], 1, language)
    return {
        "times": translate("Indicators", "{times} times the figure before").format(times=times),
        "part": translate("Indicators", "only 1/{times} of the figure before").format(times=times),
        "zero": translate("Indicators", "zero, the figure before was not"),
        "sign": translate("Indicators", "its sign is not that of the figure before"),
    }[found[0]]
