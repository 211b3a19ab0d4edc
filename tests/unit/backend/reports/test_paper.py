from __future__ import annotations

import msgspec

from backend.reports.composing import compose
from backend.reports.paper import Foot, PrintJob
from tests.unit.backend.reports.report_kit import SPEC, facts


def test_a_job_survives_the_way_to_the_printing_process() -> None:
    job = PrintJob(compose(SPEC, facts()), "pdf", "/font.ttf", b"\0x", {"case.code": "Á"})
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(job), type=PrintJob) == job


def test_recipients_are_listed_with_the_sign_that_ends_each_line() -> None:
    foot = Foot("GIÁM ĐỐC", recipients=("Như trên", "UBND phường;", "Lưu: VT."))
    assert foot.recipient_lines() == ["- Như trên;", "- UBND phường;", "- Lưu: VT."]
