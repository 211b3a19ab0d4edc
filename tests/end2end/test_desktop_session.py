"""One officer, one unit, one leader at their desks: a report, a dossier and an indicator from arrival to closing.

Every person has a window and an account of one's own. Keys are pressed as a person presses them; everything
goes over the real wire to a real daemon, messages to a real mail server and SMS gateway. A picture of each
step is kept in the folder of the environment's TOANCANH_SHOTS.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from app.wall.layouts import Layout
from backend.cli.accounts import ensure_accounts
from backend.contract.case_requests import CaseDetail, CasePage, FindCases, GetCase, MakeReport
from backend.contract.cases import CaseFile, CaseQuery
from backend.contract.indicators import (
    GetFiguresToReview,
    GetIndicators,
    IndicatorFigure,
    ReviewFigure,
)
from backend.contract.messages import Failure
from backend.contract.state import Alarm
from backend.contract.work import Run, Step
from backend.contract.work_requests import DoStep, Kept
from backend.demo.offices import DOSSIERS_PATH, REPORTS_PATH
from backend.demo.portal import iso
from tests.end2end.daemon_run import ROOT
from tests.end2end.office_centre import APP_KEY, OfficeCentre, PostOffice
from tests.end2end.people_desks import PersonDesk, layout_of, until
from widgets.theme.fonts import load_fonts

pytestmark = [pytest.mark.timeout(400), pytest.mark.usefixtures("type_of_the_wall")]
BEGIN = "2026-11-17T10:59:40+07:00"
SUBMITTED = "2026-11-16T16:30:00+07:00"
"""Half an hour of Monday and three and a half of Tuesday: four working hours end at 11:00."""
ACCOUNTS = (
    ("truc-ban", "Trần Minh Hà", "duty_officer", ""),
    ("sxd-1", "Nguyễn Thị Phương", "unit_officer", "so-xay-dung"),
    ("thong-ke-1", "Phan Thị Cúc", "unit_officer", "cuc-thong-ke"),
    ("lanh-dao-1", "Nguyễn Đức Long", "leader", ""),
)
UNIT = "so-xay-dung"
MAIL_OF_UNIT = "can-bo-11@demo.invalid"
CODE, PERIOD, SET = "MT.01", "2026-Q3", "muc-tieu-tinh"
OWED, RED = f"{CODE}|{PERIOD}||", "indicators-brief-growth"
ENTER, ESC, DOWN = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Down
LEFT, RIGHT = Qt.Key.Key_Left, Qt.Key.Key_Right
DUTY = """
layout: duty
name: {vi: Bàn trực ban, en: Desk of the duty officer}
density: desk
screens:
  desk:
    grid: {columns: 12, rows: 24}
    tiles:
      - {id: reports, kind: cases, at: [0, 0, 8, 14], case_kind: report}
      - {id: dossiers, kind: cases, at: [0, 14, 8, 10], case_kind: dossier}
      - {id: alarms, kind: alarms, at: [8, 0, 4, 24], guidance: true}
"""


class OneStopSystem:
    """The one-stop system: three dossiers that nobody has taken, until somebody does."""

    def __init__(self) -> None:
        base = {
            "ma_thu_tuc": "1.013236", "ten_thu_tuc": "Cấp giấy phép xây dựng nhà ở riêng lẻ", "linh_vuc": "xay-dung",
            "don_vi": UNIT, "can_bo": "Nguyễn Thị Phương", "dien_thoai": "0905000777", "kenh": 2,
            "muc_do": "full", "ngay_nop": SUBMITTED, "cap_nhat": SUBMITTED, "trang_thai": 1,
        }  # fmt: skip
        people = ("Lê Thị Hồng", "Phạm Văn Bảy", "Công ty TNHH An Phú")
        self.dossiers: dict[str, dict[str, Any]] = {
            f"H17.{n:04}": {"so_ho_so": f"H17.{n:04}", **base, "nguoi_nop": who}
            for n, who in enumerate(people, 1)
        }

    def document(self) -> bytes:
        return msgspec.json.encode({"ho_so": list(self.dossiers.values())})

    def accept(self, now: float) -> None:
        """Take all dossiers on, with a date that has just passed."""
        said = {"trang_thai": 2, "cap_nhat": iso(now), "tiep_nhan": iso(now), "hen_tra": iso(now - 60.0)}
        for number in self.dossiers:
            self.dossiers[number] |= said

    def settle(self, number: str, now: float) -> None:
        """Finish one, to its applicant's delight."""
        said = {"trang_thai": 9, "cap_nhat": iso(now), "hoan_thanh": iso(now), "danh_gia": 5}
        self.dossiers[number] |= said


