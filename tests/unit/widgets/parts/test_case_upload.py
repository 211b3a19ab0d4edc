import pytest
from PySide6.QtWidgets import QWidget

from widgets.parts.case_upload import MAX_BYTES, FileChooser


@pytest.fixture
def chooser(show, vietnamese) -> FileChooser:
    return FileChooser(show(QWidget(), 300, 200))


def test_a_photo_is_read_with_its_type(qtbot, chooser, tmp_path):
    path = tmp_path / "hien-truong.jpg"
    path.write_bytes(b"\xff\xd8\xff\xe0....")
    with qtbot.waitSignal(chooser.chosen) as chosen:
        chooser.take(str(path))
    (file,) = chosen.args
    assert (file.name, file.media_type, file.is_photo) == ("hien-truong.jpg", "image/jpeg", True)


def test_a_file_that_cannot_be_taken_says_why(qtbot, chooser, tmp_path):
    big = tmp_path / "to.pdf"
    big.write_bytes(b"0" * (MAX_BYTES + 1))
    with qtbot.waitSignal(chooser.failed) as failed:
        chooser.take(str(big))
    assert failed.args[0].startswith("to.pdf")
    with qtbot.waitSignal(chooser.failed) as failed:
        chooser.take(str(tmp_path / "mat.pdf"))
    assert "mat.pdf" in failed.args[0]


def test_the_dialog_opens_beside_the_wall_and_goes(chooser, qtbot):
    chooser.ask(photos_only=True)
    dialog = chooser.dialog
    assert dialog.isVisible()
    assert "*.pdf" not in dialog.nameFilters()[0]
    with qtbot.waitSignal(dialog.destroyed):
        dialog.reject()
