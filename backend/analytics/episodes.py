"""Makes episodes and the figures of an operator's load out of what a rule said."""

from __future__ import annotations

import datetime
import math
from collections import Counter
from collections.abc import Iterable, Sequence

from backend.analytics.back_test_report import Episode, Figures, FloodPeriod, PlaceRecord
from backend.analytics.judging import Judged
from backend.analytics.replay import Stretch

CHATTER_S = 600.0
"""Shorter, or again sooner, is chattering. The alarm book calls an alarm flapping over the same time."""

Rings = frozenset[tuple[str, float]]
"""(place id, raised at) of what called an operator."""


def chattering(found: Sequence[Stretch]) -> list[bool]:
    """Return which stretches of one place (ascending) are chatter: short, or raised again at once."""
    result = []
    for i, (raised_at, cleared_at) in enumerate(found):
        again = i > 0 and raised_at - found[i - 1].cleared_at < CHATTER_S
        result.append(again or cleared_at - raised_at < CHATTER_S)
    return result


def episodes_of(judged: Judged, rings: Rings, end_at: float) -> list[Episode]:
    """Return the episodes of one place.

    Args:
        judged: the place.
        rings: of the duty desk.
        end_at: end of the history, s since epoch.
    """
    place_id = judged.facts.place_id
    return [
        Episode(
            place_id=place_id,
            raised_at=stretch.raised_at,
            cleared_at=None if math.isinf(stretch.cleared_at) else stretch.cleared_at,
            duration_s=min(stretch.cleared_at, end_at) - stretch.raised_at,
            peak_value=peak.value,
            severity=peak.severity,
            rang=(place_id, stretch.raised_at) in rings,
            chattering=chatters,
        )
        for stretch, peak, chatters in zip(
            judged.stretches, judged.peaks, chattering(judged.stretches), strict=True
        )
    ]


def place_record(judged: Judged, episodes: Sequence[Episode], start_at: float, end_at: float) -> PlaceRecord:
    """Return the figures of one place; its share is taken of the time that its readings span."""
    span = (start_at, end_at)
    if judged.peaks_are_values and judged.first_at is not None and judged.last_at is not None:
        span = (max(start_at, judged.first_at), judged.last_at)
    length_s = span[1] - span[0]
    held_s = sum(max(0.0, min(s.cleared_at, span[1]) - max(s.raised_at, span[0])) for s in judged.stretches)
    return PlaceRecord(
        place_id=judged.facts.place_id,
        name=judged.facts.place_name,
        n_readings=judged.n_readings,
        first_at=judged.first_at,
        last_at=judged.last_at,
        n_episodes=len(episodes),
        n_chattering=sum(episode.chattering for episode in episodes),
        longest_s=max((episode.duration_s for episode in episodes), default=0.0),
        active_share=held_s / length_s if length_s > 0 else 0.0,
    )


def figures(
    episodes: Sequence[Episode], places: Sequence[PlaceRecord], floods: Sequence[FloodPeriod], end_at: float
) -> Figures:
    """Return the load that the episodes make; `end_at` ends floods that still lasted."""
    n_chattering = sum(episode.chattering for episode in episodes)
    shares = [place.active_share for place in places if place.n_readings or place.n_episodes]
    return Figures(
        n_episodes=len(episodes),
        n_rings=sum(episode.rang for episode in episodes),
        n_chattering=n_chattering,
        chattering_share=n_chattering / len(episodes) if episodes else 0.0,
        longest_s=max((episode.duration_s for episode in episodes), default=0.0),
        active_s=sum(episode.duration_s for episode in episodes),
        active_share=sum(shares) / len(shares) if shares else 0.0,
        n_floods=len(floods),
        flood_s=sum((end_at if f.end_at is None else f.end_at) - f.start_at for f in floods),
    )


def per_day(episodes: Iterable[Episode], zone: datetime.tzinfo) -> dict[str, int]:
    """Return how many episodes were raised on each local day that had some, ascending."""
    days = Counter(datetime.datetime.fromtimestamp(e.raised_at, zone).date().isoformat() for e in episodes)
    return dict(sorted(days.items()))
