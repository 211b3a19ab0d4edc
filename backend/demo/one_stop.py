"""The one-stop system of the demo city: dossiers of procedures, with the national status codes.

A day's dossiers come of its number, the same in every run. They go their way by themselves: the centre
watches this system, it does not run it.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import yaml

from backend.demo.departments import DEPARTMENTS, ward_unit
from backend.demo.people_names import full_name, phone
from backend.demo.places import lived_in
from backend.demo.portal import ZONE, iso
from backend.demo.working_time import calendar

FILE = Path(__file__).parent / "data" / "procedures.yaml"
PER_DAY = 96.0
PAST_DAYS = 75
WARD_SHARE = 0.72
FORGOTTEN = 0.03
"""Share of the dossiers that lie about for much longer."""
RATED = 0.42
RATINGS = (0.015, 0.025, 0.06, 0.3, 0.6)
"""Share of 1 to 5 stars."""
FAIR_ACCEPT_H, FAIR_HASTE, FAIR_SHARE, FAIR_STARS = 2.0, 0.4, 0.8, 3
"""On a fair day a dossier is taken on within so many hours, its first steps take so much of their time, the
whole at most so much of its own, and people give so many stars at least."""


class Procedure(msgspec.Struct, frozen=True):
    """One administrative procedure."""

    code: str
    field: str
    name: str
    days: int
    """Working days within which it is settled."""
    weight: float
    fee: int
    """1: a fee is due."""


class DossierRecord(msgspec.Struct, frozen=True, omit_defaults=True):
    """One dossier as the system publishes it."""

    so_ho_so: str
    ma_thu_tuc: str
    ten_thu_tuc: str
    linh_vuc: str
    don_vi: str
    can_bo: str
    nguoi_nop: str
    dien_thoai: str
    kenh: int
    muc_do: str
    ngay_nop: str
    cap_nhat: str
    trang_thai: int
    tiep_nhan: str = ""
    hen_tra: str = ""
    hoan_thanh: str = ""
    danh_gia: int | None = None
    thanh_toan: str = ""
    so_hoa: str = ""
    ket_qua_dien_tu: str = ""
    tai_su_dung: str = ""


class Dossier(msgspec.Struct, frozen=True):
    """One dossier: what it says at every time, and its steps `(instant s since epoch, status code)`."""

    record: DossierRecord
    steps: tuple[tuple[float, int], ...]
    accepted_at: float
    due_at: float
    rating: int | None
    rated_at: float


class Hand(msgspec.Struct, frozen=True):
    """How a unit works on a dossier."""

    pace: float
    """How long it takes, over the usual time."""
    fair: bool
    """Whether it keeps every deadline."""


class OneStop:
    """All dossiers from `PAST_DAYS` before its start on."""

    def __init__(
        self, seed: int, started_at: float, past_days: int = PAST_DAYS, *, fair: bool = False
    ) -> None:
        """Make the past, and the day to come.

        Args:
            seed: equal seeds give equal dossiers.
            started_at: s since epoch.
            past_days: how far back the system's memory goes.
            fair: weeks in which units keep their deadlines and nobody is dissatisfied.
        """
        self._seed, self._fair = seed, fair
        today = dt.datetime.fromtimestamp(started_at, ZONE).date()
        days = [today - dt.timedelta(days=n) for n in range(past_days, -2, -1)]
        self._dossiers = [dossier for day in days for dossier in self._day(day)]

    def records(self, now: float, changed_since_at: float = 0.0) -> list[DossierRecord]:
        """Return the dossiers that are there at `now` and changed since an instant, oldest first."""
        found = []
        for dossier in self._dossiers:
            reached = [step for step in dossier.steps if step[0] <= now]
            if not reached:
                continue
            changed_at, status = reached[-1]
            rated = status >= 9 and dossier.rating is not None and dossier.rated_at <= now
            changed_at = max(changed_at, dossier.rated_at) if rated else changed_at
            if changed_at >= changed_since_at:
                found.append(_as_of(dossier, reached, iso(changed_at), rated=rated))
        return found

    def _day(self, day: dt.date) -> Iterator[Dossier]:
        rng = np.random.default_rng([self._seed, 766, day.toordinal()])
        works = bool(calendar().day(day).spans)
        n = int(rng.poisson(PER_DAY if works else PER_DAY * 0.16))
        midnight = dt.datetime.combine(day, dt.time(), ZONE).timestamp()
        seconds = np.sort(rng.normal(10.5, 3.2, n).clip(0.2, 23.5)) * 3600
        for number, second in enumerate(seconds, 1):
            yield _dossier(rng, day, number, midnight + round(float(second)), fair=self._fair)


def _as_of(dossier: Dossier, reached: list[tuple[float, int]], changed: str, *, rated: bool) -> DossierRecord:
    status = reached[-1][1]
    taken = any(code == 2 for _, code in reached)
    finished = next((at for at, code in reached if code in (3, 9)), None)
    return msgspec.structs.replace(
        dossier.record,
        cap_nhat=changed,
        trang_thai=status,
        tiep_nhan=iso(dossier.accepted_at) if taken else "",
        hen_tra=iso(dossier.due_at) if taken else "",
        hoan_thanh=iso(finished) if finished is not None else "",
        danh_gia=dossier.rating if rated else None,
        ket_qua_dien_tu=dossier.record.ket_qua_dien_tu if status >= 9 else "",
    )


def _dossier(rng: np.random.Generator, day: dt.date, number: int, opened_at: float, *, fair: bool) -> Dossier:
    if rng.random() < WARD_SHARE:
        unit, offered = ward_unit(lived_in()[int(rng.integers(len(lived_in())))]), procedures()["ward"]
    else:
        unit_id = str(rng.choice([name for name in procedures() if name != "ward"]))
        unit = next(unit for unit in DEPARTMENTS if unit.id == unit_id)
        offered = procedures()[unit_id]
    shares = np.array([each.weight for each in offered])
    procedure = offered[int(rng.choice(len(offered), p=shares / shares.sum()))]
    channel = int(rng.choice([1, 2, 3], p=[0.34, 0.61, 0.05]))
    record = DossierRecord(
        so_ho_so=f"H17-{day:%y%m%d}-{number:04}",
        ma_thu_tuc=procedure.code,
        ten_thu_tuc=procedure.name,
        linh_vuc=procedure.field,
        don_vi=unit.id,
        can_bo=full_name(np.random.default_rng([int.from_bytes(unit.id.encode()[-6:], "big"), number % 3])),
        nguoi_nop=full_name(rng),
        dien_thoai=phone(rng),
        kenh=channel,
        muc_do="full" if channel == 2 and rng.random() < 0.7 else "part" if channel == 2 else "none",
        ngay_nop=iso(opened_at),
        cap_nhat="",
        trang_thai=1,
        thanh_toan="free" if not procedure.fee else "yes" if rng.random() < 0.66 else "no",
        so_hoa="yes" if rng.random() < 0.83 else "no",
        ket_qua_dien_tu="yes" if rng.random() < (0.8 if channel == 2 else 0.45) else "no",
        tai_su_dung="yes" if rng.random() < 0.57 else "no",
    )
    return _with_steps(rng, record, procedure, opened_at, Hand(unit.pace, fair))


def _with_steps(
    rng: np.random.Generator, record: DossierRecord, procedure: Procedure, opened_at: float, hand: Hand
) -> Dossier:
    """Return the dossier with what becomes of it and when."""
    add, pace, fair = calendar().add_working, hand.pace, hand.fair
    accept_h = 0.05 if record.kenh == 1 else float(rng.lognormal(-0.2, 0.8)) * pace
    if rng.random() < FORGOTTEN:
        accept_h *= float(rng.uniform(5, 12))
    accept_h, haste = (min(accept_h, FAIR_ACCEPT_H), FAIR_HASTE) if fair else (accept_h, 1.0)
    accepted_at = add(opened_at, 3600 * accept_h)
    due_at = add(accepted_at, 8 * 3600 * procedure.days)
    rating = int(rng.choice([1, 2, 3, 4, 5], p=RATINGS)) if rng.random() < RATED else None
    rating = max(rating, FAIR_STARS) if rating is not None and fair else rating
    if rng.random() < 0.035:
        return Dossier(record, ((opened_at, 1), (accepted_at, 3)), accepted_at, due_at, None, 0.0)
    steps = [(opened_at, 1), (accepted_at, 2)]
    at = add(accepted_at, 3600 * haste * float(rng.uniform(0.4, 4)))
    steps.append((at, 4))
    if rng.random() < 0.11:
        at = add(at, 3600 * haste * float(rng.uniform(1, 8)))
        steps.append((at, int(rng.choice([5, 6, 8], p=[0.6, 0.32, 0.08]))))
        paused_from = at
        at = add(at, 3600 * float(rng.uniform(3, 30)))
        steps.append((at, 4))
        due_at = add(due_at, calendar().working_between(paused_from, at))
    share = float(rng.beta(2.2, 2.6)) * 1.18 * (0.82 + 0.18 * pace)
    if rng.random() < FORGOTTEN:
        share *= float(rng.uniform(1.6, 3.5))
    share = min(share, FAIR_SHARE) if fair else share
    at = max(at + 600, add(accepted_at, 8 * 3600 * procedure.days * share))
    steps += [(at, 9), (add(at, 3600 * float(rng.uniform(0.2, 10))), 10)]
    return Dossier(record, tuple(steps), accepted_at, due_at, rating, at + 3600 * float(rng.uniform(1, 40)))


@functools.cache
def procedures() -> dict[str, tuple[Procedure, ...]]:
    """Return the procedures by unit; `ward`: of each ward."""
    return msgspec.convert(yaml.safe_load(FILE.read_text("utf-8")), dict[str, tuple[Procedure, ...]])
