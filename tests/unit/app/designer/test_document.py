from __future__ import annotations

from pathlib import Path

import pytest

from app.designer.document import Document, decode_xml, new_procedure, procedure_id
from tests.unit.app.designer.bpmn_facts import n_diagram_elements, parsed


def test_it_is_changed_until_it_is_saved(tmp_path: Path) -> None:
    opened = Document("<a/>", "<a/>", tmp_path / "a.bpmn")
    drawn = opened.now("<b/>")
    assert not opened.changed
    assert drawn.changed
    assert not drawn.now("<a/>").changed
    saved = drawn.saved(tmp_path / "b.bpmn")
    assert (saved.changed, saved.path, saved.xml) == (False, tmp_path / "b.bpmn", "<b/>")
    assert saved.safe
    assert not drawn.safe
    fresh = Document("<a/>", "<a/>")
    assert not fresh.changed
    assert not fresh.safe, "a new procedure is nowhere yet"
    assert fresh.now("<b/>").kept("a v2").safe


def test_a_new_procedure_is_a_whole_drawing() -> None:
    xml = new_procedure("Quy trình mới", "Bắt đầu", "Việc đầu tiên", "Kết thúc")
    ids = {e.get("id") for e in parsed(xml).iter() if e.get("id")}
    assert {"bat_dau", "viec_1", "ket_thuc"} <= ids
    assert n_diagram_elements(xml) == 7
    assert procedure_id(xml) == "quy-trinh-moi"


def test_the_process_is_found_whatever_its_prefix() -> None:
    assert procedure_id('<definitions><process isExecutable="true" id="a-1"/></definitions>') == "a-1"
    assert procedure_id('<b:definitions><b:process\n id="a"/><b:process id="b"/></b:definitions>') == "a"
    assert procedure_id('<processes id="no"/>') == ""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "ISO-8859-1", "utf-16"])
def test_a_file_is_read_in_its_own_encoding(encoding: str) -> None:
    named = encoding.removesuffix("-sig")
    text = f'<?xml version="1.0" encoding="{named}"?>\n<a name="é"/>'
    assert decode_xml(text.encode(encoding)) == '<?xml version="1.0" encoding="UTF-8"?>\n<a name="é"/>'


def test_without_a_declaration_it_is_utf_8() -> None:
    assert decode_xml("<a name='Mẹ Suốt'/>".encode()) == "<a name='Mẹ Suốt'/>"
    with pytest.raises(UnicodeError):
        decode_xml("<a name='é'/>".encode("latin-1"))
    with pytest.raises(LookupError):
        decode_xml(b'<?xml version="1.0" encoding="nobody-knows"?><a/>')
