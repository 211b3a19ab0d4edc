"""One figure with its versions: handed in, reviewed, corrected; a correction overwrites nothing."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from typing import Literal

import msgspec

from backend.contract.indicators import FigureEntry, FigureState
from backend.domain.indicators import periods
from backend.domain.indicators.spec import IndicatorSpec
from backend.domain.refusal import RefusedError

REVIEWERS = frozenset({"leader", "shift_supervisor", "administrator"})
How = Literal["entered", "imported", "collected", "computed"]


class FigureRefusedError(RefusedError):
    """A figure that is not taken, or a review that is not allowed."""


class FigureKey(msgspec.Struct, frozen=True):
    """What one figure is about."""

    code: str
    period: str
    area: str = ""
    breakdown: str = ""

    @property
    def subject(self) -> str:
        """Return the name under which the journal knows it."""
        more = "".join(f"/{part}" for part in (self.area, self.breakdown) if part)
        return f"{self.code}@{self.period}{more}"


class FigureRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """One version of one figure."""

    key: FigureKey
    version: int
    state: FigureState
    value: float | None
    at: float
    """When it was entered, s since epoch."""
    by: str
    """Name for people."""
    user: str = ""
    """Account that entered it; empty: a system."""
    how: How = "entered"
    source: str = ""
    """File, system or unit."""
    final: bool = True
    vintage: str = ""
    """ISO date since when its administrative units hold."""
    note: str = ""
    unit_id: str = ""
    """Unit that handed it in."""
    case_id: str = ""
    """Request for figures that it answers."""
    reviewed_by: str = ""
    reviewed_at: float | None = None
    review_note: str = ""


class PlanRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """One version of a plan."""

    code: str
    period: str
    area: str
    version: int
    plan: float | None
    """None: there is no plan (any more)."""
    at: float
    by: str
    note: str = ""


class Person(msgspec.Struct, frozen=True):
    """Who enters or reviews."""

    name: str
    user: str
    role: str
    unit_id: str = ""
    """Own unit; empty: the whole centre."""


def check_entry(spec: IndicatorSpec, entry: FigureEntry, person: Person, today: datetime.date) -> None:
    """See that a person may hand in a figure.

    Raises:
        FigureRefusedError: not this person, not this indicator or not this period; says what to do.
    """
    if spec.computed:
        raise FigureRefusedError(
            f"{spec.code} là chỉ tiêu tính được, không nhập tay. Hãy nhập các chỉ tiêu thành phần.",
            f"{spec.code} is computed; enter the indicators that it is computed from",
        )
    if person.role == "unit_officer" and spec.collector != person.unit_id:
        raise FigureRefusedError(
            f"{spec.code} do đơn vị {spec.collector or 'khác'} báo cáo, không phải đơn vị của bạn.",
            f"{spec.code} is handed in by {spec.collector or 'another unit'}, not by yours",
        )
    period = periods.parse(entry.period)
    if period.kind not in spec.kinds:
        example = periods.containing(spec.period, today)
        raise FigureRefusedError(
            f"{spec.code} không có số liệu theo kỳ {entry.period}. Hãy viết kỳ như {example}.",
            f"{spec.code} has no figures by {period.kind}; write a period such as {example}",
        )
    if period.first_day > today:
        raise FigureRefusedError(
            f"Kỳ {periods.name(entry.period).vi} chưa bắt đầu.", f"{entry.period} has not begun yet"
        )
    dimension, _, part = entry.breakdown.partition("=")
    if entry.breakdown and (dimension not in spec.breakdowns or not part or not part.isprintable()):
        words = ", ".join(spec.breakdowns) or "không có"
        raise FigureRefusedError(
            f"{spec.code} không phân tổ theo “{dimension}”. Phân tổ hiện có: {words}.",
            f"{spec.code} has no breakdown {dimension!r}; it has: {', '.join(spec.breakdowns) or 'none'}",
        )
    if entry.value is not None and not math.isfinite(entry.value):
        raise FigureRefusedError(
            f"{spec.code}: giá trị không phải số hữu hạn. Hãy nhập lại.",
            f"{spec.code}: the value is not finite",
        )
    if entry.value is None and not entry.note.strip():
        raise FigureRefusedError(
            f"{spec.code}: ô trống mà không nói vì sao. Hãy ghi lý do chưa có số liệu.",
            f"{spec.code}: no value and no reason; say why there is no figure",
        )


def entered(versions: Sequence[FigureRow], new: FigureRow) -> list[FigureRow]:
    """Return the rows to write when a figure is handed in.

    A draft is written over; what waits for review or was given back gives way; what is accepted stays
    until the correction is accepted too.

    Args:
        versions: all that the figure has, newest first.
        new: what comes in; its version is set here.
    """
    newest = versions[0] if versions else None
    if newest is None:
        return [msgspec.structs.replace(new, version=1)]
    if newest.state == "draft":
        return [msgspec.structs.replace(new, version=newest.version)]
    rows = [msgspec.structs.replace(new, version=newest.version + 1)]
    rows += [_superseded(row) for row in versions if row.state in ("submitted", "returned")]
    if new.state == "accepted":
        rows += [_superseded(row) for row in versions if row.state == "accepted"]
    return rows


def reviewed(
    versions: Sequence[FigureRow], *, accept: bool, note: str, person: Person, now: float
) -> list[FigureRow]:
    """Return the rows to write when a figure is reviewed, the reviewed one first.

    Args:
        versions: all that the figure has, newest first.
        accept: else it is given back.
        note: why; needed to give back.
        person: who reviews.
        now: s since epoch.

    Raises:
        FigureRefusedError: nothing waits, not this person, or no reason given.
    """
    waiting = next((row for row in versions if row.state == "submitted"), None)
    if waiting is None:
        subject = versions[0].key.subject if versions else ""
        raise FigureRefusedError(
            f"Không có số liệu {subject} nào chờ duyệt. Hãy tải lại danh sách.",
            f"no figure {subject} waits for review; load the list again",
        )
    if person.role not in REVIEWERS:
        raise FigureRefusedError(
            "Chỉ lãnh đạo, trưởng ca hoặc quản trị duyệt số liệu. Hãy nhờ một trong những người đó.",
            "leaders, shift supervisors and administrators review figures; ask one of them",
        )
    if waiting.user and waiting.user == person.user:
        raise FigureRefusedError(
            f"Bạn đã nhập số liệu {waiting.key.subject} nên không tự duyệt được. Hãy nhờ người khác.",
            f"you entered {waiting.key.subject} yourself; ask somebody else to review it",
        )
    if not accept and not note.strip():
        raise FigureRefusedError(
            "Trả lại số liệu thì phải nói vì sao.", "say why, when you give a figure back"
        )
    state: FigureState = "accepted" if accept else "returned"
    done = msgspec.structs.replace(
        waiting, state=state, reviewed_by=person.name, reviewed_at=now, review_note=note
    )
    replaced = [_superseded(row) for row in versions if accept and row.state == "accepted"]
    return [done, *replaced]


def _superseded(row: FigureRow) -> FigureRow:
    return msgspec.structs.replace(row, state="superseded")
