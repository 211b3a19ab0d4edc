from backend.contract.work_requests import (
    CloseIncident,
    MergeIncidents,
    NoteIncident,
    SetIncident,
    SplitIncident,
)
from tests.unit.widgets.storm import INCIDENT_ID, PEOPLE, incident, storm_state
from widgets.parts.incident_questions import (
    close_question,
    lead_question,
    merge_question,
    note_question,
    split_question,
    units_question,
)


def test_the_lead_is_one_of_the_people(vietnamese):
    asked = lead_question(incident(), storm_state())
    assert tuple(choice.value for choice in asked.choices) == PEOPLE
    assert asked.request((), ("Lê Văn Sơn",)) == SetIncident(INCIDENT_ID, lead="Lê Văn Sơn")


def test_units_stand_ticked_as_they_are(vietnamese):
    asked = units_question(incident(), storm_state())
    assert [(choice.words, choice.chosen) for choice in asked.choices] == [
        ("Công ty Thoát nước", False),
        ("Phòng Cảnh sát PCCC và CNCH", True),
    ]
    assert asked.request((), ()) == SetIncident(INCIDENT_ID, units=())


def test_note_and_close_need_words(vietnamese):
    note, close = note_question(incident()), close_question(incident())
    assert note.request(("đã gọi",), ()) == NoteIncident(INCIDENT_ID, "đã gọi")
    assert close.request(("nước rút",), ()) == CloseIncident(INCIDENT_ID, "nước rút")
    assert note.fields[0].missing
    assert close.fields[0].missing
    assert INCIDENT_ID in close.heading


def test_only_another_open_incident_can_be_merged(vietnamese):
    assert merge_question(incident(), storm_state(), "vi") is None
    state = storm_state([incident(), incident("SC.2")])
    asked = merge_question(incident(), state, "vi")
    assert asked is not None
    assert asked.choices[0].words == "Ngập Hòa Khánh: Mẹ Suốt · SC.2"
    assert asked.request((), ("SC.2",)) == MergeIncidents(INCIDENT_ID, "SC.2")


def test_the_chosen_member_is_ticked_for_the_split(vietnamese):
    asked = split_question(incident(), "vi", "rain@1")
    assert asked is not None
    assert [choice.value for choice in asked.choices if choice.chosen] == ["rain@1"]
    assert asked.request(("Mưa",), ("rain@1",)) == SplitIncident(INCIDENT_ID, ("rain@1",), "Mưa")
    assert split_question(incident(members=incident().members[:1]), "vi", "") is None
