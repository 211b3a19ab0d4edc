from __future__ import annotations

import csv
from pathlib import Path

import pytest
import yaml

from backend.cameras.answers import Profile
from backend.cli.camera_register import Camera, RegisterError, free_id, register
from backend.engine.centre import load_centre

MAIN = Profile("m", "main", 1280, 720, "H264", ptz=True)
GATE = Camera(
    address="http://10.0.0.9/onvif/device_service",
    name="Cống Đò Xu",
    user="vh",
    key="cong",
    sub="rtsp://10.0.0.9/2",
    main="rtsp://10.0.0.9/1",
    profiles=(MAIN,),
)
FIXED = Camera(
    address="http://10.0.0.8/o", name="Cống Đò Xu", sub="rtsp://10.0.0.8/1", main="rtsp://10.0.0.8/1"
)


@pytest.fixture
def centre(tmp_path: Path) -> Path:
    (tmp_path / "sources").mkdir()
    (tmp_path / "centre.yaml").write_text("id: thu\nname: Thử\npacks: []\n")
    (tmp_path / "places.csv").write_text("place_id,name,kind,lat,lon,note\np1,Mẹ Suốt,post,16.07,108.15,cũ\n")
    return tmp_path


def test_cameras_become_places_and_a_source_that_the_daemon_reads(centre: Path) -> None:
    words = register(centre, [GATE, FIXED])
    assert "2 cameras added" in words
    assert "a daemon that runs does not know them yet" in words
    assert "lat and lon of: cam-cong-do-xu, cam-cong-do-xu-2" in words
    loaded = load_centre(centre)
    places = {place.place_id: place for place in loaded.places}
    assert places["p1"].attributes == {"note": "cũ"}
    assert places["cam-cong-do-xu"].attributes == {
        "stream": "rtsp://10.0.0.9/2",
        "stream_main": "rtsp://10.0.0.9/1",
        "onvif": GATE.address,
        "onvif_user": "vh",
        "onvif_key": "cong",
        "ptz": "yes",
    }
    fixed = places["cam-cong-do-xu-2"].attributes
    assert (fixed["ptz"], "stream_main" in fixed, "onvif_key" in fixed) == ("no", False, False)
    (source,) = loaded.sources
    assert [(one.place_id, one.password_key) for one in source.cameras] == [  # type: ignore[attr-defined]
        ("cam-cong-do-xu", "cong"),
        ("cam-cong-do-xu-2", ""),
    ]


def test_a_camera_that_is_there_keeps_its_id_name_and_position(centre: Path) -> None:
    register(centre, [Camera(address=GATE.address, name="x", place_id="cong-1", lat="16.03", lon="108.2")])
    words = register(centre, [GATE])
    assert "0 cameras added" in words
    assert "fill in" not in words
    rows = list(csv.DictReader((centre / "places.csv").open(encoding="utf-8")))
    assert [(row["place_id"], row["name"], row["lat"], row["stream"]) for row in rows[1:]] == [
        ("cong-1", "x", "16.03", "rtsp://10.0.0.9/2")
    ]


def test_what_another_source_asks_after_is_not_asked_twice_and_settings_stay(centre: Path) -> None:
    other = {"id": "a", "kind": "rtsp", "cameras": [{"place_id": "cam-cong-do-xu", "url": "rtsp://x/1"}]}
    (centre / "sources" / "a.yaml").write_text(yaml.safe_dump(other))
    register(centre, [FIXED])  # takes the id that the other source has
    assert not (centre / "sources" / "camera-onvif.yaml").exists()
    register(centre, [GATE])
    path = centre / "sources" / "camera-onvif.yaml"
    data = yaml.safe_load(path.read_text(encoding="utf-8")) | {"interval_s": 5}
    path.write_text(yaml.safe_dump(data))
    register(centre, [GATE])
    assert yaml.safe_load(path.read_text(encoding="utf-8"))["interval_s"] == 5


def test_a_folder_without_places_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="new-centre"):
        register(tmp_path, [GATE])
    (tmp_path / "places.csv").write_text("a,b\n")
    with pytest.raises(RegisterError, match="place_id"):
        register(tmp_path, [GATE])


@pytest.mark.parametrize(
    ("name", "taken", "expected"),
    [
        ("Đường số 1", (), "cam-duong-so-1"),
        ("Camera Ô", ("camera-o",), "camera-o-2"),
        ("…", ("cam", "camera"), "camera-2"),
    ],
)
def test_ids_are_plain_and_free(name: str, taken: tuple[str, ...], expected: str) -> None:
    assert free_id(name, taken) == expected
