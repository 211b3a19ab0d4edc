"""What a pack says of a metric's checks, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from backend.domain.rule import Problem


class StuckCheck(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The same value for too long."""

    after_s: float
    """So long the value must have stayed the very same, s."""
    except_at: tuple[float, ...] = ()
    """Values at which staying is natural: no rain, a dry street."""


class SpikeCheck(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A jump that no nature makes."""

    max_step: float
    """Greatest change that is possible within `within_s`, in the metric's unit."""
    within_s: float
    """Readings of so long before are compared with, s."""
    accept_s: float | None = None
    """A new level that stays for so long is believed, s; empty: `within_s`."""


class NeighboursCheck(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A value that none of the stations around shares."""

    within_km: float
    """So far away a station of the same kind is a neighbour."""
    n: int = 4
    """At most so many, the nearest."""
    min_n: int = 2
    """With fewer that have a fresh value nothing is judged."""
    max_factor: float | None = None
    """The greater value is at most so many times the other."""
    max_difference: float | None = None
    """The values are at most so far apart, in the metric's unit. Where both are given, two values differ
    only if both are exceeded."""


class Checks(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`checks:` of a metric."""

    stuck: StuckCheck | None = None
    spike: SpikeCheck | None = None
    neighbours: NeighboursCheck | None = None

    @property
    def memory_s(self) -> float:
        """How far back readings matter after a restart, s."""
        stuck_s = self.stuck.after_s if self.stuck else 0.0
        return max(stuck_s, self.spike.within_s if self.spike else 0.0)


def problems(checks: Checks) -> Iterator[Problem]:
    """Yield what is wrong with the checks of a metric."""
    if checks.stuck is None and checks.spike is None and checks.neighbours is None:
        yield Problem("", "no check", "give 'stuck', 'spike' or 'neighbours', or leave 'checks' out")
    if checks.stuck is not None:
        yield from _above_0("stuck", after_s=checks.stuck.after_s)
    if checks.spike is not None:
        spike = checks.spike
        accept_s = spike.within_s if spike.accept_s is None else spike.accept_s
        yield from _above_0("spike", max_step=spike.max_step, within_s=spike.within_s, accept_s=accept_s)
    if checks.neighbours is not None:
        yield from _neighbour_problems(checks.neighbours)


def _neighbour_problems(spec: NeighboursCheck) -> Iterator[Problem]:
    yield from _above_0("neighbours", within_km=spec.within_km)
    if spec.max_difference is not None:
        yield from _above_0("neighbours", max_difference=spec.max_difference)
    if not 1 <= spec.min_n <= spec.n:
        yield Problem("neighbours.min_n", f"found {spec.min_n} of {spec.n}", "1 or more, at most n")
    if spec.max_factor is None and spec.max_difference is None:
        yield Problem("neighbours", "nothing to compare by", "give 'max_factor', 'max_difference' or both")
    if spec.max_factor is not None and spec.max_factor <= 1:
        yield Problem("neighbours.max_factor", f"found {spec.max_factor:g}", "above 1")


def _above_0(check: str, **fields: float) -> Iterator[Problem]:
    for key, value in fields.items():
        if value <= 0:
            yield Problem(f"{check}.{key}", f"found {value:g}", "above 0")
