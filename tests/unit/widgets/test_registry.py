import sys
import types
from pathlib import Path

import msgspec
import pytest

import widgets.tiles
from tests.unit.widgets.city import City
from widgets import registry
from widgets.tile import TileBody, TileOptions


def test_every_file_is_a_kind():
    assert {"chart", "value", "table", "alarms", "banner"} <= set(registry.kinds())
    for name, kind in registry.kinds().items():
        assert kind.spec.kind == name
        assert issubclass(kind.options_type, TileOptions)
        assert issubclass(kind.body_type, TileBody)
        assert kind.spec.title_vi
        assert kind.spec.title_en


def test_an_unknown_kind_is_named_with_a_guess():
    with pytest.raises(registry.UnknownKindError, match="did you mean 'chart'"):
        registry.options_type("chrt")


def documented() -> dict[str, str]:
    """Return the part of docs/tiles.md about each kind."""
    text = (Path(__file__).resolve().parents[3] / "docs" / "tiles.md").read_text("utf-8")
    parts = text.split("\n## `")
    return {"": parts[0], **{part.partition("`")[0]: part for part in parts[1:]}}


def test_every_kind_is_documented_and_no_other():
    assert set(documented()) == {"", *registry.kinds()}


@pytest.mark.parametrize("kind", sorted(registry.kinds()))
def test_every_option_is_documented(kind):
    words = documented()[""] + documented()[kind]
    options = [f.encode_name for f in msgspec.structs.fields(registry.options_type(kind))]
    missing = [name for name in options if f"`{name}`" not in words]
    assert not missing, f"describe in docs/tiles.md under {kind}: {missing}"


def test_a_tile_is_made_from_plain_options(show, city: City):
    frame = show(registry.make("value", {"series": "me_suot.level"}, city.context()))
    assert frame.title() == "Mực ngập · Mẹ Suốt"
    assert frame.health().state == "fresh"


def test_a_tile_is_made_from_checked_options(show, city: City):
    options = registry.options_type("value")(series="me_suot.level", title="Số")
    assert show(registry.make("value", options, city.context())).title() == "Số"


def test_wrong_options_are_refused(city: City):
    with pytest.raises(msgspec.ValidationError, match="exactly one"):
        registry.make("value", {}, city.context())


@pytest.mark.parametrize("broken", [{}, {"SPEC": types.SimpleNamespace(kind="other")}])
def test_a_file_that_declares_no_kind_is_named(monkeypatch, tmp_path, broken):
    (tmp_path / "broken_kind.py").write_text("")
    module = types.ModuleType("widgets.tiles.broken_kind")
    if broken:
        spec = registry.kinds()["value"].spec
        module.SPEC, module.Options, module.Body = spec, TileOptions, TileBody
    monkeypatch.setattr(widgets.tiles, "__path__", [str(tmp_path)])
    monkeypatch.setitem(sys.modules, "widgets.tiles.broken_kind", module)
    registry.kinds.cache_clear()
    with pytest.raises(TypeError, match="broken_kind"):
        registry.kinds()
    monkeypatch.undo()
    registry.kinds.cache_clear()
    assert "value" in registry.kinds()
