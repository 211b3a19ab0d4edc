"""The files of a use case whose table holds cases: one thing to be settled in each row. Pure."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from backend.cli.new_pack.columns import Column
from backend.cli.new_pack.readings import Plan
from backend.cli.new_pack.words import ids_of, path_of, quoted, short_of
from backend.contract.cases import CaseGroup
from backend.contract.folding import folded

_GROUPS: tuple[tuple[CaseGroup, tuple[str, ...]], ...] = (
    (
        "refused",
        ("tu choi", "khong tiep nhan", "huy", "chuyen co quan", "khong thuoc", "refused", "rejected"),
    ),
    ("paused", ("tam dung", "cho bo sung", "cho ket qua", "cho xet nghiem", "paused")),
    ("working", ("dang", "in progress", "working")),
    ("waiting", ("moi", "cho", "chua", "new", "open")),
    ("done", ("da ", "xong", "hoan thanh", "dat", "ket thuc", "closed", "done", "resolved")),
)
"""How a word of a status begins, in the order in which it is asked."""
_DATA_TYPES = {
    "number": "number",
    "time": "datetime",
    "category": "text",
    "text": "long_text",
    "place": "text",
}


class Status(msgspec.Struct, frozen=True):
    """One status of the new kind."""

    id: str
    words: str
    group: CaseGroup


def group_of(word: str) -> CaseGroup:
    """Return where a status belongs by its word; one that says nothing is being worked on."""
    plain = f"{folded(word)} "
    for group, beginnings in _GROUPS:
        if plain.startswith(beginnings):
            return group
    return "working"


def statuses_of(plan: Plan) -> list[Status]:
    """Return the statuses: the table's, those that wait first, with one to begin and one to end."""
    column = next(iter(plan.of("status")), None)
    words = list(column.words) if column is not None else []
    found = [Status(i, word, group_of(word)) for word, i in ids_of(words, otherwise="trang-thai").items()]
    groups = {status.group for status in found}
    if "waiting" not in groups:
        found.insert(0, Status("moi-tiep-nhan", "Mới tiếp nhận", "waiting"))
    if "done" not in groups:
        found.append(Status("da-xu-ly-xong", "Đã xử lý xong", "done"))
    order: list[CaseGroup] = ["waiting", "working", "paused", "done", "refused", "deleted"]
    return sorted(found, key=lambda status: (order.index(status.group), not _begins(status)))


def _begins(status: Status) -> bool:
    """Return whether a status says that nothing was done yet."""
    return f"{folded(status.words)} ".startswith(("moi ", "new ", "chua "))


def kind_of(plan: Plan) -> str:
    """Return the id of the kind of case."""
    return plan.pack_id


def files(plan: Plan) -> dict[str, str]:
    """Return the files: path from the centre's folder → text. The plan has a column of times at least."""
    at = f"usecases/{plan.pack_id}"
    return {
        f"{at}/pack.yaml": _pack(plan),
        f"{at}/cases/{kind_of(plan)}.yaml": _kind(plan),
        f"{at}/figures/{plan.pack_id}.yaml": _figures(plan),
        f"{at}/tests/{plan.pack_id}.yaml": _tests(plan),
        f"sources/{plan.pack_id}.yaml": _source(plan),
        f"layouts/{plan.pack_id}.yaml": _layout(plan),
    }


def _pack(plan: Plan) -> str:
    return f"""# The use case. What its cases are stands in cases/, its numbers in figures/. docs/cases.md.
id: {plan.pack_id}
name: {{vi: {quoted(plan.name)}}}
version: "1"
"""


def _fields(plan: Plan) -> tuple[Column | None, Mapping[str, str]]:
    column = next((c for c in plan.of("category") if not c.said), None)
    return column, ids_of(column.words, otherwise="loai") if column is not None else {}


def _data(plan: Plan) -> dict[str, Column]:
    """Return the columns that become data fields: all that have no place in a case of themselves."""
    field, _ = _fields(plan)
    used = [_opened(plan), *plan.of("code")[:1], *plan.of("status")[:1], _title(plan)]
    place = plan.of("place")[:1]
    told = [c for c in plan.columns if c.role not in ("empty", "code", "status")]
    rest = [c for c in told if c not in (*used, *place) and c is not field and not _leaves(c)]
    return dict(zip(ids_of((c.name for c in rest), between="_", otherwise="muc").values(), rest, strict=True))


def _opened(plan: Plan) -> Column:
    """Return the column with the time at which a case began."""
    return next((c for c in plan.of("time") if not c.said), plan.of("time")[0])


