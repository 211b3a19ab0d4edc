"""A source that is silent or cannot be read is one alarm; the absence alarms of its series stand behind it.

Which source a series is of, nobody declares: it is the one that sent the newest reading of it. That is kept
in the store, so that a daemon that starts while a source is away knows what is away with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

import msgspec

from backend.contract.state import LOST_FACTOR, Alarm, Source, Text
from backend.domain.rule import Inhibition, RuleSpec
from backend.domain.rules import threshold
from backend.domain.verdict import Verdict

RULE = "nguon-im-lang"
"""Rule of the alarm; its subject is the source."""
SETTING = "nguon-cua-chuoi"
"""Name under which the store keeps the source of each series."""
KEEP_PERIOD_S = 10.0
MOST_WAIT_S = 120.0
"""Reading again, a source must go on for its maximum age, at most for so long, before its alarm ends: until
then its stations have sent again, and those that have not are silent by themselves."""

_FOUND = threshold.Spec(
    id=RULE,
    kind="threshold",
    title=Text("Nguồn {name} im lặng hoặc không đọc được", "Source {name} is silent or cannot be read"),
    metric="silence_s",
    severity="medium",
    limit=0.0,
    consequence=Text(
        "Số liệu và hồ sơ của nguồn này đứng lại: điều nguy hiểm có thể xảy ra mà không có cảnh báo.",
        "Its readings and cases stand still: danger may come without any alarm.",
    ),
    response=Text(
        "Kiểm tra máy chủ, đường truyền và tài khoản của nguồn; gọi đơn vị cung cấp số liệu. "
        "Theo dõi bằng camera và điện thoại cho đến khi nguồn đọc lại được.",
        "Check the source's server, line and account; call who provides it. "
        "Watch by camera and telephone until it can be read again.",
    ),
    respond_within_s=600.0,
    unit_id="ioc",
    procedure="none",
)


def rule() -> RuleSpec:
    """Return the rule by which sources ring; the alarm book must know it."""
    return _FOUND


def under_sources(rules: Iterable[RuleSpec]) -> list[RuleSpec]:
    """Return rules as the alarm book takes them: each absence is hidden by the silence of its source."""
    parent = Inhibition(RULE, "source")
    return [
        msgspec.structs.replace(spec, inhibited_by=(*spec.inhibited_by, parent))
        if spec.kind == "absence"
        else spec
        for spec in rules
    ]


class Configured(Protocol):
    """What is needed of a source's settings."""

    @property
    def id(self) -> str:
        """Identifies the source."""
        ...


class SeriesSources:
    """Knows the source of each series."""

    def __init__(self, computed: Mapping[str, str], kept: str = "") -> None:
        """Start with what was kept.

        Args:
            computed: metric that no source sends -> the metric that it is computed from.
            kept: as `to_keep` gave it; empty: nothing is known yet.
        """
        self._computed = computed
        self.senders: dict[str, str] = {
            series_id: source_id
            for source_id, series in (
                msgspec.json.decode(kept, type=dict[str, list[str]]) if kept else {}
            ).items()
            for series_id in series
        }
        """Series -> source that sent its newest reading; the intakes write it."""
        self._kept = dict(self.senders)

    def of(self, alarm: Alarm) -> str:
        """Return the id of the source that an alarm stands on, empty where it is not known."""
        if alarm.rule_id == RULE:
            return alarm.subject
        place_id, _, metric = alarm.series_id.rpartition(".")
        while metric in self._computed:
            metric = self._computed[metric]
        return self.senders.get(f"{place_id}.{metric}", "")

    def to_keep(self) -> str:
        """Return what the store is to keep, empty where nothing has changed since the last call."""
        if self.senders == self._kept:
            return ""
        self._kept = dict(self.senders)
        by_source: dict[str, list[str]] = {}
        for series_id, source_id in self._kept.items():
            by_source.setdefault(source_id, []).append(series_id)
        return msgspec.json.encode(by_source).decode()


