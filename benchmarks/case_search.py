"""Benchmark: a desk's search among a million cases, without diacritics, with exact counters.

    python -m benchmarks.case_search [--cases 1000000] [--keep FOLDER] [--json]

The cases are seeded: Vietnamese words as often as people write them, forty units, ninety-four wards, one in
thirty open. They are written by `Store.write` as an import writes them. `ours` is what the daemon asks the
store for each press of a key: the page of fifty and the number of all; `cpu_ms` is the processor's
share, which other work on the machine moves least. The baseline is a plain table with the
same texts, asked the same by `LIKE` (with the diacritics, which it needs).
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from backend.contract.cases import CaseFile, CaseGroup, CaseQuery
from backend.contract.state import SEVERITIES
from backend.store import Batch, CaseRow, Store
from benchmarks._city import machine

NOW = 1_732_000_000.0
FIRST_AT = NOW - 4 * 365 * 86_400
N_TIMES = 5
AT_ONCE = 5000
UNITS = [f"don-vi-{n}" for n in range(40)]
FIELDS = [f"linh-vuc-{n}" for n in range(20)]
SOURCES = ["ung-dung", "zalo", "cong", "officer"]
_WORDS = """
ngập nước đường hẻm kiệt cống thoát rác thải mùi hôi tiếng ồn karaoke đèn chiếu sáng hỏng tắt
cây xanh gãy đổ vỉa hè lấn chiếm đậu xe trái phép ổ gà mặt nhựa bong tróc công trình xây dựng
bụi bẩn nắp hố ga mất nguy hiểm người dân trẻ em trường học chợ cầu sông biển bãi tắm du khách
taxi xe buýt trạm chờ biển báo tín hiệu giao thông kẹt giờ cao điểm mưa lớn gió bão điện dây cáp
viễn thông chó thả rông vệ sinh an toàn thực phẩm quán ăn khu vực đề nghị cơ quan chức năng kiểm
tra xử lý sớm nhiều lần phản ánh chưa được giải quyết kính mong thành phố quan tâm cảm ơn tổ dân
phường khối nhà số gần đối diện ngã ba tư
"""
WORDS = _WORDS.split()
STREETS = (
    "Nguyễn Văn Linh", "Lê Duẩn", "Điện Biên Phủ", "Tôn Đức Thắng", "Mẹ Suốt", "Trần Phú", "Hoàng Diệu",
    "Ngô Quyền", "Võ Nguyên Giáp", "Hùng Vương", "Phan Châu Trinh", "Ông Ích Khiêm", "Lê Đình Lý",
    "Trưng Nữ Vương", "Núi Thành", "Cách Mạng Tháng Tám", "Nguyễn Hữu Thọ", "Trường Chinh", "Âu Cơ",
    "Đống Đa",
)  # fmt: skip
NAMES = (
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ",
    "Ngô", "Dương", "Lý",
)  # fmt: skip
GIVEN = (
    "An", "Anh", "Bình", "Châu", "Dũng", "Đạt", "Giang", "Hà", "Hạnh", "Hiếu", "Hòa", "Hương", "Khánh",
    "Lan", "Linh", "Minh", "Nam", "Nga", "Phúc", "Quân", "Tâm", "Thảo", "Út",
)  # fmt: skip

OPEN = CaseQuery(kind="report", groups=("waiting", "working", "paused"))
TABS = (
    CaseQuery(kind="report", groups=("waiting",)),
    CaseQuery(kind="report", groups=("working",)),
    CaseQuery(kind="report", groups=("waiting", "working"), due=("near", "overdue")),
    CaseQuery(kind="report", groups=("done",)),
)
SEARCHES: dict[str, tuple[CaseQuery, int]] = {
    "frequent": (CaseQuery(kind="report", text="duong"), 0),
    "frequent_deep": (CaseQuery(kind="report", text="duong"), 200_000),
    "beginning": (CaseQuery(kind="report", text="duon ng"), 0),
    "words": (CaseQuery(kind="report", text="ngap nuoc duong"), 0),
    "street": (CaseQuery(kind="report", text="me suot"), 0),
    "code": (CaseQuery(kind="report", text="0025"), 0),
    "frequent_open": (CaseQuery(kind="report", groups=OPEN.groups, text="duong"), 0),
    "frequent_overdue": (CaseQuery(kind="report", due=("near", "overdue"), text="duong"), 0),
    "frequent_unit": (CaseQuery(kind="report", units=(UNITS[3],), text="duong"), 0),
    "frequent_year": (CaseQuery(kind="report", opened_from=NOW - 365 * 86_400, text="duong"), 0),
    "no_words": (CaseQuery(kind="report"), 0),
    "no_words_deep": (CaseQuery(kind="report", groups=("done",)), 500_000),
}
"""What a person looks for, and how deep the page lies."""
LIKE = (
    "SELECT count(*) FROM plain WHERE kind = 'report' AND "
    "(title LIKE ? OR text LIKE ? OR place LIKE ? OR code LIKE ?)"
)


def cases(n_cases: int) -> Iterator[CaseFile]:
    """Yield seeded cases by their opening."""
    dice = random.Random(20241119)
    often = [1.0 / (n + 3) ** 0.6 for n in range(len(WORDS))]
    at, day, number = FIRST_AT, "", 0
    for _ in range(n_cases):
        at += dice.expovariate(n_cases / (NOW - FIRST_AT))
        today = time.strftime("%Y%m%d", time.gmtime(at + 7 * 3600))
        number = number + 1 if today == day else 1
        day = today
        yield _case(dice, often, at, f"PAHT.{today}.{number:04d}")


def _case(dice: random.Random, often: list[float], at: float, code: str) -> CaseFile:
    group: CaseGroup = "done"
    if dice.random() < 1 / 30:
        group = dice.choice(("waiting", "working", "working", "paused"))
    words = dice.choices(WORDS, often, k=24)
    due_at = (NOW if group != "done" else at) + dice.uniform(-3, 7) * 86_400
    road = "đường " if dice.random() < 0.5 else ""
    area, days = dice.randrange(94), dice.uniform(0, 9)
    return CaseFile(
        code, "report", " ".join(words[:6]).capitalize(), group, group, dice.choice(SEVERITIES), at,
        at + 7200,
        text=" ".join(words[6:]), field=dice.choice(FIELDS), unit_id=dice.choice(UNITS),
        area_code=f"{20_194 + area}", area_name=f"Phường {area}",
        place=f"{dice.randrange(1, 400)} {road}{dice.choice(STREETS)}",
        lat=16.0 + dice.random() / 5, lon=108.1 + dice.random() / 5, source=dice.choice(SOURCES),
        reporter=f"{dice.choice(NAMES)} {dice.choice(GIVEN)}", phone=f"09{dice.randrange(10**8):08d}",
        due_at=due_at, near_at=due_at - 86_400, finished_at=at + days * 86_400 if group == "done" else None,
        rating=dice.choice((None, None, 3, 4, 5)),
    )  # fmt: skip


def run(n_cases: int = 1_000_000, keep: str = "") -> dict[str, Any]:
    """Return both measurements, ms of each search.

    Args:
        n_cases: so many cases.
        keep: folder where the databases stay for the next run; empty: they are made and removed.
    """
    with tempfile.TemporaryDirectory(prefix="toancanh-bench-") as name:
        folder = Path(keep or name)
        folder.mkdir(parents=True, exist_ok=True)
        rate = _fill(folder, n_cases)
        ours = _ours(folder)
        baseline = _baseline(folder)
    return {
        "bench": "case_search",
        "what": f"ms for page and exact number of a search among {n_cases} cases; target ≤ 200",
        "ours": ours | rate,
        "baseline": baseline,
        "ratio": round(baseline["frequent"] / ours["searches"]["frequent"]["p50_ms"], 1),
        "machine": machine(),
    }


def _fill(folder: Path, n_cases: int) -> dict[str, Any]:
    if (folder / "filled.json").exists():
        return dict(json.loads((folder / "filled.json").read_text(encoding="utf-8")))
    store = Store.open(f"sqlite:///{folder / 't.db'}")
    store.migrate()
    plain = sqlite3.connect(folder / "plain.db")
    plain.execute(
        "CREATE TABLE plain "
        "(code TEXT, kind TEXT, grp TEXT, opened_at REAL, title TEXT, text TEXT, place TEXT)"
    )
    taken_s, rows, plain_rows = 0.0, [], []
    for n, file in enumerate(cases(n_cases), 1):
        rows.append(CaseRow(file))
        plain_rows.append(
            (file.case_id, file.kind, file.group, file.opened_at, file.title, file.text, file.place)
        )
        if n % AT_ONCE == 0 or n == n_cases:
            began = time.perf_counter()
            store.write(Batch(cases=rows))
            taken_s += time.perf_counter() - began
            plain.executemany("INSERT INTO plain VALUES (?, ?, ?, ?, ?, ?, ?)", plain_rows)
            plain.commit()
            rows, plain_rows = [], []
    store.close()
    plain.close()
    size = (folder / "t.db").stat().st_size
    filled = {"written_per_s": round(n_cases / taken_s), "bytes_per_case": round(size / n_cases)}
    (folder / "filled.json").write_text(json.dumps(filled), encoding="utf-8")
    return filled


def _ours(folder: Path) -> dict[str, Any]:
    store = Store.open(f"sqlite:///{folder / 't.db'}")
    store.check_schema()
    searches = {
        name: _measure(partial(_page, store, query, offset)) for name, (query, offset) in SEARCHES.items()
    }
    tabs = {
        "tabs": _measure(lambda: sum(store.cases.count(query, NOW) for query in TABS)),
        "tabs_by_group": _measure(lambda: _n(store, OPEN, "group")),
        "tabs_of_search": _measure(
            lambda: sum(store.cases.count(_with(query, "duong"), NOW) for query in TABS)
        ),
        "by_unit": _measure(lambda: _n(store, CaseQuery(kind="report"), "unit")),
        "by_status": _measure(lambda: _n(store, CaseQuery(kind="report"), "status")),
        "by_unit_month": _measure(
            lambda: _n(store, CaseQuery(kind="report", opened_from=NOW - 30 * 86_400), "unit")
        ),
    }
    store.close()
    return {"searches": searches, "counters": tabs}


def _with(query: CaseQuery, text: str) -> CaseQuery:
    return CaseQuery(kind=query.kind, groups=query.groups, due=query.due, text=text)


def _n(store: Store, query: CaseQuery, by: str) -> int:
    return sum(row.n for row in store.cases.count_by(query, (by,), NOW))


def _page(store: Store, query: CaseQuery, offset: int) -> int:
    store.cases.find(query, "newest", offset, 50, NOW)
    return store.cases.count(query, NOW)


def _baseline(folder: Path) -> dict[str, Any]:
    base = sqlite3.connect(folder / "plain.db")

    def like(word: str) -> int:
        (n,) = base.execute(LIKE, [f"%{word}%"] * 4).fetchone()
        page = LIKE.replace("count(*)", "*") + " ORDER BY opened_at DESC LIMIT 50"
        base.execute(page, [f"%{word}%"] * 4).fetchall()
        return int(n)

    found = {
        name: _measure(partial(like, word))["p50_ms"]
        for name, word in (("frequent", "đường"), ("street", "Mẹ Suốt"))
    }
    base.close()
    return found


def _measure(ask: Callable[[], int]) -> dict[str, Any]:
    taken: list[float] = []
    worked: list[float] = []
    n_found = 0
    for _ in range(N_TIMES):
        began, before = time.perf_counter(), time.process_time()
        n_found = ask()
        taken.append(1000 * (time.perf_counter() - began))
        worked.append(1000 * (time.process_time() - before))
    return {
        "p50_ms": round(statistics.median(taken), 1),
        "worst_ms": round(max(taken), 1),
        "cpu_ms": round(statistics.median(worked), 1),
        "n": n_found,
    }


def main() -> None:
    """Print the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--keep", default="", help="folder where the databases stay")
    parser.add_argument("--json", action="store_true", help="one line")
    arguments = parser.parse_args()
    result = run(arguments.cases, arguments.keep)
    print(json.dumps(result, ensure_ascii=False, indent=None if arguments.json else 1))


if __name__ == "__main__":
    main()