@pytest.fixture(scope="module")
def type_of_the_wall(qapp: QApplication) -> Iterator[None]:
    load_fonts(ROOT / "resources" / "fonts")
    sheet = qapp.styleSheet()
    yield
    qapp.setStyleSheet(sheet)


@pytest.fixture(scope="module")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    given = os.environ.get("TOANCANH_SHOTS", "")
    folder = Path(given) if given else tmp_path_factory.mktemp("shots")
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.glob("*.png"):
        file.unlink()
    return folder


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostOffice]:
    found = PostOffice(tmp_path_factory.mktemp("post"))
    yield found
    found.stop()


@pytest.fixture(scope="module")
def one_stop() -> OneStopSystem:
    return OneStopSystem()


@pytest.fixture(scope="module")
def centre(
    tmp_path_factory: pytest.TempPathFactory, post: PostOffice, one_stop: OneStopSystem
) -> Iterator[OfficeCentre]:
    documents = {REPORTS_PATH: lambda: b'{"phan_anh": []}', DOSSIERS_PATH: one_stop.document}
    folder = tmp_path_factory.mktemp("session") / "run"
    made = OfficeCentre(folder, documents, clock_from=BEGIN, post=post, wards=False)
    made.open_gateway()
    people = [(user, name, role, password_of(user), unit) for user, name, role, unit in ACCOUNTS]
    ensure_accounts(made.run.database, people)
    made.run.start()
    try:
        yield made
    finally:
        made.stop()


def password_of(user: str) -> str:
    return f"mat-khau-thu-{user}"


def shipped(name: str) -> Layout:
    """Return the first screen of a shipped layout."""
    found = layout_of((ROOT / "layouts" / f"{name}.yaml").read_text())
    return msgspec.structs.replace(found, screens=found.screens[:1])


def sit_down(qapp: QApplication, centre: OfficeCentre, user: str, layout: Layout, shots: Path) -> PersonDesk:
    desk = PersonDesk(qapp, centre.run, layout, user, shots)
    desk.sign_in(password_of(user))
    return desk


@pytest.fixture(scope="module")
def officer(qapp: QApplication, centre: OfficeCentre, shots: Path) -> Iterator[PersonDesk]:
    desk = sit_down(qapp, centre, "truc-ban", layout_of(DUTY), shots)
    yield desk
    desk.leave()


@pytest.fixture(scope="module")
def unit(qapp: QApplication, centre: OfficeCentre, shots: Path) -> Iterator[PersonDesk]:
    desk = sit_down(qapp, centre, "sxd-1", shipped("unit-desk"), shots)
    yield desk
    desk.leave()


@pytest.fixture(scope="module")
def statistics(qapp: QApplication, centre: OfficeCentre, shots: Path) -> Iterator[PersonDesk]:
    desk = sit_down(qapp, centre, "thong-ke-1", shipped("unit-indicators"), shots)
    yield desk
    desk.leave()


@pytest.fixture(scope="module")
def leader(qapp: QApplication, centre: OfficeCentre, shots: Path) -> Iterator[PersonDesk]:
    desk = sit_down(qapp, centre, "lanh-dao-1", shipped("indicators-briefing"), shots)
    yield desk
    desk.leave()


# ---- what people do -------------------------------------------------------------------------------


def hand_in(centre: OfficeCentre, description: str, service: str = "khac", **fields: str) -> str:
    """Report something as the citizens' app does; return the code."""
    form = {"api_key": APP_KEY, "jurisdiction_id": "danang.example", "service_code": service, "lat": "16.0683", "long": "108.2241"}  # fmt: skip
    answer = httpx.post(
        f"{centre.georeport}/requests.json", data=form | {"description": description} | fields
    )
    assert answer.status_code == 200, answer.text
    return str(answer.json()[0]["service_request_id"])


def file_of(desk: PersonDesk, case_id: str) -> CaseFile:
    detail = desk.ask(GetCase(case_id))
    assert isinstance(detail, CaseDetail), detail
    return detail.file


def listed(body: Any) -> list[str]:
    """Return the codes in view of a case desk."""
    return [file.case_id for file in body.reader.rows(0, max(0, body.list.n_rows() - 1))]


