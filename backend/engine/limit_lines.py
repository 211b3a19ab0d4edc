"""Draws the limits of charts anew when another version of a limit set comes into force, or a month ends."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, MutableMapping

import msgspec

from backend.contract.messages import CatalogueChanged, FeedMessage
from backend.contract.state import Series
from backend.domain.clock import Clock
from backend.domain.timed_rule import next_change
from backend.usecases.packs import Packs

log = logging.getLogger(__name__)

PERIOD_S = 60.0
"""It is looked so often whether a day has come; rules do not wait for it."""


class LimitLines:
    """Keeps the limits of all series those of today."""

    def __init__(
        self,
        packs: Packs,
        series: MutableMapping[str, Series],
        build: Callable[[float], Mapping[str, Series]],
        clock: Clock,
        publish: Callable[[FeedMessage], None],
    ) -> None:
        """Start with series as they are now.

        Args:
            packs: whose rules have the limits.
            series: of the centre by id; changed.
            build: makes them as they are at an instant (s since epoch).
            clock: of the daemon.
            publish: tells every wall; it takes a new snapshot.
        """
        self._packs, self._series, self._build = packs, series, build
        self._clock, self._publish = clock, publish
        self._until_at = next_change(packs.rules, packs.limit_sets, clock.now())

    def look(self) -> None:
        """Draw anew if the day has come; called now and then."""
        now = self._clock.now()
        if now < self._until_at:
            return
        self._until_at = next_change(self._packs.rules, self._packs.limit_sets, now)
        fresh = self._build(now)
        changed = {
            name: msgspec.structs.replace(self._series[name], limits=each.limits)
            for name, each in fresh.items()
            if each.limits != self._series[name].limits
        }
        if changed:
            log.info("other limits hold from today for %d series", len(changed))
            self._series.update(changed)
            self._publish(CatalogueChanged("limits"))
