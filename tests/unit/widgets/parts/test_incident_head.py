from tests.unit.widgets.city import NOW
from tests.unit.widgets.storm import UNITS, incident
from widgets.parts.incident_head import head_passages
from widgets.theme.look import DARK
from widgets.theme.palettes import look_for

LOOK = look_for("dark", "desk")
WHEN = (NOW, "Asia/Ho_Chi_Minh", "vi")


def test_what_it_is_how_bad_since_when_and_who(vietnamese):
    title, state, lead, units = head_passages(incident(), LOOK, WHEN, UNITS)
    assert title.words == "Ngập Hòa Khánh: Mẹ Suốt"
    assert (state.lead, state.colour) == ("Nguy cấp", DARK.critical)
    assert state.words == "từ 03:12 (30\u00a0ph) · SC.20261122.003"
    assert (lead.words, lead.tone) == ("Chỉ huy: Trần Minh Hà", "plain")
    assert units.words == "Phòng Cảnh sát PCCC và CNCH"


def test_that_nobody_leads_stands_out_while_it_goes_on(vietnamese):
    _title, _state, lead, _units = head_passages(incident(lead=""), LOOK, WHEN, UNITS)
    assert (lead.words, lead.tone) == ("Chưa có người chỉ huy", "age")
    _title, state, lead, _units = head_passages(incident(lead="", state="closed"), LOOK, WHEN, UNITS)
    assert (lead.words, state.colour) == ("", "")
