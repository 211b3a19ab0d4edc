import pytest
from PySide6.QtWidgets import QFileDialog

from app.console import handover_pdf


@pytest.mark.parametrize(
    ("given", "expected"),
    [("/home/ha/ca3", "/home/ha/ca3.pdf"), ("/home/ha/ca3.PDF", "/home/ha/ca3.PDF"), ("", None)],
)
def test_the_document_is_proposed_for_the_documents_folder(monkeypatch, qapp, given, expected):
    asked = []

    def answer(_parent, title, proposed, kinds):
        asked.append(proposed)
        return given, kinds

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    found = handover_pdf.ask_path(None, "ban-giao-BG.1.pdf")
    assert (str(found) if found is not None else None) == expected
    assert asked[0].endswith("/ban-giao-BG.1.pdf")
    assert len(asked[0]) > len("/ban-giao-BG.1.pdf")


def test_it_is_written_whole(vietnamese, tmp_path):
    path = tmp_path / "a.pdf"
    assert handover_pdf.write(path, b"%PDF") == f"Đã ghi: {path}"
    assert path.read_bytes() == b"%PDF"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(OSError, match="none"):
        handover_pdf.write(tmp_path / "none" / "a.pdf", b"%PDF")
