from __future__ import annotations

import logging
from pathlib import Path

import pytest

from app.designer.drafts import Drafts


def nobody(_process_id: int, _began_at: float) -> bool:
    return False


def test_a_draft_is_found_once_its_designer_is_gone(tmp_path: Path) -> None:
    Drafts(tmp_path / "d", 1, 10.0).keep("<a/>", tmp_path / "ngap.bpmn")
    Drafts(tmp_path / "d", 2, 20.0).keep("<b/>", None)
    mine = Drafts(tmp_path / "d", 3, 30.0)
    assert mine.left_behind(lambda _id, _at: True) == []
    found = [draft for _file, draft in mine.left_behind(lambda process_id, at: (process_id, at) == (2, 20.0))]
    assert [(d.xml, d.name, d.process_id) for d in found] == [("<a/>", "ngap.bpmn", 1)]
    assert {d.xml for _f, d in mine.left_behind(nobody)} == {"<a/>", "<b/>"}


def test_the_newest_text_replaces_the_one_before_and_dropping_takes_it_away(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path, 1, 10.0)
    drafts.keep("<a/>", None)
    drafts.keep("<b/>", None)
    assert [d.xml for _f, d in drafts.left_behind(nobody)] == ["<b/>"]
    drafts.drop()
    drafts.drop()
    assert drafts.left_behind(nobody) == []


def test_two_designers_never_share_a_file_though_the_number_comes_again(tmp_path: Path) -> None:
    Drafts(tmp_path, 1, 10.0).keep("<a/>", None)
    Drafts(tmp_path, 1, 99.0).keep("<b/>", None)
    assert {d.xml for _f, d in Drafts(tmp_path, 2, 1.0).left_behind(nobody)} == {"<a/>", "<b/>"}


def test_a_broken_draft_is_left_alone_and_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    broken = tmp_path / "9-aa.draft.json"
    broken.write_text("{")
    with caplog.at_level(logging.WARNING):
        assert Drafts(tmp_path, 1, 10.0).left_behind(nobody) == []
    assert "9-aa.draft.json" in caplog.text
    assert broken.exists()
