from tests.unit.widgets.conftest import has_colour, picture
from widgets.registry import make
from widgets.theme.look import DARK


def test_heads_are_quiet_words(show, city):
    frame = show(make("table", {"kind": "flood_post", "metrics": ["level"]}, city.context()))
    head = frame.body.view.horizontalHeader()
    assert head.height() == 38
    image = picture(head)
    assert has_colour(image, DARK.text_third)
    assert not has_colour(image, DARK.text, 1)
