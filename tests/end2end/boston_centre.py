"""A centre for the requests of Boston: its fields, units and channels are those that the city's file names."""

from __future__ import annotations

import gzip
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from tests.end2end.daemon_run import DaemonRun, write_pack

FILE = "complaints/boston311/boston311_2011H2_give.csv.gz"
ZONE = "America/New_York"
PREFIX = "BOS-"
TIMES = {"open_dt": "opened", "target_dt": "due", "closed_dt": "finished"}
CLOSED = {"kind": "report", "groups": ["done"]}
FIGURES = [
    {"id": "on-time", "name": {"vi": "Đúng hạn"}, "where": CLOSED | {"due": ["kept"]},
     "per": CLOSED | {"due": ["kept", "missed"]}, "value": "share"},
    {"id": "late-open", "name": {"vi": "Đang mở, quá hạn"}, "where": {"kind": "report", "due": ["overdue"]}},
    {"id": "open", "name": {"vi": "Đang mở"}, "where": {"kind": "report", "groups": ["waiting"]}},
    {"id": "hours", "name": {"vi": "Giờ xử lý trung bình"}, "where": CLOSED, "value": "mean_hours"},
]  # fmt: skip


def slug(words: str) -> str:
    """Return an id made of words: `BPS_` is `bps`."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def requests(data: Path) -> pd.DataFrame:
    """Return the city's file, every cell as it is written, and beside it what pandas makes of the times.

    Columns `opened`, `due`, `finished`: s since epoch, NaN where the city wrote nothing; `id`: our code;
    `unit`, `kind_of`, `area`, `channel`: slugs of department, type, neighbourhood and source.
    """
    table = pd.read_csv(data / FILE, dtype=str, keep_default_na=False)
    for written, name in TIMES.items():
        local = pd.to_datetime(table[written].where(table[written] != ""), format="%Y-%m-%d %H:%M:%S")
        instants = local.dt.tz_localize(ZONE, ambiguous="raise", nonexistent="raise")
        table[name] = (instants - pd.Timestamp(0, tz="UTC")).dt.total_seconds()
        table[f"{name}_day"] = local.dt.strftime("%Y-%m-%d")
    table["id"] = PREFIX + table["case_enquiry_id"]
    for written, name in (
        ("department", "unit"),
        ("type", "kind_of"),
        ("neighborhood", "area"),
        ("source", "channel"),
    ):
        table[name] = table[written].map(slug)
    return table


def _named(table: pd.DataFrame, written: str, **more: Any) -> list[dict[str, Any]]:
    words = [word for word in table[written].unique() if word.strip()]
    return [{"id": slug(word), "name": {"vi": word}, **more} for word in words]


def kind(table: pd.DataFrame) -> dict[str, Any]:
    """Return the kind of case that knows every type and channel of the file."""
    return {
        "id": "report",
        "name": {"vi": "Phản ánh"},
        "statuses": [
            {"id": "new", "name": {"vi": "Mới"}, "group": "waiting", "words": ["Open"]},
            {"id": "done", "name": {"vi": "Đã xử lý"}, "group": "done", "words": ["Closed"]},
        ],
        "fields": _named(table, "type"),
        "sources": _named(table, "source"),
        "data": [
            {"id": "ontime", "name": {"vi": "Theo thành phố"}, "indexed": True},
            {"id": "queue", "name": {"vi": "Hàng đợi"}, "indexed": True},
            {"id": "ward", "name": {"vi": "Khu"}},
        ],
        "tabs": [{"id": "all", "name": {"vi": "Tất cả"}, "where": {}}],
    }


def folder_source(table: pd.DataFrame, folder: Path) -> dict[str, Any]:
    """Return the folder that the city's files are dropped into."""
    areas = {word: slug(word) for word in table["neighborhood"].unique() if word.strip()}
    return {
        "id": "boston", "kind": "folder", "name": "Boston 311", "max_age_s": 3600, "path": str(folder),
        "pattern": "*.csv", "interval_s": 0.3, "settle_s": 0.3,
        "cases": {
            "id": "case_enquiry_id", "id_prefix": PREFIX, "kind": "report", "title": {"vi": "{case_title}"},
            "time": "open_dt", "time_format": "iso", "zone": ZONE,
            "status": "case_status", "closed": ["Closed"], "lat": "latitude", "lon": "longitude",
            "area": "neighborhood", "areas": areas, "area_name": "neighborhood", "place": "location",
            "field": "type", "unit": "department", "source": "source", "due": "target_dt",
            "finished": "closed_dt", "result": "closure_reason",
            "data": {"ontime": "ontime", "queue": "queue", "ward": "ward"},
        },
    }  # fmt: skip


def centre(
    folder: Path, table: pd.DataFrame, sources: Sequence[dict[str, Any]], more: dict[str, Any] | None = None
) -> DaemonRun:
    """Return the daemon of a centre in Boston's time, with Boston's departments as units.

    Args:
        folder: of the trial.
        table: the city's file.
        sources: of the centre.
        more: of the kind of case, besides what the file says.
    """
    head: dict[str, Any] = {
        "place_kinds": {"post": {"name": {"vi": "Trụ"}, "metrics": []}},
        "metrics": {},
    }
    packs = write_pack(folder / "packs", "boston", head, [])
    contents = {"cases/report": kind(table) | (more or {}), "figures/report": {"figures": FIGURES}}
    for name, content in contents.items():
        write_yaml(packs / "boston" / f"{name}.yaml", content)
    run = DaemonRun(folder / "run", packs=packs, pack="boston", places=[], sources=sources)
    units = [{"id": slug(word), "name": word} for word in table["department"].unique()]
    with (run.centre / "centre.yaml").open("a", encoding="utf-8") as file:
        file.write(yaml.safe_dump({"timezone": ZONE, "units": units}, allow_unicode=True))
    return run


def write_yaml(file: Path, content: dict[str, Any]) -> None:
    """Write a file of a pack or a centre."""
    file.parent.mkdir(exist_ok=True)
    file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def drop(data: Path, folder: Path) -> None:
    """Drop the city's file into the folder, whole at once."""
    part = folder / "boston.part"
    with gzip.open(data / FILE) as packed, part.open("wb") as file:
        shutil.copyfileobj(packed, file)
    part.rename(folder / "boston.csv")
