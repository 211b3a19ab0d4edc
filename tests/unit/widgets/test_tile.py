import msgspec
import pytest

from tests.unit.widgets.city import City
from tests.unit.widgets.storm import context, incident, stormy
from widgets.tile import TileBody, TileHead, TileOptions


def test_a_body_says_nothing_by_itself(qapp):
    body = TileBody(City().context())
    assert body.head() == TileHead()
    assert not body.marks_own_values
    with pytest.raises(NotImplementedError):
        body.health()
    with pytest.raises(NotImplementedError):
        body.default_title()
    body.release()


def test_unknown_options_are_refused():
    with pytest.raises(msgspec.ValidationError, match="colour"):
        msgspec.convert({"colour": "red"}, TileOptions)


def test_a_chosen_incident_is_looked_at(qapp):
    city = stormy([incident("SC.1"), incident("SC.2")])
    body = TileBody(context(city))
    body.incident_chosen.emit("SC.2")
    assert body.context.focus.incident_id == "SC.2"
    other = TileBody(city.context())
    other.incident_chosen.emit("SC.1")
    assert body.context.focus.incident_id == "SC.2", "a tile without a focus moves none"
