"""Takes readings that people enter by hand: through the intake like any other, with who said so."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from backend.contract.entered_readings import (
    Enterable,
    EnterableMetric,
    EnteredValue,
    EnterReadings,
    GetEnterable,
)
from backend.contract.messages import Done, Failure, ReplyBody
from backend.contract.state import Place, Series, Text
from backend.domain.observation import Observation
from backend.domain.quality import from_future
from backend.engine.intake import SourceIntake
from backend.engine.sessions import ACTING_ROLES, Session
from backend.engine.work.bench import Bench, Handlers, who
from backend.sources.base import SourceConfig

SOURCE = "entered"
KIND = "entered"
UNIT_ATTRIBUTE = "unit_id"
"""Attribute of a place that names the unit whose officers enter its readings."""
MOST_VALUES = 50
MOST_NOTE = 500
YEAR_S = 366 * 86400.0
"""Older than this is a slip of the pen; archives are imported."""


class Range(NamedTuple):
    """What a metric can be in nature, in its unit."""

    low: float
    high: float


def source_config(max_age_s: float) -> SourceConfig:
    """Return the settings under which entered readings come in."""
    return SourceConfig(id=SOURCE, kind=KIND, name="Số liệu nhập tay", max_age_s=max_age_s)


class EntryDesk:
    """Answers what may be entered, and takes it."""

    def __init__(
        self,
        places: Iterable[Place],
        series: Mapping[str, Series],
        ranges: Mapping[str, Range],
        bench: Bench,
        intake: SourceIntake | None,
    ) -> None:
        """Know what may be entered where.

        Args:
            places: of the centre.
            series: of the centre, by id.
            ranges: of the metrics that people enter.
            bench: journals who entered what, in the same commit.
            intake: takes entered readings; None where no pack has any.
        """
        self._places = {place.place_id: place for place in places}
        self._series, self._ranges, self._bench, self._intake = series, ranges, bench, intake

    def handlers(self) -> Handlers:
        """Return the handler of each kind of request."""
        return {GetEnterable: self._enterable, EnterReadings: self._enter}

    async def _enterable(self, body: GetEnterable, session: Session) -> ReplyBody:
        place = self._places.get(body.place_id)
        if place is None:
            return _no_place(body.place_id)
        allowed = session.role in ACTING_ROLES and _theirs(place, session)
        return Enterable(place.place_id, tuple(self._metrics(place.place_id)) if allowed else ())

    def _metrics(self, place_id: str) -> Iterator[EnterableMetric]:
        for name, (low, high) in self._ranges.items():
            series = self._series.get(f"{place_id}.{name}")
            if series is not None:
                yield EnterableMetric(name, series.name, series.unit, series.decimals, low, high)

    async def _enter(self, body: EnterReadings, session: Session) -> ReplyBody:
        now, intake = self._bench.clock.now(), self._intake
        at = body.at if body.at is not None else now
        fault = self._not_theirs(body, session) or _bad_form(body, at, now) or self._bad_value(body)
        if fault is not None or intake is None:
            return fault or _not_entered(body.place_id, body.values[0].metric)
        intake.accept([Observation(f"{body.place_id}.{v.metric}", at, v.value) for v in body.values])
        payload: dict[str, object] = {
            "values": {each.metric: each.value for each in body.values},
            "at": at,
            "note": body.note.strip(),
        }
        self._bench.casework.out.note(now, who(session), "reading.entered", body.place_id, payload)
        return Done(await self._bench.pipeline.settle())

    def _not_theirs(self, body: EnterReadings, session: Session) -> Failure | None:
        if session.role not in ACTING_ROLES:
            return Failure.of(
                "not_allowed",
                Text(
                    "Tài khoản này không được nhập số liệu.",
                    f"the role {session.role!r} may not enter readings",
                ),
                Text("Hãy nhờ cán bộ trực hoặc trưởng ca.", "ask a duty officer or the shift supervisor"),
            )
        place = self._places.get(body.place_id)
        if place is None:
            return _no_place(body.place_id)
        if not _theirs(place, session):
            return Failure.of(
                "not_allowed",
                Text(
                    f"{place.name} không thuộc đơn vị của tài khoản này.",
                    f"{place.place_id} does not belong to the unit {session.unit_id!r}",
                ),
                Text(
                    "Hãy nhờ trực ban nhập, hoặc ghi đơn vị phụ trách vào danh sách điểm (unit_id).",
                    "ask the centre's desk, or name the unit in places.csv (unit_id)",
                ),
            )
        return None

    def _bad_value(self, body: EnterReadings) -> Failure | None:
        for each in body.values:
            series = self._series.get(f"{body.place_id}.{each.metric}")
            span = self._ranges.get(each.metric)
            if series is None or span is None:
                return _not_entered(body.place_id, each.metric)
            if not (math.isfinite(each.value) and span.low <= each.value <= span.high):
                return _out_of_range(series, each, span)
        return None


def _theirs(place: Place, session: Session) -> bool:
    """Return whether a person of a unit answers for a place; people of the whole centre do for each."""
    unit = session.unit_id
    return not unit or unit in (place.place_id, place.attributes.get(UNIT_ATTRIBUTE, ""))


def _bad_form(body: EnterReadings, at: float, now: float) -> Failure | None:
    metrics = [each.metric for each in body.values]
    if not 1 <= len(metrics) <= MOST_VALUES or len(set(metrics)) != len(metrics):
        return Failure.of(
            "invalid",
            Text("Chưa có giá trị nào, hoặc một chỉ số ghi hai lần.", "no value, or a metric given twice"),
            Text(f"Hãy nhập từ 1 đến {MOST_VALUES} chỉ số khác nhau.", f"1 to {MOST_VALUES} metrics"),
        )
    if from_future(at, now):
        return Failure.of(
            "invalid",
            Text("Thời điểm đo nằm trong tương lai.", "the reading is dated ahead"),
            Text("Hãy ghi thời điểm đã đo hoặc đã đếm.", "give the instant at which it was read"),
        )
    if not now - at < YEAR_S:
        return Failure.of(
            "invalid",
            Text("Thời điểm đo đã quá một năm.", "the reading is more than a year old"),
            Text("Số liệu cũ hãy nạp từ tệp.", "import old readings from a file"),
        )
    if len(body.note) > MOST_NOTE:
        return Failure.of(
            "invalid",
            Text(f"Ghi chú dài {len(body.note)} ký tự.", f"the note has {len(body.note)} characters"),
            Text(f"Hãy viết gọn trong {MOST_NOTE} ký tự.", f"at most {MOST_NOTE}"),
        )
    return None


def _no_place(place_id: str) -> Failure:
    return Failure.of(
        "not_found",
        Text(f"Không có điểm {place_id}.", f"there is no place {place_id!r}"),
        Text("Hãy chọn lại trong danh sách.", "choose one of the list"),
    )


def _not_entered(place_id: str, metric: str) -> Failure:
    return Failure.of(
        "not_found",
        Text(
            f"Điểm {place_id} không có chỉ số nhập tay {metric}.",
            f"{metric!r} is not entered by hand at {place_id!r}",
        ),
        Text(
            "Chỉ số nhập tay khai báo trong pack.yaml bằng 'entered: true'.",
            "a pack declares what is entered with 'entered: true'",
        ),
    )


def _out_of_range(series: Series, entered: EnteredValue, span: Range) -> Failure:
    unit = series.unit
    return Failure.of(
        "invalid",
        Text(
            f"{series.name.vi}: {entered.value:g} {unit} là không thể có.",
            f"{series.name.in_language('en')}: {entered.value:g} {unit} is not possible",
        ),
        Text(
            f"Hãy nhập từ {span.low:g} đến {span.high:g} {unit}; kiểm tra dấu phẩy và đơn vị.",
            f"{span.low:g} to {span.high:g} {unit}; check decimal sign and unit",
        ),
    )
