from __future__ import annotations

from backend.contract.cases import CaseFile
from backend.engine.cases.kinds import words_of
from tests.unit.backend.engine.cases.case_centre import NOW, Hall


def test_a_cases_parts_are_called_by_their_names_and_by_their_ids_where_there_is_none(hall: Hall) -> None:
    file = CaseFile(
        "C1", "report", "Ổ gà", "new", "waiting", "medium", NOW, NOW, field="pothole", unit_id="roads"
    )
    words = words_of(file, hall.register.kinds["report"].spec, {"roads": "Đội đường bộ"})
    assert (words.kind, words.status, words.field, words.unit) == ("Phản ánh", "Mới", "Ổ gà", "Đội đường bộ")
    words = words_of(file, None, {})
    assert (words.kind, words.status, words.field, words.unit) == ("report", "new", "pothole", "roads")


def test_a_kind_knows_its_pack_and_gives_its_codes(hall: Hall) -> None:
    kind = hall.register.kinds["report"]
    assert kind.pack_id == "thu"
    assert kind.codes.prefix(NOW) == "PAHT.20261124."
    assert {name: text.vi for name, text in kind.sources.items()} == {"officer": "Cán bộ", "app": "Ứng dụng"}
