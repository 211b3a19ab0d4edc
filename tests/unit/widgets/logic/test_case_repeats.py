from __future__ import annotations

from backend.contract.case_likeness import AlikeCase
from backend.contract.cases import CaseFile
from widgets.logic.case_repeats import begun, main_of


def call(case_id: str, opened_at: float = 1.0, **fields: object) -> CaseFile:
    base: dict[str, object] = {
        "kind": "sos",
        "title": "Cứu",
        "status": "new",
        "group": "waiting",
        "severity": "high",
    }
    return CaseFile(case_id=case_id, opened_at=opened_at, changed_at=1.0, **(base | fields))  # type: ignore[arg-type]


def test_those_of_the_same_telephone_are_chosen_at_first_and_what_is_only_near_is_not() -> None:
    alike = (
        AlikeCase(call("S1", 1.0), same_phone=True),
        AlikeCase(call("S2", 2.0), same_phone=True, apart_m=14.0),
        AlikeCase(call("S4", 4.0), apart_m=40.0),
    )
    merger = begun([call("S3", 3.0)], alike)
    assert [row.file.case_id for row in merger.rows] == ["S3", "S1", "S2", "S4"]
    assert merger.chosen == {"S1", "S2", "S3"}
    assert (merger.main, merger.joined) == ("S1", ("S3", "S2"))


def test_a_neighbour_alone_is_not_chosen() -> None:
    merger = begun([call("S2", 2.0)], [AlikeCase(call("S1"), apart_m=49.0)])
    assert (merger.main, merger.joined) == ("S2", ())


def test_what_is_ticked_later_goes_on_where_it_is_older_or_further_along() -> None:
    going = AlikeCase(call("S4", 4.0, accepted_at=5.0, group="working"), apart_m=40.0)
    merger = begun([call("S3", 3.0)], [AlikeCase(call("S1"), apart_m=49.0), going])
    older = merger.turned("S1")
    assert (older.main, older.joined) == ("S1", ("S3",))
    assert older.turned("S4").main == "S4"
    assert older.turned("S4").turned("S4") == older


def test_what_a_person_says_goes_on_whatever_is_ticked_later() -> None:
    near = [AlikeCase(call("S1"), apart_m=49.0), AlikeCase(call("S2", 2.0), apart_m=50.0)]
    merger = begun([call("S3", 3.0)], near).kept("S3").turned("S1").turned("S2")
    assert (merger.main, merger.joined) == ("S3", ("S1", "S2"))
    assert merger.turned("S3").main == "S1"


def test_nothing_alike_is_nothing_to_merge() -> None:
    merger = begun([call("S1")])
    assert (merger.main, merger.joined) == ("S1", ())
    assert begun([]).turned("S1").main == ""


def test_cases_that_were_marked_together_are_all_chosen() -> None:
    merger = begun([call("S2", 2.0), call("S1", 1.0), call("S3", 3.0)])
    assert (merger.main, merger.joined) == ("S1", ("S2", "S3"))


def test_leaving_the_one_that_stays_makes_another_one_stay_and_the_last_cannot_be_left() -> None:
    merger = begun([call("S2", 2.0), call("S1", 1.0)])
    left = merger.turned("S1")
    assert (left.main, left.joined) == ("S2", ())
    assert left.turned("S2") == left
    assert left.turned("S1") == merger


def test_a_person_says_which_one_stays_and_that_chooses_it() -> None:
    merger = begun(
        [call("S2", 2.0)], [AlikeCase(call("S1"), same_phone=True), AlikeCase(call("S9"), apart_m=9.0)]
    )
    assert merger.kept("S2").joined == ("S1",)
    kept = merger.kept("S9")
    assert (kept.main, kept.joined) == ("S9", ("S2", "S1"))


def test_whoever_has_duplicates_or_somebody_on_the_way_goes_on() -> None:
    old, going = call("S1", 1.0), call("S2", 2.0, group="working", accepted_at=3.0)
    parent, paused = call("S3", 3.0, n_children=2), call("S4", 4.0, group="paused")
    assert main_of([old, going, parent, paused]) == "S3"
    assert main_of([old, going, paused]) == "S2"
    assert main_of([old, paused]) == "S4"
    assert main_of([call("S6", 1.0, accepted_at=2.0), old]) == "S6"
    assert main_of([]) == ""
