"""The files of a use case whose table holds measurements: a place, a time and numbers in each row. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import msgspec

from backend.cli.new_pack.columns import Column
from backend.cli.new_pack.words import id_of, ids_of, ids_of_all, quoted

N_CHARTS = 4
MOST_METRICS_OF_TABLE = 6


class Plan(msgspec.Struct, frozen=True):
    """What the files are made from."""

    pack_id: str
    name: str
    drop: str
    """Folder in which the spreadsheets will lie."""
    pattern: str
    """Of their names: `*.xlsx`."""
    columns: tuple[Column, ...]
    header_row: int = 1

    def of(self, *roles: str) -> list[Column]:
        """Return the columns of some roles."""
        return [column for column in self.columns if column.role in roles]

    def source_head(self) -> list[str]:
        """Return the lines of the source that say where its spreadsheets are, whatever their rows hold."""
        return [
            f"id: {self.pack_id}",
            "kind: folder",
            f"name: {quoted(self.name)}",
            "max_age_s: 172800",
            f"path: {quoted(self.drop)}",
            f"pattern: {quoted(self.pattern)}",
            f"header_row: {self.header_row}",
        ]


def metrics_of(plan: Plan) -> dict[str, Column]:
    """Return the metric id of each column of numbers."""
    names = ids_of((f"{plan.pack_id} {c.name}" for c in plan.of("number")), between="_", otherwise="so")
    return dict(zip(names.values(), plan.of("number"), strict=True))


def places_of(plan: Plan) -> dict[str, str]:
    """Return the place id of each name in the table's column of places."""
    column = next(iter(plan.of("place")), None)
    names = column.words if column is not None else (plan.name,)
    plain = ((name, id_of(name)) for name in names)
    begun = [i if f"{i}-".startswith(f"{plan.pack_id}-") else f"{plan.pack_id} {i}" for _, i in plain]
    return dict(zip(names, ids_of_all(begun), strict=True))


def files(plan: Plan) -> dict[str, str]:
    """Return the files: path from the centre's folder → text.

    The plan has a column of times and one of numbers at least.
    """
    metrics = metrics_of(plan)
    first = next(iter(metrics))
    return {
        f"usecases/{plan.pack_id}/pack.yaml": _pack(plan, metrics),
        f"usecases/{plan.pack_id}/rules/{plan.pack_id}.yaml": _rules(plan, first, metrics[first]),
        f"usecases/{plan.pack_id}/tests/{plan.pack_id}.yaml": _tests(plan, first, metrics[first]),
        f"sources/{plan.pack_id}.yaml": _source(plan, metrics),
        f"layouts/{plan.pack_id}.yaml": _layout(plan, metrics),
    }


def kind_of(plan: Plan) -> str:
    """Return the id of the kind of place."""
    return f"{plan.pack_id.replace('-', '_')}_place"


def limit_of(column: Column) -> float:
    """Return a limit to begin with: what the table has never crossed, as a round number."""
    highest = max(column.numbers)
    if highest <= 0:
        return 1.0
    step = float(10.0 ** math.floor(math.log10(highest)))
    return math.ceil(highest / step) * step


def _range(column: Column) -> tuple[float, float]:
    limit = limit_of(column)
    return (0.0 if min(column.numbers) >= 0 else -10 * limit), 10 * limit


def _pack(plan: Plan, metrics: Mapping[str, Column]) -> str:
    lines = [
        "# What is measured, and at which kind of place. Every key: docs/packs.md, docs/pack-author.md.",
        f"id: {plan.pack_id}",
        f"name: {{vi: {quoted(plan.name)}}}",
        'version: "1"',
        "place_kinds:",
        f"  {kind_of(plan)}:",
        f"    name: {{vi: {quoted(plan.name)}}}",
        f"    metrics: [{', '.join(metrics)}]",
        "metrics:",
    ]
    for metric, column in metrics.items():
        low, high = _range(column)
        whole = all(number == int(number) for number in column.numbers)
        lines += [
            f"  {metric}:",
            f"    name: {{vi: {quoted(column.name)}}}",
            f"    unit: {quoted(column.unit or 'count')}"
            + ("" if column.unit else "      # the header names no unit that the program knows: correct it"),
            f"    decimals: {0 if whole else 2}",
            f"    range: [{low:g}, {high:g}]      # what is possible; others are marked and never ring",
            "    max_age_s: 172800      # older is late, three times as old is lost: set what is right",
        ]
    return "\n".join(lines) + "\n"