def _leaves(column: Column) -> bool:
    """Return whether a case itself keeps it; wards and results stay data too, for figures."""
    return column.said in ("finished", "due", "lat", "lon")


def _title(plan: Plan) -> Column:
    """Return the column that names a case best."""
    plain = [column for column in plan.columns if not column.said]
    ranked = (c for role in ("text", "place", "category", "code") for c in plain if c.role == role)
    return next(ranked, plan.columns[0])


def _kind(plan: Plan) -> str:
    statuses = statuses_of(plan)
    column, fields = _fields(plan)
    lines = [
        "# What a case is: statuses, fields, deadlines, what people may do. Every key: docs/cases.md.",
        f"id: {kind_of(plan)}",
        f"name: {{vi: {quoted(plan.name)}}}",
        f'code: "{short_of(plan.pack_id)}.{{date}}.{{number}}"',
        "statuses:      # the first one is where a case begins; groups decide clocks and numbers",
    ]
    for status in statuses:
        pause = f", pause_reason: {quoted(status.words)}" if status.group == "paused" else ""
        lines.append(
            f"  - {{id: {status.id}, name: {{vi: {quoted(status.words)}}}, group: {status.group}, "
            f"words: [{quoted(status.words)}]{pause}}}"
        )
    if fields:
        others = ", ".join(c.name for c in plan.of("category") if not c.said and c is not column)
        lines.append(
            f"fields:      # of '{column.name if column else ''}'; `unit: <id>` names who usually settles one"
            + (f". Better by {others}? Then change `field` of the source, too" if others else "")
        )
        lines += [
            f"  - {{id: {i}, name: {{vi: {quoted(word)}}}, words: [{quoted(word)}]}}"
            for word, i in fields.items()
        ]
    if data := _data(plan):
        lines.append("data:")
        lines += [
            f"  - {{id: {i}, name: {{vi: {quoted(c.name)}}}, type: {_DATA_TYPES[c.role]}"
            + (", indexed: true}" if c.role == "category" else "}")
            for i, c in data.items()
        ]
    return "\n".join([*lines, *_rest_of_kind(statuses)]) + "\n"


def _rest_of_kind(statuses: list[Status]) -> list[str]:
    open_ones = [s.id for s in statuses if s.group in ("waiting", "working", "paused")]
    waiting = [s.id for s in statuses if s.group == "waiting"]
    working = next((s.id for s in statuses if s.group == "working"), "")
    done = next(s.id for s in statuses if s.group == "done")
    lines = ["severity: medium", "default_unit: ioc", "actions:"]
    if working:
        lines.append(
            f"  - {{id: accept, name: {{vi: Nhận xử lý}}, from: [{', '.join(waiting)}], to: {working}, "
            "effect: accept, key: X}"
        )
    lines += [
        f"  - {{id: finish, name: {{vi: Báo kết quả}}, from: [{', '.join(open_ones)}], to: {done}, "
        "effect: finish, key: K, needs: [{need: result}]}",
        "  - {id: note, name: {vi: Ghi chú}, effect: note, key: G, needs: [{need: note}]}",
        "tabs:",
        "  - {id: waiting, name: {vi: Chờ xử lý}, where: {groups: [waiting]}}",
        "  - {id: working, name: {vi: Đang xử lý}, where: {groups: [working, paused]}}",
        '  - {id: due, name: {vi: "Sắp, đã hết hạn"}, where: {due: [near, overdue]}}',
        "  - {id: done, name: {vi: Đã xong}, where: {groups: [done, refused]}}",
        "terms:      # working days; mark: ck says that a person still has to verify it",
        "  - {finish: 5d, near: 8h, source_text: Quy định của đơn vị, mark: ck}",
    ]
    return lines


def _figures(plan: Plan) -> str:
    kind, p = kind_of(plan), plan.pack_id
    return f"""# Numbers over the cases; behind each is its list. docs/cases.md, Figures.
figures:
  - {{id: {p}-open, name: {{vi: Đang mở}}, where: {{kind: {kind}, groups: [waiting, working, paused]}}}}
  - id: {p}-overdue
    name: {{vi: Quá hạn}}
    where: {{kind: {kind}, due: [overdue]}}
    good: low
    target: 0
    red: 1
  - {{id: {p}-new-7d, name: {{vi: Mới trong 7 ngày}}, where: {{kind: {kind}}}, period: 7d}}
  - id: {p}-on-time
    name: {{vi: Đúng hạn 30 ngày}}
    where: {{kind: {kind}, groups: [done], due: [kept]}}
    per: {{kind: {kind}, groups: [done], due: [kept, missed]}}
    value: share
    period: 30d
    period_of: finished
    unit: "%"
    decimals: 1
    good: high
    target: 95
    mark: ck
"""


