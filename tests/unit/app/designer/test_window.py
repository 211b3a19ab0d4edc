from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.designer.drafts import Drafts
from app.designer.editors import DurationEditor, LineEditor, TextEditor
from app.designer.judge import Refusal
from app.designer.page_messages import Kinds, PageEvent, Untranslated
from app.designer.window import DesignerWindow
from tests.unit.app.designer.conftest import FLOOD, TRACE, WAIT_MS, StubJudge, StubPeople, StubShelf


def xml(window: DesignerWindow) -> str:
    assert window.files.document is not None
    return window.files.document.xml


def choose(qtbot: QtBot, window: DesignerWindow, element_id: str) -> None:
    def shown() -> bool:
        return window.panel.element is not None and window.panel.element.id == element_id

    window.canvas.select(element_id)
    qtbot.waitUntil(shown, timeout=WAIT_MS)


def script(qtbot: QtBot, window: DesignerWindow, code: str) -> object:
    got: list[object] = []
    window.canvas.surface._page.runJavaScript(code, got.append)
    qtbot.waitUntil(lambda: bool(got), timeout=WAIT_MS)
    return got[0]


def count(qtbot: QtBot, window: DesignerWindow, selector: str) -> object:
    return script(qtbot, window, f"document.querySelectorAll('{selector}').length")


def test_a_file_is_shown_with_its_name_and_its_procedure_in_the_form(
    qtbot: QtBot, window: DesignerWindow
) -> None:
    assert window.windowTitle() == "ngap_duong.bpmn[*] — Toàn Cảnh, quy trình"
    assert not window.isWindowModified()
    assert "đã lưu" in window.place.text()
    qtbot.waitUntil(lambda: "process.id" in window.panel.editors, timeout=WAIT_MS)
    assert isinstance(deadline := window.panel.editors["process.tc:deadline"], DurationEditor)
    assert deadline.box.currentText() == "4 giờ"


def test_the_form_changes_the_drawing_and_undo_brings_it_back(qtbot: QtBot, window: DesignerWindow) -> None:
    choose(qtbot, window, "xac_minh")
    editor = window.panel.editors["tc:deadline"]
    assert isinstance(editor, DurationEditor)
    editor.box.setEditText("12 phút")
    window.panel.commit()
    qtbot.waitUntil(lambda: 'tc:deadline="PT12M"' in xml(window), timeout=WAIT_MS)
    assert window.isWindowModified()
    qtbot.waitUntil(lambda: count(qtbot, window, ".badge") == 6, timeout=WAIT_MS)
    assert "≤ 12 phút · ảnh camera" in str(
        script(qtbot, window, "document.querySelector('.badge').textContent")
    )
    assert window.commands["undo"].isEnabled()
    window.commands["undo"].trigger()
    qtbot.waitUntil(lambda: 'tc:deadline="PT5M"' in xml(window), timeout=WAIT_MS)
    qtbot.waitUntil(lambda: editor.box.currentText() == "5 phút", timeout=WAIT_MS)
    assert window.commands["redo"].isEnabled()
    assert not window.isWindowModified()


def test_an_action_shows_its_parameters_at_once(qtbot: QtBot, window: DesignerWindow) -> None:
    choose(qtbot, window, "giao")
    assert "parameter:unit" in window.panel.editors
    window.canvas.set_field("giao", "tc:action", "http")
    qtbot.waitUntil(lambda: "parameter:url" in window.panel.editors, timeout=WAIT_MS)
    url = window.panel.editors["parameter:url"]
    assert isinstance(url, LineEditor)
    url.line.setText("https://bom.example/api?a=1&b={place_name}")
    window.panel.commit()
    wanted = '<tc:parameter name="url" value="https://bom.example/api?a=1&#38;b={place_name}" />'
    qtbot.waitUntil(lambda: wanted in xml(window), timeout=WAIT_MS)


def test_findings_are_listed_marked_and_shown_beside_their_element(
    qtbot: QtBot, window: DesignerWindow, judge: StubJudge
) -> None:
    window.commands["lint"].trigger()
    qtbot.waitUntil(lambda: len(window.findings.findings) == 2, timeout=WAIT_MS)
    assert "xac_minh" in judge.linted[0]
    assert window.tabs.tabText(0) == "Kiểm tra (2)"
    qtbot.waitUntil(lambda: count(qtbot, window, ".finding.error, .finding.warning") == 2, timeout=WAIT_MS)
    assert count(qtbot, window, ".djs-element.finding-error") == 1
    window.findings.tree.setCurrentItem(window.findings.tree.topLevelItem(0))
    qtbot.waitUntil(
        lambda: window.panel.element is not None and window.panel.element.id == "xac_minh", timeout=WAIT_MS
    )
    assert window.panel.findings.text() == "◆ thiếu vai trò\nđặt vai trò"
    box = script(qtbot, window, "JSON.stringify(document.querySelector('.selected').getBoundingClientRect())")
    assert '"x":' in str(box)
    judge.findings = ()
    window.commands["lint"].trigger()
    qtbot.waitUntil(lambda: count(qtbot, window, ".finding") == 0, timeout=WAIT_MS)
    assert window.tabs.tabText(0) == "Kiểm tra"
    judge.findings = Refusal("máy chủ bận", "thử lại")
    window.commands["lint"].trigger()
    qtbot.waitUntil(lambda: window.findings.words.text() == "máy chủ bận — thử lại", timeout=WAIT_MS)


