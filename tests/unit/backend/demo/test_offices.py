from __future__ import annotations

import json

from backend.demo.city import load
from backend.demo.offices import DOSSIERS_PATH, RENEWED_S, REPORTS_PATH, WHOLE_S, Offices


class Hand:
    """A clock that is set by hand."""

    def __init__(self, at: float) -> None:
        self.at = at

    def now(self) -> float:
        return self.at


def test_both_systems_answer_with_their_past_and_later_with_what_changed() -> None:
    clock = Hand(1_764_000_000.0)
    offices = Offices(load(), 1, clock)
    offices._thread.join()
    documents = offices.documents()
    whole = {
        path: json.loads(documents[path]())[name]
        for path, name in ((REPORTS_PATH, "phan_anh"), (DOSSIERS_PATH, "ho_so"))
    }
    assert all(len(records) > 1000 for records in whole.values())
    first = documents[REPORTS_PATH]()
    assert documents[REPORTS_PATH]() is first
    clock.at += WHOLE_S + RENEWED_S
    later = json.loads(documents[REPORTS_PATH]())["phan_anh"]
    assert 0 < len(later) < len(whole[REPORTS_PATH]) / 5
