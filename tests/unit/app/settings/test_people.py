import pytest
from PySide6.QtWidgets import QFileDialog

from app.settings.people import People


@pytest.mark.parametrize(
    ("given", "expected"),
    [("/home/ha/r", "/home/ha/r.yaml"), ("/home/ha/r.yml", "/home/ha/r.yml"), ("", None)],
)
def test_a_rules_file_is_proposed_for_the_documents_folder(monkeypatch, qapp, given, expected):
    asked = []

    def answer(_parent, _title, proposed, kinds):
        asked.append(proposed)
        return given, kinds

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    found = People().file_for_rule(None, "ngap-duong.yaml")
    assert (str(found) if found is not None else None) == expected
    assert asked[0].endswith("/ngap-duong.yaml")