def _tests(plan: Plan) -> str:
    statuses = statuses_of(plan)
    first, done = statuses[0].id, next(s.id for s in statuses if s.group == "done")
    return f"""# What comes in, what people do, and what must follow. Run: toancanh test-pack <this folder>
tests:
  - name: một việc đến, được xử lý và đếm đúng
    start: 2026-11-02T08:00:00+07:00
    places: []
    cases:
      - {{at_s: 0, id: A, kind: {kind_of(plan)}, title: Việc thử}}
    actions:
      - {{at_s: 600, do: case, case: A, action: finish, values: {{result: Đã xong}}, who: ha}}
    expect:
      - at_s: 60
        cases: [{{case: A, status: {first}, due_state: on_time}}]
        figures: {{{plan.pack_id}-open: 1, {plan.pack_id}-on-time: null}}
      - at_s: 600
        cases: [{{case: A, status: {done}, result: Đã xong}}]
        figures: {{{plan.pack_id}-open: 0, {plan.pack_id}-on-time: 100}}
"""


def _source(plan: Plan) -> str:
    code, (field, _) = next(iter(plan.of("code")), None), _fields(plan)
    title, place, status = (
        _title(plan),
        next(iter(plan.of("place")), None),
        next(iter(plan.of("status")), None),
    )
    lines = [
        "# Spreadsheets put into the folder become cases, a row each. docs/sources.md, Case mapping.",
        *plan.source_head(),
        "cases:",
        f"  id: {quoted(path_of((code or title).header))}"
        + ("" if code else "      # no column of codes: two rows with the same words are one case"),
        *([] if code is not None and _has_letters(code) else [f"  id_prefix: {short_of(plan.pack_id)}-"]),
        f"  kind: {kind_of(plan)}",
        f"  title: {{vi: {quoted('{' + path_of(title.header) + '}')}}}",
        f"  time: {quoted(path_of(_opened(plan).header))}",
    ]
    if status is not None:
        closed = [
            s.words for s in statuses_of(plan) if s.group in ("done", "refused") and s.words in status.words
        ]
        lines.append(f"  status: {quoted(path_of(status.header))}")
        lines.append(f"  closed: [{', '.join(quoted(word) for word in closed)}]")
    if field is not None:
        lines.append(f"  field: {quoted(path_of(field.header))}")
    if place is not None:
        lines.append(f"  place: {quoted(path_of(place.header))}")
    for key in ("area", "lat", "lon", "due", "finished", "result"):
        if (column := next((c for c in plan.columns if c.said == key), None)) is not None:
            name = "area_name" if key == "area" else key
            lines.append(f"  {name}: {quoted(path_of(column.header))}")
    if not any(c.said == "finished" for c in plan.columns):
        lines.append("  # no column says when it was settled: the file's arrival counts as the end")
    if data := _data(plan):
        lines.append("  data:")
        lines += [f"    {i}: {quoted(path_of(column.header))}" for i, column in data.items()]
    return "\n".join(lines) + "\n"


def _has_letters(code: Column) -> bool:
    """Return whether the codes begin with letters of their own, so that no other source has them."""
    return bool(code.words) and all(word[:1].isalpha() for word in code.words)


def _layout(plan: Plan) -> str:
    kind, p = kind_of(plan), plan.pack_id
    by = "field" if _fields(plan)[1] else "status"
    return f"""# Two monitors: the desk at the left, the numbers at the right. docs/layouts.md.
layout: {p}
name: {{vi: {quoted(plan.name)}}}
density: desk
screens:
  left:
    grid: {{columns: 12, rows: 24}}
    tiles:
      - {{id: {p}-desk, kind: cases, at: [0, 0, 12, 24], case_kind: {kind}}}
  right:
    grid: {{columns: 12, rows: 24}}
    tiles:
      - id: {p}-figures
        kind: figures
        at: [0, 0, 12, 6]
        figures: [{p}-open, {p}-overdue, {p}-new-7d, {p}-on-time]
      - {{id: {p}-trend, kind: trend, at: [0, 6, 6, 18], case_kind: {kind}}}
      - id: {p}-by
        kind: breakdown
        at: [6, 6, 6, 18]
        case_kind: {kind}
        where: {{groups: [waiting, working, paused]}}
        by: [{by}, due]
"""
