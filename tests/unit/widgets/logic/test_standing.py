from __future__ import annotations

from backend.contract.state import Limit, Series, Text, ValueClass
from widgets.logic.standing import said_of, standing_words

LEVELS = tuple(
    Limit(Text(f"Báo động {name}", f"Alarm level {name}"), value, "above", severity)
    for name, value, severity in (("I", 1.0, "medium"), ("II", 2.0, "high"), ("III", 3.5, "critical"))  # type: ignore[arg-type]
)
CLASSES = (ValueClass(0, Text("An toàn", "Safe")), ValueClass(3, Text("Ngập phố cổ", "Old town flooded")))


def river(limits: tuple[Limit, ...] = LEVELS, classes: tuple[ValueClass, ...] = ()) -> Series:
    return Series("k.level", 0, "k", "level", Text("Mực nước"), "m", 60.0, 2, limits=limits, classes=classes)


def test_the_words_of_the_bulletin_at_length_and_in_short() -> None:
    assert standing_words(river(), 3.31, "vi") == "trên báo động II 1,31 m (dưới báo động III 0,19 m)"
    assert standing_words(river(), 3.31, "en", short=True) == "1.31 m above alarm level II"


def test_limits_of_the_centre_are_no_alarm_levels() -> None:
    assert standing_words(river((Limit(Text("Mức 1"), 1.0, "above", "low"),)), 2.0, "vi") == ""


def test_the_legal_words_and_those_of_impact_stand_side_by_side() -> None:
    series = river(classes=CLASSES)
    assert said_of(series, 3.31, "vi", short=True) == "trên báo động II 1,31 m · Ngập phố cổ"
    assert said_of(river((), CLASSES), 3.31, "en") == "Old town flooded"
    assert said_of(river(()), 3.31, "vi") == ""
