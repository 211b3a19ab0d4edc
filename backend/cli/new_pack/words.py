"""How names of a spreadsheet become ids and quoted words of YAML. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from backend.contract.folding import folded


def id_of(name: str, taken: Iterable[str] = (), *, between: str = "-", otherwise: str = "muc") -> str:
    """Return an id made from a name: small letters without marks, a number behind where it is taken."""
    plain = re.sub(r"[^a-z0-9]+", between, folded(name)).strip(between)[:40].rstrip(between) or otherwise
    if plain[0].isdigit():
        plain = f"{otherwise}{between}{plain}"
    used, found, n = set(taken), plain, 2
    while found in used:
        found, n = f"{plain}{between}{n}", n + 1
    return found


def ids_of(names: Iterable[str], *, between: str = "-", otherwise: str = "muc") -> dict[str, str]:
    """Return an id for each name, no two alike."""
    found: dict[str, str] = {}
    for name in names:
        found[name] = id_of(name, found.values(), between=between, otherwise=otherwise)
    return found


def ids_of_all(names: Iterable[str]) -> list[str]:
    """Return an id for each name in turn, also for names that come twice, no two alike."""
    found: list[str] = []
    for name in names:
        found.append(id_of(name, found))
    return found


def short_of(pack_id: str) -> str:
    """Return what stands before codes: initials of an id of three words or more, else the id."""
    parts = pack_id.split("-")
    return (pack_id if len(parts) < 3 else "".join(part[0] for part in parts)).upper()


def quoted(words: str) -> str:
    """Return words as a YAML string that means just them."""
    return json.dumps(words, ensure_ascii=False)


def path_of(header: str) -> str:
    """Return the path of a column, as a case mapping writes it; one with dots or slashes is escaped."""
    if "." not in header and "/" not in header and not header.startswith(("$", "topic:")):
        return header
    return "/" + header.replace("~", "~0").replace("/", "~1")
