"""Findings as lines."""

from __future__ import annotations

from backend.procedures.findings import ProcedureError, ProcedureRefusedError, line, say


def test_a_line_in_both_languages() -> None:
    found = say(("a", "A (bước)"), ("hỏng.", "broken."), ("Sửa.", "Mend it."))
    assert found.level == "error"
    assert line(found, "vi") == "A (bước): hỏng. Sửa."
    assert line(found, "en") == "A (bước): broken. Mend it."
    assert line(say(("", ""), ("hỏng.", "broken."), ("", ""), "warning"), "en") == "broken."


def test_errors_speak() -> None:
    assert str(ProcedureError([say(("", ""), ("x.", "y."), ("", ""))] * 2)) == "y.; y."
    refused = ProcedureRefusedError("Chưa.", "Not yet.")
    assert (str(refused), refused.text.en) == ("Chưa.", "Not yet.")
