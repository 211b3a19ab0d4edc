"""Judges the shape of a drawing: starts, ends, ways out, gateways, what the engine cannot run."""

from __future__ import annotations

from collections.abc import Iterator

from backend.contract.work import Finding
from backend.procedures.drawing import UNSUPPORTED, Drawing, Element, Flow
from backend.procedures.findings import say
from backend.procedures.markup import WHOLE_FILE
from backend.procedures.paths import Paths

MAX_ELEMENTS = 200
_CHOOSING = frozenset({"exclusiveGateway", "inclusiveGateway"})
_AWAITED = frozenset({"intermediateCatchEvent", "receiveTask"})

_CURES = {
    "scriptTask": (
        "Dùng bước tính theo quy tắc (business rule) với biểu thức CEL.",
        "Use a business rule task with a CEL expression.",
    ),
    "complexGateway": ("Dùng cổng chọn nhiều hoặc cổng song song.", "Use an inclusive or parallel gateway."),
    "transaction": ("Dùng quy trình con thường.", "Use a plain sub-process."),
    "adHocSubProcess": (
        "Dùng quy trình con thường, vẽ rõ thứ tự.",
        "Use a plain sub-process with a drawn order.",
    ),
}


def shape(drawing: Drawing, paths: Paths) -> Iterator[Finding]:
    """Yield what is wrong with the shape of a drawing."""
    if len(drawing.elements) > MAX_ELEMENTS:
        n = len(drawing.elements)
        yield say(
            WHOLE_FILE,
            (f"{n} phần tử, nhiều nhất {MAX_ELEMENTS}.", f"{n} elements, at most {MAX_ELEMENTS} run."),
            ("Tách thành nhiều quy trình và gọi nhau.", "Split it into procedures that call one another."),
        )
    yield from _whole(drawing)
    for scope in (
        *drawing.process_ids,
        *(e.element_id for e in drawing.elements.values() if e.tag == "subProcess"),
    ):
        yield from _scope(drawing, scope)
    for flow in drawing.flows:
        yield from _flow(drawing, flow)
    reached = paths.ahead(e.element_id for e in drawing.elements.values() if e.tag == "startEvent")
    for element in drawing.elements.values():
        yield from _element(drawing, element)
        if element.element_id not in reached and element.tag != "startEvent":
            yield say(
                element.about,
                (
                    "không có đường nào dẫn tới, nên không bao giờ đến lượt.",
                    "no way leads here: it is never reached.",
                ),
                ("Nối vào luồng hoặc xóa đi.", "Connect it or delete it."),
                "warning",
            )


def _whole(drawing: Drawing) -> Iterator[Finding]:
    if not drawing.executable:
        yield say(
            WHOLE_FILE,
            (
                f"không quy trình nào được đánh dấu chạy được (isExecutable); lấy {drawing.title}.",
                f"no process is marked executable; {drawing.title} is taken.",
            ),
            ("Đánh dấu trong trình vẽ.", "Mark it in the designer."),
            "warning",
        )
    for name in drawing.others:
        yield say(
            WHOLE_FILE,
            (
                f"{name} là việc của bên khác: được vẽ, không chạy.",
                f"{name} is another party: drawn, not run.",
            ),
            ("Không cần sửa nếu đúng ý.", "Nothing to do if that is meant."),
            "warning",
        )
    for element_id, name in drawing.silent:
        yield say(
            (element_id, f"{name or element_id} (dữ liệu)"),
            ("dữ liệu chỉ được vẽ, không được đọc hay ghi.", "data is drawn only, neither read nor written."),
            ("Dùng biến của quy trình.", "Use the run's variables."),
            "warning",
        )


def _scope(drawing: Drawing, scope: str) -> Iterator[Finding]:
    """Judge starts and ends of a process or sub-process."""
    element = drawing.elements.get(scope)
    title = drawing.title if scope == drawing.process_id else scope
    about = element.about if element else (scope, f"{title} (quy trình)")
    inside = list(drawing.inside(scope))
    if not inside:
        yield say(
            about,
            ("không có gì bên trong.", "there is nothing inside."),
            (
                "Vẽ các bước bên trong hoặc thay bằng một bước.",
                "Draw the steps inside or use a task instead.",
            ),
        )
        return
    n_starts = sum(1 for found in inside if found.tag == "startEvent")
    if n_starts != 1:
        yield say(
            about,
            (
                f"có {n_starts} sự kiện bắt đầu, cần đúng một.",
                f"it has {n_starts} start events, one is needed.",
            ),
            ("Để lại một sự kiện bắt đầu.", "Keep one start event."),
        )
    if not any(found.tag == "endEvent" for found in inside):
        yield say(
            about,
            ("không có sự kiện kết thúc.", "it has no end event."),
            ("Vẽ sự kiện kết thúc.", "Draw an end event."),
        )


