"""Lays out what a report says of measurements: compliance and series. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from zoneinfo import ZoneInfo

from backend.contract.compliance import Compliance, ComplianceCell, ComplianceLimit, ComplianceParameter
from backend.contract.state import Quality
from backend.reports.measured_spec import ComplianceSpec, SeriesSpec, SeriesTable, SeriesValue
from backend.reports.paper import Block, Paragraph, Table
from backend.reports.wording import figure_number

WORDS = {
    "pass": "đạt",
    "fail": "không đạt",
    "inconclusive": "không kết luận được",
    "missing": "chưa xét nghiệm",
    "not_applicable": "không áp dụng",
}
_TROUBLE = ("fail", "inconclusive")
_MARKS = {Quality.BELOW: "< ", Quality.ABOVE: "> ", Quality.UNCERTAIN: "~ "}
UNVERIFIED = "(*) Giới hạn còn chờ xác minh."


def compliance_blocks(
    spec: ComplianceSpec, found: Compliance, names: Mapping[str, str], zone: ZoneInfo
) -> Iterator[Block]:
    """Return the tables of a sheet.

    Args:
        spec: what is asked for.
        found: the sheet at the end of the period.
        names: place id → name.
        zone: of the days.
    """
    if not found.places:
        yield Paragraph("Không có điểm nào trong danh mục.")
        return
    yield _by_place(found, names, spec.title.vi)
    regulations = ", ".join(text.vi for text in found.sets.values())
    if regulations:
        yield Paragraph(f"Căn cứ đánh giá: {regulations}.")
    trouble = [cell for cell in found.cells if cell.verdict in _TROUBLE]
    if trouble:
        yield _trouble(trouble, found, names, zone, spec.limit)
    else:
        yield Paragraph("Không có kết quả nào không đạt hoặc không kết luận được trong kỳ.")


def _by_place(found: Compliance, names: Mapping[str, str], title: str) -> Table:
    cells: dict[tuple[str, str], list[ComplianceCell]] = {}
    for cell in found.cells:
        cells.setdefault((cell.place_id, cell.group), []).append(cell)
    rows = [
        (
            names.get(place, place),
            *(_square(cells.get((place, group.group_id), [])) for group in found.groups),
        )
        for place in sorted(found.places, key=lambda place: names.get(place, place))
    ]
    heads = (title or "Điểm lấy mẫu", *(group.name.vi for group in found.groups))
    return Table(heads, tuple(rows), (2.4, *(2.2 for _ in found.groups)))


def _square(cells: list[ComplianceCell]) -> str:
    """Return how a group stands at a place: `8/8 đạt`, `6/8 đạt, 1 không đạt, 1 chưa xét nghiệm`."""
    counted = [cell for cell in cells if cell.verdict != "not_applicable"]
    if not counted:
        return "–"
    counts = {verdict: sum(cell.verdict == verdict for cell in counted) for verdict in WORDS}
    words = [f"{counts['pass']}/{len(counted)} đạt"]
    words += [f"{counts[v]} {WORDS[v]}" for v in ("fail", "inconclusive", "missing") if counts[v]]
    return ", ".join(words)


def _trouble(
    cells: list[ComplianceCell], found: Compliance, names: Mapping[str, str], zone: ZoneInfo, limit: int
) -> Table:
    parameters = {parameter.row: parameter for parameter in found.parameters}
    limits = {(each.limit_set, each.row): each for each in found.limits}
    ordered = sorted(cells, key=lambda c: (_TROUBLE.index(c.verdict), names.get(c.place_id, c.place_id)))
    shown = ordered[:limit] if limit else ordered
    rows = []
    for cell in shown:
        row_limit = limits.get((cell.limit_set, cell.row))
        parameter = parameters[cell.row]
        unsure = " (*)" if row_limit is not None and row_limit.mark == "ck" else ""
        rows.append(
            (
                names.get(cell.place_id, cell.place_id),
                parameter.name.vi,
                result_words(cell, parameter),
                limit_words(row_limit) + unsure,
                f"{dt.datetime.fromtimestamp(cell.sampled_at, zone):%d/%m/%Y}" if cell.sampled_at else "–",
                WORDS[cell.verdict],
            )
        )
    left = len(ordered) - len(shown)
    notes = [f"Còn {left} kết quả không in trong bảng."] if left else []
    notes += [UNVERIFIED] if any(row[3].endswith("(*)") for row in rows) else []
    heads = ("Điểm lấy mẫu", "Chỉ tiêu", "Kết quả", "Giới hạn", "Ngày lấy mẫu", "Đánh giá")
    return Table(heads, tuple(rows), (2.2, 2.0, 1.4, 1.4, 1.2, 1.4), (), " ".join(notes))


def result_words(cell: ComplianceCell, parameter: ComplianceParameter) -> str:
    """Return a result with its unit: `< 0,005 mg/L`."""
    if cell.value is None:
        return "–"
    if parameter.unit == "1":
        return "đạt yêu cầu" if cell.value == 0 else "không đạt yêu cầu"
    unit = "" if parameter.unit == "pH" else f" {parameter.unit}"
    return f"{_MARKS.get(Quality(cell.quality), '')}{_number(cell.value)}{unit}"


def limit_words(limit: ComplianceLimit | None) -> str:
    """Return a limit: `≤ 2 NTU`, `6–8,5`, `< 3 CFU/100 mL`, or what is required."""
    if limit is None:
        return "–"
    unit = "" if limit.unit in ("pH", "") else f" {limit.unit}"
    if limit.min is not None and limit.max is not None:
        return f"{_number(limit.min)}–{_number(limit.max)}{unit}"
    if limit.max is not None:
        return f"{'<' if limit.strict else '≤'} {_number(limit.max)}{unit}"
    if limit.min is not None:
        return f"{'>' if limit.strict else '≥'} {_number(limit.min)}{unit}"
    return limit.requirement


def _number(value: float) -> str:
    """Return a number with as many digits as it has, at most seven behind the comma."""
    decimals = next((d for d in range(7) if round(value, d) == value), 7)
    return figure_number(value, decimals)


def series_blocks(spec: SeriesSpec, found: SeriesTable) -> Iterator[Block]:
    """Return the table of series: `thấp nhất – trung bình – cao nhất` of each place."""
    if not any(value is not None for _, values in found.rows for value in values):
        yield Paragraph("Không có số liệu quan trắc trong kỳ.")
        return
    heads = [
        spec.title.vi or "Điểm đo",
        *(f"{name} ({unit})" if unit else name for name, unit, _ in found.heads),
    ]
    rows = [
        (
            place,
            *(_span(value, decimals) for value, (_, _, decimals) in zip(values, found.heads, strict=True)),
        )
        for place, values in found.rows
    ]
    note = "Mỗi ô: thấp nhất – trung bình – cao nhất trong kỳ; “–”: không có số liệu."
    columns = tuple(range(1, len(heads)))
    widths = (2.2, *(1.8 for _ in found.heads))
    yield Table(tuple(heads), tuple(rows), widths, columns, note)


def _span(value: SeriesValue | None, decimals: int) -> str:
    if value is None:
        return "–"
    return " – ".join(figure_number(each, decimals) for each in (value.low, value.mean, value.high))
