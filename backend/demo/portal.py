"""The citizens' portal of the demo city: a day's reports come of its number, the same in every run.

What a unit had taken on before the demo began goes its way by itself, as the units of a city settle it. What
nobody had taken on by then, and what comes in while the demo runs, stays new: the people at the desks have to
do something about it, and the portal does not contradict them.
"""

from __future__ import annotations

import datetime as dt
import functools
import math
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
import yaml

from backend.demo.city import City
from backend.demo.departments import DEPARTMENTS, ward_unit
from backend.demo.people_names import full_name, phone
from backend.demo.places import Ward, lived_in
from backend.demo.working_time import calendar

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
WORDS = Path(__file__).parent / "data" / "reports.yaml"
PER_DAY = 46.0
PAST_DAYS = 92
URGENT = {"un-tac": 0.5, "den-tin-hieu": 0.7, "ngap": 0.6, "nuoc-sach": 0.4, "dien": 0.8, "an-ninh": 0.5}
"""Share of a field's reports that are urgent."""
USUAL_H = {"un-tac": 0.8, "rac-thai": 5.0, "do-xe": 6.0, "tieng-on": 7.0, "xay-dung": 30.0, "ngap": 4.0}
"""Usual working time to settle, h."""
URGENT_H = 3.2
OTHER_H = 13.0
ROUND_THE_CLOCK = frozenset({"un-tac"})
"""Fields whose crews work at every hour; those of urgent reports do, whatever their field."""
FORGOTTEN = 0.006
"""Share of the reports that lie about for much longer."""
DOUBLED = 0.055
"""Share of the reports that somebody else reports, too, within hours."""
N_REOPENED, REOPENED_AFTER_S = 4, (150.0, 420.0, 1_500.0, 3_600.0)
"""Settled reports that somebody complains about while the demo runs, and how long after its start."""
FAIR_ACCEPT_H, FAIR_LONGEST = 0.2, 1.5
"""On a fair day a report is taken on within so many hours, and settled within so many usual times."""
STORM_FIELDS = frozenset({"ngap"})
"""Nobody reports them on a fair day."""
HOUR_WEIGHTS = (1, 0.6, 0.4, 0.3, 0.4, 1, 3, 6, 8, 8, 7, 6, 4, 5, 6, 7, 8, 8, 7, 6, 5, 4, 3, 2)
SOURCES = {"app": 0.46, "zalo": 0.2, "portal": 0.12, "hotline": 0.18, "officer": 0.04}
METRES_PER_DEGREE = 111_195.0


class FieldWords(msgspec.Struct, frozen=True):
    """What people report in one field."""

    weight: float
    titles: tuple[str, ...]
    texts: tuple[str, ...]
    results: tuple[str, ...]


class Report(msgspec.Struct, frozen=True):
    """One report and what becomes of it if everything goes by itself; instants are s since epoch."""

    code: str
    field: str
    title: str
    text: str
    result: str
    severity: str
    source: str
    unit: str
    ward: Ward
    street: str
    lat: float
    lon: float
    reporter: str
    phone: str
    opened_at: float
    accepted_at: float
    finished_at: float
    refused: bool
    rating: int | None
    rated_at: float
    double_of: str = ""
    """Code of the report that told of the same before."""


class PortalRecord(msgspec.Struct, frozen=True, omit_defaults=True):
    """One report as the portal publishes it."""

    ma: str
    linh_vuc: str
    tieu_de: str
    noi_dung: str
    muc_do: str
    kenh: str
    don_vi: str
    phuong: str
    ten_phuong: str
    dia_chi: str
    vi_do: float
    kinh_do: float
    nguoi_gui: str
    dien_thoai: str
    luc: str
    cap_nhat: str
    trang_thai: str
    tiep_nhan: str = ""
    hoan_thanh: str = ""
    ket_qua: str = ""
    danh_gia: int | None = None
    trung: str = ""
    """Code of the report of which it is a duplicate."""


