"""The permit desk of a Dutch municipality as another system: its event log, and the table that it keeps.

Log: WABO receipt phase, J. Buijs, 4TU.ResearchData.
"""

from __future__ import annotations

import re
import zlib
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa
import yaml

from tests.end2end.daemon_run import DaemonRun, write_pack

FILE = "process/wabo_receipt.csv"
ZONE = "Europe/Amsterdam"
CLOSED = "Closed"
NEAR_DAYS = 5
FIGURES = [
    {"id": "on-time", "name": {"vi": "Đúng hạn"}, "where": {"kind": "dossier", "groups": ["done"], "due": ["kept"]},
     "per": {"kind": "dossier", "groups": ["done"]}, "value": "share"},
    {"id": "overdue", "name": {"vi": "Quá hạn"}, "where": {"kind": "dossier", "due": ["overdue"]}},
    {"id": "hours", "name": {"vi": "Giờ xử lý"}, "where": {"kind": "dossier", "groups": ["done"]}, "value": "mean_hours"},
]  # fmt: skip
DOSSIERS = sa.Table(
    "ho_so",
    sa.MetaData(),
    sa.Column("ma", sa.Text, primary_key=True),
    *(sa.Column(name, sa.Text) for name in ("kenh", "phong", "nhom", "can_bo", "hoat_dong", "tinh_trang")),
    *(sa.Column(name, sa.DateTime(timezone=True)) for name in ("nop", "han", "hen", "xong", "doi")),
    sa.Column("phien", sa.BigInteger, nullable=False),
)


def slug(words: str) -> str:
    """Return an id made of words: `T07-1 Draft` is `t07-1-draft`."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def events(data: Path) -> pd.DataFrame:
    """Return the log, oldest event first, its times as instants."""
    log = pd.read_csv(data / FILE, dtype=str, keep_default_na=False)
    for name in ("startdate", "deadline", "enddate", "enddate_planned"):
        log[f"case:{name}"] = pd.to_datetime(
            log[f"case:{name}"].replace("", None), format="ISO8601", utc=True
        )
    log["time:timestamp"] = pd.to_datetime(log["time:timestamp"], format="ISO8601", utc=True)
    return log.sort_values("time:timestamp", kind="stable", ignore_index=True)


def dossiers(log: pd.DataFrame) -> pd.DataFrame:
    """Return each dossier as it is after the last event of `log`: a row of the other system's table."""
    until = log["time:timestamp"].max()
    last = log.groupby("case:concept:name").last()
    ended = last["case:enddate"].where(last["case:enddate"] <= until)
    changed = pd.concat([last["time:timestamp"], last["case:startdate"], ended], axis=1).max(axis=1)
    return pd.DataFrame(
        {
            "kenh": last["case:channel"],
            "phong": last["case:department"],
            "nhom": last["case:group"],
            "can_bo": last["org:resource"],
            "hoat_dong": last["concept:name"],
            "tinh_trang": last["concept:name"].where(ended.isna(), CLOSED),
            "nop": last["case:startdate"],
            "han": last["case:deadline"],
            "hen": last["case:enddate_planned"],
            "xong": ended,
            "doi": changed,
        }
    ).rename_axis("ma")


def has_watermark(dossier: str) -> bool:
    """Return whether the desk's system raises the row's version when it changes: it does for two of three."""
    return zlib.crc32(dossier.encode()) % 3 > 0


class OtherSystem:
    """The desk's database."""

    def __init__(self, url: str) -> None:
        self.engine = sa.create_engine(url)
        DOSSIERS.metadata.create_all(self.engine)
        self._version = 0
        self._versions: dict[str, int] = {}

    def keep(self, rows: pd.DataFrame) -> None:
        """Bring the table to `rows`, in one transaction."""
        given = [self._row(str(name), row) for name, row in rows.sort_values("doi").iterrows()]
        with self.engine.begin() as connection:
            connection.execute(sa.delete(DOSSIERS))
            connection.execute(sa.insert(DOSSIERS), given)

    def _row(self, name: str, row: pd.Series) -> dict[str, Any]:
        if name not in self._versions or has_watermark(name):
            self._version += 1
            self._versions[name] = self._version
        cells = {
            str(key): None if pd.isna(cell) else cell.to_pydatetime() if isinstance(cell, pd.Timestamp) else cell
            for key, cell in row.items()
        }  # fmt: skip
        return cells | {"ma": name, "phien": self._versions[name]}


def _named(log: pd.DataFrame, column: str) -> list[dict[str, Any]]:
    return [{"id": slug(word), "name": {"vi": word}} for word in log[column].unique() if word]


def kind(log: pd.DataFrame) -> dict[str, Any]:
    """Return the kind of case whose statuses are the desk's activities."""
    activities = [{**each, "group": "working"} for each in _named(log, "concept:name")]
    return {
        "id": "dossier",
        "name": {"vi": "Hồ sơ"},
        "may_open": False,
        "statuses": [*activities, {"id": "closed", "name": {"vi": CLOSED}, "group": "done"}],
        "sources": _named(log, "case:channel"),
        "data": [
            {"id": "nhom", "name": {"vi": "Nhóm"}, "indexed": True},
            {"id": "hoat_dong", "name": {"vi": "Bước"}, "indexed": True},
            {"id": "hen", "name": {"vi": "Ngày hẹn"}, "type": "datetime"},
        ],
        "tabs": [{"id": "all", "name": {"vi": "Tất cả"}, "where": {}}],
        "terms": [{"finish": "56d", "finish_mode": "elapsed", "near": f"{NEAR_DAYS}d"}],
    }


def source(url: str, reconcile_s: float) -> dict[str, Any]:
    """Return the table as a source."""
    return {
        "id": "mot-cua", "kind": "sql", "name": "Một cửa", "max_age_s": 3600, "url": url, "source_table": "ho_so",
        "watermark": "phien", "interval_s": 0.3, "reconcile_s": reconcile_s,
        "cases": {
            "id": "ma", "kind": "dossier", "title": {"vi": "{ma}"}, "time": "nop", "changed": "doi", "zone": "UTC",
            "status": "tinh_trang", "closed": [CLOSED], "unit": "phong", "assignee": "can_bo", "source": "kenh",
            "due": "han", "finished": "xong", "data": {"nhom": "nhom", "hoat_dong": "hoat_dong", "hen": "hen"},
        },
    }  # fmt: skip


def centre(folder: Path, log: pd.DataFrame, url: str, reconcile_s: float) -> DaemonRun:
    """Return the daemon of a centre that reads the desk's table at `url`, whole every `reconcile_s` s."""
    head: dict[str, Any] = {
        "place_kinds": {"post": {"name": {"vi": "Trụ"}, "metrics": []}},
        "metrics": {},
    }
    packs = write_pack(folder / "packs", "wabo", head, [])
    for name, content in (("cases/dossier", kind(log)), ("figures/dossier", {"figures": FIGURES})):
        file = packs / "wabo" / f"{name}.yaml"
        file.parent.mkdir()
        file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    run = DaemonRun(folder / "run", packs=packs, pack="wabo", places=[], sources=[source(url, reconcile_s)])
    with (run.centre / "centre.yaml").open("a", encoding="utf-8") as file:
        more = {"timezone": ZONE, "units": _named_units(log)}
        file.write(yaml.safe_dump(more, allow_unicode=True))
    return run


def _named_units(log: pd.DataFrame) -> list[dict[str, str]]:
    return [{"id": slug(word), "name": word} for word in log["case:department"].unique()]
