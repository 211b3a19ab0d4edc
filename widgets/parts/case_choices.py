"""What the desk's list can be narrowed to: every value of every facet, in words."""

from __future__ import annotations

from backend.contract.cases import CaseKindInfo, DueState
from backend.contract.state import SEVERITIES
from widgets.logic.case_query import Facet, Filter
from widgets.parts.case_book import CaseBook
from widgets.parts.case_filter_bar import Choice, facet_word
from widgets.parts.case_words import due_state_words
from widgets.parts.words import severity_word

_DUES: tuple[DueState, ...] = ("near", "overdue", "on_time", "none", "kept", "missed")


def choices_of(kind: CaseKindInfo, book: CaseBook, language: str) -> list[Choice]:
    """Return the values of all facets, those first that are narrowed by most."""
    by_facet: dict[Facet, dict[str, str]] = {
        "due": {state: due_state_words(state) for state in _DUES},
        "severity": {severity: severity_word(severity) for severity in SEVERITIES},
        "field": {f.field: f.name.in_language(language) for f in kind.fields},
        "status": {s.status: s.name.in_language(language) for s in kind.statuses},
        "unit": {unit.unit_id: unit.name for unit in book.acting_units()},
        "source": {source: name.in_language(language) for source, name in kind.sources.items()},
        "area": dict(sorted(book.areas().items(), key=lambda area: area[1])),
    }
    return [
        Choice(Filter(facet, value), f"{facet_word(facet)}: {words}")
        for facet, values in by_facet.items()
        for value, words in values.items()
    ]
