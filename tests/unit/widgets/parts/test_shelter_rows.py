import pytest

from tests.unit.widgets.city import NOW
from tests.unit.widgets.shelter_city import with_shelters
from widgets.logic.shelters import Wanted, shelters_of
from widgets.parts.shelter_rows import ShelterDelegate, ShelterModel, distance_words, left_words, used_words

WANTED = Wanted("shelter", "n_places", "n_people", "is_open")


@pytest.fixture
def rows(city):
    with_shelters(city)
    return {one.place_id: one for one in shelters_of(city.live.state, WANTED, NOW, (16.06, 108.16))}


def test_room_in_words(city, rows):
    said = {name: left_words(one, "vi") for name, one in rows.items()}
    assert said["le_loi"] == "còn 120 chỗ"
    assert said["van_hoa"] == "còn 0 chỗ"
    assert said["ubnd"] == "đóng cửa"
    assert said["moi"] == "chưa rõ"
    city.publish("van_hoa.n_people", 312.0)
    over = next(o for o in shelters_of(city.live.state, WANTED, NOW) if o.place_id == "van_hoa")
    assert left_words(over, "vi") == "quá tải 12 người"
    assert used_words(rows["le_loi"], "vi") == "80/200"
    assert distance_words(rows["xa"], "vi") == "14,8 km"
    assert distance_words(over, "vi") == ""


def test_ages_in_words(qtbot, city, rows):
    model = ShelterModel(None)
    delegate = ShelterDelegate(city.context(), model)
    assert delegate.age_words(rows["le_loi"]) == "đếm 5\xa0ph trước"
    city.pass_time(2.5 * 3600)
    late = next(o for o in shelters_of(city.live.state, WANTED, city.clock.at) if o.place_id == "le_loi")
    assert delegate.age_words(late) == "chậm 2\xa0giờ"


def test_the_model_keeps_its_rows_where_only_figures_change(qtbot, rows):
    model = ShelterModel(None)
    model.set_rows(list(rows.values()))
    with qtbot.assertNotEmitted(model.modelReset):
        model.set_rows([*list(rows.values())[:-1], rows["xa"]])
    with qtbot.waitSignal(model.modelReset):
        model.set_rows(list(rows.values())[:2])
    assert model.rowCount() == 2
    assert model.data(model.index(0), 0) == "Trường Lê Lợi"