def find(desk: PersonDesk, tile: str, words: str, case_id: str) -> Any:
    """Look for a case by words and go to it."""
    desk.come_to(tile)
    body = desk.body(tile)
    desk.press("/", words, ENTER)
    until(lambda: listed(body) == [case_id], f"only {case_id} by {words!r}", words=lambda: listed(body))
    until(body.list.hasFocus, "the list's turn")
    return body


def act(desk: PersonDesk, body: Any, key: str, *entered: str, shot: str = "") -> None:
    """Press an action's key and fill in its form, Enter after each field."""
    desk.press(key)
    until(lambda: body.form.isVisible() and body.form.action is not None, f"the form of {key}")
    for words in entered[:-1]:
        desk.press(words, ENTER)
    desk.press(*entered[-1:])
    if shot:
        desk.shot(shot)
    desk.press(ENTER)
    until(body.form.isHidden, f"the end of {key}", words=body.form.message.text)


def photo(folder: Path) -> Path:
    """Return a photograph of a lamp post, made here."""
    image = QImage(960, 640, QImage.Format.Format_RGB32)
    image.fill(QColor("#26303a"))
    painter = QPainter(image)
    painter.fillRect(470, 120, 20, 460, QColor("#8a8f94"))
    painter.setBrush(QColor("#ffe9a8"))
    painter.drawEllipse(420, 80, 120, 60)
    painter.end()
    file = folder / "den-da-sang.jpg"
    assert image.save(str(file), "JPG", 90)
    return file


# ---- a report -------------------------------------------------------------------------------------


def test_a_report_goes_from_the_app_to_the_citizens_rating(
    centre: OfficeCentre, post: PostOffice, officer: PersonDesk, unit: PersonDesk, tmp_path: Path
) -> None:
    foreign = hand_in(centre, "Cống thoát nước đầu hẻm bị nghẹt", "thoat-nuoc")
    case_id = hand_in(centre, "Đèn đường trước chợ Hàn tắt ba đêm nay", phone="0905123456", first_name="An")
    reports = officer.body("reports")
    officer.come_to("reports")
    until(lambda: {case_id, foreign} <= set(listed(reports)), "both reports on the desk")
    officer.shot("report-arrives")
    find(officer, "reports", "den duong cho han", case_id)
    officer.shot("report-found-without-diacritics")
    act(officer, reports, "l", "chieu sang", "", shot="report-classified")
    until(lambda: file_of(officer, case_id).field == "chieu-sang", "the field")
    act(officer, reports, "g", "so xay dung", "Xử lý trong đêm nay giúp bà con", shot="report-assigned")
    given = file_of(officer, case_id)
    assert (given.status, given.unit_id) == ("assigned", UNIT)
    until(lambda: post.arrived(to=MAIL_OF_UNIT, holds=case_id), "the unit's e-mail")

    work = unit.body("unit-reports")
    unit.come_to("unit-reports")
    until(lambda: listed(work) == [case_id], "the unit's own report", words=lambda: listed(work))
    page = unit.ask(FindCases(CaseQuery(kind="report")))
    assert isinstance(page, CasePage)
    assert [file.case_id for file in page.rows] == [case_id], "another unit's report is not shown"
    assert isinstance(unit.ask(GetCase(foreign)), Failure)
    unit.shot("unit-sees-its-own")
    act(unit, work, "x", "Nguyễn Văn Tâm", shot="unit-accepts")
    until(lambda: post.arrived(to="905123456", holds=case_id), "the SMS that it was taken on")
    unit.press(RIGHT)
    until(lambda: listed(work) == [case_id], "the report in hand")
    unit.press(ENTER)
    pane = until(lambda: work.pane, "the window of the case")
    until(lambda: pane.detail is not None, "the case in it")
    unit.press("+")
    unit.attach(lambda: pane.chooser.dialog, photo(tmp_path))
    until(lambda: file_of(unit, case_id).attachments, "the photo", words=pane.message.words)
    until(pane.hasFocus, "the window's turn")
    act(unit, pane, "k", "Đã thay bóng và bộ kích, đèn sáng lúc 11:05.", shot="unit-reports-back")
    until(lambda: pane.file().status == "done", "the result in the window")
    unit.shot("unit-done")
    unit.press(ESC)

    told = until(lambda: post.arrived(to="905123456", holds="Da thay bong"), "the citizen's SMS")
    assert [case_id in told[0]["body"], told[0]["by"]] == [True, "sms"]
    officer.come_to("reports")
    for _ in range(3):  # on the tab of what is settled
        officer.press(RIGHT)
    until(lambda: listed(reports) == [case_id], "the report among the settled")
    act(officer, reports, "s", "rat hai long", "Rất nhanh, cảm ơn!", shot="report-rated")
    officer.press(ENTER)
    shown = until(lambda: reports.pane, "the case in the officer's window")
    until(lambda: shown.detail is not None and shown.detail.file.rating, "its rating")
    shown.tabs.choose("history")
    officer.shot("report-history")
    officer.press(ESC)
    closed = file_of(officer, case_id)
    assert (closed.status, closed.rating, closed.rating_text) == ("done", 5, "Rất nhanh, cảm ơn!")
    assert closed.accepted_at is not None
    assert closed.finished_at is not None
    assert closed.finished_at >= closed.accepted_at
    assert [one.name for one in closed.attachments] == ["den-da-sang.jpg"]
    followed = httpx.get(f"{centre.georeport}/requests/{case_id}.json").json()[0]
    assert followed["status"] == "closed"


