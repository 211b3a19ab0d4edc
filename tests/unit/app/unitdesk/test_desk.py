from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from app.arguments import parse
from app.link import reasons
from app.link.conversation import Tell
from app.link.keys import WallKeys
from app.session.credentials import PASSWORD_VARIABLE, Credentials
from app.unitdesk import desk as program
from app.unitdesk.desk import DESK_LAYOUT, UnitDesk
from app.wall.layout_folders import read_layouts
from backend.contract.case_requests import FindCases
from backend.contract.messages import SignedIn
from tests.unit.widgets.case_city import DeskDaemon
from tests.unit.widgets.city import NOW, snapshot
from widgets import registry
from widgets.live import LinkState

ROOT = Path(__file__).resolve().parents[4]
CONNECT = ["--connect", "tcp://127.0.0.1:1,tcp://127.0.0.1:2", "--desk"]
WHO = SignedIn("token", "quang", "Lê Quang", "unit_officer", "e1", "so-xay-dung")


class StubLink(QObject):
    """A link without sockets, to a daemon with twelve cases."""

    signed_in = Signal(object)

    def __init__(self, settings, _clock):
        super().__init__()
        self.settings, self.live, self.stopped = settings, None, False
        self.daemon = DeskDaemon()

    def start(self, live):
        self.live = live

    def stop(self):
        self.stopped = True

    def request(self, body, on_reply, deadline_s=5.0):
        self.daemon(body, on_reply, deadline_s)


@pytest.fixture
def started(vietnamese, no_leaks, monkeypatch, qapp: QApplication):
    monkeypatch.delenv(PASSWORD_VARIABLE, raising=False)
    layouts, faults = read_layouts(
        [ROOT / "layouts"], {k: v.options_type for k, v in registry.kinds().items()}
    )
    assert not [fault for fault in faults if "unit-desk" in fault.file]
    made, links, sheet = [], [], qapp.styleSheet()

    def make_link(settings, clock):
        links.append(StubLink(settings, clock))
        return links[-1]

    def start(*given):
        arguments = parse([*CONNECT, *given])
        made.append(UnitDesk(qapp, arguments, layouts[DESK_LAYOUT], WallKeys(b"p", b"s", b"d"), make_link))
        made[-1].start()
        return made[-1], links

    yield start
    for one in made:
        one.finish()
    qapp.setStyleSheet(sheet)


def window_of(desk: UnitDesk):
    (window,) = desk.director.windows.values()
    return window


def test_the_officer_signs_in_and_one_window_shows_the_units_work(started):
    desk, links = started()
    assert desk.form.isVisible()
    assert links == []
    desk.form.user.setText("quang")
    desk.form.password.setText("bí mật")
    desk.form.send()
    assert (links[0].settings.user, links[0].settings.password) == ("quang", "bí mật")
    links[0].signed_in.emit(WHO)
    assert desk.form.isHidden()
    window = window_of(desk)
    assert window.isVisible()
    assert not window.isFullScreen()
    assert [frame.title() for frame in desk.director.frames().values()] == [
        "Phản ánh của người dân", "Hồ sơ dịch vụ công",
    ]  # fmt: skip
    assert {body.query.kind for body in links[0].daemon.of(FindCases)} == {"report"}, (
        "no pack brings dossiers here"
    )


def test_title_and_truth_bar_say_whose_desk_it_is(started):
    desk, links = started("--user", "quang")
    desk.sign_in(Credentials("quang", "x"))
    links[0].signed_in.emit(WHO)
    assert window_of(desk).windowTitle() == "so-xay-dung", "its name comes with the snapshot"
    links[0].live.take_snapshot(msgspec.structs.replace(snapshot(), units={"so-xay-dung": "Sở Xây dựng"}))
    assert window_of(desk).windowTitle() == "Sở Xây dựng"
    said = " ".join(window_of(desk).truth_bar.words())
    assert "Sở Xây dựng" in said
    assert "Lê Quang" in said


def test_an_officer_of_the_centre_has_a_desk_too(started):
    desk, links = started("--user", "ha")
    desk.sign_in(Credentials("ha", "x"))
    links[0].signed_in.emit(msgspec.structs.replace(WHO, unit_id=""))
    assert window_of(desk).windowTitle() == "Bàn xử lý của đơn vị"


def test_a_refused_password_is_said_in_the_form(started):
    desk, links = started("--user", "quang")
    desk.sign_in(Credentials("quang", "sai"))
    links[0].live.set_link(LinkState("lost", NOW, "máy chủ không trả lời"))
    assert desk.form.message.text() == "máy chủ không trả lời"
    links[0].live.set_link(LinkState("refused", NOW, reasons.words(Tell("refused", "password"))))
    assert desk.form.message.text().startswith("Sai tài khoản hoặc mật khẩu")
    assert links[0].stopped
    assert desk.director is None
    desk.form.password.setText("đúng")
    desk.form.send()
    assert links[1].settings.password == "đúng"


def test_an_account_of_the_environment_signs_in_by_itself(started, monkeypatch):
    monkeypatch.setenv(PASSWORD_VARIABLE, "của Quang")
    _desk, links = started("--user", "quang")
    assert links[0].settings.password == "của Quang"


def test_signing_in_again_keeps_the_window(started):
    desk, links = started("--user", "quang")
    desk.sign_in(Credentials("quang", "x"))
    links[0].signed_in.emit(WHO)
    window = window_of(desk)
    links[0].live.set_link(LinkState("refused", NOW, "sai mật khẩu"))
    assert not links[0].stopped, "the truth bar says it"
    links[0].signed_in.emit(WHO)
    assert window_of(desk) is window


def test_the_language_changes_with_the_desk_open(started):
    desk, links = started("--user", "quang", "--language", "en")
    desk.sign_in(Credentials("quang", "x"))
    links[0].signed_in.emit(WHO)
    assert next(iter(desk.director.frames().values())).title() == "Citizen reports"
    desk.director.next_language()
    assert next(iter(desk.director.frames().values())).title() == "Phản ánh của người dân"
    assert program.DESK_LAYOUT == "unit-desk"
