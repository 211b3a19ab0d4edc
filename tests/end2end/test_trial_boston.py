"""Trial: three months of service requests of Boston, dropped into a folder and asked for over the wire.

Every figure is computed a second time by pandas from the city's file, and the list behind it is taken whole.
The city wrote a verdict beside each request (`ontime`); it is compared with ours, request by request.
"""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from backend.contract.case_requests import CasePoints, GetCasePoints
from backend.contract.cases import CaseQuery
from tests.end2end import boston_centre
from tests.end2end.daemon_run import wait
from tests.end2end.register_desk import RegisterDesk

pytestmark = pytest.mark.timeout(600)

ALL = CaseQuery(kind="report")
DIMENSIONS = {"unit": "unit", "field": "kind_of"}
"""What figures are broken down by, and the column of the file."""


@pytest.fixture(scope="module")
def table(real_data: Path) -> pd.DataFrame:
    return boston_centre.requests(real_data)


@pytest.fixture(scope="module")
def desk(
    real_data: Path, table: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RegisterDesk]:
    """Return a desk at a daemon that has taken the whole file."""
    folder = tmp_path_factory.mktemp("boston")
    inbox = folder / "inbox"
    inbox.mkdir()
    daemon = boston_centre.centre(folder, table, [boston_centre.folder_source(table, inbox)])
    daemon.start()
    try:
        found = RegisterDesk(daemon)
        boston_centre.drop(real_data, inbox)
        began = time.monotonic()
        wait(lambda: found.n(ALL) == len(table), "the whole file", 600, daemon.words, every_s=1.0)
        took_s = time.monotonic() - began
        sys.stdout.write(f"\nboston: {len(table)} requests in {took_s:.0f} s, {len(table) / took_s:.0f}/s\n")
        yield found
    finally:
        daemon.stop()


def grouped(rows: pd.DataFrame, *columns: str) -> dict[tuple[str, ...], int]:
    return Counter(zip(*(rows[column] for column in columns), strict=True))


def closed_of(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["case_status"] == "Closed"]


def test_nothing_is_refused_and_every_row_is_kept_as_the_city_wrote_it(
    desk: RegisterDesk, table: pd.DataFrame
) -> None:
    source = desk.source("boston")
    assert (source.received, source.refused) == (len(table), 0)
    kept = {file.case_id: file for file in desk.listed(ALL)}
    assert set(kept) == set(table["id"])
    for row in table.itertuples():
        file = kept[str(row.id)]
        assert (file.unit_id, file.field, file.area_code, file.source) == (
            row.unit, row.kind_of, row.area, row.channel,
        ), row.id  # fmt: skip
        assert (file.group == "done") == (row.case_status == "Closed")
        assert written(file.opened_at, file.due_at, file.finished_at) == written(
            row.opened, row.due, row.finished
        )
        assert (file.lat, file.lon) == (float(str(row.latitude)), float(str(row.longitude)))
        assert file.result == str(row.closure_reason).strip()
        assert (file.title, file.place) == tuple(" ".join(str(w).split()) for w in (row.case_title, row.location))  # fmt: skip
        assert file.data.get("ontime", "") == row.ontime


def written(*instants: float | object | None) -> list[float | None]:
    return [None if at is None or pd.isna(at) else float(str(at)) for at in instants]


@pytest.mark.parametrize(
    ("by", "columns"),
    [
        (("status",), ("case_status",)), (("unit",), ("unit",)), (("field",), ("kind_of",)),
        (("source",), ("channel",)), (("area",), ("area",)), (("day",), ("opened_day",)),
        (("finished_day",), ("finished_day",)), (("data.queue",), ("queue",)), (("data.ontime",), ("ontime",)),
        (("unit", "field"), ("unit", "kind_of")), (("unit", "day"), ("unit", "opened_day")),
    ],
)  # fmt: skip
def test_counts_are_those_of_pandas(
    desk: RegisterDesk, table: pd.DataFrame, by: tuple[str, ...], columns: tuple[str, ...]
) -> None:
    rows = table.fillna({"finished_day": ""}).replace({"case_status": {"Open": "new", "Closed": "done"}})
    assert desk.counts(ALL, *by) == grouped(rows, *columns)


# ---- the city's own verdict ---------------------------------------------------------------------------