def _flow(drawing: Drawing, flow: Flow) -> Iterator[Finding]:
    source, target = drawing.elements.get(flow.source), drawing.elements.get(flow.target)
    if source is None or target is None or source.parent_id != target.parent_id:
        yield say(
            (flow.flow_id, f"{flow.name or flow.flow_id} (luồng)"),
            (
                "nối tới phần tử không có, hoặc ra ngoài quy trình con.",
                "it leads to a missing element or out of a sub-process.",
            ),
            ("Nối lại trong cùng một quy trình.", "Connect it within one process."),
        )


def _element(drawing: Drawing, element: Element) -> Iterator[Finding]:
    if element.tag in UNSUPPORTED or element.waits_for_event:
        yield say(
            element.about,
            ("loại này không chạy được.", "this type does not run."),
            _CURES.get(element.tag, ("Dùng sự kiện gắn trên bước.", "Use boundary events.")),
        )
        return
    if element.loops:
        yield say(
            element.about,
            (
                "lặp lại hoặc nhiều bản (multi-instance) không chạy được.",
                "loops and multi-instance do not run.",
            ),
            ("Vẽ vòng lặp bằng cổng chọn.", "Draw the loop with a gateway."),
        )
    outgoing = drawing.outgoing(element.element_id)
    if element.tag == "endEvent" and outgoing:
        yield say(
            element.about,
            ("đã kết thúc mà còn luồng đi ra.", "it ends but a flow leaves it."),
            ("Xóa luồng đi ra.", "Delete the flow."),
        )
    if element.tag != "endEvent" and not outgoing:
        yield say(
            element.about,
            (
                "không có luồng đi ra, quy trình sẽ không bao giờ xong.",
                "no flow leaves it: the run would never end.",
            ),
            ("Nối tới bước sau hoặc sự kiện kết thúc.", "Connect it to the next step or to an end event."),
        )
    yield from _ways_out(drawing, element, outgoing)
    if element.tag == "callActivity":
        yield from _call(drawing, element)


def _ways_out(drawing: Drawing, element: Element, outgoing: list[Flow]) -> Iterator[Finding]:
    default = element.attributes.get("default", "")
    if default and default not in {flow.flow_id for flow in outgoing}:
        yield say(
            element.about,
            (
                f"luồng mặc định {default} không đi ra từ đây.",
                f"its default flow {default} does not leave it.",
            ),
            ("Chọn lại luồng mặc định.", "Choose the default flow again."),
        )
    if len(outgoing) < 2:
        return
    conditional = [flow for flow in outgoing if flow.condition is not None]
    chooses = element.tag in _CHOOSING or (conditional and "Gateway" not in element.tag)
    bare = [flow for flow in outgoing if not flow.condition and flow.flow_id != default]
    if chooses and bare:
        names = ", ".join(flow.name or f"→ {_label(drawing, flow.target)}" for flow in bare)
        yield say(
            element.about,
            (
                f"luồng không có điều kiện và không phải mặc định: {names}.",
                f"flows without condition: {names}.",
            ),
            (
                "Viết điều kiện CEL cho từng luồng, hoặc chọn một luồng mặc định.",
                "Write a CEL condition on each flow, or make one the default.",
            ),
        )
    elif chooses and not default:
        yield say(
            element.about,
            (
                "không có luồng mặc định: nếu không điều kiện nào đúng, quy trình dừng và báo lỗi.",
                "it has no default flow: where no condition holds, the run stops as failed.",
            ),
            ("Chọn một luồng mặc định.", "Make one flow the default."),
            "warning",
        )
    if conditional and element.tag in {"parallelGateway", "eventBasedGateway", "startEvent"}:
        yield say(
            element.about,
            ("điều kiện trên luồng đi ra bị bỏ qua.", "conditions on its flows are ignored."),
            ("Dùng cổng chọn nhiều.", "Use an inclusive gateway."),
            "warning",
        )
    if element.tag == "eventBasedGateway":
        yield from _event_gateway(drawing, element, outgoing)


def _label(drawing: Drawing, element_id: str) -> str:
    element = drawing.elements.get(element_id)
    return element.label if element else element_id


def _event_gateway(drawing: Drawing, element: Element, outgoing: list[Flow]) -> Iterator[Finding]:
    for flow in outgoing:
        target = drawing.elements.get(flow.target)
        if target is not None and target.tag not in _AWAITED:
            yield say(
                element.about,
                (
                    f"sau cổng phải là sự kiện chờ, không phải {target.label}.",
                    f"{target.label} is no catch event.",
                ),
                (
                    "Đặt sự kiện chờ tin hoặc chờ giờ ngay sau cổng.",
                    "Put catch events directly after the gateway.",
                ),
            )


def _call(drawing: Drawing, element: Element) -> Iterator[Finding]:
    called = element.attributes.get("calledElement", "")
    if not called:
        yield say(
            element.about,
            ("không nêu quy trình được gọi.", "it names no procedure."),
            ("Chọn quy trình.", "Choose a procedure."),
        )
    elif called in drawing.process_ids and called in {element.parent_id, drawing.process_id}:
        yield say(
            element.about,
            ("quy trình gọi chính nó, không bao giờ xong.", "the procedure calls itself without end."),
            ("Vẽ vòng lặp bằng cổng chọn.", "Draw the loop with a gateway."),
        )
