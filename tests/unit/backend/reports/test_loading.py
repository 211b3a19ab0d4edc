from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import pytest

from backend.contract.cases import CaseQuery
from backend.contract.document import DocumentError
from backend.contract.state import Text
from backend.domain.cases.spec import CaseKindSpec, DataSpec, FigureSpec, StatusSpec
from backend.reports.loading import Reports, fields_of, load_reports, of_default
from backend.reports.spec import ReportSpec, SignatureSpec

GOOD = """
id: thang
name: {vi: Báo cáo}
of: {got-all: finished}
subject: {vi: "Tháng {period}: {got-all.change}"}
sections:
  - heading: {vi: I}
    when: late > 0.0 && got_all > 1.0
    figures: [late]
    ranking: {figures: [share], by: unit}
    cases: {figure: late, columns: [case_id, data.x]}
signature: {title: {vi: Giám đốc}}
schedule: {at: "07:30"}
template_figures: [share]
"""


class Known:
    kinds: ClassVar = {
        "report": CaseKindSpec(
            id="report",
            name=Text("P"),
            statuses=(StatusSpec(id="new", name=Text("M"), group="waiting"),),
            data=(DataSpec(id="ma_tt", name=Text("Mã")),),
        )
    }
    figures: ClassVar = {
        name: FigureSpec(id=name, name=Text(name), where=CaseQuery(kind="report"), **more)
        for name, more in {
            "got-all": {},
            "late": {"period": "30d"},
            "share": {"period_of": "finished"},
        }.items()
    }


def load(folder: Path, text: str, name: str = "thang", units: tuple[str, ...] = ()) -> Reports:
    path = folder / "thu" / "reports" / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return load_reports(folder, ["thu"], Known(), units)


def test_a_report_is_read_with_the_figures_that_its_texts_name(tmp_path: Path) -> None:
    found = load(tmp_path, GOOD)
    assert found.specs["thang"].schedule is not None
    assert found.pack_of == {"thang": "thu"}
    assert set(found.in_text["thang"]) == {"got-all", "late", "share"}
    assert found.templates == {}
    assert {"got-all.change", "share", "period"} <= set(fields_of("thang", found, Known()))
    assert "case.code" not in fields_of("thang", found, Known())


def test_a_document_of_the_same_name_is_its_template(tmp_path: Path) -> None:
    load(tmp_path, GOOD)
    (tmp_path / "thu" / "reports" / "thang.docx").write_bytes(b"PK")
    assert load_reports(tmp_path, ["thu"], Known()).templates == {"thang": b"PK"}


LETTER = """
id: thu
name: {vi: Thư}
period: on_demand
about: case
kind: report
sections: [{text: [{vi: "{case.code} {data.ma_tt} {case.due_new}"}]}]
signature: {title: {vi: TP}}
"""


def test_a_letter_may_name_its_cases_fields(tmp_path: Path) -> None:
    assert "data.ma_tt" in fields_of("thu", load(tmp_path, LETTER, "thu"), Known())


@pytest.mark.parametrize(
    ("old", "new", "key", "found"),
    [
        ("id: thang", "id: nam", "id", "found 'nam'"),
        ("{period}", "{perod}", "subject", "unknown field '{perod}'"),
        ("got-all.change", "got-all.chnge", "subject", "unknown field '{got-all.chnge}'"),
        ("{period}", "{case.code}", "subject", "unknown field '{case.code}'"),
        ("figures: [late]", "figures: [lat]", "sections", "unknown figure 'lat'"),
        ("of: {got-all", "of: {got", "of.got", "unknown figure 'got'"),
        ("when: late", "when: lat", "sections[0].when", "unknown figure 'lat'"),
        ("late > 0.0", "late > >", "sections[0].when", "no condition"),
        ("by: unit", "by: untis", "sections[0].ranking.by", "found 'untis'"),
        ("cases: {figure: late,", "cases: {", "sections[0].cases", "not clear which cases"),
        ("[case_id,", "[code,", "sections[0].cases.columns[0]", "unknown column 'code'"),
        ('at: "07:30"', 'at: "7h30"', "schedule.at", "found '7h30'"),
        ("schedule:", "period: on_demand\nschedule:", "schedule", "it has no period"),
        ("schedule:", "about: unit\nschedule:", "schedule", "no units"),
        ("schedule: {", "about: unit\nschedule: {units: [x], ", "schedule.units[0]", "unknown unit 'x'"),
        ("schedule:", "about: case\nkind: nothing\nschedule:", "kind", "found 'nothing'"),
        ("name:", "nmae:", "nmae", "this key is not known here"),
    ],
)
def test_each_fault_is_named_at_its_key(tmp_path: Path, old: str, new: str, key: str, found: str) -> None:
    assert old in GOOD
    with pytest.raises(DocumentError) as error:
        load(tmp_path, GOOD.replace(old, new), units=("roads",))
    match = [fault for fault in error.value.faults if fault.key == key and found in fault.found]
    assert match, error.value
    assert match[0].cure
    assert match[0].line


def test_all_faults_of_all_files_come_in_one_pass(tmp_path: Path) -> None:
    path = tmp_path / "thu" / "reports"
    path.mkdir(parents=True)
    (path / "a.yaml").write_text("id: [", encoding="utf-8")
    (path / "b.yaml").write_bytes(b"\xff\xfe")
    with pytest.raises(DocumentError) as error:
        load(tmp_path, GOOD.replace("{period}", "{perod}"))
    assert {Path(fault.file).name for fault in error.value.faults} == {"a.yaml", "b.yaml", "thang.yaml"}


def test_two_packs_may_not_bring_the_same_report(tmp_path: Path) -> None:
    load(tmp_path, GOOD)
    other = tmp_path / "khac" / "reports"
    other.mkdir(parents=True)
    (other / "thang.yaml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(DocumentError, match="stands twice"):
        load_reports(tmp_path, ["thu", "khac"], Known())


def test_a_figure_is_narrowed_by_what_the_report_says_else_by_its_own_notion() -> None:
    spec = ReportSpec(id="a", name=Text("A"), of={"got-all": "due"}, signature=SignatureSpec(title=Text("T")))
    found = {name: of_default(spec, name, Known()) for name in ("got-all", "late", "share", "none")}
    assert found == {"got-all": "due", "late": "now", "share": "finished", "none": "now"}
