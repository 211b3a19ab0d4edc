"""WQ-II-3: a complaint about water comes from another system and its result goes back there, over real HTTP.

The other side lists its complaints at one address and takes results at another; the first try of each result
is refused, so that it is tried again with the same key.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from backend.contract.case_requests import ActOnCases, CasesActed
from backend.contract.cases import CaseQuery
from tests.end2end.daemon_run import ROOT, DaemonRun, wait
from tests.end2end.register_desk import RegisterDesk

pytestmark = pytest.mark.timeout(120)

COMPLAINTS = [
    {"ma": "0412", "noi_dung": "Nước máy đục, có mùi", "linh_vuc": "nước đục", "luc": "2026-11-24T08:00:00+07:00",
     "tinh_trang": "open", "sdt": "0905111222", "ten": "Trần Lan"},
]  # fmt: skip
REQUESTS = [
    {"service_request_id": "77", "service_name": "Nước sạch", "service_code": "nuoc-sach", "status": "open",
     "requested_datetime": "2026-11-24T08:10:00+07:00", "updated_datetime": "2026-11-24T08:10:00+07:00",
     "description": "Mất nước cả xóm", "lat": 16.05, "long": 108.2},
]  # fmt: skip
CASES = {
    "id": "ma", "id_prefix": "CN-", "kind": "report", "title": {"vi": "{noi_dung}"}, "time": "luc", "status": "tinh_trang",
    "field": "linh_vuc", "phone": "sdt", "reporter": "ten",
}  # fmt: skip


class ComplaintSystem:
    """The other side: lists complaints, refuses the first try of each result, keeps every attempt."""

    def __init__(self) -> None:
        self.attempts: list[tuple[str, dict[str, Any]]] = []
        system = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                listed = REQUESTS if "requests.json" in self.path else COMPLAINTS
                self._answer(200, json.dumps(listed).encode())

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                key = self.headers["Idempotency-Key"]
                first = key not in {known for known, _ in system.attempts}
                system.attempts.append((key, body))
                self._answer(503 if first else 200, b'{"id": "r1"}')

            def _answer(self, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_words: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(10)


@pytest.fixture
def system() -> Iterator[ComplaintSystem]:
    made = ComplaintSystem()
    yield made
    made.close()


@pytest.fixture
def daemon(tmp_path: Path, system: ComplaintSystem) -> Iterator[DaemonRun]:
    back = {"channel": "ket-qua"}
    sources = [
        {"id": "cap-nuoc", "kind": "http_json", "name": "Tổng đài cấp nước", "max_age_s": 60, "interval_s": 0.5,
         "url": f"{system.url}/phan-anh", "cases": CASES, "write_back": back},
        {"id": "hue-311", "kind": "open311", "name": "Huế 311", "max_age_s": 60, "interval_s": 0.5,
         "url": f"{system.url}/open311/v2", "id_prefix": "HUE-", "write_back": back},
    ]  # fmt: skip
    run = DaemonRun(
        tmp_path / "run",
        packs=ROOT / "resources" / "usecases",
        pack="citizen-reports",
        places=["p1,Điểm,water_point,16.05,108.2,,"],
        sources=sources,
        clock_from="2026-11-24T08:20:00+07:00",
    )
    channel = {
        "id": "ket-qua",
        "kind": "webhook",
        "name": "Kết quả",
        "enabled": True,
        "url": f"{system.url}/ket-qua",
    }
    (run.centre / "channels").mkdir()
    words = yaml.safe_dump(channel, allow_unicode=True)
    (run.centre / "channels" / "ket-qua.yaml").write_text(words, encoding="utf-8")
    run.start()
    yield run
    run.stop()


def test_results_go_back_to_the_systems_that_the_complaints_came_from(
    daemon: DaemonRun, system: ComplaintSystem
) -> None:
    desk = RegisterDesk(daemon)
    codes = {"CN-0412", "HUE-77"}
    wait(lambda: desk.ids(CaseQuery(kind="report")) == codes, "both complaints", words=daemon.words)
    assert {file.field for file in desk.listed(CaseQuery(kind="report"))} == {"nuoc-sach"}
    assert system.attempts == []
    for code in sorted(codes):
        for action, values in (("accept", {}), ("finish", {"result": f"Đã súc xả đường ống ({code})"})):
            answer = desk.ask(ActOnCases((code,), action, values))
            assert isinstance(answer, CasesActed), answer
            assert answer.refused == (), answer

    def both() -> bool:
        return len(system.attempts) >= 2 * len(codes)

    wait(both, "each result twice", 60, lambda: f"{system.attempts}\n{daemon.words()}")
    by_code = {body["to"]: (key, body) for key, body in system.attempts}
    assert set(by_code) == {"0412", "77"}
    for code, prefix in (("0412", "CN-"), ("77", "HUE-")):
        key, body = by_code[code]
        assert [k for k, b in system.attempts if b["to"] == code] == [key, key]  # the same key each time
        assert body["template_id"] == "case.result"
        assert body["body"] == f"Đã súc xả đường ống ({prefix}{code})"
        told = body["fields"]
        assert (told["code"], told["turn"], told["group"], told["field"]) == (
            code,
            "settled",
            "done",
            "nuoc-sach",
        )
        assert "Lan" not in json.dumps(body, ensure_ascii=False)
        assert "0905" not in json.dumps(body)
    assert by_code["77"][1]["fields"]["remote_id"] == "77"
