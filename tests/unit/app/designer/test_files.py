from __future__ import annotations

from pathlib import Path

import pytest

from app.designer.drafts import Drafts
from app.designer.files import Files
from app.designer.judge import Refusal
from app.designer.page_messages import Imported
from tests.unit.app.designer.conftest import FLOOD, StubPeople, StubShelf


class Desk:
    """Files with a drawing that takes everything."""

    def __init__(self, people: StubPeople, drafts: Drafts, shelf: StubShelf | None) -> None:
        self.files = Files(people, drafts, shelf)
        self.drafts = drafts
        self.drawn: list[str] = []
        self.again: list[str] = []
        self.said: list[str] = []
        self.files.to_draw.connect(self.drawn.append)
        self.files.to_draw_again.connect(self.again.append)
        self.files.said.connect(self.said.append)

    def draw(self, xml: str = "<clean/>", warnings: tuple[str, ...] = ()) -> None:
        self.files.note_imported(Imported(1, xml, 3, warnings))

    def left(self) -> list[str]:
        return [draft.xml for _file, draft in self.drafts.left_behind(lambda _id, _at: False)]


@pytest.fixture
def desk(qapp: object, vietnamese: None, people: StubPeople, drafts: Drafts, shelf: StubShelf) -> Desk:
    return Desk(people, drafts, shelf)


