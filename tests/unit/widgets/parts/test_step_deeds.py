import pytest

from backend.contract.work_requests import CancelRun, DoStep
from tests.unit.widgets.storm import RUN_ID, run, step, storm_state
from widgets.parts.step_deeds import (
    OUTCOME,
    camera_choices,
    cancel_key,
    cancel_question,
    ordered_cameras,
    reason_question,
    sign_question,
    step_keys,
)


def test_the_keys_of_a_human_step(vietnamese):
    keys = step_keys(step(1, "Gọi"))
    assert [(key.cap, key.words) for key in keys] == [
        ("D", "Xong"), ("E", "Ảnh, tệp"), ("C", "Ảnh camera"), ("N", "Không áp dụng"), ("K", "Bỏ qua"),
    ]  # fmt: skip
    assert [key.key_id for key in keys if key.main] == ["done"]


def test_outcomes_are_keys_instead_of_done(vietnamese):
    keys = step_keys(step(1, "Gọi", outcomes=("Có ngập", "Không ngập")))
    assert [key.key_id for key in keys[:2]] == [OUTCOME + "Có ngập", OUTCOME + "Không ngập"]
    assert "done" not in [key.key_id for key in keys]


def test_letters_are_unique_on_every_step(vietnamese):
    kinds = [{}, {"n_approvals": 2, "places": ("c",)}, {"kind": "send", "confirm": True}, {"state": "failed"}]
    for fields in kinds:
        keys = (*step_keys(step(1, "a", **fields)), cancel_key())
        caps = [key.cap for key in keys if key.cap]
        assert len(caps) == len(set(caps)) > 0


@pytest.mark.parametrize("deed", ["not_applicable", "skipped", "rejected"])
def test_a_reason_is_needed(vietnamese, deed):
    asked = reason_question(RUN_ID, step(1, "Gọi"), deed)
    assert "Gọi" in asked.heading
    assert asked.fields[0].missing == "Hãy ghi lý do; đó là một phần của hồ sơ."
    assert asked.request(("không ai nghe",), ()) == DoStep(RUN_ID, "s1", deed, note="không ai nghe")


def test_a_second_person_signs_with_a_password(vietnamese):
    asked = sign_question(RUN_ID, step(1, "Nhắn tin"))
    assert [field.secret for field in asked.fields] == [False, True]
    assert asked.request(("son", "bí mật"), ()) == DoStep(
        RUN_ID, "s1", "approved", user="son", password="bí mật"
    )


def test_the_cameras_of_step_and_incident_come_first(vietnamese):
    places = storm_state().places
    found = ordered_cameras(step(1, "a", places=("cam1",)), ("cam2", "cam1", "gone"), places)
    assert [place.place_id for place in found] == ["cam1", "cam2"]
    assert [choice.words for choice in camera_choices(found)] == ["Mẹ Suốt 01 · Hòa Khánh", "Âu Cơ 03"]
    near = step(1, "a", places=("nearest_cameras",))
    assert [p.place_id for p in ordered_cameras(near, ("cam2",), places)] == ["cam2", "cam1"]
    assert [p.place_id for p in ordered_cameras(step(1, "a"), (), places)] == ["cam1", "cam2"]


def test_a_procedure_is_cancelled_with_a_reason(vietnamese):
    asked = cancel_question(run(title="Ngập cấp phường"))
    assert asked.heading == f"Hủy quy trình: Ngập cấp phường · {RUN_ID}"
    assert asked.fields[0].missing == "Hãy ghi lý do; đó là một phần của hồ sơ."
    assert asked.request(("báo nhầm",), ()) == CancelRun(RUN_ID, "báo nhầm")
    assert (cancel_key().cap, cancel_key().main) == ("Z", False)
