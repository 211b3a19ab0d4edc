"""How packs write escalation ladders, and the rungs that come of it in order of time."""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import re
from collections.abc import Iterator
from typing import Literal

import msgspec

from backend.contract.state import Alarm, Severity, Text
from backend.domain.messages.nearby import FARTHEST_M
from backend.domain.rule import Problem

_ISO = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


class Repeat(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rung that comes again."""

    every: str
    """ISO 8601 duration, `PT10M`."""
    times: int
    """How often after the first time."""


class RungSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One rung as a pack writes it."""

    after: str
    """Time since the start, ISO 8601: `PT0S`, `PT5M`."""
    to: tuple[str, ...]
    """Roles, units, person ids, `responsible_unit`."""
    within_m: float | None = None
    """Tells those of them who are so near, too, whatever their ward; None: those of the ward only."""
    template: str
    channels: tuple[str, ...] = ()
    """Channels or ways to prefer, best first."""
    repeat: Repeat | None = None


class LadderScope(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Alarms that start a ladder by themselves."""

    severities: tuple[Severity, ...] = ()
    """Empty: any."""
    rules: tuple[str, ...] = ()
    """Ids of alarm rules; empty: any."""


class LadderSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One ladder as a pack writes it."""

    id: str
    title: Text
    rungs: tuple[RungSpec, ...]
    until: Literal["acknowledged"] = "acknowledged"
    starts: LadderScope | None = None
    """Alarms that start it when they ask for somebody; empty: only procedures and late steps do."""

    def applies_to(self, alarm: Alarm) -> bool:
        """Return whether this alarm starts the ladder."""
        scope = self.starts
        if scope is None:
            return False
        severe = not scope.severities or alarm.severity in scope.severities
        return severe and (not scope.rules or alarm.rule_id in scope.rules)


def duration_s(text: str) -> float:
    """Return the seconds of an ISO 8601 duration of days, hours, minutes and seconds (`PT1H30M`).

    Raises:
        ValueError: it is none.
    """
    found = _ISO.fullmatch(text.strip())
    if not found or not any(found.groups()) or text.strip().endswith("T"):
        raise ValueError(f"{text!r} is no duration: expected e.g. PT5M, PT1H30M, P1D")
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return dt.timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds).total_seconds()


@functools.lru_cache(maxsize=128)
def plan(spec: LadderSpec) -> tuple[tuple[float, RungSpec], ...]:
    """Return every rung, repeats too, with the seconds after the start, in order of time.

    Raises:
        ValueError: a duration that is none.
    """
    times = [
        (duration_s(rung.after) + n * (duration_s(rung.repeat.every) if rung.repeat else 0.0), rung)
        for rung in spec.rungs
        for n in range(1 + (rung.repeat.times if rung.repeat else 0))
    ]
    return tuple(sorted(times, key=lambda each: each[0]))


def check_ladder(spec: LadderSpec) -> Iterator[Problem]:
    """Yield everything wrong with a ladder."""
    if not spec.rungs:
        yield Problem("rungs", "no rung", "add at least one, with after, to and template")
    afters: list[float] = []
    for i, rung in enumerate(spec.rungs):
        at = f"rungs[{i}]"
        try:
            afters.append(duration_s(rung.after))
        except ValueError:
            yield Problem(f"{at}.after", f"found '{rung.after}'", "expected an ISO 8601 duration, e.g. PT5M")
        if not rung.to:
            yield Problem(f"{at}.to", "nobody is told", "name roles, units or persons")
        if rung.within_m is not None and not 0 < rung.within_m <= FARTHEST_M:
            yield Problem(
                f"{at}.within_m", f"found {rung.within_m:g}", f"metres above 0, at most {FARTHEST_M}"
            )
        if rung.repeat is not None:
            yield from _check_repeat(rung.repeat, f"{at}.repeat")
    for i, (before, after) in enumerate(itertools.pairwise(afters), 1):
        if len(afters) == len(spec.rungs) and after < before:
            yield Problem(
                f"rungs[{i}].after", "earlier than the rung before it", "put the rungs in order of time"
            )


def _check_repeat(repeat: Repeat, at: str) -> Iterator[Problem]:
    try:
        every_s = duration_s(repeat.every)
    except ValueError:
        every_s = -1.0
    if every_s < 60:
        yield Problem(
            f"{at}.every", f"found '{repeat.every}'", "expected an ISO 8601 duration of a minute or more"
        )
    if not 1 <= repeat.times <= 20:
        yield Problem(f"{at}.times", f"found {repeat.times}", "expected 1 to 20")