class SourceAlarms:
    """Says of each source whether it rings, by the source's own notion of late and lost."""

    def __init__(self, configured: Iterable[Configured], alarms: Iterable[Alarm], now: float) -> None:
        """Take over the alarms that stood before a restart.

        Args:
            configured: sources of the centre that are switched on; no other rings.
            alarms: as the store has them.
            now: s since epoch; the silence of a source that has sent nothing begins here.
        """
        self._ids = frozenset(config.id for config in configured)
        self._began_at = now
        self._said: dict[str, Verdict | None] = {
            a.subject: None for a in alarms if a.rule_id == RULE and a.active
        }
        """Sources that ring, each with what was said last of it."""
        self._well_since: dict[str, float] = {}

    def look(self, sources: Iterable[Source], now: float) -> list[Verdict]:
        """Return what is new of the sources at `now` (s since epoch)."""
        found = [_ended(source_id, now) for source_id in self._said if source_id not in self._ids]
        for verdict in found:
            del self._said[verdict.subject]
        for source in sources:
            if source.source_id in self._ids:
                found += self._of(source, now)
        return found

    def _of(self, source: Source, now: float) -> list[Verdict]:
        name = source.source_id
        if name not in self._said:
            if not self._faulty(source, now):
                return []
            self._well_since.pop(name, None)
            self._said[name] = None
        elif self._is_well_again(source, now):
            del self._said[name], self._well_since[name]
            return [_ended(name, now)]
        before = self._said[name]
        verdict = _verdict(source, now if before is None else before.at, reads=name in self._well_since)
        self._said[name] = verdict
        return [] if verdict == before else [verdict]

    def _faulty(self, source: Source, now: float) -> bool:
        """Return whether a source is lost, or late and known to be unreadable."""
        since_at = self._began_at if source.last_at is None else source.last_at
        return source.state == "lost" or (bool(source.reason) and now - since_at > source.max_age_s)

    def _is_well_again(self, source: Source, now: float) -> bool:
        if source.state != "fresh":
            self._well_since.pop(source.source_id, None)
            return False
        since_at = self._well_since.setdefault(source.source_id, now)
        return now - since_at >= min(source.max_age_s, MOST_WAIT_S)


def _verdict(source: Source, at: float, *, reads: bool) -> Verdict:
    title, detail = _words(source, reads=reads)
    return Verdict(
        rule_id=RULE,
        subject=source.source_id,
        series_id="",
        active=True,
        severity=_FOUND.severity,
        at=at,
        title=title,
        detail=detail,
    )


def _words(source: Source, *, reads: bool) -> tuple[Text, Text]:
    name = source.name
    if reads:
        return (
            Text(f"Nguồn {name} vừa đọc lại được", f"Source {name} can be read again"),
            Text("Chờ các trạm của nguồn gửi lại số liệu.", "Waiting for its stations to send again."),
        )
    if source.reason:
        return (
            Text(f"Nguồn {name} không đọc được", f"Source {name} cannot be read"),
            Text(f"Lỗi khi đọc: {source.reason}", source.reason),
        )
    vi, en = _span(LOST_FACTOR * source.max_age_s)
    return (
        Text(f"Nguồn {name} im lặng", f"Source {name} is silent"),
        Text(f"Không nhận được gì quá {vi}.", f"Nothing has come for more than {en}."),
    )


def _span(seconds: float) -> tuple[str, str]:
    for length_s, vi, en in ((3600.0, "giờ", "h"), (60.0, "phút", "min")):
        if seconds >= 2 * length_s:
            return f"{seconds / length_s:.0f} {vi}", f"{seconds / length_s:.0f} {en}"
    return f"{seconds:.0f} giây", f"{seconds:.0f} s"


def _ended(source_id: str, now: float) -> Verdict:
    return Verdict(
        rule_id=RULE, subject=source_id, series_id="", active=False, severity=_FOUND.severity, at=now
    )
