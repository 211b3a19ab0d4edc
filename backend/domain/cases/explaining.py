"""A figure in one sentence, made of its conditions where its pack has not written one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from backend.contract.cases import CaseQuery
from backend.contract.state import Text
from backend.domain.cases.periods import period_words
from backend.domain.cases.spec import CaseKindSpec, FigureSpec

_GROUPS = {
    "waiting": ("chờ xử lý", "waiting"),
    "working": ("đang xử lý", "in work"),
    "paused": ("tạm dừng", "paused"),
    "done": ("đã xử lý", "done"),
    "refused": ("bị từ chối", "refused"),
    "deleted": ("đã xóa", "deleted"),
}
_DUE = {
    "none": ("không có hạn", "without a deadline"),
    "on_time": ("còn trong hạn", "within the deadline"),
    "near": ("sắp đến hạn", "near the deadline"),
    "overdue": ("quá hạn", "overdue"),
    "kept": ("xong đúng hạn", "settled on time"),
    "missed": ("xong trễ hạn", "settled late"),
}
_SEVERITIES = {
    "critical": ("khẩn cấp", "critical"),
    "high": ("cao", "high"),
    "medium": ("trung bình", "medium"),
    "low": ("thấp", "low"),
}
_PERIOD_OF = {"opened": ("mở", "opened"), "finished": ("kết thúc", "finished"), "due": ("đến hạn", "due")}


def explained(spec: FigureSpec, kinds: Mapping[str, CaseKindSpec]) -> Text:
    """Return how a figure is computed, in one sentence.

    Args:
        spec: the figure; its own sentence wins.
        kinds: kinds of cases by id, for the names in the conditions.
    """
    if spec.explained.vi:
        return spec.explained
    kind = kinds[spec.where.kind]
    vi, en = (_sentence(spec, kind, language) for language in ("vi", "en"))
    return Text(vi, en)


def _sentence(spec: FigureSpec, kind: CaseKindSpec, language: str) -> str:
    vi = language == "vi"
    period = period_words(spec.period)[0 if vi else 1]
    told = f"{_PERIOD_OF[spec.period_of][0 if vi else 1]} {period}" if period else ""
    cases = _cases(kind, spec.where, told, language)
    match spec.value:
        case "share":
            over = _cases(kind, spec.per or CaseQuery(kind=kind.id), told, language)
            head = f"Tỷ lệ % {cases} trên tổng số {over}" if vi else f"Per cent of {over} that are: {cases}"
        case "mean_hours":
            head = "Số giờ trung bình từ lúc mở đến lúc kết thúc của" if vi else "Mean hours to finish of"
            head = f"{head} {cases}"
        case "mean_rating":
            head = f"Điểm đánh giá trung bình (1–5) của {cases}" if vi else f"Mean rating (1-5) of {cases}"
        case "sum":
            name = _data_name(kind, spec.sum_of, language)
            head = f"Tổng “{name}” của {cases}" if vi else f"Sum of “{name}” of {cases}"
        case "mean":
            name = _data_name(kind, spec.sum_of, language)
            head = f"Trung bình “{name}” của {cases}" if vi else f"Mean of “{name}” of {cases}"
        case "ratio":
            name, other = (_data_name(kind, each, language) for each in (spec.sum_of, spec.per_sum_of))
            head = f"Tỷ lệ % tổng “{name}” của {cases}" if vi else f"Sum of “{name}” of {cases}, in per cent"
            over = _cases(kind, spec.per or spec.where, told, language)
            of = f"của {over}" if vi else f"of {over}"
            tail = f"trên tổng “{other}”" if vi else f"of the sum of “{other}”"
            head = f"{head} {tail} {of}" if spec.per else f"{head} {tail}"
        case "count":
            head = f"Số {cases}" if vi else f"Number of {cases}"
    return f"{head}."


def _data_name(kind: CaseKindSpec, data_id: str, language: str) -> str:
    """Return what a data field is called; one that the kind does not have is its id."""
    return next((each.name.in_language(language) for each in kind.data if each.id == data_id), data_id)


def _cases(kind: CaseKindSpec, query: CaseQuery, period: str, language: str) -> str:
    said = [*_conditions(kind, query, language), *([period] if period else [])]
    name = kind.name.in_language(language)
    name = name[:1].lower() + name[1:]
    return f"{name} ({'; '.join(said)})" if said else name


def _conditions(kind: CaseKindSpec, query: CaseQuery, language: str) -> list[str]:
    i, vi = (0, True) if language == "vi" else (1, False)
    joined = " hoặc ".join if vi else " or ".join

    def named(head: tuple[str, str], names: Iterable[str]) -> list[str]:
        listed = list(names)
        return [f"{head[i]} {joined(listed)}"] if listed else []

    statuses = {each.id: each.name.in_language(language) for each in kind.statuses}
    fields = {each.id: each.name.in_language(language) for each in kind.fields}
    sources = {each.id: each.name.in_language(language) for each in kind.sources}
    data = {each.id: each.name.in_language(language) for each in kind.data}
    said = [joined(_GROUPS[each][i] for each in query.groups)] if query.groups else []
    said += named(("trạng thái", "status"), (statuses.get(each, each) for each in query.statuses))
    said += named(("lĩnh vực", "field"), (fields.get(each, each) for each in query.fields))
    said += named(("đơn vị", "unit"), (each or ("chưa có", "none")[i] for each in query.units))
    said += named(("địa bàn", "area"), query.areas)
    said += named(("nguồn", "source"), (sources.get(each, each) for each in query.sources))
    said += named(("mức độ", "severity"), (_SEVERITIES[each][i] for each in query.severities))
    said += [joined(_DUE[each][i] for each in query.due)] if query.due else []
    said += [("quá hạn tiếp nhận", "not accepted in time")[i]] if query.unaccepted else []
    said += named(("đánh giá", "rated"), (str(each) for each in query.ratings))
    said += [("đã mở lại", "reopened")[i]] if query.reopened else []
    said += [("chưa từng mở lại", "never reopened")[i]] if query.reopened is False else []
    said += [("không tính phản ánh trùng", "without duplicates")[i]] if query.parent == "" else []
    said += [f"{data.get(key, key)} là {value}" if vi else f"{data.get(key, key)} is {value}"
             for key, value in query.data.items()]  # fmt: skip
    said += [f"chứa “{query.text}”" if vi else f"with “{query.text}”"] if query.text else []
    return said
