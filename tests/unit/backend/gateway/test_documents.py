from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from backend.gateway.documents import form_of, rendered, wanted_form


def test_a_tree_has_two_spellings() -> None:
    tree = [{"code": 404, "description": "a < b & c", "open": True, "none": None, "values": [{"key": 1.5}]}]
    assert json.loads(rendered("errors", tree, "json")) == tree
    assert rendered("errors", tree, "xml").decode() == (
        '<?xml version="1.0" encoding="utf-8"?>\n<errors><error><code>404</code><description>a &lt; b &amp; c'
        "</description><open>true</open><none/><values><value><key>1.5</key></value></values></error></errors>\n"
    )


@given(st.text())
def test_whatever_people_write_is_well_formed_xml(text: str) -> None:
    root = etree.fromstring(rendered("a", {"b": text}, "xml"))
    assert _plain(root.findtext("b") or "") == _plain(text)


def _plain(text: str) -> str:
    return "".join(c for c in text if c.isprintable() and c != " ")


def test_the_spelling_is_said_by_the_path_or_else_by_the_header() -> None:
    assert form_of("PAHT.20261124.0001.json") == ("PAHT.20261124.0001", "json")
    assert form_of("PAHT.20261124.0001") == ("PAHT.20261124.0001", None)
    assert wanted_form("/a.xml", "application/json") == "xml"
    assert wanted_form("/a", "text/html,application/xml;q=0.9") == "xml"
    assert wanted_form("/a", "application/json, text/xml") == "json"
    assert wanted_form("/a", "*/*") == "json"
