import msgspec

from tests.unit.widgets.case_city import HOUR, DeskCity, case
from tests.unit.widgets.city import NOW
from tests.unit.widgets.conftest import has_colour, picture
from widgets.parts.case_book import CaseBook
from widgets.parts.case_head import CaseHead


def test_the_head_says_what_it_is_and_how_long_is_left(show, desk_city: DeskCity):
    context = desk_city.context()
    head = CaseHead(context, CaseBook(context))
    head._book.setParent(head)
    show(head, 900, 74)
    picture(head)
    assert head.accessibleName() == ""
    head.set_file(case(1))
    assert head.accessibleName() == f"{case(1).case_id} {case(1).title}"
    assert head.due_line(case(1))[0].startswith("còn 12")
    assert has_colour(picture(head), context.look.tokens.high), "the sign of its severity"


def test_an_overdue_case_says_so_in_colour(show, desk_city: DeskCity):
    context = desk_city.context()
    head = CaseHead(context, CaseBook(context))
    head._book.setParent(head)
    show(head, 900, 74)
    head.set_file(msgspec.structs.replace(case(1), due_at=NOW - 3 * HOUR))
    assert head.due_line(head.file) == ("quá hạn 3\u00a0giờ", context.look.tokens.high)
    assert has_colour(picture(head), context.look.tokens.high)
