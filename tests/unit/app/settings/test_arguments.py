from pathlib import Path

import pytest

from app.settings.arguments import parse

CONNECT = ["--connect", "tcp://a:1, tcp://a:2"]


def test_the_daemons_addresses_and_the_defaults():
    found = parse(CONNECT)
    assert (found.feed, found.requests) == ("tcp://a:1", "tcp://a:2")
    assert (found.keys, found.user, found.language, found.theme, found.verbose) == (
        None,
        "",
        "vi",
        "dark",
        False,
    )


def test_everything_may_be_given():
    found = parse(
        [*CONNECT, "--keys", "k", "--user", "ha", "--language", "en", "--theme", "light", "--verbose"]
    )
    assert (found.keys, found.user, found.language, found.theme) == (Path("k"), "ha", "en", "light")
    assert found.verbose


@pytest.mark.parametrize("given", [[], ["--connect", "tcp://a:1"], [*CONNECT, "--theme", "pink"]])
def test_what_is_wrong_ends_with_words(capsys, given):
    with pytest.raises(SystemExit):
        parse(given)
    assert "usage" in capsys.readouterr().err
