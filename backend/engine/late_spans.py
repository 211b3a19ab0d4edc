"""Which steps of derived series wait to be computed again, and what of it the store has to keep.

A step that was told without a late reading is noted in the commit that holds that reading, and forgotten when
its correction has committed: whenever the daemon ends, the next one finds what is left.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from backend.domain.derived.follower import Span

SETTING = "late:"
"""Begins the names under which the store keeps what waits; the source series follows."""


class LateSpans:
    """Steps of source series that were told before late readings came."""

    def __init__(self, kept: Mapping[str, str], followed: Callable[[str], bool]) -> None:
        """Start with what the store has kept.

        Args:
            kept: its settings, by name; others are left alone.
            followed: whether anything is still computed at steps of a series; what is not is let go.
        """
        self._waiting: dict[str, Span] = {}
        self._noted: dict[str, Span] = {}
        """What came since `next` was asked last."""
        self._changed: set[str] = set()
        for name, text in kept.items():
            series_id = name.removeprefix(SETTING)
            if series_id == name:
                continue
            if followed(series_id):
                self._waiting[series_id] = Span(*map(float, text.split()))
            else:
                self._changed.add(series_id)

    def __bool__(self) -> bool:
        """Return whether anything waits."""
        return bool(self._waiting or self._noted)

    def note(self, late: Mapping[str, Span]) -> None:
        """Add steps that were told before late readings came, by their source series."""
        for series_id, span in late.items():
            self._noted[series_id] = _whole([*_of(self._noted, series_id), span])
            self._changed.add(series_id)

    def next(self, besides: Collection[str] = ()) -> tuple[str, Span] | None:
        """Return the source series that waits longest, but none of `besides`, and its steps.

        What comes late from now on does not change what is returned: it waits for the next time.
        """
        for series_id, span in self._noted.items():
            self._waiting[series_id] = _whole([*_of(self._waiting, series_id), span])
        self._noted.clear()
        return next((each for each in self._waiting.items() if each[0] not in besides), None)

    def put_behind(self, series_id: str) -> None:
        """Have a series wait behind the others."""
        self._waiting[series_id] = self._waiting.pop(series_id)

    def done(self, series_id: str, rest: Span | None) -> None:
        """Keep the `rest` of what `next` returned of a series, behind the others; None: all is done."""
        del self._waiting[series_id]
        if rest is not None:
            self._waiting[series_id] = rest
        self._changed.add(series_id)

    def to_keep(self) -> dict[str, str]:
        """Return the settings that have changed, each once; an empty one is to be taken away."""
        changed, self._changed = self._changed, set()
        return {f"{SETTING}{series_id}": self._text(series_id) for series_id in changed}

    def _text(self, series_id: str) -> str:
        spans = [*_of(self._waiting, series_id), *_of(self._noted, series_id)]
        return " ".join(map(repr, _whole(spans))) if spans else ""


def _of(spans: Mapping[str, Span], series_id: str) -> Iterable[Span]:
    return (spans[series_id],) if series_id in spans else ()


def _whole(spans: Collection[Span]) -> Span:
    """Return the shortest span that holds all of `spans`."""
    return Span(min(each.first_at for each in spans), max(each.last_at for each in spans))
