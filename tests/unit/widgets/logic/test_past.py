import itertools

from widgets.logic.past import EARLY_S, EVERY_S, PastSchedule


def asked_at(answers, phase=0.0, for_s=300):
    """Return the seconds at which a tile asks that gets `answers`, the last one for ever."""
    schedule, found = PastSchedule(phase), []
    for second in range(for_s):
        if schedule.due():
            found.append(second)
            schedule.asked()
            schedule.answered(well=answers[min(len(found), len(answers)) - 1])
        schedule.passed(1.0)
    return found


def test_the_past_is_asked_for_early_and_then_every_minute():
    found = asked_at([True])
    assert found[:4] == [0, *(round(s) for s in EARLY_S)]
    assert [b - a for a, b in itertools.pairwise(found[4:])] == [EVERY_S] * (len(found) - 5)


def test_tiles_are_staggered():
    assert asked_at([True], 0.0)[4:] != asked_at([True], 0.5)[4:]


def test_failures_back_off_and_are_forgotten():
    assert asked_at([False])[:6] == [0, 2, 6, 14, 30, 62]
    assert asked_at([False, False, True])[:4] == [0, 2, 6, 11]


def test_one_request_at_a_time():
    schedule = PastSchedule()
    schedule.asked()
    schedule.passed(100)
    assert not schedule.due()
    schedule.answered(well=False)
    assert schedule.failed
    schedule.restart()
    assert schedule.due()
    assert not schedule.failed
