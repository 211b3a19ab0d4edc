"""Names and telephone numbers of the demo city's people: all made up, the numbers belong to nobody."""

from __future__ import annotations

import numpy as np

_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Phan", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương")
_MIDDLE = ("Văn", "Thị", "Đức", "Minh", "Ngọc", "Quang", "Thanh", "Hữu", "Kim", "Xuân", "Thu", "Bảo")
_GIVEN = (
    "An", "Bình", "Châu", "Dung", "Đạt", "Giang", "Hà", "Hạnh", "Hiếu", "Hoa", "Hùng", "Khánh", "Lan", "Linh",
    "Long", "Mai", "Nam", "Nga", "Phúc", "Quân", "Sơn", "Tâm", "Thảo", "Trang", "Tuấn", "Vy", "Yến",
)  # fmt: skip


def full_name(rng: np.random.Generator) -> str:
    """Return a name."""
    return f"{rng.choice(_FAMILY)} {rng.choice(_MIDDLE)} {rng.choice(_GIVEN)}"


def phone(rng: np.random.Generator) -> str:
    """Return a number of a range in which no number was ever given out."""
    return f"0900{int(rng.integers(0, 1_000_000)):06}"
