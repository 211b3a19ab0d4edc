"""Who and what is near: the live values, orders and kinds of places put together; answers `GetNearest`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from backend.contract.messages import Failure, ReplyBody
from backend.contract.resources import GetNearest, Nearest, NearPlace
from backend.contract.state import Place, Quality, Series, Text
from backend.domain.clock import Clock
from backend.domain.resources import Candidate, Seen, nearest
from backend.engine.feed import LiveValues
from backend.engine.sessions import Session
from backend.usecases.place_kinds import PlaceKind

if TYPE_CHECKING:
    from backend.engine.work.bench import Handlers

MOST = 50
Look = Callable[[str, str, float], Seen | None]
"""Returns the newest reading of a metric at a place, as it stands at an instant (s since epoch)."""
Busy = Callable[[], Mapping[str, str]]
"""Returns each busy crew with its order."""


class Resources:
    """The places of a centre with what is known of them now."""

    def __init__(
        self, places: Iterable[Place], kinds: Mapping[str, PlaceKind], look: Look, busy: Busy
    ) -> None:
        """Look at `places` of `kinds`."""
        self.kinds = kinds
        self._places: dict[str, list[Place]] = {}
        for place in places:
            self._places.setdefault(place.kind, []).append(place)
        self._look, self._busy = look, busy

    def names(self) -> frozenset[str]:
        """Return the kinds of places that there are, declared by a pack or not."""
        return frozenset(self.kinds.keys() | self._places.keys())

    def nearest(self, asked: GetNearest, now: float) -> tuple[NearPlace, ...]:
        """Return the places that are meant, nearest first."""
        busy = self._busy()
        wanted = asked.kinds or [name for name, kind in self.kinds.items() if kind.resource is not None]
        found = (self._candidate(place, busy, now) for kind in wanted for place in self._places.get(kind, ()))
        return nearest((asked.lat, asked.lon), found, n=asked.n, order=asked.order, free_only=asked.free_only)

    def _candidate(self, place: Place, busy: Mapping[str, str], now: float) -> Candidate:
        kind = self.kinds.get(place.kind)
        seen = {
            metric: reading
            for metric in (kind.metrics if kind else ())
            if (reading := self._look(place.place_id, metric, now)) is not None
        }
        return Candidate(
            place=place,
            moves=kind.moves if kind else False,
            resource=kind.resource if kind else None,
            capacity=kind.capacity if kind else None,
            seen=seen,
            case_id=busy.get(place.place_id, ""),
        )


class OnResources:
    """Handlers of requests about who and what is near."""

    def __init__(self, resources: Resources, clock: Clock) -> None:
        """Answer from `resources`."""
        self._resources, self._clock = resources, clock

    def handlers(self) -> Handlers:
        """Return the handler of each kind of request."""
        return {GetNearest: self._nearest}

    async def _nearest(self, body: GetNearest, _session: Session) -> ReplyBody:
        fault = self._fault(body)
        if fault is not None:
            return fault
        return Nearest(self._resources.nearest(body, self._clock.now()))

    def _fault(self, body: GetNearest) -> Failure | None:
        if not (-90 <= body.lat <= 90 and -180 <= body.lon <= 180):
            return Failure.of(
                "invalid",
                Text(f"Tọa độ {body.lat}, {body.lon} không hợp lệ.", f"there is no {body.lat}, {body.lon}"),
                Text("Hãy chọn lại điểm trên bản đồ.", "choose a point on the map"),
            )
        if not 1 <= body.n <= MOST:
            return Failure.of(
                "invalid",
                Text(f"Yêu cầu {body.n} điểm gần nhất.", f"{body.n} nearest places"),
                Text(f"Hãy xin từ 1 đến {MOST} điểm.", f"1 to {MOST}"),
            )
        known = self._resources.names()
        unknown = [kind for kind in body.kinds if kind not in known]
        if unknown:
            return Failure.of(
                "not_found",
                Text(f"Không có loại điểm {unknown[0]}.", f"there is no kind of place {unknown[0]!r}"),
                Text(f"Các loại hiện có: {', '.join(sorted(known))}.", f"known: {', '.join(sorted(known))}"),
            )
        return None


def live_look(values: LiveValues, series: Mapping[str, Series]) -> Look:
    """Return a look at the newest committed values.

    Args:
        values: of the feed.
        series: of the centre, by id.
    """

    def look(place_id: str, metric: str, now: float) -> Seen | None:
        one = series.get(f"{place_id}.{metric}")
        known = values.newest.get(one.index) if one is not None else None
        if one is None or known is None:
            return None
        at, value, quality = known
        return Seen(at, value, Quality(quality), values.freshness(one.index, one.max_age_s, now))

    return look
