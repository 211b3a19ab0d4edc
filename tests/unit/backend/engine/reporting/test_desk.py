from __future__ import annotations

from backend.contract import case_requests as asked
from tests.unit.backend.engine.reporting.conftest import Room


def test_every_request_that_takes_data_out_has_its_handler(room: Room) -> None:
    assert set(room.desk.handlers()) == {
        asked.GetUnits, asked.FindPlaces, asked.ExportCases, asked.GetReports, asked.MakeReport,
    }  # fmt: skip
    waiting = room.desk.run()
    waiting.close()
