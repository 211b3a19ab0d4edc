"""The line of keys says what is possible."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from tests.unit.widgets.city import alarm
from tests.unit.widgets.conftest import has_colour, picture
from widgets.logic.alarm_groups import AlarmRow, Surroundings, head_of
from widgets.parts.alarm_keys import KeyHint, KeyLine, Situation, keeps_escape, keys_for
from widgets.theme.look import DARK, Look

GROUP = head_of(("incident", "SC.1"), [alarm(1)], Surroundings())
TAKEN = head_of(("incident", "SC.1"), [alarm(1, operator="acknowledged")], Surroundings())


def keys(row, **fields):
    return " ".join(hint.key for hint in keys_for(Situation(row, **fields)))


@pytest.mark.parametrize(
    ("row", "fields", "said"),
    [
        (None, {}, "T M H"),
        (AlarmRow(alarm(1)), {}, "A G S C J Enter T M H"),
        (AlarmRow(alarm(1)), {"guidance": True}, "A G S C J Enter T M H"),
        (AlarmRow(alarm(1)), {"guidance": True, "procedure": True}, "A G S C P J Enter T M H"),
        (AlarmRow(alarm(1, operator="suppressed")), {}, "C J Enter T M H"),
        (AlarmRow(alarm(1, operator="shelved")), {"which": "hidden"}, "U C J Enter M H"),
        (AlarmRow(alarm(1, incident_id="SC.1")), {}, "A G S C I Enter T M H"),
        (GROUP, {"grouped": True}, "→ A G C I Enter T M H"),
        (TAKEN, {"grouped": True}, "→ G C I Enter T M H"),
    ],
)
def test_keys_of_a_row(row, fields, said):
    assert keys(row, **fields) == said


def test_words_follow_the_state(vietnamese):
    words = {h.key: h.words for h in keys_for(Situation(None, "hidden", silenced=True))}
    assert words == {"M": "bật tiếng", "H": "về danh sách"}
    words = {h.key: h.words for h in keys_for(Situation(AlarmRow(alarm(1)), grouped=True, guidance=True))}
    assert (words["T"], words["Enter"], words["M"]) == ("tách nhóm", "hồ sơ điểm đo", "tắt tiếng")


def test_what_does_not_fit_is_left_out_from_the_end(show, vietnamese):
    hints = keys_for(Situation(AlarmRow(alarm(1))))
    wide, narrow = show(KeyLine(Look(DARK), None), 900, 42), show(KeyLine(Look(DARK), None), 150, 42)
    wide.set_hints(hints)
    narrow.set_hints(hints)
    assert narrow.accessibleName() == wide.accessibleName()
    assert has_colour(picture(narrow), DARK.text)
    end = picture(narrow).copy(150 - 12, 4, 12, 34)
    assert not has_colour(end, DARK.text_second, 1), "nothing is cut"
    assert picture(narrow).copy(0, 0, 60, 42) == picture(wide).copy(0, 0, 60, 42)


def test_an_empty_line_is_empty(show):
    line = show(KeyLine(Look(DARK), None), 300, 42)
    before = picture(line)
    line.set_hints([KeyHint("A", "nhận")])
    assert picture(line) != before


@pytest.mark.parametrize(
    ("kind", "key", "kept"),
    [
        (QEvent.Type.ShortcutOverride, Qt.Key.Key_Escape, True),
        (QEvent.Type.ShortcutOverride, Qt.Key.Key_1, False),
        (QEvent.Type.KeyPress, Qt.Key.Key_Escape, False),
    ],
)
def test_only_escape_is_kept_from_the_wall(kind, key, kept):
    event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier)
    event.ignore()
    assert keeps_escape(event) is kept
    assert event.isAccepted() is kept
    assert not keeps_escape(QEvent(QEvent.Type.Show))
