"""What may be done with a figure now, and the question that each deed asks first."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from backend.contract.case_requests import ActOnCases
from backend.contract.indicators import AskExplanation, IndicatorFigure, ReviewFigure, SetPlan
from widgets.logic.indicator_board import Entry
from widgets.logic.indicator_explain import Explanation
from widgets.parts.case_bar import Deed
from widgets.parts.indicator_ask import Asked
from widgets.parts.indicator_words import period_words, usual_question, valued

translate = QCoreApplication.translate


def deeds(entry: Entry, found: Explanation | None, waiting: IndicatorFigure | None = None) -> list[Deed]:
    """Return what can be done with a figure, most needed first.

    Args:
        entry: indicator and figure.
        found: its newest request to explain, where that is known.
        waiting: a version of it that waits for review.
    """
    made: list[Deed] = []
    if found is not None and found.standing == "answered":
        if "accept" in found.actions:
            made.append(Deed("accept_answer", "A", translate("Indicators", "accept the answer")))
        if "return" in found.actions:
            made.append(Deed("return_answer", "R", translate("Indicators", "give the answer back")))
    if waiting is not None:
        made.append(Deed("accept_figure", "V", translate("Indicators", "accept the figure")))
        made.append(Deed("return_figure", "X", translate("Indicators", "give the figure back")))
    asked = bool(entry.figure.explanation) and (found is None or found.open)
    if not asked and entry.info.collector:
        made.append(Deed("explain", "E", translate("Indicators", "ask why")))
    if entry.figure.explanation:
        made.append(Deed("open_case", "O", translate("Indicators", "open the request")))
    return made


def plan_deed() -> Deed:
    """Return the deed that sets a plan; the daemon says who may."""
    return Deed("plan", "P", translate("Indicators", "set the plan"))


def asked_for(deed: str, entry: Entry, language: str, found: Explanation | None = None) -> Asked | None:
    """Return the question that a deed asks first; None where it asks none."""
    info, figure = entry.info, entry.figure
    name = f"{info.name.in_language(language)} · {period_words(info, figure, language)}"
    if deed == "explain":
        return Asked(
            translate("Indicators", "Ask the unit: {name}").format(name=name),
            usual_question(info, figure, language),
            lambda words, _number: AskExplanation(info.code, figure.period, figure.area, words),
        )
    if deed in ("accept_answer", "return_answer") and found is not None:
        return _on_answer(deed, name, found.case_id)
    if deed in ("accept_figure", "return_figure"):
        return _on_figure(deed, f"{name}: {valued(info, figure.value, language)}", figure)
    if deed == "plan":
        return Asked(
            translate("Indicators", "Plan of {name}").format(name=name),
            "",
            lambda words, number: SetPlan(info.code, figure.period, number, figure.area, words),
            hint=translate("Indicators", "Decision that sets it, or the reason"),
            number=(figure.plan, info.decimals),
        )
    return None


def _on_answer(deed: str, name: str, case_id: str) -> Asked:
    if deed == "accept_answer":
        return Asked(
            translate("Indicators", "Accept the explanation of {name}").format(name=name),
            "",
            lambda words, _number: ActOnCases((case_id,), "accept", {"note": words} if words else {}),
            hint=translate("Indicators", "Remark (may be left out)"),
            needs_words=False,
        )
    return Asked(
        translate("Indicators", "Give the explanation back: {name}").format(name=name),
        "",
        lambda words, _number: ActOnCases((case_id,), "return", {"note": words}),
        hint=translate("Indicators", "What is missing in it"),
    )


def _on_figure(deed: str, name: str, figure: IndicatorFigure) -> Asked:
    accept = deed == "accept_figure"
    heading = (
        translate("Indicators", "Accept the figure {name}")
        if accept
        else translate("Indicators", "Give the figure back: {name}")
    )
    hint = (
        translate("Indicators", "Remark (may be left out)")
        if accept
        else translate("Indicators", "What is wrong with it")
    )
    return Asked(
        heading.format(name=name),
        "",
        lambda words, _number: ReviewFigure(
            figure.code, figure.period, accept, figure.area, figure.breakdown, words
        ),
        hint=hint,
        needs_words=not accept,
    )
