from tests.unit.widgets.storm import change, incident, stormy
from widgets.focus import Focus


def test_the_worst_open_incident_is_looked_at(qtbot):
    city = stormy([incident("a", severity="high")])
    focus = Focus(city.live)
    assert (focus.incident_id, focus.pinned) == ("a", "")
    with qtbot.waitSignal(focus.changed):
        change(city, incident("b", severity="critical"))
    assert focus.incident().incident_id == "b"


def test_a_chosen_one_stays_when_a_worse_one_comes(qtbot):
    city = stormy([incident("a", severity="high")])
    focus, chosen = Focus(city.live), []
    focus.chosen.connect(chosen.append)
    focus.choose("a")
    with qtbot.assertNotEmitted(focus.changed):
        change(city, incident("b", severity="critical"))
    assert (focus.incident_id, focus.pinned, chosen) == ("a", "a", ["a"])
    focus.pin("")
    assert (focus.incident_id, chosen) == ("b", ["a"]), "given back, but nobody asked for it"


def test_it_follows_a_merge(qtbot):
    city = stormy([incident("a"), incident("b")])
    focus = Focus(city.live)
    focus.choose("b")
    change(city, incident("b", state="merged", merged_into="a"))
    assert focus.incident_id == "a"


def test_there_may_be_none():
    focus = Focus(stormy([]).live)
    assert (focus.incident_id, focus.incident()) == ("", None)


def test_what_a_person_works_on_is_not_taken_away(qtbot):
    city = stormy([incident("a", severity="high")])
    focus = Focus(city.live)
    with qtbot.waitSignal(focus.worked):
        focus.hold()
    change(city, incident("b", severity="critical"))
    assert focus.incident_id == "a"
    change(city, incident("a", state="closed"))
    assert (focus.incident_id, focus.pinned) == ("b", ""), "once it has ended the worst is followed again"


def test_a_chosen_one_is_held_no_less_than_before():
    city = stormy([incident("a", severity="high"), incident("b", severity="low")])
    focus = Focus(city.live)
    focus.choose("b")
    focus.hold()
    change(city, incident("b", state="closed"))
    assert focus.incident_id == "b", "it was asked for"


def test_without_an_incident_there_is_nothing_to_hold():
    city = stormy([])
    focus = Focus(city.live)
    focus.hold()
    change(city, incident("a"))
    assert (focus.incident_id, focus.pinned) == ("a", "")
