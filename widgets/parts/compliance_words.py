"""Words of compliance: verdicts, reasons, results and limits as a person reads them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from backend.contract.compliance import ComplianceCell, ComplianceLimit, ComplianceParameter, Verdict
from backend.contract.state import Quality
from widgets.logic import formats
from widgets.logic.compliance import Finding, Square
from widgets.theme.look import Look
from widgets.theme.shapes import Shape

translate = QCoreApplication.translate
SHAPES: dict[Verdict, Shape | None] = {
    "fail": "high", "inconclusive": "medium", "missing": "lost", "pass": None, "not_applicable": None,
}  # fmt: skip


def verdict_word(verdict: Verdict) -> str:
    """Return what a verdict is called."""
    return {
        "pass": translate("Compliance", "passes"),
        "fail": translate("Compliance", "fails"),
        "inconclusive": translate("Compliance", "inconclusive"),
        "missing": translate("Compliance", "no result yet"),
        "not_applicable": translate("Compliance", "not asked for"),
    }[verdict]


def why_word(why: str) -> str:
    """Return the reason of a verdict; empty where the verdict says all."""
    return {
        "too_high": translate("Compliance", "above the limit"),
        "too_low": translate("Compliance", "below the limit"),
        "not_as_required": translate("Compliance", "not as required"),
        "detection_limit": translate("Compliance", "the detection limit lies above the limit"),
        "beyond_range": translate("Compliance", "beyond what the method measures"),
        "doubtful": translate("Compliance", "the result is doubtful"),
        "unit": translate("Compliance", "its unit does not convert"),
        "not_here": translate("Compliance", "no limit at such a place"),
        "no_limit": translate("Compliance", "the regulation in force has no such limit"),
    }.get(why, "")


def colour(verdict: Verdict, look: Look) -> str:
    """Return the colour of a verdict: what passes is quiet."""
    tokens = look.tokens
    return {
        "fail": tokens.high,
        "inconclusive": tokens.medium,
        "missing": tokens.lost,
        "pass": tokens.done,
        "not_applicable": tokens.text_third,
    }[verdict]


def square_words(square: Square, language: str) -> str:
    """Return what stands in a square: `8/8 đạt`, `1 không đạt`, `thiếu 3/8`."""
    counts, n = square.counts, formats.number(square.n, 0, language)
    match square.verdict:
        case "not_applicable":
            return "–"
        case "pass":
            done = formats.number(counts.get("pass", 0), 0, language)
            return translate("Compliance", "{count}/{total} pass").format(count=done, total=n)
        case "fail":
            words = translate("Compliance", "{count} fail")
        case "inconclusive":
            words = translate("Compliance", "{count} inconclusive")
        case _:
            words = translate("Compliance", "{count}/{total} not measured")
    return words.format(count=formats.number(counts[square.verdict], 0, language), total=n)


def result_words(cell: ComplianceCell, parameter: ComplianceParameter, language: str) -> str:
    """Return a result with its unit: `< 0,005 mg/L`; of a requirement only the verdict speaks."""
    if cell.value is None:
        return formats.NO_NUMBER
    if parameter.unit == "1":
        met, unmet = translate("Compliance", "as required"), translate("Compliance", "not as required")
        return met if cell.value == 0 else unmet
    sign = {Quality.BELOW: "< ", Quality.ABOVE: "> ", Quality.UNCERTAIN: "~ "}.get(Quality(cell.quality), "")
    shown = formats.number(cell.value, _decimals(cell.value, parameter.decimals), language)
    unit = "" if parameter.unit == "pH" else f" {parameter.unit}"
    return f"{sign}{shown}{unit}"


def _decimals(value: float, usual: int) -> int:
    """Return enough digits that a small result is not shown as 0."""
    decimals = usual
    while value and decimals < usual + 4 and round(value, decimals) == 0:
        decimals += 1
    return decimals


def limit_words(limit: ComplianceLimit | None, language: str) -> str:
    """Return a limit: `≤ 2 NTU`, `6,0–8,5`, `< 3 CFU/100 mL`, or what is required."""
    if limit is None:
        return ""
    unit = "" if limit.unit in ("pH", "") else f" {limit.unit}"

    def shown(value: float) -> str:
        decimals = next((d for d in range(6) if round(value, d) == value), 6)
        return formats.number(value, decimals, language)

    if limit.min is not None and limit.max is not None:
        return f"{shown(limit.min)}–{shown(limit.max)}{unit}"
    if limit.max is not None:
        return f"{'<' if limit.strict else '≤'} {shown(limit.max)}{unit}"
    if limit.min is not None:
        return f"{'>' if limit.strict else '≥'} {shown(limit.min)}{unit}"
    return limit.requirement


def finding_note(finding: Finding, language: str) -> str:
    """Return what stands behind a parameter's name: its limit, and why where the verdict needs it."""
    limit = limit_words(finding.limit, language)
    if finding.limit is not None and finding.limit.mark == "ck":
        limit = f"{limit} ({translate('Compliance', 'unv.')})"
    parts = [limit, why_word(finding.cell.why)]
    if finding.cell.n_failed and finding.cell.verdict != "fail":
        words = translate("Compliance", "{count} earlier results failed")
        parts.append(words.format(count=finding.cell.n_failed))
    return " · ".join(part for part in parts if part)