def explained(row: pd.Series) -> str:
    """Return our verdict as it follows from what the city wrote, and why it is not the city's if it is not."""
    closed, ours = row["case_status"] == "Closed", row["due_state"]
    if row["ontime"] == "":
        return f"{ours}: the city wrote no verdict"
    if pd.isna(row["due"]) and row["ontime"] == "ONTIME":
        return f"{ours}: without a target the city counts it on time"
    agrees = {"ONTIME": ("kept", "on_time", "near"), "OVERDUE": ("missed", "overdue")}[row["ontime"]]
    return "agrees" if ours in agrees else f"{ours} {'closed' if closed else 'open'}: not explained"


@pytest.fixture(scope="module")
def judged(desk: RegisterDesk, table: pd.DataFrame) -> pd.DataFrame:
    """Return the file with our verdict on each request, as the wire tells it, and how it compares."""
    ours: dict[str, str] = {}
    for state in ("none", "on_time", "near", "overdue", "kept", "missed"):
        ours |= {file.case_id: state for file in desk.listed(CaseQuery(kind="report", due=(state,)))}
    found = table.assign(due_state=table["id"].map(ours))
    return found.assign(why=found.apply(explained, axis=1))


def test_each_verdict_is_the_citys_or_is_explained(desk: RegisterDesk, judged: pd.DataFrame) -> None:
    assert judged["due_state"].notna().all()
    sys.stdout.write(f"\nboston, verdicts: {grouped(judged, 'case_status', 'why')}\n")
    assert not judged["why"].str.contains("not explained").any()
    late = (judged["finished"] > judged["due"]) | (judged["finished"].isna() & judged["due"].notna())
    silent = judged[judged["ontime"] == ""]
    assert len(silent)
    assert late[silent.index].all(), "where the city wrote nothing, its own times say late"
    assert desk.counts(ALL, "due", "data.ontime") == grouped(judged, "due_state", "ontime")


@pytest.mark.parametrize("by", DIMENSIONS)
def test_the_share_on_time_is_pandas_to_the_last_case(
    desk: RegisterDesk, table: pd.DataFrame, by: str
) -> None:
    closed = closed_of(table)
    bound = closed[closed["due"].notna()]
    kept, per = bound[bound["finished"] <= bound["due"]], bound
    cells = {cell.key: cell for cell in desk.figures("on-time", by=by)}
    assert set(cells) == set(per[DIMENSIONS[by]])
    for key, cell in cells.items():
        expected, over = (rows[rows[DIMENSIONS[by]] == key] for rows in (kept, per))
        assert (cell.n, cell.n_per) == (len(expected), len(over)), key
        assert cell.value == 100 * len(expected) / len(over)
        assert desk.ids(cell.query) == set(expected["id"])
        assert cell.per is not None
        assert len(desk.listed(cell.per)) == len(over)
    (whole,) = desk.figures("on-time")
    assert (whole.n, whole.n_per) == (len(kept), len(per))
    assert whole.value == 100 * len(kept) / len(per)


@pytest.mark.parametrize("by", DIMENSIONS)
def test_the_share_on_time_is_the_citys_but_for_what_is_explained(
    desk: RegisterDesk, judged: pd.DataFrame, by: str
) -> None:
    closed = closed_of(judged)
    without = closed[closed["due"].isna()]
    silent = closed[closed["ontime"] == ""]
    cells = {cell.key: cell for cell in desk.figures("on-time", by=by)}
    n_equal = 0
    for key, rows in closed.groupby(DIMENSIONS[by]):
        cell = cells.get(str(key))
        n, n_per = (cell.n, cell.n_per) if cell else (0, 0)
        said = Counter(rows["ontime"])
        untimed, unsaid = (int((some[DIMENSIONS[by]] == key).sum()) for some in (without, silent))
        assert n == said["ONTIME"] - untimed, "kept, and those without a target, the city calls on time"
        assert n_per - n == said["OVERDUE"] + unsaid, "missed, and silent where it is, the city calls overdue"
        n_equal += (n, n_per) == (said["ONTIME"], said["ONTIME"] + said["OVERDUE"])
    sys.stdout.write(f"\nboston: share by {by} equal to the city's in {n_equal} of {closed[DIMENSIONS[by]].nunique()}\n")  # fmt: skip


