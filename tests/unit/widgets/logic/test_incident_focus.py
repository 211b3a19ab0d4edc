from backend.contract.state import Text
from backend.contract.work import Incident
from widgets.logic.incident_focus import focused


def incident(incident_id: str, state: str = "open", merged_into: str = "") -> Incident:
    return Incident(incident_id, Text(incident_id), "high", state, 0.0, 0.0, (), merged_into=merged_into)  # type: ignore[arg-type]


def test_with_nothing_chosen_the_first_open_one_is_looked_at() -> None:
    assert focused([incident("a"), incident("b")], "") == "a"
    assert focused([incident("a", "closed")], "") == ""
    assert focused([], "") == ""


def test_a_chosen_one_stays_also_when_it_ends() -> None:
    assert focused([incident("a"), incident("b")], "b") == "b"
    assert focused([incident("a"), incident("b", "closed")], "b") == "b"


def test_one_that_is_in_view_no_longer_gives_way_to_the_worst() -> None:
    assert focused([incident("a")], "gone") == "a"


def test_a_merged_one_is_followed_even_in_a_circle() -> None:
    assert focused([incident("a"), incident("b", "merged", "a")], "b") == "a"
    assert focused([incident("b", "merged", "elsewhere")], "b") == "b"
    circle = [incident("a", "merged", "b"), incident("b", "merged", "a")]
    assert focused(circle, "a") in ("a", "b")
