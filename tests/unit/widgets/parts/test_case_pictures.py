import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage

from backend.contract.messages import Failure
from backend.contract.work_requests import GetEvidence
from tests.unit.widgets.case_city import DeskCity
from widgets.parts.case_pictures import KEPT, LONGEST_PX, PictureShelf, decoded


def jpeg(width: int = 64, height: int = 48) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#808080"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPG")
    return bytes(buffer.data().data())


@pytest.fixture
def shelf(desk_city: DeskCity) -> PictureShelf:
    desk_city.daemon.photo = jpeg()
    return PictureShelf(desk_city.live)


def test_a_photo_is_fetched_once_when_it_is_wanted(qtbot, shelf, desk_city: DeskCity):
    with qtbot.waitSignal(shelf.arrived) as arrived:
        assert shelf.picture("d1") is None
        assert shelf.picture("d1") is None
    assert arrived.args == ["d1"]
    assert shelf.picture("d1").width() == 64
    assert len(desk_city.daemon.of(GetEvidence)) == 1


def test_few_pictures_are_kept(qtbot, shelf):
    for number in range(KEPT + 3):
        with qtbot.waitSignal(shelf.arrived):
            shelf.picture(f"d{number}")
    assert len(shelf._pictures) == KEPT
    assert shelf.picture("d0") is None, "the oldest went, and is asked for again"


def test_what_is_refused_or_no_picture_says_so_and_is_not_asked_again(qtbot, shelf, desk_city: DeskCity):
    desk_city.daemon.answers[GetEvidence] = Failure("not_found", "gone")
    shelf.picture("d1")
    assert isinstance(shelf.reasons["d1"], Failure)
    desk_city.daemon.answers.clear()
    desk_city.daemon.photo = b"no picture at all"
    with qtbot.waitSignal(shelf.arrived):
        shelf.picture("d2")
    assert shelf.reasons["d2"] is None
    shelf.picture("d1")
    shelf.picture("d2")
    assert len(desk_city.daemon.of(GetEvidence)) == 2


def test_a_large_photo_is_decoded_smaller_in_its_own_shape(qapp):
    image = decoded(jpeg(4000, 1000))
    assert (image.width(), image.height()) == (LONGEST_PX, LONGEST_PX // 4)


def test_a_bomb_is_not_decoded(qapp, monkeypatch):
    monkeypatch.setattr("widgets.parts.case_pictures.MOST_PIXELS", 100)
    assert decoded(jpeg()).isNull()


def test_many_photos_decoded_at_once_do_not_wait_for_each_other(qtbot, shelf, desk_city: DeskCity):
    """The pool has a thread for each core, and the window decodes pictures itself meanwhile."""
    desk_city.daemon.photo = jpeg(1600, 1200)
    arrived = []
    shelf.arrived.connect(arrived.append)
    for number in range(24):
        shelf.picture(f"d{number}")
        decoded(jpeg())
    qtbot.waitUntil(lambda: len(arrived) == 24, timeout=60_000)
    assert not shelf.reasons
