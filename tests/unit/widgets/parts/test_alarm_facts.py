from tests.unit.widgets.conftest import picture
from widgets.parts.alarm_facts import Fact, FactsPane
from widgets.theme.look import DARK, Look

LONG = "Xem camera gần nhất, báo phường và đội thoát nước, rào chắn đoạn ngập, mở quy trình khẩn cấp."


def pane_of(show, *facts, width=600, height=400):
    pane = FactsPane(Look(DARK))
    pane.set_facts(facts)
    return show(pane, width, height)


def test_facts_without_words_are_left_out(show):
    pane = pane_of(show, Fact("Đơn vị", "Thoát nước"), Fact("Sự cố", ""))
    assert [fact.name for fact in pane.facts()] == ["Đơn vị"]


def test_a_sentence_takes_the_lines_that_it_needs(show):
    short = pane_of(show, Fact("Việc", "Xem"))
    long = pane_of(show, Fact("Việc", LONG))
    assert long.wanted_height() > short.wanted_height()
    long.resize(1400, 400)
    assert long.wanted_height() == short.wanted_height()
    assert FactsPane(Look(DARK)).wanted_height() == 0


def test_on_a_narrow_pane_names_stand_above(show):
    pane = pane_of(show, Fact("Việc", "Xem"), width=300)
    (_fact, name, words), *_rest = pane._boxes()
    assert words.top() >= name.bottom()
    assert words.left() == name.left()


def test_half_a_sentence_is_left_out(show):
    facts = Fact("Việc", LONG), Fact("Hậu quả", LONG)
    whole, cut = pane_of(show, *facts), pane_of(show, *facts)
    cut.resize(600, whole.wanted_height() - 20)
    first = next(iter(whole._boxes()))[2].toAlignedRect()
    assert picture(cut).copy(first) == picture(whole).copy(first)
    only_first = pane_of(show, facts[0])
    assert picture(cut) == picture(only_first).copy(0, 0, 600, cut.height())