# ---- an indicator ---------------------------------------------------------------------------------


def figure_of(desk: PersonDesk) -> IndicatorFigure:
    board = desk.ask(GetIndicators(SET, PERIOD))
    return next(figure for figure in board.figures if figure.code == CODE)


def test_a_red_figure_is_explained_beside_its_number(
    officer: PersonDesk, statistics: PersonDesk, leader: PersonDesk, post: PostOffice, tmp_path: Path
) -> None:
    sheet = statistics.body("unit-figures")
    until(lambda: [line for line in sheet.lines if line.key[:2] == (CODE, PERIOD)], "the figure that is owed")
    statistics.come_to("unit-figures")
    for _ in sheet.lines:
        if sheet.table.chosen_key() != OWED:
            statistics.press(DOWN)
    assert sheet.table.chosen_key() == OWED
    statistics.press("5", ",2", ENTER)
    statistics.shot("figure-typed")
    statistics.press_with_control(ENTER)
    until(lambda: all(line.key[:2] != (CODE, PERIOD) for line in sheet.lines), "the figure handed in")
    statistics.shot("figure-handed-in")
    waiting = leader.ask(GetFiguresToReview())
    assert [(figure.code, figure.value) for figure in waiting.figures] == [(CODE, 5.2)]
    refused = statistics.ask(ReviewFigure(CODE, PERIOD, accept=True))
    assert isinstance(refused, Failure), "who enters a figure does not accept it"
    leader.ask(ReviewFigure(CODE, PERIOD, accept=True))
    board = leader.body(RED)
    until(
        lambda: board.chosen() is not None and board.chosen().figure.colour == "red",
        "the red figure", words=lambda: figure_of(leader),
    )  # fmt: skip
    leader.come_to(RED)
    leader.shot("indicator-red")
    leader.press("e")
    until(board.form.isVisible, "the question")
    leader.shot("indicator-question")
    leader.press(ENTER)
    case_id = until(lambda: figure_of(leader).explanation, "the request to explain")

    desk = statistics.body("unit-questions")
    statistics.come_to("unit-questions")
    until(lambda: listed(desk) == [case_id], "the request at the unit's desk")
    statistics.shot("explanation-asked")
    statistics.press(ENTER)
    pane = until(lambda: desk.pane, "the window of the request")
    until(lambda: pane.detail is not None, "the request in it")
    evidence = tmp_path / "bao-cao-quy.csv"
    evidence.write_text("quý,tăng trưởng\nI,5.9\nII,4.8\n", encoding="utf-8")
    statistics.press("+")
    statistics.attach(lambda: pane.chooser.dialog, evidence)
    until(lambda: file_of(statistics, case_id).attachments, "the evidence", words=pane.message.words)
    until(pane.hasFocus, "the window's turn")
    answer = "Ngành xây dựng giảm do giải ngân chậm; quý IV đã tháo gỡ 14 dự án."
    act(statistics, pane, "t", answer, shot="explanation-answered")
    statistics.press(ESC)

    told = until(lambda: board.explanation(board.chosen()), "the answer beside the number")
    until(lambda: board.explanation(board.chosen()).standing == "answered", "the answer", words=lambda: told)
    leader.come_to(RED)
    leader.shot("indicator-answered")
    leader.press("a")
    until(board.form.isVisible, "the acceptance")
    leader.press(ENTER)
    until(lambda: file_of(leader, case_id).status == "accepted", "the accepted answer")
    until(lambda: board.explanation(board.chosen()).standing == "accepted", "it beside the number")
    leader.shot("indicator-accepted")
    said = board.explanation(board.chosen())
    assert answer in said.answer
    assert officer.ask(GetCase(case_id)).file.result == answer
    assert post.arrived(holds="Giải trình"), "the unit was told that it is asked"


