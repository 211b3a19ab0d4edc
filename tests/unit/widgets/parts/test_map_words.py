from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication

from widgets import i18n
from widgets.parts.map_words import kind_words, legend_names, sea_name, track_words, unmeasured


@pytest.fixture
def vietnamese(qapp: QCoreApplication, root: Path) -> object:
    translator = i18n.install(qapp, "vi", root / "resources" / "i18n")
    yield translator
    qapp.removeTranslator(translator)


@pytest.mark.usefixtures("vietnamese")
def test_the_map_speaks_vietnamese() -> None:
    assert kind_words("rain_station", 44) == "44 trạm mưa"
    assert sea_name() == "BIỂN ĐÔNG"
    assert unmeasured() == "không có trạm đo"
    assert [marker.words for marker in legend_names({})][-2:] == ["Bình thường", "Mất số liệu"]
    of_cameras = [marker.words for marker in legend_names({}, cameras=True)][-3:]
    assert of_cameras == ["Camera", "Camera đứng hình, chậm", "Camera mất hình"]
    of_units = [marker.words for marker in legend_names({}, units=True)][-3:]
    assert of_units == ["Lực lượng rảnh", "Đang làm nhiệm vụ", "Mất dấu"]
    assert track_words().lost == "mất dấu từ {time}"


def test_an_unknown_kind_is_shown_as_it_is_named() -> None:
    assert kind_words("air_station", 3) == "3 air station"
    assert kind_words("boat", 3, "Xuồng cứu hộ") == "3 xuồng cứu hộ"


def test_the_legend_starts_with_the_worst(qapp: QCoreApplication) -> None:
    markers = legend_names({"critical": "≥ 40 cm"})
    assert [marker.shape for marker in markers] == ["critical", "calm", "lost"]
    assert markers[0].words.endswith("≥ 40 cm")
    assert markers[0].words[0].isupper()
