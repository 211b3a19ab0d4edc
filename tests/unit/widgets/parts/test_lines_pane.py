from tests.unit.widgets.conftest import has_colour, picture
from widgets.parts.lines_pane import Line, LinesPane
from widgets.theme.look import DARK, Look


def test_lines_are_painted_with_sign_and_figure(show, vietnamese):
    pane = show(LinesPane(Look(DARK), "Số liệu", "Không có"), 500, 200)
    assert pane.wanted_height() == 34 + 38
    pane.set_lines(
        [Line("Mực ngập", "62 cm", "03:42", "critical", DARK.critical, strong=True, stale=True)] * 3
    )
    assert pane.wanted_height() == 34 + 3 * 38
    assert len(pane.lines()) == 3
    assert has_colour(picture(pane), DARK.critical)


def test_an_empty_list_says_so(show, vietnamese):
    pane = show(LinesPane(Look(DARK), "Cảnh báo", "Không có cảnh báo"), 500, 200)
    assert has_colour(picture(pane), DARK.text_second)
