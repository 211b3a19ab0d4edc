from __future__ import annotations

from tests.unit.backend.engine.reporting.conftest import Room


def test_the_ground_knows_the_centre_its_time_and_its_kinds(room: Room) -> None:
    assert room.ground.centre == "Trung tâm thử"
    assert str(room.ground.zone) == "Asia/Ho_Chi_Minh"
    assert room.ground.kind_infos()["report"].pack_id == "thu"
    assert set(room.ground.known.figures) == {"open", "late", "on-time", "hours"}
