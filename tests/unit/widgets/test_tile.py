import msgspec
import pytest

from tests.unit.widgets.city import City
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
