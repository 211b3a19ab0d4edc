from widgets.theme.look import DARK, SCALE, SHAPES, Look


def test_sizes_follow_the_density():
    assert [Look(DARK, density=d).px(20) for d in SCALE] == [20, 36, 48]


def test_each_severity_has_a_colour_and_its_own_shape():
    assert Look(DARK).severity("critical") == "#FF5A52"
    assert len(set(SHAPES.values())) == len(SHAPES)
