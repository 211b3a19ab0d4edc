from widgets.logic.notice import laid_out


def high(words: str, size: int, width: float) -> float:
    """Return the height of words of which each letter is half as wide as high."""
    per_line = max(1, int(width / (size / 2)))
    return size * -(-len(words) // per_line)


def test_the_largest_size_at_which_all_fits():
    laid = laid_out(["a" * 40, "b" * 40], [20, 16], (400, 100, 0), high)
    assert (laid.size_px, laid.complete, laid.source_top) == (20, True, None)
    assert [(top, height) for _, top, height in laid.blocks] == [(0.0, 20), (32.0, 20)]


def test_smaller_where_it_must_be():
    assert laid_out(["a" * 60], [20, 16], (400, 34, 0), high).size_px == 16


def test_the_source_gives_way_first_and_what_does_not_fit_is_said():
    fits = laid_out(["a" * 40], [20, 16], (400, 60, 15), high)
    assert fits.source_top == 32.0
    tight = laid_out(["a" * 40], [20, 16], (400, 20, 15), high)
    assert (tight.source_top, tight.complete) == (None, True)
    assert not laid_out(["a" * 400], [20, 16], (400, 60, 0), high).complete


def test_no_words():
    assert laid_out([], [20], (400, 60, 0), high).complete
