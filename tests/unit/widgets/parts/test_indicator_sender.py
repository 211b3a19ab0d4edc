import pytest

from backend.contract.indicators import EnterFigures, FigureEntry, GetFiguresToReview
from backend.contract.messages import Failure
from backend.contract.state import Text
from backend.domain.indicators.figure import Person
from widgets.parts.indicator_sender import FigureSender

BUDGET = FigureEntry("MT.07", "2026-10", 50000.0)
CUSTOMS = FigureEntry("MT.03", "2026-10", 5.0)


@pytest.fixture
def sender(office, city):
    office.person = Person("Châu", "chau", "unit_officer", "so-tai-chinh")
    made = FigureSender(city.live, "so-tai-chinh")
    made.heard = []
    made.kept.connect(lambda sent: made.heard.append(("kept", sent)))
    made.submitted.connect(lambda sent: made.heard.append(("submitted", sent)))
    return made


def test_drafts_are_kept_and_read_again_with_what_is_strange(sender, office):
    sender.send({"SL.1": (FigureEntry("MT.07", "2026-10", 900000.0),)}, submit=False)
    (how, sent), = sender.heard  # fmt: skip
    assert how == "kept"
    assert sent.figures[0].state == "draft"
    assert [figure.code for figure in sent.drafts] == ["MT.07"]
    assert office.asked(EnterFigures)[0].case_id == "SL.1"


def test_each_request_has_its_own_errand_and_refusals_are_gathered(sender, office):
    sender.send({"SL.1": (BUDGET,), "SL.2": (CUSTOMS,)}, submit=True)
    (how, sent), = sender.heard  # fmt: skip
    assert (how, len(office.asked(EnterFigures))) == ("submitted", 2)
    assert [figure.code for figure in sent.figures] == ["MT.07"]
    assert "không phải đơn vị của bạn" in sent.refused["MT.03", "2026-10"].vi
    assert office.asked(GetFiguresToReview) == []


def test_a_failure_ends_the_errand(sender, office):
    office.refuse = Failure.of("busy", Text("Máy chủ bận."))
    sender.send({"SL.1": (BUDGET,), "SL.2": (CUSTOMS,)}, submit=False)
    assert len(office.asked(EnterFigures)) == 1
    assert sender.heard[0][1].failure.said("vi") == "Máy chủ bận."
    assert not sender.busy


def test_one_errand_at_a_time_and_none_after_the_end(sender, office, city):
    city.daemon.silent = True
    sender.send({"": (BUDGET,)}, submit=True)
    sender.send({"": (BUDGET,)}, submit=True)
    assert len(office.asked(EnterFigures)) == 1
    sender.stop()
    sender._take(sender._errand - 1, Failure.of("busy", Text("x")))
    assert sender.heard == []
