import re
from pathlib import Path

import pytest

from backend.contract.messages import EntryAppended
from widgets.parts.journal_words import _FAMILIES, entry_note, entry_words

ROOT = Path(__file__).resolve().parents[4]


def test_known_kinds_have_words_and_others_keep_their_name(vietnamese):
    entry = EntryAppended(1, 0.0, "ha", "alarm.acknowledged", "me_suot", {"comment": "xem"})
    assert entry_words(entry) == "Đã nhận cảnh báo"
    assert entry_note(entry) == "xem"
    other = EntryAppended(1, 0.0, "ha", "report.sent", "me_suot", {"size": 3})
    assert entry_words(other) == "report.sent"
    assert entry_note(other) == ""


def test_a_case_about_an_incident_is_called_as_its_kind_in_either_language(vietnamese):
    named = {"vi": "Tin tới người dân", "en": "Message to the public"}
    entry = EntryAppended(1, 0.0, "ha", "incident.case", "SC.1", {"kind_name": named})
    assert entry_words(entry) == "Tin tới người dân"
    assert entry_words(entry, "en") == "Message to the public"
    other = EntryAppended(1, 0.0, "ha", "incident.note", "SC.1", {"kind_name": named})
    assert entry_words(other) == "Ghi chú"


def test_texts_numbers_and_reasons_are_notes(vietnamese):
    def note(**payload):
        return entry_note(EntryAppended(1, 0.0, "", "incident.joined", "x", payload))

    assert note(reason={"vi": "cách 420 m", "en": "420 m away"}) == "cách 420 m"
    assert note(reason="", text="đã gọi") == "đã gọi"
    assert note(comment=True, note=["a"]) == ""
    assert note(outcome=3) == "3"
    assert note(title="Ứng phó ngập") == "Ứng phó ngập"
    assert note(title="Ứng phó ngập", outcome="rejected") == "không đồng ý"


@pytest.mark.parametrize("family", sorted(_FAMILIES))
def test_every_kind_has_vietnamese_words(vietnamese, family):
    for kind, words in _FAMILIES[family]().items():
        assert words != kind
        assert "." not in words
        assert entry_words(EntryAppended(1, 0.0, "", kind, "", {})) == words


def test_what_the_domain_writes_is_known(vietnamese):
    """Each kind that stands in the backend's source has words, so that no timeline shows a bare name."""
    named = re.compile(
        r'"((?:alarm|incident|procedure|step|message|ladder|case|handover|channel|desk)\.[a-z_]+)"'
    )
    # words of letters and reports have names alike: `case.area`
    source = [path for path in (ROOT / "backend").rglob("*.py") if "reports" not in path.parts]
    kinds = {kind for path in source for kind in named.findall(path.read_text("utf-8"))}
    known = {kind for family in _FAMILIES.values() for kind in family()}
    assert len(kinds) > 20
    acts = {"case.act", "case.open"}  # what a drawing asks for; the journal says what came of it
    told = {"case.result"}  # a template of messages
    assert kinds - known - {"incident.refreshed"} - acts - told == set()
