import pytest

from backend.contract.resources import GetNearest
from tests.unit.widgets.city import City
from tests.unit.widgets.harbour import CAMERAS, Harbour
from widgets.parts.map_nearest import NearestCameras, NearMark, distance_words

POINT = (108.2, 16.06)


@pytest.fixture
def daemon() -> Harbour:
    found = Harbour(City(empty=True))
    found.begin()
    return found


@pytest.fixture
def nearest(qtbot: object, daemon: Harbour) -> NearestCameras:
    return NearestCameras(daemon.city.context(), daemon.city.live)


def test_the_daemon_says_which_four_are_nearest(nearest: NearestCameras, daemon: Harbour) -> None:
    nearest.ask(POINT)
    assert daemon.asked(GetNearest) == [GetNearest(16.06, 108.2, ("camera",), 4)]
    assert [place.place_id for place in nearest.places] == ["cam1", "cam2", "cam3", "cam4"]
    assert nearest.places[0].name == "1 · Camera 1 · 110\u00a0m"
    assert nearest.places[0].attributes["stream"].endswith("cam1.mp4")
    assert nearest.mark.point == POINT
    assert [camera.label for camera in nearest.mark.cameras][:2] == ["1 · 110\u00a0m", "2 · 330\u00a0m"]
    assert nearest.mark.cameras[0].at == CAMERAS["cam1"][::-1]


def test_a_refusal_is_told_in_words(nearest: NearestCameras, daemon: Harbour) -> None:
    nearest.ask(POINT)
    daemon.refuses = (GetNearest,)
    words: list[str] = []
    nearest.failed.connect(words.append)
    nearest.ask((108.1, 16.0))
    assert "Không được xem." in words[0]
    assert nearest.mark == NearMark()
    assert nearest.places == []


def test_an_answer_that_comes_after_it_was_forgotten_is_void(
    nearest: NearestCameras, daemon: Harbour
) -> None:
    answered: list[bool] = []
    nearest.answered.connect(lambda: answered.append(True))
    daemon.city.daemon.silent = True
    nearest.ask(POINT)
    assert nearest.forget()
    nearest._take(POINT, daemon.answer(GetNearest(16.06, 108.2, ("camera",), 4)))
    assert answered == []
    assert not nearest.forget()


@pytest.mark.parametrize(
    ("metres", "words"), [(0, "0\u00a0m"), (44, "40\u00a0m"), (996, "1,0\u00a0km"), (1234, "1,2\u00a0km")]
)
def test_distances_for_people(metres: float, words: str) -> None:
    assert distance_words(metres, "vi") == words
