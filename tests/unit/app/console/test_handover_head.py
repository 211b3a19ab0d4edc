from msgspec.structs import replace
from PySide6.QtWidgets import QPushButton

from app.console.handover_head import HandoverHead
from tests.unit.app.console.conftest import HA, HANDOVER
from tests.unit.widgets.conftest import has_colour, picture
from widgets.theme.look import DARK


def test_it_says_which_one_how_old_and_how_far(show, city):
    head = show(HandoverHead(city.context(), None), 960, 60)
    head.show_handover(HANDOVER)
    assert head.about.text() == "BG.20261122.002 · Ca 3"
    assert head.age.text() == "tổng hợp lúc 03:40 (2\u00a0ph)"
    assert head.progress.text() == "1/6 đã xem"
    assert abs(head.bar.share - 1 / 6) < 1e-9
    assert has_colour(picture(head), DARK.done)


def test_an_old_list_is_shown_in_the_colour_of_age_until_it_is_signed(show, city):
    head = show(HandoverHead(city.context(), None), 960, 60)
    city.clock.at += 3600
    head.show_age(HANDOVER)
    assert DARK.age in head.age.styleSheet()
    head.show_age(replace(HANDOVER, signed_out=HA))
    assert DARK.age not in head.age.styleSheet()
    assert head.age.text() == "tổng hợp lúc 03:40"


def test_without_a_handover_it_says_nothing(show, city):
    head = show(HandoverHead(city.context(), None), 960, 60)
    head.show_handover(HANDOVER)
    head.show_handover(None)
    assert (head.about.text(), head.age.text(), head.progress.text(), head.bar.share) == ("", "", "", 0.0)


def test_a_narrow_one_leaves_the_id_out_and_the_button_goes_back(qtbot, show, city):
    head = show(HandoverHead(city.context(), None), 960, 60)
    assert head.about.isHidden()
    head.set_narrow(narrow=False)
    assert not head.about.isHidden()
    head.set_narrow(narrow=True)
    assert head.about.isHidden()
    with qtbot.waitSignal(head.back_asked):
        head.findChild(QPushButton).click()
