"""BPMN files as XML that is not trusted: nothing is fetched, nothing is expanded, sizes are bounded."""

from __future__ import annotations

from lxml import etree

from backend.procedures.findings import ProcedureError, say

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
OURS = "urn:toancanh:bpmn:1"
MAX_BYTES = 2_000_000
MAX_DEPTH = 60
WHOLE_FILE = ("", "")


def read_markup(xml: bytes) -> etree._Element:
    """Return the root element of a BPMN file.

    Raises:
        ProcedureError: it is no XML, too large, too deep, declares entities, or is no BPMN 2.0.
    """
    if len(xml) > MAX_BYTES:
        raise _refused(
            f"tệp dài {len(xml)} byte, nhiều nhất {MAX_BYTES}.",
            f"the file has {len(xml)} bytes, at most {MAX_BYTES} are allowed.",
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
    )
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        words = str(error)[:200]
        raise _refused(f"không đọc được XML: {words}.", f"it is no readable XML: {words}.") from error
    doc = root.getroottree().docinfo
    if doc.internalDTD is not None or doc.externalDTD is not None or doc.doctype:
        raise _refused(
            "tệp khai báo DOCTYPE; không nhận, vì nó có thể kéo tệp khác vào.",
            "the file declares a DOCTYPE, which is not accepted: it could pull other files in.",
        )
    if _depth(root) > MAX_DEPTH:
        raise _refused(
            f"các phần tử lồng nhau sâu hơn {MAX_DEPTH} tầng.",
            f"elements are nested deeper than {MAX_DEPTH} levels.",
        )
    if root.tag != f"{{{BPMN}}}definitions":
        raise _refused("tệp không phải BPMN 2.0.", "the file is no BPMN 2.0 model.")
    return root


def tag_of(node: etree._Element) -> str:
    """Return the local name of a BPMN element, empty for elements of other namespaces."""
    name = etree.QName(node)
    return name.localname if name.namespace == BPMN else ""


def children(node: etree._Element, tag: str) -> list[etree._Element]:
    """Return the BPMN children with a local name."""
    return list(node.findall(f"{{{BPMN}}}{tag}"))


def text_of(node: etree._Element, tag: str) -> str:
    """Return the text of the first BPMN child with a local name, stripped."""
    found = node.find(f"{{{BPMN}}}{tag}")
    return "" if found is None or found.text is None else found.text.strip()


def _depth(root: etree._Element) -> int:
    deepest, here = 0, 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        here += 1 if event == "start" else -1
        deepest = max(deepest, here)
    return deepest


def _refused(vi: str, en: str) -> ProcedureError:
    cure = (
        "Lưu lại bằng trình vẽ quy trình rồi thử lại.",
        "Save it again from the procedure designer and retry.",
    )
    return ProcedureError([say(WHOLE_FILE, (vi, en), cure)])