# ---- a dossier ------------------------------------------------------------------------------------


def alarm_of(desk: PersonDesk) -> Alarm | None:
    return next((a for a in desk.live.state.alarms.values() if a.subject == UNIT and a.rule_id == "ho-so-chua-tiep-nhan"), None)  # fmt: skip


def open_step(desk: PersonDesk, element: str) -> tuple[Run, Step] | None:
    for run in desk.live.state.runs():
        for step in run.steps:
            if (run.procedure_id, step.element_id, step.state) == ("ho-so-chua-tiep-nhan", element, "open"):
                return run, step
    return None


def do_step(desk: PersonDesk, element: str, note: str, outcome: str = "") -> None:
    run, step = until(lambda: open_step(desk, element), f"the step {element}")
    done = desk.ask(DoStep(run.run_id, step.step_id, "done", note, outcome))
    assert not isinstance(done, Failure), done


def test_a_dossier_runs_over_its_four_hours_and_is_settled(
    officer: PersonDesk, unit: PersonDesk, post: PostOffice, one_stop: OneStopSystem, shots: Path
) -> None:
    first = "H17.0001"
    desk = officer.body("dossiers")
    officer.come_to("dossiers")
    until(lambda: set(listed(desk)) == set(one_stop.dossiers), "the dossiers on the desk")
    assert file_of(officer, first).accept_due_at == pytest.approx(1794888000.0), "11:00 of Tuesday"
    alarm = until(lambda: alarm_of(officer), "the alarm of the unit", within_s=160)
    assert "Sở Xây dựng" in alarm.title.vi
    officer.shot("dossier-alarm")
    run, _ = until(lambda: open_step(officer, "xu_ly"), "the procedure that started by itself")
    assert run.started_by == "system"
    until(lambda: post.arrived(to=MAIL_OF_UNIT, holds="chưa tiếp nhận"), "the message of the procedure")

    find(officer, "dossiers", first, first)
    act(officer, desk, "n", "Đề nghị tiếp nhận trong giờ làm việc sáng nay", shot="dossier-reminder")
    until(lambda: post.arrived(to=MAIL_OF_UNIT, holds="Đề nghị tiếp nhận"), "the reminder")

    one_stop.accept(officer.live.clock.now())
    until(lambda: file_of(officer, first).status == "2", "the dossier that was accepted")
    officer.press(RIGHT)
    until(lambda: listed(desk) == [first], "the dossier in hand")
    act(
        officer, desk, "h", "20/11/2026 17:00", "chờ bổ sung bản vẽ của đơn vị đo đạc", shot="dossier-apology"
    )
    until(lambda: post.arrived(to="905000777", holds="xin loi"), "the applicant's apology")
    letter = officer.ask(MakeReport("phieu-xin-loi", "docx", subject=first))
    assert isinstance(letter, Kept), letter
    (shots / "phieu-xin-loi.docx").write_bytes(letter.data)
    assert letter.data.startswith(b"PK")
    extended = file_of(officer, first)
    assert extended.due_at == pytest.approx(1795168800.0), "17:00 of Friday"

    do_step(unit, "xu_ly", "Đã tiếp nhận cả ba hồ sơ.")
    one_stop.settle(first, officer.live.clock.now())
    until(lambda: file_of(officer, first).status == "9", "the settled dossier")
    do_step(officer, "kiem_tra", "Không còn hồ sơ quá giờ.", "Đã ổn")
    ended = until(
        lambda: (a := alarm_of(officer)) is None or (not a.active and a), "the end of the alarm", within_s=90
    )
    assert ended is True or ended.operator in ("closed", "acknowledged", "none"), ended
    until(
        lambda: officer.live.state.work[run.run_id].state == "finished", "the end of the procedure",
    )  # fmt: skip
    officer.press(ESC)
    officer.shot("dossier-closed")


def test_pictures_of_every_step_are_kept(shots: Path) -> None:
    made = sorted(shots.glob("*.png"))
    assert len(made) >= 20
    assert all(not QImage(str(file)).isNull() for file in made)
