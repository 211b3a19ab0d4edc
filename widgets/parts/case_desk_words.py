"""What the desk says of its list as a whole: why it is empty, what keys do, how many are chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from backend.contract.cases import CaseFile, CaseKindInfo, CaseTab
from widgets.logic import formats
from widgets.logic.case_actions import offers
from widgets.parts.case_bar import Deed

translate = QCoreApplication.translate
NEW, EXPORT, ORDER, ALL, OPEN = "new", "export", "order", "all", "open"
"""The desk's own deeds; actions of a kind are named by the pack."""


def noun(kind: CaseKindInfo, language: str) -> str:
    """Return what a case of a kind is called within a sentence."""
    return kind.name.in_language(language).lower()


def count_words(n: int, kind: CaseKindInfo | None, language: str) -> str:
    """Return `12 phản ánh`."""
    count = formats.number(n, 0, language)
    if kind is None or language != "vi":  # English would need a plural of the pack's word
        return translate("Cases", "{n} cases").format(n=count)
    return f"{count} {noun(kind, language)}"


def empty_words(kind: CaseKindInfo, tab: CaseTab | None, language: str, *, narrowed: bool) -> str:
    """Return why a list is empty."""
    what = noun(kind, language)
    if narrowed:
        words = translate("Cases", "No {what} fits the search and the filters. Esc in the search clears it.")
        return words.format(what=what)
    if tab is not None and tab.where.groups == ("waiting",):
        return translate("Cases", "No {what} is waiting").format(what=what)
    if tab is None or not tab.name.vi:
        return translate("Cases", "There is no {what}").format(what=what)
    words = translate("Cases", "No {what} in “{tab}”")
    return words.format(what=what, tab=tab.name.in_language(language))


def order_words(order: str) -> str:
    """Return the name of an order."""
    return {
        "newest": translate("Cases", "newest first"),
        "oldest": translate("Cases", "oldest first"),
        "due": translate("Cases", "by deadline"),
        "severity": translate("Cases", "by severity"),
        "changed": translate("Cases", "last changed first"),
        "code": translate("Cases", "by code"),
    }[order]


def new_key(kind: CaseKindInfo) -> str:
    """Return the key of a new case: N, unless the kind has given N to an action of its own."""
    return "Ins" if any(action.key.upper() == "N" for action in kind.actions) else "N"


def deeds_of(kind: CaseKindInfo, files: Sequence[CaseFile], language: str, *, marked: bool) -> list[Deed]:
    """Return the deeds for the chosen cases, then those of the desk."""
    deeds = []
    for offer in offers(kind, files):
        action = offer.action
        some = offer.n_fit < len(files)
        remark = f"({formats.number(offer.n_fit, 0, language)})" if some else ""
        deeds.append(Deed(action.action, action.key, action.name.in_language(language), remark))
    if marked:
        return deeds
    desk = [Deed(OPEN, "Enter", translate("Cases", "open it"))] if files else []
    if kind.may_open:
        desk.append(Deed(NEW, new_key(kind), translate("Cases", "new case")))
    return [*desk, *deeds, Deed(EXPORT, "Ctrl+E", translate("Cases", "export"))]
