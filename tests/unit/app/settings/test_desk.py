import pytest
from msgspec.structs import replace


@pytest.mark.parametrize(
    ("role", "supervises", "administers"),
    [("administrator", True, True), ("shift_supervisor", True, False), ("duty_officer", False, False)],
)
def test_what_a_role_may(desk, role, supervises, administers):
    found = replace(desk, role=role)
    assert (found.supervises, found.administers) == (supervises, administers)