def _rules(plan: Plan, metric: str, column: Column) -> str:
    limit = limit_of(column)
    return f"""# An alarm asks somebody to act: consequence, response, time, unit and procedure must be said.
rules:
  - id: {plan.pack_id}-vuot-nguong
    kind: threshold
    title: {{vi: {quoted(f"{column.name} {{value}} {{unit}} — {{name}}")}}}
    metric: {metric}
    place_kind: {kind_of(plan)}
    direction: above
    limit: {limit:g}      # above everything in the spreadsheet: put the limit that holds, with its source
    limit_name: {{vi: Ngưỡng bắt đầu}}
    severity: medium
    consequence: {{vi: "Viết điều xảy ra nếu không ai xử lý."}}
    response: {{vi: "Viết việc người trực phải làm ngay."}}
    respond_within_s: 3600
    unit_id: ioc
    procedure: none      # or the id of a drawing in sops/ (docs/procedures.md)

  - id: {plan.pack_id}-mat-du-lieu
    kind: absence
    title: {{vi: "Mất dữ liệu — {{name}}"}}
    metric: {metric}
    place_kind: {kind_of(plan)}
    severity: low
    consequence: {{vi: "Không biết tình hình tại điểm này."}}
    response: {{vi: "Gọi đơn vị gửi số liệu."}}
    respond_within_s: 86400
    unit_id: ioc
    procedure: none
"""


def _tests(plan: Plan, metric: str, column: Column) -> str:
    limit, rule = limit_of(column), f"{plan.pack_id}-vuot-nguong"
    calm, wrong = f"{limit / 2:g}", f"{limit * 1.5:g}"
    return f"""# What comes in and what must follow; run: toancanh test-pack <this pack's folder>
tests:
  - name: dưới ngưỡng thì yên, vượt ngưỡng thì báo
    interval_s: 60
    places:
      - {{place_id: p1, name: Điểm thử, kind: {kind_of(plan)}}}
    input:
      - {{place: p1, metric: {metric}, values: "{calm}x5 {wrong}x5"}}
    expect:
      - {{at_s: 240, alarms: []}}
      - {{at_s: 300, alarms: [{{alarm: {rule}@p1, severity: medium, state: unacknowledged}}]}}
"""


def _source(plan: Plan, metrics: Mapping[str, Column]) -> str:
    place = next(iter(plan.of("place")), None)
    times = ", ".join(quoted(column.header) for column in plan.of("time")[:1])
    lines = [
        "# Spreadsheets put into the folder become readings. Every key: docs/sources.md.",
        *plan.source_head(),
        "table:",
        f"  time: [{times}]",
    ]
    places = places_of(plan)
    if place is not None:
        lines += [f"  place: {quoted(place.header)}", "  places:"]
        lines += [f"    {quoted(name)}: {place_id}" for name, place_id in places.items()]
    else:
        lines.append(f"  place_id: {next(iter(places.values()))}")
    lines.append("  values:")
    for metric, column in metrics.items():
        lines.append(
            f"    {quoted(column.header)}: {{metric: {metric}, unit: {quoted(column.unit or 'count')}}}"
        )
    return "\n".join(lines) + "\n"


def _layout(plan: Plan, metrics: Mapping[str, Column]) -> str:
    kind, ids = kind_of(plan), list(metrics)
    head = f"""# Two monitors: list and map at the left, alarms and curves at the right. docs/layouts.md.
layout: {plan.pack_id}
name: {{vi: {quoted(plan.name)}}}
density: desk
screens:
  left:
    grid: {{columns: 12, rows: 24}}
    tiles:
      - id: {plan.pack_id}-table
        kind: table
        at: [0, 0, 6, 24]
        options: {{kind: {kind}, metrics: [{", ".join(ids[:MOST_METRICS_OF_TABLE])}]}}
      - {{id: {plan.pack_id}-map, kind: map, at: [6, 0, 6, 24], kinds: [{kind}]}}
  right:
    grid: {{columns: 12, rows: 24}}
    tiles:
      - {{id: {plan.pack_id}-alarms, kind: alarms, at: [0, 0, 6, 24]}}
"""
    return head + _charts(plan, ids)


def _charts(plan: Plan, metrics: Sequence[str]) -> str:
    """Draw the first metric of the first places: curves of one chart have one unit."""
    places = list(places_of(plan).values())[:N_CHARTS]
    height = 24 // len(places)
    return "".join(
        f"      - {{id: {plan.pack_id}-chart-{i + 1}, kind: chart, at: [6, {i * height}, 6, {height}], "
        f"series: [{place}.{metrics[0]}], window_s: 2592000}}\n"
        for i, place in enumerate(places)
    )
