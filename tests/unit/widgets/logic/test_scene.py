"""Scenes read like a night on duty: `at` seconds, who may take the wall."""

from backend.contract.state import Severity, Text
from backend.contract.work import Incident
from widgets.logic.scene import NEW_S, PERSON_S, SceneState, after_person, after_scene, after_work, due_scene

LAYOUTS = {"incident", "flood"}


def incident(
    name: str, severity: Severity = "high", opened_at: float = 0.0, scene: str = "incident", **fields: object
) -> Incident:
    base: dict[str, object] = {
        "state": "open",
        "changed_at": opened_at,
        "members": (),
        "scene_dwell_s": 100.0,
    }
    return Incident(name, Text(name), severity, opened_at=opened_at, scene=scene, **{**base, **fields})  # type: ignore[arg-type]


def due(state: SceneState, *incidents: Incident, at: float = 10.0) -> str:
    found = due_scene(state, incidents, LAYOUTS, at)
    return found.incident_id if found is not None else ""


def test_an_incident_with_a_scene_that_the_wall_has_opens_it_once() -> None:
    state = SceneState()
    assert due(state, incident("a")) == "a"
    assert due(state, incident("a", scene="")) == ""
    assert due(state, incident("a", scene="unknown")) == ""
    assert due(state, incident("a", state="closed")) == ""
    assert due(after_scene(state, incident("a"), 10), incident("a"), at=500) == ""


def test_of_several_the_worst_then_the_newest_comes_first() -> None:
    low, old, new = incident("low", "low"), incident("old", "high", 1), incident("new", "high", 5)
    assert due(SceneState(), low, old, new) == "new"
    assert due(SceneState(), low, incident("worst", "critical")) == "worst"


def test_nobody_takes_the_wall_before_the_dwell_is_over() -> None:
    holder, worse = incident("a", "high"), incident("b", "critical")
    state = after_scene(SceneState(), holder, 10)
    assert due(state, holder, worse, at=109) == ""
    assert due(state, holder, worse, at=110) == "b"


def test_after_the_dwell_only_a_worse_one_takes_it_while_the_first_goes_on() -> None:
    holder, same = incident("a", "high"), incident("b", "high")
    state = after_scene(SceneState(), holder, 10)
    assert due(state, holder, same, at=200) == ""
    assert due(state, incident("a", "high", state="closed"), same, at=200) == "b"
    assert due(state, same, at=200) == "b", "the first one is in view no longer"


def test_a_holder_that_eased_keeps_the_severity_that_it_came_with() -> None:
    state = after_scene(SceneState(), incident("a", "critical"), 10)
    assert due(state, incident("a", "low"), incident("b", "high"), at=200) == ""


def test_without_a_dwell_of_its_own_it_is_two_minutes() -> None:
    state = after_scene(SceneState(), incident("a", scene_dwell_s=0.0), 10)
    assert state.until_at == 130


def test_what_a_person_chose_stays_for_a_minute() -> None:
    state = after_person(SceneState(), 10)
    assert due(state, incident("a"), at=10 + PERSON_S - 1) == ""
    assert due(state, incident("a"), at=10 + PERSON_S) == "a"


def test_a_person_who_puts_a_scene_away_ends_its_dwell() -> None:
    state = after_person(after_scene(SceneState(), incident("a", "critical"), 10), 20)
    assert due(state, incident("a", "critical"), incident("b", "low"), at=81) == "b"
    assert due(state, incident("a", "critical"), at=81) == "", "never twice"


def test_an_incident_that_everybody_knows_opens_nothing() -> None:
    assert due(SceneState(), incident("a"), at=NEW_S - 1) == "a"
    assert due(SceneState(), incident("a"), at=NEW_S) == ""


def test_nothing_takes_the_wall_from_a_person_who_works_on_it() -> None:
    holder, worse, same = incident("a", "high"), incident("b", "critical"), incident("c", "high")
    state = after_work(after_scene(SceneState(), holder, 10), 150)
    assert due(state, holder, worse, at=200) == ""
    assert due(state, holder, worse, at=210) == "b"
    assert due(state, holder, same, at=210) == "", "the one that is worked on still has the wall"