def test_a_file_is_opened_changed_and_saved(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "ngap.bpmn"
    file.write_bytes(FLOOD.read_bytes())
    desk.files.open_file(file)
    assert "xac_minh" in desk.drawn[0]
    desk.draw()
    assert (desk.files.name, desk.files.document and desk.files.document.changed) == ("ngap.bpmn", False)
    desk.files.note_text("<moi/>")
    desk.files.keep_draft()
    assert desk.left() == ["<moi/>"]
    assert desk.files.save()
    assert file.read_text("utf-8") == "<moi/>"
    assert desk.left() == []
    assert desk.said == ["Đã lưu."]
    assert [p.name for p in tmp_path.glob("*.part")] == []


def test_going_back_to_what_is_saved_needs_no_draft(desk: Desk) -> None:
    desk.files.open_new()
    desk.draw()
    desk.files.note_text("<moi/>")
    desk.files.keep_draft()
    desk.files.note_text("<clean/>")
    assert desk.left() == []


def test_a_new_procedure_asks_for_a_file_and_keeps_its_place_when_that_fails(
    desk: Desk, people: StubPeople, tmp_path: Path
) -> None:
    desk.files.open_new()
    desk.draw('<process id="quy-trinh-moi"/>')
    assert not desk.files.save()
    people.to_save = tmp_path / "no" / "such" / "a.bpmn"
    assert not desk.files.save()
    assert "Hãy chọn thư mục khác" in people.told[0]
    assert desk.files.document is not None
    assert desk.files.document.path is None
    people.to_save = tmp_path / "a.bpmn"
    assert desk.files.save()
    assert people.asked == ["quy-trinh-moi.bpmn"] * 3
    assert desk.files.name == "a.bpmn"


@pytest.mark.parametrize(("answer", "goes"), [("stay", False), ("drop", True)])
def test_unsaved_changes_are_asked_about(desk: Desk, people: StubPeople, answer: str, goes: bool) -> None:
    assert desk.files.may_go()
    desk.files.open_new()
    desk.draw()
    assert desk.files.may_go()
    desk.files.note_text("<moi/>")
    desk.files.keep_draft()
    people.answer = answer  # type: ignore[assignment]
    assert desk.files.may_go() is goes
    assert desk.left() == ([] if goes else ["<moi/>"])


def test_saving_on_the_way_out_may_fail_and_then_one_stays(
    desk: Desk, people: StubPeople, tmp_path: Path
) -> None:
    desk.files.open_new()
    desk.draw()
    desk.files.note_text("<moi/>")
    people.answer = "save"
    assert not desk.files.may_go()
    people.to_save = tmp_path / "a.bpmn"
    assert desk.files.may_go()
    assert people.to_save.read_text("utf-8") == "<moi/>"


def test_a_draft_counts_as_changed_and_stays_a_draft(desk: Desk, tmp_path: Path) -> None:
    desk.files.open_draft("<nhap/>", tmp_path / "a.bpmn")
    desk.draw("<nhap/>")
    assert desk.files.document is not None
    assert desk.files.document.changed
    assert desk.left() == ["<nhap/>"]


def test_what_is_no_drawing_leaves_the_former_one(desk: Desk, people: StubPeople, tmp_path: Path) -> None:
    desk.files.open_new()
    desk.draw()
    desk.files.note_text("<moi/>")
    bad = tmp_path / "bad.bpmn"
    bad.write_text("<html/>")
    desk.files.open_file(bad)
    desk.files.note_text("<nothing/>")
    desk.files.note_refused("no definitions")
    assert desk.again == ["<moi/>"]
    assert "bad.bpmn" in people.told[0]
    assert desk.files.document is not None
    assert desk.files.document.changed


def test_a_first_file_that_is_no_drawing_gives_a_new_procedure(desk: Desk) -> None:
    desk.files.open_draft("<html/>", None)
    desk.files.note_refused("no definitions")
    assert "quy-trinh-moi" in desk.drawn[-1]


def test_a_file_that_cannot_be_read_is_said(desk: Desk, people: StubPeople, tmp_path: Path) -> None:
    broken = tmp_path / "broken.bpmn"
    broken.write_bytes(b"\xff\xfe\x00")
    desk.files.open_file(tmp_path / "none.bpmn")
    desk.files.open_file(broken)
    people.to_open = tmp_path / "none.bpmn"
    desk.files.choose_file()
    assert len(people.told) == 3
    assert "none.bpmn" in people.told[0]
    assert desk.drawn == []


def test_parts_that_could_not_be_drawn_are_counted(desk: Desk) -> None:
    desk.files.open_new()
    desk.draw(warnings=("a", "b"))
    assert desk.said == ["Đã mở; 2 phần không vẽ được."]


def test_a_published_procedure_is_opened_and_a_new_version_published(desk: Desk, shelf: StubShelf) -> None:
    desk.files.choose_published()
    assert "xac_minh" in desk.drawn[0]
    desk.draw('<process id="ngap-duong"/>')
    assert desk.files.name == "ngap-duong v3"
    desk.files.note_text('<process id="ngap-duong" a="1"/>')
    desk.files.publish()
    assert shelf.published == [('<process id="ngap-duong" a="1"/>', "Bản đầu")]
    assert "phiên bản 4" in desk.said[-1]
    assert desk.files.document is not None
    assert not desk.files.document.changed, "the daemon keeps it"


def test_what_the_daemon_does_not_have_leaves_a_new_procedure(
    desk: Desk, shelf: StubShelf, people: StubPeople, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        shelf, "text", lambda _id, _version, answer: answer(Refusal("không có quy trình 'x'"))
    )
    desk.files.open_published("x")
    assert people.told == ["không có quy trình 'x'"]
    assert "quy-trinh-moi" in desk.drawn[0]
    desk.draw()
    desk.files.open_published("x")
    assert len(desk.drawn) == 1, "an open procedure stays"


def test_what_is_published_from_a_file_is_not_yet_saved(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "a.bpmn"
    file.write_bytes(FLOOD.read_bytes())
    desk.files.open_file(file)
    desk.draw()
    desk.files.note_text("<moi/>")
    desk.files.publish()
    assert desk.files.document is not None
    assert desk.files.document.changed


def test_a_refused_version_and_no_note_publish_nothing(
    desk: Desk, shelf: StubShelf, people: StubPeople
) -> None:
    desk.files.open_new()
    desk.draw()
    people.note_given = None
    desk.files.publish()
    assert shelf.published == []
    people.note_given, shelf.answer = "x", Refusal("còn lỗi", "sửa lỗi trước")
    desk.files.publish()
    assert people.told == ["còn lỗi — sửa lỗi trước"]


def test_without_a_daemon_nothing_is_published(vietnamese: None, people: StubPeople, drafts: Drafts) -> None:
    desk = Desk(people, drafts, None)
    desk.files.publish()
    desk.files.choose_published()
    assert "--connect" in people.told[0]
    assert len(people.told) == 1


def test_a_draft_that_cannot_be_kept_is_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    desk.files.open_new()
    desk.draw()
    desk.files.note_text("<moi/>")
    monkeypatch.setattr(desk.drafts, "keep", full)
    desk.files.keep_draft()
    assert "No space left on device" in desk.said[-1]
