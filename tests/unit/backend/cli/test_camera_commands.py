from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from backend.cli.commands import app
from backend.demo.onvif_device import Temper
from backend.demo.onvif_service import Beacon
from backend.wire.keys import KeyFolder
from tests.unit.backend.engine.cameras.given import PASSWORD, cameras


def run(*words: object, typed: str = "") -> Result:
    return CliRunner().invoke(app, ["cameras", *(str(word) for word in words)], input=typed)


@pytest.fixture
def service():
    with cameras(mot=Temper(), hong=Temper(refuses=True)) as made:
        yield made


@pytest.fixture
def beacon(service):
    made = Beacon(service, 0)
    yield made.port
    made.close()


@pytest.fixture
def centre(tmp_path: Path) -> Path:
    (tmp_path / "places.csv").write_text("place_id,name,kind\n")
    return tmp_path


def test_what_answers_is_listed_and_what_can_be_read_is_written(beacon, centre: Path, tmp_path: Path) -> None:
    KeyFolder(tmp_path / "keys").put("cam", PASSWORD)
    words = ["--user", "vh", "--key", "cam", "--keys", tmp_path / "keys", "--port", beacon, "--seconds", 0.4]
    listed = run("discover", "--centre", centre, *words)
    assert listed.exit_code == 0, listed.output
    assert "Camera mot (Toàn Cảnh TC-PTZ-1)" in listed.output
    assert "can be turned" in listed.output
    assert "  main: 1280x720 H264" in listed.output
    assert "refuses the user or the password" in listed.output
    assert "2 cameras answered" in listed.output
    assert (centre / "places.csv").read_text() == "place_id,name,kind\n"
    written = run("discover", "--centre", centre, "--write", *words)
    assert "1 cameras added" in written.output
    assert "camera-mot,Camera mot,camera" in (centre / "places.csv").read_text(encoding="utf-8")


def test_one_camera_is_added_with_a_password_that_is_asked_for(service, centre: Path, tmp_path: Path) -> None:
    words = ["--centre", centre, "--user", "vh", "--key", "moi", "--keys", tmp_path / "keys", "--id", "cong"]
    added = run(
        "add", service.address("mot"), *words, "--name", "Cống", "--lat", "16.03", typed=PASSWORD + "\n"
    )
    assert added.exit_code == 0, added.output
    assert PASSWORD not in added.output
    assert KeyFolder(tmp_path / "keys").get("moi") == PASSWORD
    assert "cong,Cống,camera,16.03," in (centre / "places.csv").read_text(encoding="utf-8")


def test_a_camera_that_does_not_answer_is_not_added(service, centre: Path) -> None:
    failed = run("add", service.address("khong-co"), "--centre", centre)
    assert failed.exit_code == 1
    assert "HTTP 404" in failed.output
    assert "--key NAME" in run("add", "10.0.0.9", "--centre", centre, "--user", "vh").output
