"""The eight reference models of the BPMN Model Interchange Working Group: are they read, do they run, why not."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from backend.cli.procedure import table
from backend.procedures.drawing import Drawing
from backend.procedures.dry_run import dry_run
from backend.procedures.known import Known
from backend.procedures.markup import read_markup
from backend.procedures.model import read_model
from backend.procedures.reading import read_drawing
from backend.procedures.report import FileReport, examine

FOLDER = "bpmn_miwg/Reference"
NO_CONDITION = "flows without condition"
EMPTY = "there is nothing inside"
NO_NAME = "it names no message or signal"
NO_ACTION = "it does not say what to do"
NO_TIME = "the time '' cannot be read"

EXPECTED: dict[str, tuple[int, list[tuple[str, str]]]] = {
    "A.1.0.bpmn": (5, []),
    "A.2.0.bpmn": (8, [("Gateway (Split Flow)", NO_CONDITION)]),
    "A.2.1.bpmn": (8, [("Gateway (Split Flow)", NO_CONDITION), ("Task 4", NO_CONDITION)]),
    "A.3.0.bpmn": (
        10,
        [("Collapsed Sub-Process", EMPTY), ("Boundary Intermediate Event Non-Interrupting Message", NO_NAME)],
    ),
    "A.4.0.bpmn": (13, []),
    "A.4.1.bpmn": (13, []),
    "B.1.0.bpmn": (
        24,
        [
            ("Collapsed Sub-Process", EMPTY),
            ("Exclusive Gateway Divergence 1", NO_CONDITION),
            ("Exclusive Gateway Divergence 2", NO_CONDITION),
            ("Call Activity Calling a Global Task", "no procedure 'global-task'"),
            ("Service Task 7", NO_ACTION),
        ],
    ),
}
"""Elements read, and every reason why it does not run, by element."""


@pytest.fixture(scope="module")
def reports(real_data: Path) -> dict[str, FileReport]:
    known = Known(procedures=frozenset())
    files = sorted((real_data / FOLDER).glob("*.bpmn"))
    return {file.name: examine(file.name, file.read_bytes(), known) for file in files}


def drawing(real_data: Path, name: str) -> Drawing:
    return read_drawing(read_markup((real_data / FOLDER / name).read_bytes()))


def test_all_eight_are_read(reports: dict[str, FileReport]) -> None:
    assert len(reports) == 8
    assert all(report.imports for report in reports.values())
    assert [name for name, report in reports.items() if report.runs] == [
        "A.1.0.bpmn",
        "A.4.0.bpmn",
        "A.4.1.bpmn",
    ]


@pytest.mark.parametrize("name", EXPECTED)
def test_every_reason_is_named_by_element(reports: dict[str, FileReport], name: str) -> None:
    n_elements, reasons = EXPECTED[name]
    found = [(error.element.rpartition(" (")[0], error.message.en) for error in reports[name].errors]
    assert reports[name].n_elements == n_elements
    assert len(found) == len(reasons), found
    for element, words in reasons:
        assert any(where == element and words in message for where, message in found), (element, found)


def test_the_large_model_is_refused_for_what_it_lacks(reports: dict[str, FileReport]) -> None:
    found = [(error.element.rpartition(" (")[0], error.message.en) for error in reports["B.2.0.bpmn"].errors]
    for element, words in (
        ("Pool", "2 start events"),
        ("Collapsed Sub-Process 2", EMPTY),
        ("User Task 12 Muti-Inst. Seq.", "multi-instance"),
        ("Intermediate Event Link", "a link event does not run here"),
        ("Start Event 4 Conditional", "a conditional event does not run here"),
        ("Boundary Intermediate Event Interrupting Timer", NO_TIME),
        ("Receive Task 16", NO_NAME),
        ("Service Task 22", NO_ACTION),
    ):
        assert any(where == element and words in message for where, message in found), element
    assert all(where for where, _ in found)


def test_flows_lanes_and_pools_of_two_tools_are_read_alike(real_data: Path) -> None:
    for name, others, first in (("A.4.0.bpmn", ("Pool",), 1), ("A.4.1.bpmn", ("Pool 1",), 2)):
        found = drawing(real_data, name)
        lanes = {e.label: e.role for e in found.elements.values() if e.tag == "task"}
        upper, lower = f"Lane {first}", f"Lane {first + 1}"
        assert lanes == {"Task 3": upper, "Task 4": upper, "Task 5": upper, "Task 6": lower}
        assert (len(found.flows), found.others) == (10, others)


def test_no_flow_or_element_is_lost(real_data: Path, reports: dict[str, FileReport]) -> None:
    for name in reports:
        found = drawing(real_data, name)
        root = ElementTree.parse(real_data / FOLDER / name).getroot()  # noqa: S314 - files of the project's data
        processes = [node for node in root if node.get("id") in found.process_ids]
        tags = [node.tag.rpartition("}")[2] for process in processes for node in process.iter()]
        assert len(found.flows) == tags.count("sequenceFlow") > 3, name
        ending = ("Task", "Event", "Gateway", "Process", "Activity")
        assert len(found.elements) == sum(tag == "task" or tag.endswith(ending) for tag in tags), name


def test_those_that_run_come_to_their_end(real_data: Path) -> None:
    for name, n_steps in (("A.1.0.bpmn", 3), ("A.4.0.bpmn", 4), ("A.4.1.bpmn", 4)):
        trace = dry_run(read_model((real_data / FOLDER / name).read_bytes()))
        assert sum(step.what == "mở" for step in trace) == n_steps
        assert trace[-1].what.startswith("kết thúc")


def test_the_guide_shows_this_table(reports: dict[str, FileReport], root: Path) -> None:
    guide = (root / "docs" / "procedures.md").read_text(encoding="utf-8")
    for report, line in zip(reports.values(), table(reports.values(), "en")[2:], strict=True):
        row = next(found for found in guide.splitlines() if found.startswith(f"| {report.file} |"))
        reads, runs = (cell.strip() for cell in line.split("|")[2:4])
        cells = [cell.strip() for cell in row.split("|")]
        assert (cells[2], cells[5]) == (reads, runs), report.file
        if len(report.errors) < 6:
            assert all(error.element.rpartition(" (")[0] in cells[6] for error in report.errors)
