from tests.unit.widgets.conftest import has_colour, picture
from widgets.parts.legend import Legend, LegendEntry
from widgets.theme.look import DARK, Look

ENTRIES = [LegendEntry(f"Điểm đo số {k}", "62 cm", DARK.live_series, k == 1) for k in range(6)]


def test_the_legend_flows_over_lines_and_gets_smaller_before_it_gets_tall(show, vietnamese):
    legend = show(Legend(Look(DARK)), 1800, 24)
    legend.set_entries(ENTRIES)
    assert legend.height() == 24
    legend.resize(700, 24)
    assert legend.height() > 24
    image = picture(legend)
    assert has_colour(image, DARK.live_series)
    assert has_colour(image, DARK.age), "a late value is said in the colour of ages"
