"""The weather office of the demo: a heavy-rain warning by CAP, updated, at last cancelled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from backend.demo.city import City
from backend.domain.cap.alert import Alert, AlertArea, AlertInfo, Circle, Reference
from backend.domain.clock import Clock
from backend.gateway.cap_xml import alert_xml, feed_xml

FEED_PATH = "/kttv/canh-bao.atom"
SENDER = "kttv@demo.invalid"
SENDER_NAME = "Đài Khí tượng Thủy văn (bản trình diễn)"
GEOCODE = "urn:vn:gso:ward"
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST_AFTER_S, UPDATE_AFTER_S, CANCEL_AFTER_S = 30.0, 300.0, 1_200.0
"""After the beginning of a round."""
ROUND_S = 3_600.0
"""Then the next warning comes."""
LASTS_S = 3 * 3_600.0
N_STAGES = 3
N_WARDS = 3
_RING = ((16.03, 108.06), (16.03, 108.19), (16.09, 108.20), (16.14, 108.12), (16.10, 108.05), (16.03, 108.06))


class WeatherOffice:
    """Publishes what it has warned of by now."""

    def __init__(self, city: City, http: int, clock: Clock, *, warns: bool = True) -> None:
        """Begin the first round now; documents are served on the loopback port `http`."""
        self._warns = warns
        self._clock, self._began_at, self._http = clock, clock.now(), http
        self._codes = [city.area_codes[area] for area in city.hotline_areas()[:N_WARDS]]
        self._names = ", ".join(city.hotline_areas()[:N_WARDS])

    def documents(self) -> dict[str, Callable[[], bytes]]:
        """Return path -> what is served there (called by the HTTP server's threads)."""
        found: dict[str, Callable[[], bytes]] = {FEED_PATH: self.feed}
        for stage in range(N_STAGES):
            found[_path(stage)] = partial(self._document, stage)
        return found

    def feed(self) -> bytes:
        """Return the index of what was issued in this round."""
        base = f"http://127.0.0.1:{self._http}"
        entries = [(alert, base + _path(stage)) for stage, alert in enumerate(self.issued())]
        return feed_xml(
            entries, url=base + FEED_PATH, title="Cảnh báo thời tiết", author=SENDER_NAME, zone=ZONE
        )

    def issued(self) -> Sequence[Alert]:
        """Return the alerts of this round that were issued by now, oldest first."""
        passed_s = self._clock.now() - self._began_at
        number = int(passed_s // ROUND_S)
        first_at = float(int(self._began_at + number * ROUND_S + FIRST_AFTER_S))
        stages = (FIRST_AFTER_S, UPDATE_AFTER_S, CANCEL_AFTER_S)
        n_issued = self._warns * sum(passed_s - number * ROUND_S >= after_s for after_s in stages)
        return self._chain(first_at)[:n_issued]

    def _document(self, stage: int) -> bytes:
        issued = self.issued()
        return alert_xml(issued[stage], ZONE) if stage < len(issued) else b""

    def _chain(self, at: float) -> list[Alert]:
        """Return a warning, its update and its cancel; `at`: when it is issued, s since epoch."""
        code = f"2.49.0.0.704.demo.{at:.0f}"
        first = Alert(
            f"{code}.1",
            SENDER,
            at,
            "Actual",
            "Alert",
            "Public",
            infos=(self._vietnamese(at), self._english(at)),
        )
        before = Reference(SENDER, first.identifier, at)
        updated_at = at + UPDATE_AFTER_S - FIRST_AFTER_S
        infos = tuple(_worse(info, updated_at) for info in first.infos)
        update = replace(
            first,
            identifier=f"{code}.2",
            sent_at=updated_at,
            msg_type="Update",
            references=(before,),
            infos=infos,
        )
        cancel = replace(
            update,
            identifier=f"{code}.3",
            sent_at=at + CANCEL_AFTER_S - FIRST_AFTER_S,
            msg_type="Cancel",
            references=(before, Reference(SENDER, update.identifier, updated_at)),
            note="Mưa đã giảm, hết nguy cơ mưa rất to.",
        )
        return [first, update, cancel]

    def _vietnamese(self, at: float) -> AlertInfo:
        geocodes = tuple((GEOCODE, code) for code in self._codes)
        return AlertInfo(
            event="Mưa lớn",
            urgency="Expected",
            severity="Severe",
            certainty="Likely",
            language="vi-VN",
            categories=("Met",),
            responses=("Prepare",),
            effective_at=at,
            expires_at=at + LASTS_S,
            sender_name=SENDER_NAME,
            headline="Cảnh báo mưa lớn cục bộ phía tây thành phố",
            description="Trong 3 giờ tới, mưa to đến rất to, lượng mưa 50–100 mm, có nơi trên 120 mm.",
            instruction="Đề phòng ngập úng vùng trũng, sạt lở sườn dốc; không đi qua đoạn đường ngập.",
            areas=(AlertArea(self._names, polygons=(_RING,), geocodes=geocodes),),
        )

    def _english(self, at: float) -> AlertInfo:
        return replace(
            self._vietnamese(at),
            language="en",
            event="Heavy rain",
            headline="Heavy rain in the west of the city",
            description="Heavy to very heavy rain in the next three hours, 50-100 mm, locally above 120 mm.",
            instruction="Watch out for floods in low places and for landslides; do not cross flooded roads.",
        )


def _worse(info: AlertInfo, at: float) -> AlertInfo:
    """Return a warning as its update says it: more rain, a circle more, three hours from then on."""
    headline = (
        "Cảnh báo mưa rất to, nguy cơ ngập sâu" if info.language == "vi-VN" else "Very heavy rain, floods"
    )
    areas = tuple(replace(area, circles=(Circle(16.02, 108.22, 3.0),)) for area in info.areas)
    return replace(
        info,
        severity="Extreme",
        urgency="Immediate",
        certainty="Observed",
        headline=headline,
        expires_at=at + LASTS_S,
        areas=areas,
    )


def _path(stage: int) -> str:
    return f"/kttv/{stage + 1}.xml"