@pytest.mark.parametrize("by", DIMENSIONS)
def test_hours_to_close_are_those_of_pandas(desk: RegisterDesk, table: pd.DataFrame, by: str) -> None:
    closed = closed_of(table)
    hours = ((closed["finished"] - closed["opened"]) / 3600).groupby(closed[DIMENSIONS[by]])
    cells = {cell.key: cell for cell in desk.figures("hours", by=by)}
    assert {key: cell.n for key, cell in cells.items()} == hours.size().to_dict()
    for key, mean in hours.mean().items():
        assert cells[str(key)].value == pytest.approx(mean, rel=1e-9)
    assert [cell.value for cell in cells.values()] == sorted(
        (cell.value or 0.0 for cell in cells.values()), reverse=True
    )


@pytest.mark.parametrize("day", ["2011-07-15", "2011-10-01", "2013-06-01", "2020-01-01"])
def test_open_and_overdue_as_of_an_instant_are_those_of_pandas(
    desk: RegisterDesk, table: pd.DataFrame, day: str
) -> None:
    at = pd.Timestamp(day, tz=boston_centre.ZONE).timestamp()
    still = table[table["case_status"] == "Open"]
    late = still[still["due"] < at]
    cells = desk.figures("late-open", by="unit", at=at)
    assert {(cell.key,): cell.n for cell in cells} == grouped(late, "unit")
    for cell in cells:
        expected = set(late[late["unit"] == cell.key]["id"])
        assert desk.ids(cell.query) == expected


@pytest.mark.parametrize("by", ["unit", "field", "area", "source", "day", "week", "month", "data.queue", "due", "severity", "data.ontime", "age"])  # fmt: skip
def test_behind_every_number_is_a_list_of_as_many(desk: RegisterDesk, by: str) -> None:
    cells = desk.figures("open", by=by)
    assert sum(cell.n for cell in cells) == desk.n(CaseQuery(kind="report", groups=("waiting",)))
    for cell in cells:
        rows = desk.listed(cell.query)
        assert len(rows) == cell.n
        assert all(file.open for file in rows)


# ---- map and search -----------------------------------------------------------------------------------


def test_points_are_where_the_city_says(desk: RegisterDesk, table: pd.DataFrame) -> None:
    answer = desk.ask(GetCasePoints(ALL))
    assert isinstance(answer, CasePoints)
    assert (answer.n_total, answer.n_without) == (len(table), 0)
    lat, lon = (np.frombuffer(column) for column in (answer.lat, answer.lon))
    told = pd.DataFrame({"lat": lat, "lon": lon}, index=list(answer.case_ids)).sort_index()
    given = table.set_index("id")[["latitude", "longitude"]].astype(float).sort_index()
    assert (told.index == given.index).all()
    assert (told.to_numpy() == given.to_numpy()).all()


@pytest.mark.parametrize("box", [(-71.07, 42.35, -71.05, 42.37), (-71.2, 42.2, -71.1, 42.3)])
def test_cases_in_a_box_are_those_of_pandas(
    desk: RegisterDesk, table: pd.DataFrame, box: tuple[float, float, float, float]
) -> None:
    lat, lon = table["latitude"].astype(float), table["longitude"].astype(float)
    inside = lat.between(box[1], box[3]) & lon.between(box[0], box[2])
    assert desk.n(CaseQuery(kind="report", box=box)) == inside.sum() > 0


@pytest.mark.parametrize(
    "words",
    ["pothole", "POTHÓLE repair", "dorch ave", "st", "101000295613", "rat hill", "back-bay", "graffiti mass", "zzzz"],
)  # fmt: skip
def test_search_finds_what_a_plain_reading_of_the_file_finds(
    desk: RegisterDesk, table: pd.DataFrame, words: str
) -> None:
    sought = table["id"].str.cat(
        [table[name] for name in ("case_title", "location", "neighborhood")], sep=" "
    )
    here = sought.map(_tokens)
    asked = _tokens(words.replace("Ó", "O"))
    expected = here.map(lambda there: all(any(t.startswith(one) for t in there) for one in asked))
    found = desk.ids(CaseQuery(kind="report", text=words))
    assert found == set(table[expected]["id"])


def _tokens(text: str) -> Sequence[str]:
    return re.findall(r"[a-z0-9]+", text.lower())
