import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

from widgets.theme.look import DARK
from widgets.theme.vision import simulate, simulate_colours

DEFICIENCIES = ["protan", "deutan", "tritan"]


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_grey_stays_grey(deficiency):
    grey = np.array([[0, 0, 0], [128, 128, 128], [255, 255, 255]], np.uint8)
    assert np.abs(simulate_colours(grey, deficiency).astype(int) - grey).max() <= 1


def test_red_and_green_come_together_for_deutan_eyes():
    pair = np.array([[200, 60, 60], [110, 130, 60]], np.uint8)
    seen = simulate_colours(pair, "deutan").astype(int)
    assert np.abs(seen[0] - seen[1]).sum() < np.abs(pair[0].astype(int) - pair[1]).sum()


def test_a_screenshot_keeps_its_size(qapp):
    image = QImage(33, 7, QImage.Format.Format_RGB32)
    image.fill(QColor(DARK.critical))
    seen = simulate(image, "protan")
    assert (seen.width(), seen.height()) == (33, 7)
    expected = simulate_colours(np.array([[0xFF, 0x5A, 0x52]], np.uint8), "protan")[0]
    assert [seen.pixelColor(32, 6).red(), seen.pixelColor(0, 0).green()] == expected[:2].tolist()


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_severities_stay_apart_by_lightness_or_hue(deficiency):
    names = ("critical", "high", "medium", "low")
    rgb = np.array([[int(getattr(DARK, n)[i : i + 2], 16) for i in (1, 3, 5)] for n in names], np.uint8)
    seen = simulate_colours(rgb, deficiency).astype(int)
    distances = [np.abs(seen[i] - seen[j]).sum() for i in range(4) for j in range(i)]
    assert min(distances) > 25
