"""A designer in tests: Vietnamese words, a judge and a shelf that answer at once, people who answer as told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.designer.drafts import Drafts
from app.designer.judge import OnFindings, OnProcedures, OnPublished, OnText, OnTrace, Refusal
from app.designer.people import Keeping, People
from app.designer.window import DesignerWindow, Surroundings
from backend.contract.state import Text
from backend.contract.work import Finding, ProcedureInfo, TraceStep
from backend.contract.work_requests import ProcedureText, Published
from widgets import i18n
from widgets.theme.fonts import load_fonts
from widgets.theme.palettes import look_for

RESOURCES = Path(__file__).resolve().parents[4] / "resources"
FLOOD = Path(__file__).with_name("ngap_duong.bpmn")
WAIT_MS = 40_000
FINDINGS = (
    Finding(
        "nhan_tin", "Nhắn tin", "warning", Text("chưa có SMS", "no SMS"), Text("thêm kênh", "add a channel")
    ),
    Finding(
        "xac_minh", "Xác minh", "error", Text("thiếu vai trò", "no role"), Text("đặt vai trò", "set a role")
    ),
)
TRACE = (
    TraceStep(0.0, "bat_dau", "Cảnh báo ngập", "opened"),
    TraceStep(300.0, "xac_minh", "Xác minh", "done"),
)


class StubJudge:
    """Answers at once; remembers what it was asked."""

    quick = False

    def __init__(self) -> None:
        self.findings: tuple[Finding, ...] | Refusal = FINDINGS
        self.trace: tuple[TraceStep, ...] | Refusal = TRACE
        self.linted: list[str] = []
        self.answers: list[dict[str, str]] = []

    def lint(self, xml: str, on_answer: OnFindings) -> None:
        self.linted.append(xml)
        on_answer(self.findings)

    def dry_run(self, xml: str, answers: dict[str, str], on_answer: OnTrace) -> None:
        self.answers.append(answers)
        on_answer(self.trace)


class StubShelf:
    """Holds one published procedure."""

    def __init__(self) -> None:
        self.published: list[tuple[str, str]] = []
        self.answer: Published | Refusal = Published("ngap-duong", 4)

    def procedures(self, on_answer: OnProcedures) -> None:
        on_answer((ProcedureInfo("ngap-duong", "Ứng phó ngập đường", 3, "", 0, 0),))

    def text(self, procedure_id: str, version: int, on_answer: OnText) -> None:
        on_answer(ProcedureText(procedure_id, version, FLOOD.read_text("utf-8")))

    def publish(self, xml: str, note: str, on_answer: OnPublished) -> None:
        self.published.append((xml, note))
        on_answer(self.answer)


class StubPeople(People):
    """Answers as the test says; remembers what it was told."""

    def __init__(self) -> None:
        self.to_open: Path | None = None
        self.to_save: Path | None = None
        self.for_picture: Path | None = None
        self.answer: Keeping = "stay"
        self.asked: list[str] = []
        self.told: list[str] = []
        self.note_given: str | None = "Bản đầu"

    def file_to_open(self) -> Path | None:
        return self.to_open

    def file_to_save(self, proposed: str) -> Path | None:
        self.asked.append(proposed)
        return self.to_save

    def file_for_picture(self, proposed: str) -> Path | None:
        return self.for_picture

    def keeping(self, name: str) -> Keeping:
        self.asked.append(name)
        return self.answer

    def note(self, procedure_id: str) -> str | None:
        return self.note_given

    def procedure(self, known: tuple[ProcedureInfo, ...]) -> ProcedureInfo | None:  # type: ignore[override]
        return known[0]

    def tell(self, title: str, words: str) -> None:
        self.told.append(words)


@pytest.fixture
def vietnamese(qapp: QApplication) -> Iterator[None]:
    load_fonts(RESOURCES / "fonts")
    translator = i18n.install(qapp, "vi", RESOURCES / "i18n")
    yield
    assert translator is not None
    qapp.removeTranslator(translator)


@pytest.fixture
def judge() -> StubJudge:
    return StubJudge()


@pytest.fixture
def shelf() -> StubShelf:
    return StubShelf()


@pytest.fixture
def people() -> StubPeople:
    return StubPeople()


@pytest.fixture
def drafts(tmp_path: Path) -> Drafts:
    return Drafts(tmp_path / "drafts", 7, 70.0)


Drawn = Callable[[], object]


@pytest.fixture
def window(
    qtbot: QtBot, vietnamese: None, judge: StubJudge, shelf: StubShelf, people: StubPeople, drafts: Drafts
) -> Iterator[DesignerWindow]:
    """Return a designer with the flood procedure drawn."""
    made = DesignerWindow(Surroundings(look_for("dark", "desk"), "vi", judge, drafts, shelf), people)
    made.resize(1500, 900)
    made.show()
    made.files.open_file(FLOOD)
    qtbot.waitUntil(lambda: made.files.document is not None, timeout=WAIT_MS)
    yield made
    if not made._leaving:
        made._leave()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qtbot.wait(20)
