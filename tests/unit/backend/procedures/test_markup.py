"""Files that nobody vouches for."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.procedures.findings import ProcedureError
from backend.procedures.markup import MAX_BYTES, MAX_DEPTH, children, read_markup, tag_of, text_of
from tests.unit.backend.procedures.kit import HEAD, line, user

ENTITIES = b'<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


def words(xml: bytes) -> str:
    with pytest.raises(ProcedureError) as caught:
        read_markup(xml)
    return caught.value.findings[0].message.en


def test_entities_are_refused_in_any_encoding(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("geheim")
    outside = f'<!DOCTYPE d [<!ENTITY a SYSTEM "{secret.as_uri()}">]><d>&a;</d>'
    for xml in (
        ENTITIES + b"<d>&b;</d>",
        outside.encode(),
        outside.encode("utf-16"),
        b'<!DOCTYPE d SYSTEM "http://x/y.dtd"><d/>',
    ):
        assert "DOCTYPE" in words(xml)


def test_what_is_no_xml_or_no_bpmn() -> None:
    for xml in (b"", b"x", b"<a>", b"\xff\xfe\x00", b"<?xml version='1.0' encoding='utf-99'?><a/>"):
        assert "no readable XML" in words(xml)
    assert "no BPMN" in words(b"<definitions/>")


def test_size_and_depth_are_bounded() -> None:
    assert "bytes" in words(b" " * (MAX_BYTES + 1))
    deep = HEAD + "<a>" * MAX_DEPTH + "</a>" * MAX_DEPTH + "</bpmn:definitions>"
    assert "deeper" in words(deep.encode())


def test_a_good_file_is_read_without_comments() -> None:
    root = read_markup(line(user("a", "<!-- x --><bpmn:documentation> làm </bpmn:documentation>")))
    process = children(root, "process")[0]
    task = children(process, "userTask")[0]
    assert (tag_of(task), text_of(task, "documentation"), text_of(task, "script")) == ("userTask", "làm", "")
    assert [tag_of(child) for child in task] == ["documentation"]
