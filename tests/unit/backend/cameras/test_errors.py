from __future__ import annotations

import pytest

from backend.cameras.errors import CameraError, refused, silent, unreadable


@pytest.mark.parametrize(
    "error", [refused("10.0.0.9"), silent("10.0.0.9", "4 s"), unreadable("10.0.0.9", "HTTP 404")]
)
def test_each_names_the_camera_in_both_languages_and_a_cure(error: CameraError) -> None:
    assert "10.0.0.9" in error.text.vi
    assert "Hãy kiểm tra" in error.text.vi
    assert "check" in error.text.en
    assert str(error) == error.text.en
