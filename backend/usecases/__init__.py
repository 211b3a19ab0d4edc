"""Loads, checks and tests packs: the files that make a use case."""

from backend.usecases.packs import Metric, Pack, Packs, load_packs
from backend.usecases.place_kinds import PlaceKind

__all__ = ["Metric", "Pack", "Packs", "PlaceKind", "load_packs"]
