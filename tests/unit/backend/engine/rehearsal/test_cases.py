"""Cases in tests of packs: the examples of the documentation are played, and spoilt."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from backend.contract.cases import CaseFile, CaseQuery
from backend.contract.document import DocumentError
from backend.engine.rehearsal import run_pack_tests
from backend.engine.rehearsal.cases import MemoryStore, at_once
from backend.store import CaseRow
from tests.unit.backend.domain.cases.conftest import ZONE, MakeFile, file  # noqa: F401 - a fixture

DOCS = Path(__file__).resolve().parents[5] / "docs"
PACK = """
id: reports
name: {vi: Phản ánh}
version: "1"
"""
MESSAGE = """
id: report-result
name: {vi: Kết quả}
fields: [case_id, text]
vi: {subject: "Kết quả {case_id}", body: "Kết quả: {text}", short: "{text}"}
"""


def blocks(page: str, heading: str = "") -> list[str]:
    text = (
        (DOCS / page).read_text(encoding="utf-8").partition(heading)[2]
        if heading
        else (DOCS / page).read_text(encoding="utf-8")
    )
    return re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """Return the pack of docs/cases.md with the test of docs/packs.md."""
    folder = tmp_path / "usecases" / "reports"
    kind, *_others, figures = blocks("cases.md")
    (test,) = blocks("packs.md", "### Cases and figures")
    for name, text in {
        "pack.yaml": PACK,
        "cases/report.yaml": kind,
        "figures/reports.yaml": figures,
        "messages/report-result.yaml": MESSAGE,
        "tests/a.yaml": f"tests:\n{test}",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def change(pack: Path, old: str, new: str, name: str = "tests/a.yaml") -> None:
    path = pack / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_examples_of_the_documentation_pass(pack: Path) -> None:
    (result,) = run_pack_tests(pack)
    assert str(result).startswith("ok"), str(result)


@pytest.mark.parametrize(
    ("old", "new", "difference"),
    [
        (
            "status: new, unit: so-xd",
            "status: new, unit: cong-an",
            "case A: unit is 'so-xd', expected 'cong-an'",
        ),
        (
            "due: 2026-11-09T08:00:00",
            "due: 2026-11-10T08:00:00",
            "case A: due is '2026-11-09T08:00:00+07:00'",
        ),
        ("due_state: on_time", "due_state: near", "due_state is 'on_time', expected 'near'"),
        ("n_children: 1", "n_children: 2", "n_children is 1, expected 2"),
        ("parent: A, no_due: true", 'parent: ""', "case B: parent is 'A', expected ''"),
        ("result: vá}", "result: lấp}", "'lấp' does not stand in its result 'Đã vá'"),
        ("road-open: 2", "road-open: 3", "figure road-open is 2.0, expected 3"),
        ("road-on-time: 100", "road-on-time: null", "figure road-on-time is 100.0, expected None"),
        (
            "action: accept, who: truc-so-xd, unit: so-xd",
            "action: accept, who: ha, unit: cong-an",
            "accept A was refused: A is not a case of your unit",
        ),
        (
            "who: ha, refused: true",
            "who: ha",
            "finish A was refused: 'finish' cannot be done to A in status 'new'",
        ),
        (
            "values: {parent: A}, who: ha",
            "values: {parent: A}, who: ha, refused: true",
            "merge B was accepted, a refusal was expected",
        ),
        ("text: Da va, n: 1", "text: Da lap, n: 1", "0 messages with template 'report-result' to 'reporter'"),
    ],
)
def test_what_is_not_as_expected_is_told(pack: Path, old: str, new: str, difference: str) -> None:
    change(pack, old, new)
    (result,) = run_pack_tests(pack)
    assert difference in str(result)


@pytest.mark.parametrize(
    ("old", "new"),
    [("from: [new, working], effect: merge", "from: [working], effect: merge"), ("accept: 2h, finish: 5d", "accept: 2h, finish: 4d"),
     ("{field: road, finish: 5d}", "{field: road, finish: 6d}")],
)  # fmt: skip
def test_a_changed_kind_fails_its_test(pack: Path, old: str, new: str) -> None:
    change(pack, old, new, "cases/report.yaml")
    (result,) = run_pack_tests(pack)
    assert result.passed == (new.startswith("accept"))  # the row of the field holds, not the general one


def test_a_deadline_that_passes_starts_what_its_kind_says(pack: Path) -> None:
    sops = pack / "sops"
    sops.mkdir()
    shipped = DOCS.parent / "resources" / "usecases" / "flooding" / "sops" / "sos.bpmn"
    (sops / "sos.bpmn").write_bytes(shipped.read_bytes())
    drawn = shipped.read_text(encoding="utf-8")
    for name in set(
        re.findall(r'value="([a-z-]+)" name="template"|name="template" value="([a-z-]+)"', drawn)
    ):
        template = next(part for part in name if part)
        source = DOCS.parent / "resources" / "usecases" / "flooding" / "messages" / f"{template}.yaml"
        if source.exists():
            (pack / "messages" / source.name).write_bytes(source.read_bytes())
    change(
        pack,
        "live: true",
        "procedures: [{procedure: sos, when: overdue, fields: [road]}]\nlive: true",
        "cases/report.yaml",
    )
    test = """tests:
  - name: quá hạn
    start: 2026-11-02T08:00:00+07:00
    places: []
    cases: [{at_s: 0, id: A, kind: report, title: Ổ gà, field: road}]
    expect:
      - {at_s: 604800, cases: [{case: A, due_state: on_time}], procedures: []}
      - {at_s: 604810, cases: [{case: A, due_state: overdue}], procedures: [{procedure: sos}]}