class Portal:
    """All reports from `PAST_DAYS` before its start on."""

    def __init__(
        self, city: City, seed: int, started_at: float, past_days: int = PAST_DAYS, *, fair: bool = False
    ) -> None:
        """Make the past.

        Args:
            city: its streets are those of the flood posts.
            seed: equal seeds give equal reports.
            started_at: from here on reports stay new, s since epoch.
            past_days: how far back the portal's memory goes.
            fair: weeks without floods, in which units keep their deadlines and nobody complains.
        """
        self._streets: dict[str, list[str]] = {}
        for post in city.posts:
            self._streets.setdefault(post.area_name, []).append(post.name)
        self._seed, self._started_at, self._fair = seed, started_at, fair
        today = dt.datetime.fromtimestamp(started_at, ZONE).date()
        days = [today - dt.timedelta(days=n) for n in range(past_days, -2, -1)]
        self._reports = [report for day in days for report in self._day(day)]
        self._reopened = {} if fair else self._complaints()

    def records(self, now: float, changed_since_at: float = 0.0) -> list[PortalRecord]:
        """Return the reports that are there at `now` and changed since an instant, oldest first."""
        found = []
        for report in self._reports:
            if report.opened_at > now:
                continue
            record, changed_at = self._record(report, now)
            if changed_at >= changed_since_at:
                found.append(record)
        return found

    def _record(self, report: Report, now: float) -> tuple[PortalRecord, float]:
        reached = [(report.opened_at, "mới")]
        if report.accepted_at < self._started_at:
            reached.append((report.accepted_at, "đang xử lý"))
            reached.append((report.finished_at, "từ chối" if report.refused else "đã xử lý"))
        if report.code in self._reopened:
            reached.append((self._reopened[report.code], "đang xử lý"))
        reached = [step for step in reached if step[0] <= now]
        changed_at, status = reached[-1]
        ended = len(reached) == 3
        rated = ended and report.rating is not None and report.rated_at <= now
        if rated:
            changed_at = report.rated_at
        record = PortalRecord(
            ma=report.code,
            linh_vuc=report.field,
            tieu_de=report.title,
            noi_dung=report.text,
            muc_do=report.severity,
            kenh=report.source,
            don_vi=report.unit,
            phuong=report.ward.code,
            ten_phuong=report.ward.name,
            dia_chi=report.street,
            vi_do=report.lat,
            kinh_do=report.lon,
            nguoi_gui=report.reporter,
            dien_thoai=report.phone,
            luc=iso(report.opened_at),
            cap_nhat=iso(changed_at),
            trang_thai=status,
            tiep_nhan=iso(report.accepted_at) if len(reached) > 1 else "",
            hoan_thanh=iso(report.finished_at) if ended else "",
            ket_qua=report.result if ended else "",
            danh_gia=report.rating if rated else None,
            trung=report.double_of,
        )
        return record, changed_at

    def _complaints(self) -> dict[str, float]:
        """Return reports settled just before the start that come back while the demo runs, and when."""
        settled = [
            report
            for report in self._reports
            if self._started_at - 2 * 86_400 < report.finished_at < self._started_at
            and not report.refused
            and not report.double_of
        ]
        settled.sort(key=lambda report: (report.rating or 3, report.code))
        return {
            report.code: self._started_at + after_s
            for report, after_s in zip(settled[:N_REOPENED], REOPENED_AFTER_S, strict=False)
        }

    def _day(self, day: dt.date) -> Iterator[Report]:
        rng = np.random.default_rng([self._seed, 311, day.toordinal()])
        n = int(rng.poisson(PER_DAY * (0.72 if day.weekday() >= 5 else 1.0)))
        hours = np.sort(
            rng.choice(24, n, p=np.array(HOUR_WEIGHTS) / sum(HOUR_WEIGHTS)) + rng.uniform(0, 1, n)
        )
        midnight = dt.datetime.combine(day, dt.time(), ZONE).timestamp()
        made = [
            self._report(rng, f"PA.{day:%Y%m%d}.{number:04}", midnight + round(float(hour) * 3600))
            for number, hour in enumerate(hours, 1)
        ]
        others = np.random.default_rng([self._seed, 312, day.toordinal()])
        made += [
            _double(others, report, f"PA.{day:%Y%m%d}.{n + k + 1:04}")
            for k, report in enumerate(report for report in made if others.random() < DOUBLED)
        ]
        yield from sorted(made, key=lambda report: (report.opened_at, report.code))

    def _report(self, rng: np.random.Generator, code: str, opened_at: float) -> Report:
        weights = {name: words.weight for name, words in words_of_fields().items()}
        field = _chosen(rng, weights | (dict.fromkeys(STORM_FIELDS, 0.0) if self._fair else {}))
        words = words_of_fields()[field]
        ward = _chosen_ward(rng)
        street = str(rng.choice(self._streets.get(ward.name) or STREETS))
        number = int(rng.integers(2, 420))
        urgent = rng.random() < URGENT.get(field, 0.03)
        unit, pace = _unit_of(field, ward)
        add = _at_every_hour if urgent or field in ROUND_THE_CLOCK else calendar().add_working
        accept_h = float(rng.lognormal(-0.9, 0.9)) * pace * (0.2 if add is _at_every_hour else 1.0)
        usual_h = USUAL_H.get(field, OTHER_H)
        usual_h = min(URGENT_H, usual_h) if urgent else usual_h
        takes_h = usual_h * (float(rng.uniform(3, 8)) if rng.random() < FORGOTTEN else 1.0)
        takes_h *= pace * float(rng.lognormal(-0.1, 0.62))
        if self._fair:
            accept_h, takes_h = min(accept_h, FAIR_ACCEPT_H), min(takes_h, FAIR_LONGEST * usual_h)
        accepted_at = add(opened_at, 3600 * accept_h)
        finished_at = add(accepted_at, 3600 * takes_h)
        away = rng.normal(0, 420, 2) / METRES_PER_DEGREE
        return Report(
            code=code,
            field=field,
            title=str(rng.choice(words.titles)).format(duong=street, so=number),
            text=str(rng.choice(words.texts)).format(duong=street, so=number),
            result=str(rng.choice(words.results)),
            severity="gấp" if urgent else "thường",
            source=_chosen(rng, SOURCES),
            unit=unit,
            ward=ward,
            street=f"{number} {street}",
            lat=round(ward.lat + float(away[0]), 5),
            lon=round(ward.lon + float(away[1]) / math.cos(math.radians(ward.lat)), 5),
            reporter=full_name(rng),
            phone=phone(rng),
            opened_at=opened_at,
            accepted_at=accepted_at,
            finished_at=finished_at,
            refused=bool(rng.random() < 0.04),
            rating=int(rng.choice([1, 2, 3, 4, 5], p=[0.04, 0.05, 0.1, 0.33, 0.48]))
            if rng.random() < 0.37
            else None,
            rated_at=finished_at + 3600 * float(rng.uniform(0.3, 30)),
        )


