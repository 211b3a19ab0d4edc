import pytest

from app.settings.rule_text import Calm, calm_of, first_rule, plain_title, rule_id
from backend.contract.document import DocumentError
from tests.unit.app.settings.conftest import FLOOD


def test_the_first_rule_of_a_text():
    assert first_rule(FLOOD)["metric"] == "level"
    assert rule_id(FLOOD) == "ngap-duong"


@pytest.mark.parametrize("text", ["", "rules:\n", "rules: []\n", "- a\n", "rules:\n- 3\n", "rules: 3\n"])
def test_a_text_without_a_rule(text):
    assert first_rule(text) == {}
    assert rule_id(text) == ""
    assert calm_of(text) == Calm()


def test_a_text_that_is_no_yaml():
    with pytest.raises(DocumentError, match=r"rule\.yaml:3"):
        first_rule("rules:\n- id: [\n")
    assert rule_id("a: [") == ""
    assert calm_of("a: [") == Calm()


def test_what_keeps_it_calm():
    assert calm_of(FLOOD) == Calm(hold_s=60.0, off_delay_s=0.0, deadband=2.0)
    assert calm_of("rules:\n- {id: a, hold_s: nhiều}\n") == Calm()


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("Ngập {value} {unit} — {name}, {area}", "Ngập …"),
        ("Mất dữ liệu — trụ ngập {name}", "Mất dữ liệu — trụ ngập …"),
        ("{name}: {value}", ""),
        ("Đường ngập", "Đường ngập"),
    ],
)
def test_a_title_without_its_placeholders(title, plain):
    assert plain_title(title) == plain