"""
    (pack / "tests" / "a.yaml").write_text(test.replace("on_time", "near"), encoding="utf-8")
    (result,) = run_pack_tests(pack)
    assert str(result).startswith("ok"), str(result)


def test_a_test_may_say_that_a_photo_was_taken(pack: Path) -> None:
    change(pack, "needs: [{need: result}]", "needs: [{need: result}, {need: photo}]", "cases/report.yaml")
    (result,) = run_pack_tests(pack)
    assert "needs a photo" in str(result)
    change(pack, "at_s: 1800, do: case,", "at_s: 1800, do: case, evidence: photo,")
    (result,) = run_pack_tests(pack)
    assert result.passed, str(result)


def test_a_faulty_kind_is_a_fault_of_the_pack(pack: Path) -> None:
    change(pack, "to: asked", "to: askd", "cases/report.yaml")
    with pytest.raises(DocumentError) as caught:
        run_pack_tests(pack)
    assert "did you mean 'asked'?" in str(caught.value)


def test_what_would_wait_is_an_error() -> None:
    import asyncio

    with pytest.raises(RuntimeError, match="waits for something"):
        at_once(asyncio.sleep(0))


def test_the_memory_answers_as_the_store_does(file: MakeFile) -> None:  # noqa: F811
    store = MemoryStore(ZONE)
    files: list[CaseFile] = [
        file(
            case_id="P.20261102.0007",
            opened_at=0.0,
            finished_at=7200.0,
            group="done",
            rating=4,
            data={"n": "2"},
        ),
        file(case_id="P.20261102.0012", opened_at=5.0, rating=2, due_at=9.0, data={"n": "3.5"}),
    ]
    store.write(CaseRow(each, b"") for each in files)
    assert store.last_number("P.20261102.") == 12
    assert store.last_number("X") == 0
    assert [each.case_id[-2:] for each in store.find(CaseQuery(), "newest", 0, 9, 0.0)] == ["12", "07"]
    assert [each.case_id[-2:] for each in store.find(CaseQuery(), "due", 1, 1, 0.0)] == ["07"]
    assert store.count(CaseQuery(groups=("done",)), 0.0) == 1
    assert {row.keys: row.n for row in store.count_by(CaseQuery(), ("group", "due"), 10.0)} == {
        ("done", "none"): 1,
        ("waiting", "overdue"): 1,
    }
    assert [
        store.measure(CaseQuery(), what, 0.0) for what in ("mean_hours", "mean_rating", "sum:n", "sum:x")
    ] == [(2.0, 1), (3.0, 2), (5.5, 2), (None, 0)]
    assert [row.file for row in store.by_ids(["P.20261102.0007", "?"])] == files[:1]
