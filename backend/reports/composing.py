"""Lays a report out from what its pack says and what was gathered. Pure: same facts, same paper."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from backend.contract.case_requests import FigureCell, FigureInfo
from backend.procedures.expressions import ExpressionError, holds
from backend.reports import case_words, periods, wording
from backend.reports.facts import Facts
from backend.reports.measured import compliance_blocks, series_blocks
from backend.reports.paper import (
    BarChart,
    Block,
    CaseMap,
    Foot,
    Head,
    Heading,
    Line,
    Paper,
    Paragraph,
    Remarks,
    Table,
    TrendChart,
)
from backend.reports.spec import (
    BreakdownSpec,
    CasesSpec,
    MapSpec,
    RankingSpec,
    ReportSpec,
    SectionSpec,
    TrendSpec,
    Want,
    dimension,
)

NUMBER_GAP = " " * 8
"""Where a clerk writes the number in."""
UNKNOWN = "Chưa phân loại"
_WIDE = {"title": 3.2, "result": 2.6, "place": 2.2, "unit": 1.9, "field": 1.6, "case_id": 2.45, "area": 1.3}


def compose(spec: ReportSpec, facts: Facts) -> Paper:
    """Return the report.

    Raises:
        ExpressionError: a condition cannot be evaluated.
    """
    values = field_values(spec, facts)
    blocks: list[Block] = []
    for number, section in enumerate(spec.sections):
        if not section.when or holds(section.when, variables(facts)):
            blocks += _section(spec, section, number, facts, values)
    code = f"/{spec.code}-{facts.issuer_code}" if facts.issuer_code else f"/{spec.code}"
    place = f"{facts.place}, " if facts.place else ""
    title, subject = wording.filled(spec.title.vi, values), wording.filled(spec.subject.vi, values)
    return Paper(
        head=Head(
            above=facts.above.upper(),
            issuer=(facts.issuer or facts.centre).upper(),
            number=f"Số:{NUMBER_GAP}{code}",
            place_date=place + wording.long_date(facts.made_at, facts.zone),
            title=title.upper(),
            subject=subject,
            to=wording.filled(spec.to.vi, values) if spec.to.vi else "",
        ),
        blocks=tuple(blocks),
        foot=Foot(
            title=spec.signature.title.vi.upper(),
            name=spec.signature.name,
            recipients=(*(wording.filled(r.vi, values) for r in spec.recipients), "Lưu: VT."),
        ),
        remark=f"Số liệu của {facts.centre} tính đến {wording.moment(_as_of(facts), facts.zone)}",
        name=f"{spec.name.vi} {values['period']}" if spec.about != "case" else spec.name.vi,
        made_at=facts.made_at,
    )


def _as_of(facts: Facts) -> float:
    return min(facts.period.end_at, facts.made_at)


def variables(facts: Facts) -> dict[str, object]:
    """Return what conditions speak of: figures by id with `_` for `-`; a figure not assessed is null."""
    return {figure.replace("-", "_"): facts.value(figure) for figure in facts.infos}


def field_values(spec: ReportSpec, facts: Facts) -> dict[str, str]:
    """Return the words of every field that texts may name."""
    found = {
        "period": periods.words(spec.period, facts.period, facts.zone),
        "from": wording.day(facts.period.start_at, facts.zone),
        "to": wording.day(facts.period.end_at - 1, facts.zone),
        "centre": facts.centre,
        "today": wording.day(facts.made_at, facts.zone),
        "unit": facts.units.get(facts.unit_id, facts.unit_id),
    }
    for figure, info in facts.infos.items():
        cell, earlier = facts.cell(figure), facts.earlier.get(figure)
        before = earlier.value if earlier else None
        found[figure] = wording.figure_words(cell.value if cell else None, info)
        found[f"{figure}.before"] = wording.figure_words(before, info)
        found[f"{figure}.change"] = wording.change_words(cell.value if cell else None, before, info)
        found[f"{figure}.n"] = wording.figure_number(cell.n) if cell else ""
        found[f"{figure}.per"] = wording.figure_number(cell.n_per) if cell else ""
    if facts.case is not None:
        kind = facts.kinds.get(facts.case.kind)
        clock = (facts.zone, facts.made_at)
        found |= case_words.letter_fields(facts.case, facts.promise, kind, facts.units, clock)
    return found


def _section(
    spec: ReportSpec, section: SectionSpec, number: int, facts: Facts, values: dict[str, str]
) -> Iterator[Block]:
    if section.heading.vi:
        yield Heading(wording.filled(section.heading.vi, values))
    for text in section.text:
        yield Paragraph(wording.filled(text.vi, values))
    if section.figures:
        yield _figures(section.figures, facts)
    if section.ranking:
        yield from _ranking(section.ranking, facts)
    if section.trend:
        yield _trend(spec, section.trend, facts)
    if section.breakdown:
        yield from _breakdown(section.breakdown, facts)
    if section.map:
        yield from _map(section.map, number, facts)
    if section.cases:
        yield from _cases(section.cases, number, facts)
    if section.compliance and number in facts.sheets:
        yield from compliance_blocks(section.compliance, facts.sheets[number], facts.places, facts.zone)
    if section.series and number in facts.series:
        yield from series_blocks(section.series, facts.series[number])
    if section.remarks.vi:
        yield Remarks(wording.filled(section.remarks.vi, values))


def _info(facts: Facts, figure: str) -> FigureInfo:
    known = facts.infos.get(figure)
    if known is None:
        raise ExpressionError(f"the figure '{figure}' was not computed")
    return known


def _figures(figures: Sequence[str], facts: Facts) -> Table:
    rows = []
    for figure in figures:
        info, cell, earlier = _info(facts, figure), facts.cell(figure), facts.earlier.get(figure)
        now, before = cell.value if cell else None, earlier.value if earlier else None
        mark = " (*)" if info.mark == "ck" else ""
        rows.append(
            (
                info.name.vi + mark,
                wording.figure_words(now, info),
                wording.figure_words(before, info) if before is not None else "–",
                wording.change_words(now, before, info),
            )
        )
    unsure = any(_info(facts, figure).mark == "ck" for figure in figures)
    note = "(*) Ngưỡng hoặc công thức còn chờ xác minh." if unsure else ""
    heads = ("Chỉ tiêu", "Kỳ này", "Kỳ trước", "So với kỳ trước")
    return Table(heads, tuple(rows), (3.4, 1.5, 1.5, 2.0), (1, 2, 3), note)


def _ranking(spec: RankingSpec, facts: Facts) -> Iterator[Block]:
    columns = [{cell.key: cell for cell in facts.cells.get(Want(f, spec.by).key, ())} for f in spec.figures]
    names = {key: _name(cell) for column in reversed(columns) for key, cell in column.items()}
    first = columns[0] if columns else {}
    low = _info(facts, spec.figures[0]).good == "low"

    def place(key: str) -> tuple[int, float, str]:
        value = first[key].value if key in first else None
        if value is None:
            return 1, 0.0, names[key]
        return 0, value if low else -value, names[key]

    ordered = sorted(names, key=place)
    ranks = _ranks([first[key].value if key in first else None for key in ordered])
    rows = [
        (
            ranks[i],
            names[key],
            *(_cell_words(column.get(key), _info(facts, f)) for column, f in _zip(columns, spec)),
        )
        for i, key in enumerate(ordered)
    ]
    shown = rows[: spec.limit] if spec.limit else rows
    if not shown:
        yield Paragraph("Không có số liệu trong kỳ.")
        return
    heads = ("Hạng", _DIMENSIONS.get(spec.by, "Nhóm"), *(_info(facts, f).name.vi for f in spec.figures))
    more = f"Còn {len(rows) - len(shown)} dòng không in." if len(rows) > len(shown) else ""
    widths = (0.6, 2.6, *(1.3 for _ in spec.figures))
    yield Table(heads, tuple(shown), widths, tuple(range(2, len(heads))), more)


def _zip(columns: list[dict[str, FigureCell]], spec: RankingSpec) -> list[tuple[dict[str, FigureCell], str]]:
    return list(zip(columns, spec.figures, strict=True))


def _cell_words(cell: FigureCell | None, info: FigureInfo) -> str:
    if cell is None:
        return "0" if not info.unit else "–"
    return "–" if cell.value is None else wording.figure_words(cell.value, info)


def _ranks(values: Sequence[float | None]) -> list[str]:
    """Return competition ranks (1, 1, 3) of values in order; a value that is missing has none."""
    found: list[str] = []
    for i, value in enumerate(values):
        if value is None:
            found.append("–")
        else:
            found.append(found[-1] if i and values[i - 1] == value else str(i + 1))
    return found


_DIMENSIONS = {
    "unit": "Đơn vị",
    "area": "Phường, xã",
    "field": "Lĩnh vực",
    "source": "Nguồn",
    "status": "Trạng thái",
}


def _name(cell: FigureCell) -> str:
    return cell.name or cell.key or UNKNOWN


def _trend(report: ReportSpec, spec: TrendSpec, facts: Facts) -> TrendChart:
    labels = _labels(spec, facts)
    lines = []
    for figure in spec.figures:
        by = dimension(spec.by, report.of.get(figure, "opened"))
        cells = {cell.key: cell.value for cell in facts.cells.get(Want(figure, by).key, ())}
        info = _info(facts, figure)
        empty = None if info.unit else 0.0
        lines.append(Line(info.name.vi, tuple(cells.get(label, empty) for label in labels)))
    first = _info(facts, spec.figures[0])
    title = spec.title.vi or first.name.vi
    return TrendChart(title, first.unit, tuple(_short(label) for label in labels), tuple(lines))


def _labels(spec: TrendSpec, facts: Facts) -> list[str]:
    days = periods.days_of(facts.period, facts.zone)
    if spec.by == "month":
        return list(dict.fromkeys(day[:7] for day in days))
    if spec.by == "week":
        dates = (datetime.date.fromisoformat(day) for day in days)
        return list(dict.fromkeys((d - datetime.timedelta(days=d.weekday())).isoformat() for d in dates))
    return days


def _short(label: str) -> str:
    parts = label.split("-")
    return f"{parts[2]}/{parts[1]}" if len(parts) == 3 else f"{parts[1]}/{parts[0]}"


def _breakdown(spec: BreakdownSpec, facts: Facts) -> Iterator[Block]:
    cells = [c for c in facts.cells.get(Want(spec.figure, spec.by).key, ()) if c.value is not None]
    cells.sort(key=lambda cell: (-(cell.value or 0.0), _name(cell)))
    info = _info(facts, spec.figure)
    shown, rest = cells[: spec.limit], cells[spec.limit :]
    labels, values = [_name(cell) for cell in shown], [cell.value or 0.0 for cell in shown]
    if rest and not info.unit:
        labels.append(f"Khác ({len(rest)})")
        values.append(sum(cell.value or 0.0 for cell in rest))
    if not values:
        yield Paragraph("Không có số liệu trong kỳ.")
        return
    title = spec.title.vi or f"{info.name.vi} theo {_DIMENSIONS.get(spec.by, spec.by).lower()}"
    yield BarChart(title, info.unit, tuple(labels), tuple(values), info.decimals)


def _map(spec: MapSpec, number: int, facts: Facts) -> Iterator[Block]:
    info = _info(facts, spec.figure)
    cells = facts.cells.get(Want(spec.figure, "area").key, ())
    values = {cell.key: cell.value for cell in cells if cell.key and cell.value is not None}
    lon, lat, n_without = facts.points.get(number, ((), (), 0))
    note = f"{n_without} vụ việc không có tọa độ nên không hiện thành điểm." if n_without else ""
    yield CaseMap(spec.title.vi or info.name.vi, facts.maps, values, tuple(lon), tuple(lat), note)


def _cases(spec: CasesSpec, number: int, facts: Facts) -> Iterator[Block]:
    cases = facts.lists.get(number, ())
    if not cases:
        yield Paragraph("Không có.")
        return
    now = _as_of(facts)
    rows = tuple(
        (
            str(i),
            *(
                case_words.column(
                    case, c, kind=facts.kinds.get(case.kind), units=facts.units, zone=facts.zone, now=now
                )
                for c in spec.columns
            ),
        )
        for i, case in enumerate(cases, start=1)
    )
    left = facts.n_listed.get(number, len(cases)) - len(cases)
    heads = ("TT", *(_head(facts, cases[0].kind, c) for c in spec.columns))
    widths = (0.6, *(_WIDE.get(c, 1.4) for c in spec.columns))
    yield Table(heads, rows, widths, (), f"Còn {left} vụ việc không in trong bảng." if left > 0 else "")


def _head(facts: Facts, kind: str, column: str) -> str:
    if not column.startswith("data."):
        return case_words.COLUMNS[column]
    info = facts.kinds.get(kind)
    found = next((d.name.vi for d in info.data if d.data_id == column[5:]), "") if info else ""
    return found or column[5:]
