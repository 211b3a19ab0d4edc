"""Makes a limit set of same-month percentiles from a centre's past."""

from __future__ import annotations

import datetime
import math
import zoneinfo
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import yaml

from backend.analytics.columns import Readings, readings
from backend.analytics.month_percentiles import MonthPercentile, month_percentiles
from backend.contract.document import unknown_cure
from backend.contract.state import Text
from backend.domain.limit_sets import LimitRow, LimitSet
from backend.domain.observation import Observation
from backend.domain.series import SeriesFacts
from backend.engine.centre import load_centre
from backend.engine.importing import read_recording
from backend.store import Store
from backend.usecases.packs import Metric, load_packs
from backend.usecases.shelf import PackFolder, shelf_of


class PercentileError(ValueError):
    """A set that cannot be made; says why and what to do."""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be computed."""

    metric: str
    set_id: str
    centre: Path
    packs: PackFolder
    database: str
    """SQLAlchemy URL."""
    csv: Path | None = None
    """A recording instead of the store."""
    percents: tuple[float, ...] = (95.0, 99.0)
    above: float | None = None
    """Only readings above this value count."""
    min_n: int = 100
    from_: str = ""
    """ISO 8601, the centre's time where it names no zone; empty: the beginning."""
    to: str = ""


class Made(msgspec.Struct, frozen=True):
    """The set, and what is to be known of it."""

    limit_set: LimitSet
    n_places: int
    """Places that have a row."""
    without: tuple[str, ...]
    """Places of the metric that have none: too few readings in every month."""

    def document(self) -> str:
        """Return the set as a file of a pack or centre."""
        data = msgspec.to_builtins(self.limit_set)
        data["effective_from"] = self.limit_set.effective_from
        rows = {key: _plain(row) for key, row in data.pop("rows").items()}
        kept = {key: value for key, value in data.items() if value not in ("", {}, None)}
        return yaml.safe_dump(kept | {"rows": rows}, allow_unicode=True, sort_keys=False, width=110)


def make(wanted: Wanted) -> Made:
    """Return a limit set whose rows are `<place id>.<month>.p<percent>`.

    Raises:
        PercentileError: no such metric, no reading, or a time that cannot be understood.
        DocumentError: the centre or a pack is not right.
        RecordingError: the recording cannot be read.
        StoreError: the database does not answer.
    """
    loaded = load_centre(wanted.centre)
    packs = load_packs(shelf_of(loaded.folder, wanted.packs), loaded.packs)
    metric = packs.metrics.get(wanted.metric)
    if metric is None:
        cure = unknown_cure(wanted.metric, list(packs.metrics))
        raise PercentileError(f"no pack declares the metric '{wanted.metric}'; {cure}")
    facts = [f for place in loaded.places for f in packs.series_of(place) if f.metric == wanted.metric]
    zone = zoneinfo.ZoneInfo(loaded.centre.timezone)
    span = _instant("--from", wanted.from_, zone, -1e11), _instant("--to", wanted.to, zone, 1e11)
    units = {name: each.unit for name, each in packs.metrics.items()}
    past = _recorded(wanted, facts, units) if wanted.csv is not None else _stored(wanted, facts, span)
    rows: dict[str, LimitRow] = {}
    first_at, last_at, without = math.inf, -math.inf, []
    for place, found in past:
        within = found.between(*span).plausible(*metric.range)
        some = month_percentiles(within, wanted.percents, zone, above=wanted.above, min_n=wanted.min_n)
        rows |= {_key(place, each): _row(place, each, metric) for each in some}
        if some:
            first_at, last_at = min(first_at, within.at[0]), max(last_at, within.at[-1])
        else:
            without.append(place.place_id)
    if not rows:
        raise PercentileError(
            f"no place has {wanted.min_n} readings of '{wanted.metric}' in any month; bring the past in with "
            "'toancanh import readings', name a recording by --csv, or lower --min-n"
        )
    days = [datetime.datetime.fromtimestamp(at, zone).date() for at in (first_at, last_at)]
    return Made(_set(wanted, metric, rows, days), len(facts) - len(without), tuple(without))


def _set(wanted: Wanted, metric: Metric, rows: dict[str, LimitRow], days: list[datetime.date]) -> LimitSet:
    first, last = (f"{day:%d/%m/%Y}" for day in days)
    only = "" if wanted.above is None else f", chỉ tính số liệu trên {wanted.above:g} {metric.unit}"
    return LimitSet(
        id=wanted.set_id,
        name=Text(
            f"{metric.name.vi}: phân vị theo tháng", f"{metric.name.in_language('en')}: percentiles by month"
        ),
        source=f"Tính từ số liệu {first} đến {last}{only}",
        effective_from=days[1],
        rows=rows,
    )


def _key(place: SeriesFacts, each: MonthPercentile) -> str:
    return f"{place.place_id}.{each.month:02d}.p{each.percent:g}"


def _row(place: SeriesFacts, each: MonthPercentile, metric: Metric) -> LimitRow:
    return LimitRow(
        name=Text(f"p{each.percent:g} tháng {each.month}", f"p{each.percent:g} of month {each.month}"),
        unit=metric.unit,
        max=round(each.value, metric.decimals + 1),
        note=f"{place.place_name}: {each.n} số liệu, {each.n_years} năm",
    )


def _plain(row: dict[str, object]) -> dict[str, object]:
    """Return a row without what is at its default."""
    return {key: value for key, value in row.items() if value not in ("", {}, None, False)}


def _stored(
    wanted: Wanted, facts: Sequence[SeriesFacts], span: tuple[float, float]
) -> Iterator[tuple[SeriesFacts, Readings]]:
    store = Store.open(wanted.database)
    try:
        store.check_schema()
        for each in facts:
            yield each, Readings(*store.raw(each.series_id, *span))
    finally:
        store.close()


def _recorded(
    wanted: Wanted, facts: Sequence[SeriesFacts], units: dict[str, str]
) -> Iterator[tuple[SeriesFacts, Readings]]:
    assert wanted.csv is not None  # noqa: S101 - asked for by the caller
    observations, _ = read_recording(wanted.csv, "Asia/Ho_Chi_Minh", units.get)
    by_series: dict[str, dict[float, Observation]] = {}
    for each in observations:
        by_series.setdefault(each.series_id, {})[each.at] = each
    for place in facts:
        some = [each for _, each in sorted(by_series.get(place.series_id, {}).items())]
        yield (
            place,
            readings([o.at for o in some], [o.value for o in some], [int(o.quality) for o in some]),
        )


def _instant(option: str, text: str, zone: zoneinfo.ZoneInfo, missing: float) -> float:
    if not text:
        return missing
    try:
        found = datetime.datetime.fromisoformat(text)
    except ValueError as error:
        raise PercentileError(f"{option} {text!r}: {error}; write 2026-10-14 or 2026-10-14T06:00") from error
    return (found if found.tzinfo else found.replace(tzinfo=zone)).timestamp()
