import hashlib

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from backend.contract.messages import Failure
from backend.contract.work_requests import AddEvidence
from tests.unit.widgets.parts.test_step_snapshot import CAMERA, Port
from tests.unit.widgets.storm import RUN_ID, context, stormy
from widgets.parts import step_evidence
from widgets.parts.step_evidence import EvidenceDesk


@pytest.fixture
def city(vietnamese):
    return stormy()


@pytest.fixture
def port():
    return Port()


@pytest.fixture
def desk(show, city, port):
    made = EvidenceDesk(context(city, video=port), show(QWidget()))
    made.heard = []
    made.said.connect(lambda words, bad: made.heard.append((words, bad)))
    made._step = (RUN_ID, "s2")
    yield made
    made.camera.stop()


def test_a_photo_is_kept_with_its_hash(tmp_path, city, desk):
    photo = tmp_path / "hiện trường.png"
    QImage(4, 4, QImage.Format.Format_RGB32).save(str(photo))
    desk.take_file(str(photo))
    data = photo.read_bytes()
    assert city.daemon.asked[-1] == AddEvidence(RUN_ID, "s2", "hiện trường.png", "image/png", "photo", data)
    assert desk.heard[-1] == (
        f"Đã lưu hiện trường.png · SHA-256 {hashlib.sha256(data).hexdigest()[:12]}…",
        False,
    )


def test_a_document_is_a_file(tmp_path, city, desk):
    path = tmp_path / "biên bản.pdf"
    path.write_bytes(b"%PDF-1.4\n")
    desk.take_file(str(path))
    assert (city.daemon.asked[-1].kind, city.daemon.asked[-1].media_type) == ("file", "application/pdf")


def test_what_cannot_be_kept_is_said_with_the_cure(tmp_path, monkeypatch, city, desk):
    desk.take_file(str(tmp_path / "mất.jpg"))
    assert desk.heard[-1][1]
    assert desk.heard[-1][0].startswith("Không đọc được mất.jpg")
    large = tmp_path / "lớn.jpg"
    large.write_bytes(b"12345")
    monkeypatch.setattr(step_evidence, "MAX_BYTES", 4)
    desk.take_file(str(large))
    assert "lớn.jpg rỗng hoặc lớn hơn" in desk.heard[-1][0]
    assert city.daemon.asked == []


def test_a_camera_picture_is_kept_with_its_camera(city, desk, port):
    desk.ask_camera(RUN_ID, "s2", CAMERA)
    assert desk.heard[-1] == ("Đang chụp Mẹ Suốt 01 …", False)
    port.streams[0].play()
    sent = city.daemon.asked[-1]
    assert (sent.kind, sent.media_type, sent.place_id) == ("snapshot", "image/jpeg", "cam1")
    assert sent.name == "cam1 2026-11-22 03.42.17.jpg"


def test_a_refusal_of_the_daemon_is_said(tmp_path, city, desk):
    city.daemon.answers[AddEvidence] = Failure("refused", "Bước đã xong.", "Mở bước khác.")
    path = tmp_path / "a.jpg"
    path.write_bytes(b"x")
    desk.take_file(str(path))
    assert desk.heard[-1] == ("Bước đã xong. Mở bước khác.", True)


def test_the_dialog_leaves_the_wall_running(qtbot, desk):
    desk.ask_file(RUN_ID, "s2")
    assert desk.dialog is not None
    assert desk.dialog.isVisible()
    desk.dialog.reject()
