from __future__ import annotations

import numpy as np

from backend.demo.people_names import full_name, phone


def test_names_have_three_parts_and_numbers_belong_to_nobody() -> None:
    rng = np.random.default_rng(1)
    for _ in range(50):
        assert len(full_name(rng).split()) == 3
        number = phone(rng)
        assert number.startswith("0900")
        assert len(number) == 10
