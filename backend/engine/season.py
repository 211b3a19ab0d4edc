"""Answers what the past seasons were like, beside the loop; hands out readings and events as spreadsheets."""

from __future__ import annotations

import asyncio
import datetime
import math
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from zoneinfo import ZoneInfo

import numpy as np

from backend.analytics.seasons import Past, Span, episode_of, events_of, maxima_of, stretches_of
from backend.contract.codec import floats
from backend.contract.messages import Failure, ReplyBody
from backend.contract.season import Episode, Episodes, ExportSeries, GetEpisodes, StationPeak
from backend.contract.state import Place, Quality, ReferenceDay, Series, Text
from backend.contract.work_requests import Kept
from backend.engine.reporting.on_exports import EXPORTING_ROLES, not_for
from backend.engine.sessions import Session
from backend.engine.work.bench import Bench, Handlers, who
from backend.reports.spreadsheet import CSV_TYPE, XLSX_TYPE, Cell, Column, Sheet, write_csv
from backend.reports.workbook import write_xlsx
from backend.store import Store

LONGEST_S = 5 * 366 * 86_400.0
MOST_EPISODES = 500
MOST_ROWS = 1_000_000
"""Readings of one file: what a spreadsheet holds."""


class SeasonDesk:
    """Answers from the store."""

    def __init__(
        self,
        bench: Bench,
        places: Sequence[Place],
        series: Mapping[str, Series],
        days: Sequence[ReferenceDay],
        zone: ZoneInfo,
    ) -> None:
        """Know the places and the named days; questions wait for one another, the live part for none."""
        self._bench, self._series, self._days, self._zone = bench, series, tuple(days), zone
        self._places = {place.place_id: place for place in places}
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="season")

    def handlers(self) -> Handlers:
        """Return the handler of each kind of request."""
        return {GetEpisodes: self._get, ExportSeries: self._export}

    async def _get(self, body: GetEpisodes, _session: Session) -> ReplyBody:
        fault = self._fault(body)
        if fault is not None:
            return fault
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._worker, lambda: self.episodes(body))

    async def _export(self, body: ExportSeries, session: Session) -> ReplyBody:
        if session.role not in EXPORTING_ROLES:
            return not_for(session)
        fault = self._fault(body.query)
        if fault is not None:
            return fault
        loop = asyncio.get_running_loop()
        made = await loop.run_in_executor(self._worker, lambda: self.table(body))
        if isinstance(made, Failure):
            return made
        now, query = self._bench.clock.now(), body.query
        payload: dict[str, object] = {
            "what": body.what,
            "format": body.format,
            "start_at": query.start_at,
            "end_at": query.end_at,
        }
        self._bench.casework.out.note(now, who(session), "season.exported", query.metric, payload)
        await self._bench.pipeline.settle()
        first = datetime.datetime.fromtimestamp(query.start_at, self._zone)
        name = f"{query.metric}-{body.what}-{first:%Y%m%d}.{body.format}"
        return Kept(name, CSV_TYPE if body.format == "csv" else XLSX_TYPE, made)

    # ---- reading ----------------------------------------------------------------------------------

    def episodes(self, body: GetEpisodes) -> Episodes:
        """Return the events. Blocks."""
        span = Span(body.start_at, body.end_at)
        pasts, coarse = self._pasts(body)
        stretches = [
            stretch
            for place_id, past in pasts.items()
            for stretch in stretches_of(place_id, past, body.level, kind=body.kind, dry_s=body.dry_s)
        ]
        found = [
            episode_of(event, kind=body.kind, days=self._days, span=span, dry_s=body.dry_s)
            for event in events_of(stretches, body.dry_s)
        ]
        kept = sorted(found, key=lambda each: -each.peak)[:MOST_EPISODES]
        one = next(self._of(body))
        return Episodes(
            metric=body.metric,
            unit=one.unit,
            episodes=tuple(sorted(kept, key=lambda each: each.start_at)),
            maxima=tuple(maxima_of(pasts)),
            n_readings=sum(len(past.at) for past in pasts.values()),
            without_data=tuple(place_id for place_id, past in pasts.items() if not len(past.at)),
            left_out=len(found) - len(kept),
            coarse=coarse,
        )

    def _of(self, body: GetEpisodes) -> Iterator[Series]:
        wanted = set(body.places)
        for series in self._series.values():
            if series.metric == body.metric and (not wanted or series.place_id in wanted):
                yield series

    def _pasts(self, body: GetEpisodes) -> tuple[dict[str, Past], bool]:
        pasts, coarse = {}, False
        for series in self._of(body):
            past, rolled = self._past(series, body)
            pasts[series.place_id], coarse = past, coarse or rolled
        return pasts, coarse

    def _past(self, series: Series, body: GetEpisodes) -> tuple[Past, bool]:
        """Return the good readings of a series; its hourly figures where readings are no longer kept."""
        store: Store = self._bench.store
        gap_s = series.max_age_s
        raw = store.raw(series.series_id, body.start_at, body.end_at)
        rolled = store.hourly(series.series_id, body.start_at, body.end_at)
        older = floats(rolled.at)
        begins = raw.at[0] if len(raw.at) else math.inf
        lost = older + rolled.step_s <= begins
        good = np.isin(raw.quality, (Quality.GOOD, Quality.ABOVE))
        at, value = raw.at[good], raw.value[good]
        if not lost.any():
            return Past(at, value, gap_s), False
        column = floats(rolled.value if body.kind == "rain" else rolled.high)
        at = np.concatenate([older[lost] + rolled.step_s, at])
        return Past(at, np.concatenate([column[lost], value]), max(gap_s, rolled.step_s)), True

    # ---- spreadsheets -----------------------------------------------------------------------------

    def table(self, body: ExportSeries) -> bytes | Failure:
        """Return the file. Blocks."""
        query = body.query
        found = self.episodes(query) if body.what == "events" else None
        rows: Iterator[list[Cell]] | list[list[Cell]]
        if found is not None:
            columns, rows = self._event_columns(found.unit, query), list(self._event_rows(found))
        else:
            pasts, _ = self._pasts(query)
            n_rows = sum(len(past.at) for past in pasts.values())
            if n_rows > MOST_ROWS:
                return _too_many(n_rows)
            columns, rows = self._reading_columns(query), self._reading_rows(pasts)
        series = next(self._of(query))
        sheet = Sheet(
            title=series.name.vi,
            columns=columns,
            zone=self._zone,
            source="Số liệu lưu trữ của Trung tâm",
            as_of=min(query.end_at, self._bench.clock.now()),
        )
        return write_csv(sheet, rows) if body.format == "csv" else write_xlsx(sheet, rows)

    def _reading_columns(self, query: GetEpisodes) -> tuple[Column, ...]:
        unit = next(self._of(query)).unit
        return (
            Column("Mã điểm", width=20),
            Column("Điểm đo", width=30),
            Column("Phường, xã", width=20),
            Column("Thời điểm", "datetime", 19),
            Column(f"Giá trị ({unit})", "number", 14),
        )

    def _reading_rows(self, pasts: Mapping[str, Past]) -> Iterator[list[Cell]]:
        for place_id, past in pasts.items():
            name, area = self._called(place_id)
            for at, value in zip(past.at.tolist(), past.value.tolist(), strict=True):
                yield [place_id, name, area, at, value]

    def _event_columns(self, unit: str, query: GetEpisodes) -> tuple[Column, ...]:
        total = (Column("Tổng lượng tại điểm", "number", 14),) if query.kind == "rain" else ()
        return (
            Column("Đợt", "number", 7),
            Column("Bắt đầu", "datetime", 19),
            Column("Kết thúc", "datetime", 19),
            Column("Kéo dài (giờ)", "number", 12),
            Column("Ngày đối chiếu", width=16),
            Column("Trọn đợt", width=10),
            Column("Mã điểm", width=20),
            Column("Điểm đo", width=30),
            Column("Phường, xã", width=20),
            Column(f"Cao nhất ({unit})", "number", 14),
            Column("Lúc", "datetime", 19),
            *total,
        )

    def _event_rows(self, found: Episodes) -> Iterator[list[Cell]]:
        names = {day.day_id: day.name for day in self._days}
        for number, event in enumerate(found.episodes, 1):
            for station in event.stations:
                yield self._event_row(number, event, station, names)

    def _event_row(
        self, number: int, event: Episode, station: StationPeak, names: Mapping[str, str]
    ) -> list[Cell]:
        name, area = self._called(station.place_id)
        return [
            number,
            event.start_at,
            event.end_at,
            round((event.end_at - event.start_at) / 3600.0, 2),
            names.get(event.reference_day, ""),
            "có" if event.complete else "không",
            station.place_id,
            name,
            area,
            station.peak,
            station.peak_at,
            *([] if station.total is None else [round(station.total, 2)]),
        ]

    def _called(self, place_id: str) -> tuple[str, str]:
        place = self._places.get(place_id)
        return (place.name, place.area_name) if place is not None else (place_id, "")

    # ---- what cannot be asked ---------------------------------------------------------------------

    def _fault(self, body: GetEpisodes) -> Failure | None:
        if next(self._of(body), None) is None:
            return Failure.of(
                "not_found",
                Text(f"Không có điểm nào đo {body.metric}.", f"nothing measures {body.metric!r}"),
                Text("Hãy chọn chỉ số mà trung tâm này có đo.", "choose a metric of this centre"),
            )
        if not 0 < body.end_at - body.start_at <= LONGEST_S:
            return Failure.of(
                "invalid",
                Text("Khoảng thời gian không hợp lệ.", "the span of time is not possible"),
                Text("Hãy chọn tối đa năm năm, đầu trước cuối.", "at most five years, start before end"),
            )
        if not (math.isfinite(body.level) and 0 <= body.dry_s <= 30 * 86_400):
            return Failure.of(
                "invalid",
                Text("Mức hoặc thời gian ngắt đợt không hợp lệ.", "level or break is not possible"),
                Text("Hãy ghi thời gian ngắt đợt từ 0 đến 30 ngày.", "a break of 0 to 30 days"),
            )
        return None


def _too_many(n_rows: int) -> Failure:
    return Failure.of(
        "invalid",
        Text(f"Có {n_rows} số liệu, nhiều hơn {MOST_ROWS} dòng một tệp.", f"{n_rows} readings"),
        Text("Hãy chọn khoảng ngắn hơn hoặc ít điểm hơn.", f"choose less: at most {MOST_ROWS}"),
    )
