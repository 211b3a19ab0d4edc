from tests.unit.widgets.conftest import has_colour, picture
from widgets.parts.failure import FailurePane
from widgets.theme.look import DARK, Look


def test_it_says_what_failed_and_what_comes_next(show, vietnamese):
    pane = show(FailurePane(Look(DARK), None))
    pane.show_reason("KeyError: x", 4)
    assert pane.words() == ("Ô này gặp lỗi", "KeyError: x", "Khởi động lại sau 4 s; các ô khác vẫn chạy.")
    pane.set_wait(0.2)
    assert pane.words()[2] == "Đang khởi động lại; các ô khác vẫn chạy."
    assert has_colour(picture(pane), DARK.text)
