import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication

from backend.contract.case_requests import FigureCell
from backend.contract.cases import CaseQuery
from backend.contract.document import DocumentError
from tests.unit.widgets.casework import rules
from tests.unit.widgets.city import NOW
from tests.unit.widgets.compliance_office import cell, sheet
from widgets import i18n
from widgets.logic.compliance import findings
from widgets.parts import board_words, compliance_words, indicator_words
from widgets.parts.figure_words import figure_face

ROOT = Path(__file__).resolve().parents[3]
VI = ROOT / "resources" / "i18n" / "vi"


def source_texts() -> Iterator[tuple[str, str]]:
    """Yield each text given to translate() or tr() in app/ and widgets/, with where it stands."""
    for top in ("app", "widgets"):
        for path in sorted((ROOT / top).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if not isinstance(node, ast.Call):
                    continue
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                position = {"translate": 1, "tr": 0}.get(name)
                if name == "tr" and isinstance(node.func, ast.Name):
                    position = 1  # a short name of translate()
                if position is None or len(node.args) <= position:
                    continue
                text = node.args[position]
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    yield text.value, f"{path.relative_to(ROOT)}:{node.lineno}"


def test_every_source_text_has_its_vietnamese():
    words = i18n.read_folder(VI)
    missing = {f"{where}: {text!r}" for text, where in source_texts() if text not in words}
    assert not missing, "add to resources/i18n/vi/*.yaml:\n" + "\n".join(sorted(missing))


def test_placeholders_are_the_same_in_both_languages():
    import string

    def fields(text: str) -> set[str]:
        return {name for _t, name, _f, _c in string.Formatter().parse(text) if name}

    words = i18n.read_folder(VI)
    wrong = {source: target for source, target in words.items() if fields(source) != fields(target)}
    assert not wrong


def test_vietnamese_is_shown_and_unknown_texts_stay(vietnamese):
    assert QCoreApplication.translate("Alarm", "TAKEN") == "ĐÃ NHẬN"
    assert QCoreApplication.translate("Nowhere", "never heard of") == "never heard of"


def test_the_language_that_is_spoken_is_known(vietnamese):
    assert i18n.spoken() == "vi"


def test_without_translations_english_is_spoken(qapp):
    assert i18n.spoken() == "en"


def test_english_needs_no_file(qapp, tmp_path):
    assert i18n.install(qapp, "en", tmp_path) is None


def test_a_language_without_files_is_refused(qapp, tmp_path):
    with pytest.raises(DocumentError, match="no translations here"):
        i18n.install(qapp, "vi", tmp_path)


def test_a_text_translated_twice_must_agree(tmp_path):
    (tmp_path / "a.yaml").write_text('"late": "chậm"\n"lost": "mất"\n', "utf-8")
    (tmp_path / "b.yaml").write_text('"late": "trễ"\n', "utf-8")
    with pytest.raises(DocumentError, match="another file"):
        i18n.read_folder(tmp_path)


def test_a_file_that_is_no_mapping_of_texts_is_named(tmp_path):
    (tmp_path / "a.yaml").write_text('"late": 3\n', "utf-8")
    with pytest.raises(DocumentError, match=r"a\.yaml:1"):
        i18n.read_folder(tmp_path)


def test_what_nobody_has_verified_is_marked_in_the_language_of_the_wall(qapp, request):
    def marks() -> tuple[str, ...]:
        info = next(rule.info for rule in rules() if rule.info.figure_id == "satisfied")
        face = figure_face(info, FigureCell("satisfied", 70.0, CaseQuery(kind="report"), 9), NOW, "en")
        limit = findings(sheet([cell("p", "lead")], ["p"]), "p")[0]
        note = compliance_words.finding_note(limit, "en")
        return face.tip.splitlines()[-1], note[:18], indicator_words.unverified_word(short=True)

    assert marks() == ("unv.: target not verified yet", "≤ 0.01 mg/L (unv.)", "unv.")
    request.getfixturevalue("vietnamese")
    assert marks() == ("ck: mục tiêu chưa kiểm chứng", "≤ 0.01 mg/L (ck)", "ck")
    assert board_words.unverified_word(short=True) == "ck"
