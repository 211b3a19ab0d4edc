"""Which elements of a drawing can come after which."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from backend.procedures.drawing import Drawing, Flow

FlowFilter = Callable[[Flow], bool]


def _any_flow(flow: Flow) -> bool:
    return True


class Paths:
    """The ways through a drawing, into sub-processes, out of them, and over boundary events."""

    def __init__(self, drawing: Drawing) -> None:
        self._drawing = drawing
        self._flows: dict[str, list[Flow]] = {}
        for flow in drawing.flows:
            if flow.source in drawing.elements and flow.target in drawing.elements:
                self._flows.setdefault(flow.source, []).append(flow)
        self._attached: dict[str, list[str]] = {}
        self._starts: dict[str, list[str]] = {}
        for found in drawing.elements.values():
            if found.tag == "boundaryEvent":
                self._attached.setdefault(found.attributes.get("attachedToRef", ""), []).append(
                    found.element_id
                )
            if found.tag == "startEvent":
                self._starts.setdefault(found.parent_id, []).append(found.element_id)

    def after(self, element_id: str, *, boundary: bool = True, takes: FlowFilter = _any_flow) -> list[str]:
        """Return the elements that can come directly after one.

        Args:
            element_id: the element.
            boundary: boundary events of the element come after it, too.
            takes: which sequence flows may be taken.
        """
        element = self._drawing.elements[element_id]
        found = list(self._starts.get(element_id, ()))
        if element.tag == "callActivity":
            found += self._starts.get(element.attributes.get("calledElement", ""), [])
        leaves = [element_id] if element.tag == "callActivity" or not found else []
        if element.tag == "endEvent" and element.parent_id in self._drawing.elements:
            leaves.append(element.parent_id)
        for leaving in leaves:
            found += [flow.target for flow in self._flows.get(leaving, ()) if takes(flow)]
        return found + (self._attached.get(element_id, []) if boundary else [])

    def ahead(
        self,
        starts: Iterable[str],
        *,
        stop: Callable[[str], bool] = lambda _: False,
        takes: FlowFilter = _any_flow,
    ) -> set[str]:
        """Return everything that can come after `starts`; what `stop` names is reached but not passed."""
        queue = list(starts)
        seen: set[str] = set()
        passed: set[str] = set()
        while queue:
            here = queue.pop()
            if here in passed or here not in self._drawing.elements:
                continue
            passed.add(here)
            for there in self.after(here, takes=takes):
                seen.add(there)
                if not stop(there):
                    queue.append(there)
        return seen
