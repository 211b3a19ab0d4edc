import pytest
from msgspec.structs import replace

from app.console.handover_list import ItemList
from tests.unit.app.console.conftest import HANDOVER, item
from tests.unit.widgets.city import NOW
from tests.unit.widgets.conftest import has_colour, picture
from widgets.theme.look import DARK
from widgets.theme.palettes import look_for


@pytest.fixture
def painted(show, vietnamese):
    listed = show(ItemList(look_for("dark", "desk"), lambda item: "từ 02:42", None), 600, 300)

    def paint(*items):
        listed.show_handover(replace(HANDOVER, items=items))
        return picture(listed)

    return paint


def test_severity_is_painted_in_its_colour(painted):
    assert has_colour(painted(item("a", "alarm", severity="critical")), DARK.critical)
    assert not has_colour(painted(item("a", "alarm", severity="high")), DARK.critical)


def test_what_is_read_steps_back_and_has_its_tick(painted):
    unread = painted(item("a", "overdue_step", "Rào chắn đoạn ngập"))
    read = painted(item("a", "overdue_step", "Rào chắn đoạn ngập", ticked_at=NOW))
    assert has_colour(unread, DARK.text)
    assert not has_colour(unread, DARK.done)
    assert has_colour(read, DARK.done)
    assert not has_colour(read, DARK.text)


def test_a_long_title_is_cut_and_does_not_run_into_the_time(painted):
    short, long = painted(item("a", "note", "x")), painted(item("a", "note", "Ngập " * 60))
    right = [[image.pixel(x, y) for x in range(530, 600) for y in range(45, 75)] for image in (short, long)]
    assert right[0] == right[1]
