from backend.contract.messages import EntryAppended
from widgets.parts.journal_words import entry_note, entry_words


def test_known_kinds_have_words_and_others_keep_their_name(vietnamese):
    entry = EntryAppended(1, 0.0, "ha", "alarm.acknowledged", "me_suot", {"comment": "xem"})
    assert entry_words(entry) == "Đã nhận cảnh báo"
    assert entry_note(entry) == "xem"
    other = EntryAppended(1, 0.0, "ha", "report.sent", "me_suot", {"size": 3})
    assert entry_words(other) == "report.sent"
    assert entry_note(other) == ""
