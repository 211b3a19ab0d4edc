from __future__ import annotations

import msgspec

from backend.contract.messages import Reply, Request
from backend.contract.season import Episode, Episodes, ExportSeries, GetEpisodes, StationPeak


def test_questions_and_answers_of_the_archive_go_over_the_wire() -> None:
    query = GetEpisodes("depth_cm", 1.0, 2.0, level=20.0, places=("a",))
    for body in (query, ExportSeries(query, "readings", "csv")):
        request = Request(1, "s", 9.0, body)
        assert msgspec.msgpack.decode(msgspec.msgpack.encode(request), type=Request) == request
    peak = StationPeak("a", 62.0, 1.5)
    reply = Reply(1, Episodes("depth_cm", "cm", (Episode(1.0, 2.0, 62.0, 1.5, "a", (peak,)),), (peak,), 12))
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(reply), type=Reply) == reply


def test_an_event_breaks_off_after_six_hours_unless_asked_otherwise() -> None:
    assert GetEpisodes("level_m", 1.0, 2.0).dry_s == 6 * 3600
