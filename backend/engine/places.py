"""Answers about units and places: all units with their time, and what words find."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from backend.contract.case_requests import FindPlaces, FoundPlaces, GetUnits, Units
from backend.contract.cases import UnitInfo
from backend.contract.messages import ReplyBody
from backend.domain.gazetteer import Gazetteer
from backend.engine.centre import LoadedCentre
from backend.engine.sessions import Session
from backend.engine.work.bench import Bench, Handlers
from backend.usecases import units
from backend.usecases.former_areas import AreaDataError

log = logging.getLogger(__name__)

MOST_FOUND = 100


class OnPlaces:
    """Handlers of requests about units and places."""

    def __init__(self, bench: Bench, loaded: LoadedCentre) -> None:
        """Answer about `loaded`; the index is made when somebody first asks."""
        self._bench, self._loaded = bench, loaded
        self._making = threading.Lock()
        self._made: tuple[tuple[UnitInfo, ...], Gazetteer] | None = None

    def handlers(self) -> Handlers:
        """Return the handler of each kind of request."""
        return {GetUnits: self._units, FindPlaces: self._find}

    async def _units(self, _body: GetUnits, _session: Session) -> ReplyBody:
        return Units(await self._bench.beside(lambda: self._known()[0]))

    async def _find(self, body: FindPlaces, _session: Session) -> ReplyBody:
        limit = max(1, min(body.limit, MOST_FOUND))
        return FoundPlaces(tuple(await self._bench.beside(lambda: self._known()[1].find(body.text, limit))))

    def _known(self) -> tuple[tuple[UnitInfo, ...], Gazetteer]:
        """Return units and index; blocks a quarter of a second the first time."""
        with self._making:
            if self._made is None:
                self._made = known(self._loaded, self._loaded.folder / "maps")
            return self._made


def known(loaded: LoadedCentre, maps: Path) -> tuple[tuple[UnitInfo, ...], Gazetteer]:
    """Return all units of a centre, those of the past behind, and the index over everything with a name."""
    declared = loaded.unit_infos
    areas = units.load_areas(maps, "")
    try:
        province = loaded.province or units.province_of(areas, loaded.places)
        areas = areas or units.load_areas(maps, province)
        everything = units.with_history(declared, province)
        found = units.entries(declared, areas, loaded.places, province)
    except AreaDataError as error:
        log.warning("former districts and communes are not searchable: %s", error)
        everything, found = declared, units.entries(declared, areas, loaded.places, "")
    return everything, Gazetteer(found)
