"""Two people of the demo who tell the residents: one writes a message, another one approves it."""

from __future__ import annotations

import datetime as dt
import logging
from zoneinfo import ZoneInfo

from backend.contract.case_requests import ActOnCases, CasesActed, OpenCase
from backend.contract.messages import Failure
from backend.contract.work_requests import Made
from backend.demo.city import City
from backend.demo.clerks import Desk
from backend.domain.clock import Clock

log = logging.getLogger(__name__)

WRITES_AFTER_S, SUBMITS_AFTER_S, APPROVES_AFTER_S = 90.0, 110.0, 150.0
"""After the beginning: somebody has seen the warning, writes, reads it again; somebody else decides."""
LASTS_S = 2 * 3_600.0
N_WARDS = 2
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


class Messengers:
    """One message, once: written by an officer, approved by a leader."""

    def __init__(self, officer: Desk, leader: Desk, city: City, clock: Clock) -> None:
        """Work at these desks."""
        self._officer, self._leader, self._clock = officer, leader, clock
        self._began_at = clock.now()
        self._areas = [city.area_codes[area] for area in city.hotline_areas()[:N_WARDS]]
        self._stage = 0
        self._case_id = ""

    def look(self) -> None:
        """Do what is due by now; what is refused is given up."""
        passed_s = self._clock.now() - self._began_at
        if self._stage == 0 and passed_s >= WRITES_AFTER_S:
            self._write()
        elif self._stage == 1 and self._case_id and passed_s >= SUBMITS_AFTER_S:
            self._act(self._officer, "submit")
        elif self._stage == 2 and self._case_id and passed_s >= APPROVES_AFTER_S:
            self._act(self._leader, "approve")

    def _write(self) -> None:
        self._stage = 1
        until = dt.datetime.fromtimestamp(int(self._clock.now() + LASTS_S), ZONE)
        answer = self._officer.ask(
            OpenCase(
                kind="public-message",
                title="Mưa rất to, nguy cơ ngập sâu",
                text="Mưa rất to trong hai giờ tới, nước ở các trụ đo ngập đang lên.",
                field="urgent",
                data={
                    "event": "Ngập lụt",
                    "instruction": "Đưa xe, đồ đạc lên cao, không đi qua đoạn ngập; gọi 112 khi cần cứu hộ.",
                    "category": "Met",
                    "urgency": "Immediate",
                    "severity": "Severe",
                    "certainty": "Likely",
                    "areas": " ".join(self._areas),
                    "expires": until.isoformat(),
                    "basis": "Cảnh báo mưa lớn của Đài Khí tượng Thủy văn",
                    "event_en": "Flood",
                    "headline_en": "Very heavy rain, deep floods possible",
                },
            )
        )
        if isinstance(answer, Made):
            self._case_id = answer.made_id
        else:
            words = answer.message if isinstance(answer, Failure) else answer
            log.info("%s: the message to the public is refused: %s", self._officer.name, words)

    def _act(self, desk: Desk, action: str) -> None:
        self._stage += 1
        answer = desk.ask(ActOnCases((self._case_id,), action))
        if not (isinstance(answer, CasesActed) and answer.done):
            log.info("%s: %s %s refused: %s", desk.name, action, self._case_id, answer)
            self._case_id = ""