def test_a_dry_run_takes_the_chosen_answers_and_shows_the_way(
    qtbot: QtBot, window: DesignerWindow, judge: StubJudge
) -> None:
    window.trial._boxes["xac_minh"].setCurrentIndex(1)
    window.commands["trial"].trigger()
    qtbot.waitUntil(lambda: bool(judge.answers), timeout=WAIT_MS)
    assert judge.answers == [{"xac_minh": "Không ngập", "duyet": "approved"}]
    assert window.tabs.currentWidget() is window.trial
    assert window.trial.tree.topLevelItemCount() == len(TRACE)
    qtbot.waitUntil(lambda: count(qtbot, window, ".djs-element.visited") == 2, timeout=WAIT_MS)
    judge.trace = Refusal("không chạy được")
    window.trial.button.click()
    qtbot.waitUntil(lambda: count(qtbot, window, ".djs-element.visited") == 0, timeout=WAIT_MS)
    assert window.trial.words.text() == "không chạy được"


def test_what_is_being_typed_is_saved_too(
    qtbot: QtBot, window: DesignerWindow, people: StubPeople, tmp_path: Path
) -> None:
    people.to_save = tmp_path / "moi.bpmn"
    choose(qtbot, window, "bom")
    text = window.panel.editors["documentation"]
    assert isinstance(text, TextEditor)
    text.text.setPlainText("Chạy bơm số 2")
    window.commands["save_as"].trigger()
    qtbot.waitUntil(lambda: people.to_save is not None and people.to_save.exists(), timeout=WAIT_MS)
    assert "Chạy bơm số 2</bpmn:documentation>" in people.to_save.read_text("utf-8")
    assert window.windowTitle().startswith("moi.bpmn")
    assert not window.isWindowModified()


def test_closing_asks_and_may_be_called_off(
    qtbot: QtBot, window: DesignerWindow, people: StubPeople, drafts: Drafts
) -> None:
    window.canvas.set_field("bom", "name", "Bơm hai")
    qtbot.waitUntil(lambda: "Bơm hai" in xml(window), timeout=WAIT_MS)
    window.close()
    qtbot.waitUntil(lambda: people.asked == ["ngap_duong.bpmn"], timeout=WAIT_MS)
    assert window.isVisible()
    window.files.keep_draft()
    people.answer = "drop"
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=WAIT_MS)
    assert drafts.left_behind(lambda _id, _at: False) == []


def test_publishing_sends_the_newest_strokes_with_the_note(
    qtbot: QtBot, window: DesignerWindow, shelf: StubShelf
) -> None:
    window.canvas.set_field("bom", "name", "Bơm ba")
    window.commands["publish"].trigger()
    qtbot.waitUntil(lambda: bool(shelf.published), timeout=WAIT_MS)
    sent, note = shelf.published[0]
    assert "Bơm ba" in sent
    assert note == "Bản đầu"
    assert "phiên bản 4" in window.said.text()


def test_a_bad_file_leaves_the_drawing(
    qtbot: QtBot, window: DesignerWindow, people: StubPeople, tmp_path: Path
) -> None:
    people.to_open = tmp_path / "bad.bpmn"
    people.to_open.write_text("<html/>")
    window.commands["open"].trigger()
    qtbot.waitUntil(lambda: bool(people.told), timeout=WAIT_MS)
    assert "bad.bpmn" in people.told[0]
    qtbot.waitUntil(lambda: count(qtbot, window, "[data-element-id=xac_minh]") == 1, timeout=WAIT_MS)
    assert window.files.name == "ngap_duong.bpmn"


def test_a_new_procedure_and_a_published_one_are_opened(qtbot: QtBot, window: DesignerWindow) -> None:
    window.commands["new"].trigger()
    qtbot.waitUntil(lambda: "quy-trinh-moi" in xml(window), timeout=WAIT_MS)
    assert window.files.name == "quy-trinh-moi"
    window.commands["fetch"].trigger()
    qtbot.waitUntil(lambda: window.files.name == "ngap-duong v3", timeout=WAIT_MS)


