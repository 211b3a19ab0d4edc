from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document

from backend.reports.template import TemplateError, fill, tag_of, unknown_tags


def template(*paragraphs: str) -> bytes:
    document, out = Document(), io.BytesIO()
    for words in paragraphs:
        document.add_paragraph(words)
    document.save(out)
    return out.getvalue()


def words(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in Document(io.BytesIO(data)).paragraphs]


def test_tags_are_filled_with_text() -> None:
    values = {"case.code": "H26", "cr-open": "5", "data.ten": "Cấp <phép> & 'sửa' \"x\""}
    filled = fill(template("Hồ sơ {{ case_code }}: {{ cr_open }}", "{{ data_ten }}"), values)
    assert words(filled) == ["Hồ sơ H26: 5", "Cấp <phép> & 'sửa' \"x\""]
    assert zipfile.ZipFile(io.BytesIO(filled)).testzip() is None


def test_conditions_over_fields_work() -> None:
    assert words(
        fill(
            template("{% if case_note %}Lý do: {{ case_note }}{% else %}Chưa rõ{% endif %}"),
            {"case.note": ""},
        )
    ) == ["Chưa rõ"]


@pytest.mark.parametrize(
    "attack",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ case_code.__class__.__base__ }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ lipsum.__globals__ }}",
        "{% set x = case_code.format.__globals__ %}{{ x }}",
    ],
)
def test_a_tag_does_not_get_out_of_the_sandbox(attack: str) -> None:
    with pytest.raises(TemplateError):
        fill(template(attack), {"case.code": "H26"})


def test_what_a_citizen_wrote_is_not_a_tag() -> None:
    assert words(fill(template("{{ case_text }}"), {"case.text": "{{ 7 * 7 }}"})) == ["{{ 7 * 7 }}"]


def test_an_unknown_tag_or_a_broken_file_is_refused() -> None:
    with pytest.raises(TemplateError, match="nothing"):
        fill(template("{{ nothing }}"), {})
    with pytest.raises(TemplateError, match="cannot be read"):
        fill(b"no document", {})
    with pytest.raises(TemplateError):
        fill(template("{% if x %}"), {"x": "1"})


def test_tags_that_no_field_fills_are_found_without_filling() -> None:
    assert unknown_tags(template("{{ case_code }} {{ cr_opne }}"), ["case.code", "cr-open"]) == ["cr_opne"]
    with pytest.raises(TemplateError):
        unknown_tags(b"x", [])
    assert tag_of("data.ma-tt") == "data_ma_tt"