STREETS = (
    "Lê Duẩn", "Hùng Vương", "Nguyễn Văn Linh", "Điện Biên Phủ", "Tôn Đức Thắng", "Trần Cao Vân",
    "Hoàng Diệu", "Phan Châu Trinh", "Lê Lợi", "Nguyễn Tri Phương", "Cách Mạng Tháng Tám", "Ngô Quyền",
    "Võ Chí Công",
)  # fmt: skip


@functools.cache
def words_of_fields() -> dict[str, FieldWords]:
    """Return what people report, by field."""
    return msgspec.convert(yaml.safe_load(WORDS.read_text("utf-8")), dict[str, FieldWords])


def iso(at: float) -> str:
    """Return an instant as local time in ISO 8601."""
    return dt.datetime.fromtimestamp(at, ZONE).isoformat(timespec="seconds")


def _chosen(rng: np.random.Generator, weights: dict[str, float]) -> str:
    shares = np.array(list(weights.values()))
    return str(rng.choice(list(weights), p=shares / shares.sum()))


@functools.cache
def _ward_shares() -> tuple[float, ...]:
    """Return how likely a report comes from each ward: town more than mountain."""
    raw = [
        (3.0 if ward.kind == "phường" else 0.7) / math.sqrt(max(ward.area_km2, 2.0)) for ward in lived_in()
    ]
    return tuple(share / sum(raw) for share in raw)


def _chosen_ward(rng: np.random.Generator) -> Ward:
    return lived_in()[int(rng.choice(len(lived_in()), p=_ward_shares()))]


def _at_every_hour(start_at: float, work_s: float) -> float:
    """Return the instant after so much work of crews that never close, s since epoch."""
    return start_at + work_s


def _double(rng: np.random.Generator, first: Report, code: str) -> Report:
    """Return what another citizen reports of the same thing a while later; it ends with the first one."""
    words = words_of_fields()[first.field]
    street = first.street.partition(" ")[2]
    opened_at = first.opened_at + round(60 * float(rng.uniform(4, 190)))
    away = rng.normal(0, 18, 2) / METRES_PER_DEGREE
    return msgspec.structs.replace(
        first,
        code=code,
        title=str(rng.choice(words.titles)).format(duong=street, so=int(rng.integers(2, 420))),
        text=str(rng.choice(words.texts)).format(duong=street, so=int(rng.integers(2, 420))),
        source=_chosen(rng, SOURCES),
        lat=round(first.lat + float(away[0]), 5),
        lon=round(first.lon + float(away[1]), 5),
        reporter=full_name(rng),
        phone=phone(rng),
        opened_at=opened_at,
        accepted_at=max(first.accepted_at, opened_at + 300),
        finished_at=max(first.finished_at, opened_at + 600),
        rating=None,
        double_of=first.code,
    )


_OF_FIELD = {
    "duong-hong": "so-xay-dung", "un-tac": "cong-an", "den-tin-hieu": "so-xay-dung", "do-xe": "cong-an",
    "thoat-nuoc": "thoat-nuoc", "ngap": "thoat-nuoc", "chieu-sang": "so-xay-dung", "nuoc-sach": "cap-nuoc",
    "dien": "dien-luc", "rac-thai": "moi-truong-do-thi", "o-nhiem": "so-nn-mt", "cay-xanh": "cay-xanh",
    "xay-dung": "so-xay-dung", "an-ninh": "cong-an", "atvstp": "so-y-te",
}  # fmt: skip
"""Department or company of a field; the others go to the ward."""


def _unit_of(field: str, ward: Ward) -> tuple[str, float]:
    named = next((unit for unit in DEPARTMENTS if unit.id == _OF_FIELD.get(field)), None)
    unit = named or ward_unit(ward)
    return unit.id, unit.pace