@pytest.mark.parametrize("ending", ["pdf", "png"])
def test_the_drawing_is_printed(
    qtbot: QtBot, window: DesignerWindow, people: StubPeople, tmp_path: Path, ending: str
) -> None:
    people.for_picture = tmp_path / f"a.{ending}"
    window.commands["print"].trigger()
    qtbot.waitUntil(lambda: "a." in window.said.text() or bool(people.told), timeout=WAIT_MS)
    assert people.told == []
    if ending == "png":
        image = QImage(str(people.for_picture))
        assert (
            len({image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)})
            > 8
        )


def test_the_watermark_that_the_licence_asks_for_stays_in_view(qtbot: QtBot, window: DesignerWindow) -> None:
    """The mark of bpmn.io is whole, and nothing of ours lies over it."""
    code = """(() => {
      const mark = document.querySelector(".bjs-powered-by"), box = mark.getBoundingClientRect();
      const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
      return [mark.contains(top), box.right <= innerWidth, box.bottom <= innerHeight, box.width > 50,
              getComputedStyle(mark).visibility, getComputedStyle(mark).opacity].join();
    })()"""
    assert script(qtbot, window, code) == "true,true,true,true,visible,1"


def test_every_menu_of_the_drawing_tool_speaks_vietnamese(qtbot: QtBot, window: DesignerWindow) -> None:
    missing: list[str] = []
    kinds: list[Kinds] = []

    def take(event: PageEvent) -> None:
        if isinstance(event, Kinds):
            kinds.append(event)

    window.canvas.told.connect(take)
    window.canvas.told.connect(
        lambda event: missing.append(event.text) if isinstance(event, Untranslated) else None
    )
    window.canvas.name_kinds()
    qtbot.waitUntil(lambda: bool(kinds), timeout=WAIT_MS)
    assert {"Việc có người làm", "Cổng rẽ: chọn một", "Quy tắc tính", "Gọi quy trình khác"} <= set(
        kinds[0].words
    )
    titles = str(
        script(
            qtbot,
            window,
            "[...document.querySelectorAll('.djs-palette .entry')].map(e => e.ariaLabel).join('|')",
        )
    )
    assert "Tạo công việc" in titles
    choose(qtbot, window, "xac_minh")
    pad = "[...document.querySelectorAll('.djs-context-pad .entry')].map(e => e.title).join('|')"
    qtbot.waitUntil(lambda: "Đổi loại phần tử" in str(script(qtbot, window, pad)), timeout=WAIT_MS)
    script(qtbot, window, "document.querySelector('.djs-context-pad .bpmn-icon-screw-wrench').click(), 1")
    menu = "[...document.querySelectorAll('.djs-popup .entry')].map(e => e.textContent).join('|')"
    qtbot.waitUntil(lambda: "Việc tự động" in str(script(qtbot, window, menu)), timeout=WAIT_MS)
    english = {"task", "event", "gateway", "process", "append", "create"}
    shown = f"{titles}|{script(qtbot, window, pad)}|{script(qtbot, window, menu)}".lower()
    assert not english & set(shown.replace("|", " ").split())
    assert missing == []


def test_keys_reach_the_commands_from_the_form(
    qtbot: QtBot, window: DesignerWindow, judge: StubJudge
) -> None:
    window.activateWindow()
    choose(qtbot, window, "bom")
    window.panel.editors["name"].setFocus()
    QApplication.processEvents()
    qtbot.keyClick(window, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: len(judge.linted) == 1, timeout=WAIT_MS)
    qtbot.keyClick(window, Qt.Key.Key_F6)
    qtbot.waitUntil(lambda: len(judge.answers) == 1, timeout=WAIT_MS)


def test_keys_pressed_in_the_drawing_do_a_thing_once(
    qtbot: QtBot, window: DesignerWindow, judge: StubJudge
) -> None:
    for name in ("Bơm một", "Bơm hai"):
        window.canvas.set_field("bom", "name", name)
        qtbot.waitUntil(lambda name=name: name in xml(window), timeout=WAIT_MS)
    window.activateWindow()
    window.canvas.surface._view.setFocus()
    page = window.canvas.surface._view.focusProxy()
    qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "Bơm một" in xml(window), timeout=WAIT_MS)
    qtbot.keyClick(page, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: len(judge.linted) == 1, timeout=WAIT_MS)
    assert "Bơm một" in judge.linted[0], "one step was undone, not two, and the page was not loaded anew"


def test_words_below_go_away_and_the_link_stays(window: DesignerWindow) -> None:
    window.say("một")
    window.say("hai")
    window._unsay("một")
    assert window.said.text() == "hai"
    window._unsay("hai")
    assert window.said.text() == ""
    window.show_link("đã kết nối máy chủ")
    assert window.link_words.text() == "đã kết nối máy chủ"
    assert FLOOD.name in window.place.text()
