"""Areas that figures are of: country, regions, provinces of today and of before the merger of 2025.

Source of provinces and merger: the package `vietnamadminunits` (MIT), which carries the official list and the
conversion table (Resolution 202/2025/QH15). Its data files are read directly.
"""

from __future__ import annotations

import datetime
import functools
import importlib.util
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec

from backend.contract.document import load
from backend.contract.state import Text
from backend.domain.indicators.area_names import AreaNames, NamedArea
from backend.domain.indicators.restating import AreaChange, Merger, Part
from backend.usecases import former_areas

MERGED_ON = "2025-07-01"
FORMER = "cu-"
"""Codes of former units begin with it: codes were issued anew at the merger."""
_RESOURCES = Path(__file__).resolve().parents[2] / "resources" / "indicators" / "areas.yaml"


class AreaListError(RuntimeError):
    """The list of provinces is not installed."""


class _Named(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: str
    name: str
    words: tuple[str, ...] = ()


class _Earlier(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: str
    name: str
    until: datetime.date
    into: str


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    country: _Named
    regions: tuple[_Named, ...]
    outside: _Named
    earlier: tuple[_Earlier, ...]
    names: dict[str, tuple[str, ...]]


class Areas(msgspec.Struct, frozen=True):
    """All areas, and how those of today were made."""

    names: AreaNames
    mergers: tuple[Merger, ...]
    country: str
    """Code of the whole country."""
    regions: frozenset[str]
    outside: str
    """Code of what belongs to no province."""

    def merger_to(self, vintage: str) -> Merger | None:
        """Return the merger that made the units of a vintage."""
        return next((merger for merger in self.mergers if merger.date == vintage), None)

    def ranked(self, code: str) -> bool:
        """Return whether an area takes part in a ranking: no country, region or rest does."""
        return bool(code) and code not in (self.country, self.outside) and code not in self.regions


@functools.cache
def load_areas(province: str = "") -> Areas:
    """Return all areas.

    Args:
        province: two digits of the centre's own, whose wards are areas too; empty: no wards.

    Raises:
        AreaListError: the list of provinces is not installed.
    """
    file = load(_RESOURCES.read_text(encoding="utf-8"), _File, str(_RESOURCES))
    old = dict(_rows("SELECT DISTINCT provinceKey, provinceCode || '|' || province FROM admin_units_legacy"))
    new = dict(_rows("SELECT DISTINCT provinceKey, provinceCode || '|' || province FROM admin_units"))
    conversion = json.loads((_folder() / "converter_2025.json").read_text(encoding="utf-8"))["DICT_PROVINCE"]
    named = [_named(each) for each in (file.country, *file.regions, file.outside)]
    for text in old.values():
        code, _, name = text.partition("|")
        named.append(NamedArea(FORMER + code, _short(name), file.names.get(code, ()), "", MERGED_ON))
    named += [NamedArea(FORMER + each.code, each.name, (), "", MERGED_ON) for each in file.earlier]
    changes = []
    for key, text in sorted(new.items(), key=lambda item: item[1]):
        code, _, name = text.partition("|")
        words = (
            file.names.get(code, ()) if (code, name) in {tuple(t.split("|")) for t in old.values()} else ()
        )
        named.append(NamedArea(code, _short(name), words, MERGED_ON))
        parts = [_part(old[former]) for former in conversion[key]]
        parts += [_earlier(e) for e in file.earlier if FORMER + e.into in {part.code for part in parts}]
        changes.append(AreaChange(code, _short(name), tuple(parts)))
    named += _wards(province)
    merger = Merger(
        MERGED_ON,
        Text("Sáp nhập tỉnh ngày 01/07/2025 (63 còn 34)", "Merger of provinces on 1 July 2025 (63 to 34)"),
        tuple(changes),
    )
    regions = frozenset(each.code for each in file.regions)
    return Areas(AreaNames(named), (merger,), file.country.code, regions, file.outside.code)


def _wards(province: str) -> list[NamedArea]:
    """Return the wards of today: found with their kind, as two may share the rest of the name."""
    return [
        NamedArea(ward.code, ward.name, (), MERGED_ON)
        for ward in (former_areas.wards(province) if province else ())
    ]


def _named(each: _Named) -> NamedArea:
    return NamedArea(each.code, each.name, each.words)


def _part(text: str) -> Part:
    code, _, name = text.partition("|")
    return Part(FORMER + code, _short(name))


def _earlier(each: _Earlier) -> Part:
    return Part(FORMER + each.code, each.name, each.until.isoformat())


def _short(name: str) -> str:
    return name.removeprefix("Thành phố ").removeprefix("Tỉnh ").replace("Hồ Chí Minh", "TP. Hồ Chí Minh")


def _folder() -> Path:
    spec = importlib.util.find_spec("vietnamadminunits")
    if spec is None or spec.origin is None:
        raise AreaListError("the package vietnamadminunits is not installed: run 'make setup'")
    return Path(spec.origin).parent / "data"


def _rows(query: str) -> list[tuple[str, str]]:
    address = f"file:{_folder() / 'dataset.db'}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as connection:
        return connection.execute(query).fetchall()
