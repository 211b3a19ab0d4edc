from backend.domain.alarms.events import AlarmRefusedError
from backend.domain.handover import HandoverRefusedError
from backend.domain.incidents.events import IncidentRefusedError
from backend.domain.refusal import RefusedError


def test_a_refusal_is_english_for_logs_and_holds_both():
    error = RefusedError("Bản bàn giao đã ký.", "the handover is signed")
    assert str(error) == "the handover is signed"
    assert (error.text.vi, error.text.en) == ("Bản bàn giao đã ký.", "the handover is signed")


def test_every_book_refuses_alike():
    for kind in (AlarmRefusedError, HandoverRefusedError, IncidentRefusedError):
        assert issubclass(kind, RefusedError)
