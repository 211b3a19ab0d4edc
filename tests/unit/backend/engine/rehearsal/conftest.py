"""The shipped flooding pack, and short tests in YAML that are played against it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
import yaml

from backend.contract.document import Fault
from backend.domain.observation import Observation
from backend.engine.rehearsal.crew import CHANNELS, setup_of
from backend.engine.rehearsal.pack_work import PackWork, load_pack_work
from backend.engine.rehearsal.running import play
from backend.engine.rehearsal.stage import WorkStage
from backend.usecases.pack_tests import LoadedTest, RuleTest, read_tests
from backend.usecases.packs import Packs, load_packs

RESOURCES = Path(__file__).resolve().parents[5] / "resources"
EXAMPLE = Path(__file__).resolve().parents[4] / "usecases" / "fixtures" / "street_water"
PLACES = """
places:
  - {place_id: t1, name: Mẹ Suốt, kind: flood_post, lat: 16.07, lon: 108.15, area_code: "20194", area_name: Hòa Khánh}
"""
DEEP = PLACES + "\ninterval_s: 30\ninput: [{place: t1, metric: depth_cm, values: '55x120'}]\n"
"""Critical from 60 s on."""


@pytest.fixture(scope="session")
def packs() -> Packs:
    return load_packs(RESOURCES / "usecases", ["flooding"])


@pytest.fixture(scope="session")
def work(packs: Packs) -> PackWork:
    return load_pack_work(RESOURCES / "usecases", packs)


def a_test(text: str) -> RuleTest:
    return msgspec.convert({"name": "thử", "expect": []} | yaml.safe_load(text), RuleTest)


@pytest.fixture
def differences(packs: Packs, work: PackWork) -> Callable[[str], list[str]]:
    """Return a function that plays what stands below a deep flood."""
    return lambda text: list(play(a_test(DEEP + text), packs, work))


@pytest.fixture
def staged(packs: Packs, work: PackWork) -> Callable[..., WorkStage]:
    """Return a function that brings a flooded street to a time, s after the start."""

    def make(text: str = DEEP, until_s: float = 60.0) -> WorkStage:
        test = a_test(text)
        facts = [packs.facts_of("depth_cm", test.places[0])]
        channels = CHANNELS if test.channels is None else test.channels
        stage = WorkStage(packs, facts, setup_of(test, packs, work), channels)
        start_at = test.start.timestamp()
        stage.advance(start_at)
        at_s = 0.0
        while at_s <= until_s:
            stage.advance(start_at + at_s)
            stage.observe(Observation("t1.depth_cm", start_at + at_s, 55.0))
            at_s += 30.0
        stage.advance(start_at + until_s)
        return stage

    return make


@pytest.fixture
def written(tmp_path: Path, packs: Packs) -> Callable[[str], tuple[list[LoadedTest], list[Fault]]]:
    """Return a function that reads one test from a file: it and the faults of its form."""

    def read(text: str) -> tuple[list[LoadedTest], list[Fault]]:
        (tmp_path / "tests").mkdir(exist_ok=True)
        data = [{"name": "thử", "expect": [{"at_s": 0, "alarms": []}]} | yaml.safe_load(text)]
        words = yaml.safe_dump({"tests": data}, allow_unicode=True, sort_keys=False)
        (tmp_path / "tests" / "a.yaml").write_text(words, encoding="utf-8")
        faults: list[Fault] = []
        return read_tests(tmp_path, packs, faults), faults

    return read


@pytest.fixture
def own_packs(tmp_path: Path) -> Path:
    """Return a copy of the shipped packs that a test may spoil."""
    shutil.copytree(RESOURCES / "limits", tmp_path / "limits")
    for name in ("flooding", "dispatch", "public-warning", "cameras"):
        shutil.copytree(RESOURCES / "usecases" / name, tmp_path / "usecases" / name)
    for path in (tmp_path / "usecases").glob("*/tests/*.yaml"):
        path.unlink()
    return tmp_path / "usecases"


@pytest.fixture
def pack_folder(tmp_path: Path) -> Path:
    """Return a folder of packs that holds the example pack, which is about alarms alone."""
    shutil.copytree(EXAMPLE, tmp_path / "usecases" / "street_water")
    return tmp_path / "usecases"


@pytest.fixture
def spoil(pack_folder: Path) -> Callable[[str, str, str], Path]:
    """Return a function that replaces text in one file of the example pack, once, and names the file."""

    def change(file: str, old: str, new: str) -> Path:
        path = pack_folder / "street_water" / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return path

    return change
