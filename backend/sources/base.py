"""What every kind of source offers, and the sink that takes what it reads.

A kind is one file `backend/sources/<kind>.py` with

- `class Config(SourceConfig, ...)`: its settings, a msgspec.Struct, each documented;
- `parse(raw, config, received_at) -> Parsed`: pure, never raises for bad input;
- `class Source` with `__init__(self, config, sink, clock)` and `async run(self) -> None`,
  which runs until cancelled and reconnects by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, Protocol

import msgspec

from backend.domain.cases.update import CaseUpdate
from backend.domain.clock import Clock
from backend.domain.observation import Observation


class MetricConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How one value of a message becomes a metric."""

    metric: str
    """Metric of the pack, e.g. `rain_mm_h`."""
    unit: str = ""
    """Unit that the source sends; must convert to the metric's unit. Empty: the same unit."""


Turn = Literal["settled", "refused", "reopened", "status"]
"""What becomes of a case: it is settled, refused, opened again, or moves to another status meanwhile."""


class WriteBackConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a source is told what became of its cases."""

    channel: str
    """Id of a channel of kind `webhook`."""
    when: tuple[Turn, ...] = ("settled", "refused", "reopened")
    """What it is told of; `status`: of every change of the status."""


class SourceConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings that every kind of source has."""

    id: str
    """Identifies the source in this centre."""
    kind: str
    """Name of a file in backend/sources."""
    name: str
    """Words for people."""
    max_age_s: float
    """Silent for longer: late; three times as long: lost."""
    enabled: bool = True
    """Off: kept, but not started."""
    write_back: WriteBackConfig | None = None
    """Of a source of cases: sends what became of each back to where it came from."""

    @property
    def holds_readings(self) -> bool:
        """Whether it measures: then only readings keep it fresh. Of cases there may be no news for days."""
        return True


class Refusal(msgspec.Struct, frozen=True):
    """One message, row or field that could not be read."""

    item: str
    """File and line, topic, or row key."""
    reason: str
    """What was wrong and what was expected, in words."""
    raw: bytes
    """What came in (the sink keeps its beginning)."""


class Parsed(msgspec.Struct, frozen=True):
    """What came of one raw message: the good part and the bad part, never an exception."""

    observations: list[Observation]
    refusals: list[Refusal] = []
    cases: list[CaseUpdate] = []
    """What people reported, each as the other side has it now."""


class Sink(Protocol):
    """Takes what one source reads. Every method is called on the daemon's event loop, none blocks."""

    def accept(
        self,
        observations: Sequence[Observation],
        *,
        mark: str | None = None,
        on_stored: Callable[[], None] | None = None,
    ) -> None:
        """Take readings (perhaps none).

        Args:
            observations: readings in the order in which they came.
            mark: where to go on after a restart (file and line, row watermark); committed with them.
            on_stored: called on the loop after commit: the moment to acknowledge to the other side.
        """
        ...

    def accept_cases(self, cases: Sequence[CaseUpdate]) -> None:
        """Take cases, each as the other side has it now; again and again is harmless.

        Call this before the `accept` that brings their mark: the mark is committed with the last of them.
        A large number of cases is spread over several commits.
        """
        ...

    def listed_all(self, kind: str, case_ids: frozenset[str]) -> None:
        """Take note that the other side lists these as all of its open cases of a kind.

        Call this after `accept_cases`. Those of this source that it no longer lists are over.
        """
        ...

    def refuse(self, refusals: Sequence[Refusal]) -> None:
        """Put what could not be read in quarantine, with its reason."""
        ...

    def connected(self, newest_at: float | None = None) -> None:
        """The other side answers: one log line if it was lost.

        Args:
            newest_at: when what an earlier run of the daemon has read came in, s since epoch: a source of a
                daily file is not late because the daemon was restarted at noon; None: nothing is known of it.
        """
        ...

    def disconnected(self, reason: str) -> None:
        """The other side does not answer: one log line, then silence until it is back."""
        ...

    async def room(self) -> None:
        """Wait while the daemon has more to store than it should hold in memory."""
        ...

    def mark(self) -> str | None:
        """Return the last committed mark of this source."""
        ...

    def unit_of(self, metric: str) -> str | None:
        """Return the unit in which this centre keeps `metric`, None if no pack declares it.

        The one method that may be called from any thread: a plain look-up.
        """
        ...


class RunningSource(Protocol):
    """A source at work."""

    async def run(self) -> None:
        """Read until cancelled."""
        ...


class SourceFactory(Protocol):
    """`Source` of a kind's file."""

    def __call__(self, config: SourceConfig, sink: Sink, clock: Clock) -> RunningSource:
        """Make the source; does nothing yet."""
        ...
