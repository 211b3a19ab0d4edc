"""Cameras found on the network, written into a centre's folder: places and a source of their health."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec
import yaml

from backend.cameras.answers import Profile

SOURCE_ID = "camera-onvif"
COLUMNS = ("place_id", "name", "kind", "lat", "lon", "area_code", "area_name")
RESTART = """
a daemon that runs does not know them yet: end it (SIGTERM, or Ctrl+C where it was started by hand) and
start it again; until then they are neither on the map nor in any list. Alarms, cases and history stay"""
ATTRIBUTES = ("stream", "stream_main", "onvif", "onvif_user", "onvif_key", "ptz")


class Camera(msgspec.Struct, frozen=True, kw_only=True):
    """One camera as it is written down."""

    address: str
    """Of its device service."""
    name: str
    model: str = ""
    user: str = ""
    key: str = ""
    """Name of its password in the keyring."""
    sub: str = ""
    main: str = ""
    profiles: tuple[Profile, ...] = ()
    why_not: str = ""
    """Why its profiles are not known; empty where they are."""
    place_id: str = ""
    """Empty: made of its name."""
    lat: str = ""
    lon: str = ""

    @property
    def ptz(self) -> bool:
        """Return whether it can be turned."""
        return any(profile.ptz for profile in self.profiles)


class RegisterError(ValueError):
    """A centre's folder cannot take cameras; says the cure."""


def register(centre: Path, cameras: Sequence[Camera]) -> str:
    """Write cameras into places.csv and `sources/camera-onvif.yaml`; return what was done, in words.

    A camera whose ONVIF address stands in places.csv already keeps its id, name and position.

    Raises:
        RegisterError: there is no places.csv, or it is none.
        OSError: a file cannot be written.
    """
    path = centre / "places.csv"
    if not path.is_file():
        raise RegisterError(f"{path} is missing; make a centre with 'toancanh new-centre {centre}'")
    table = csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())
    columns = list(table.fieldnames or ())
    if "place_id" not in columns:
        raise RegisterError(f"{path} has no column place_id; add it to the first line")
    rows = [{name: value or "" for name, value in row.items() if name} for row in table]
    columns += [name for name in (*COLUMNS, *ATTRIBUTES) if name not in columns]
    known = {row["onvif"]: row for row in rows if row.get("onvif")}
    taken = {row["place_id"] for row in rows}
    written, n_new = [], 0
    for camera in cameras:
        row = known.get(camera.address) or _named(rows, camera.place_id)
        if row is None:
            place_id = camera.place_id or free_id(camera.name, taken)
            taken.add(place_id)
            row = {"place_id": place_id, "name": camera.name, "kind": "camera"}
            row |= {"lat": camera.lat, "lon": camera.lon}
            rows.append(row)
            n_new += 1
        row |= _attributes(camera)
        written.append(row)
    _write(path, columns, rows)
    source = centre / "sources" / f"{SOURCE_ID}.yaml"
    asked = _asked_elsewhere(source)
    _write_source(source, [row for row in written if row["place_id"] not in asked])
    placeless = [row["place_id"] for row in written if not row.get("lat")]
    words = f"{n_new} cameras added to {path}, {len(written) - n_new} brought up to date"
    if placeless:
        words += f"\nfill in lat and lon of: {', '.join(placeless)}"
    return words + RESTART


def _named(rows: Iterable[dict[str, str]], place_id: str) -> dict[str, str] | None:
    return next((row for row in rows if place_id and row["place_id"] == place_id), None)


def _attributes(camera: Camera) -> dict[str, str]:
    return {
        "stream": camera.sub,
        "stream_main": camera.main if camera.main != camera.sub else "",
        "onvif": camera.address,
        "onvif_user": camera.user,
        "onvif_key": camera.key,
        "ptz": "yes" if camera.ptz else "no",
    }


def free_id(name: str, taken: Iterable[str]) -> str:
    """Return an id for a camera: its name in plain small letters, numbered where that is taken."""
    plain = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign)).lower()
    slug = re.sub(r"[^a-z0-9]+", "-", letters).strip("-") or "camera"
    base = slug if slug.startswith("cam") else f"cam-{slug}"
    used = set(taken)
    return next(one for one in (base, *(f"{base}-{n}" for n in range(2, 100_000))) if one not in used)


def _write(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    _replace(path, text.getvalue())


def _replace(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf-8", newline="")
    part.replace(path)


def _asked_elsewhere(own: Path) -> set[str]:
    """Return the places that another source asks after already."""
    found = set[str]()
    for path in own.parent.glob("*.yaml"):
        data = yaml.safe_load(path.read_text(encoding="utf-8-sig")) if path != own else None
        if isinstance(data, dict) and data.get("kind") == "rtsp":
            found |= {str(one.get("place_id")) for one in data.get("cameras") or () if isinstance(one, dict)}
    return found


def _write_source(path: Path, rows: Iterable[Mapping[str, str]]) -> None:
    data: dict[str, object] = {"id": SOURCE_ID, "kind": "rtsp", "name": "Camera ONVIF", "max_age_s": 90}
    before = yaml.safe_load(path.read_text(encoding="utf-8-sig")) if path.is_file() else None
    listed = before.get("cameras") or [] if isinstance(before, dict) else []
    data |= before if isinstance(before, dict) else {}
    entries = {str(one["place_id"]): one for one in listed}
    for row in rows:
        if row["stream"].startswith("rtsp://"):
            entry = {"place_id": row["place_id"], "url": row["stream"]}
            if row["onvif_user"]:
                entry |= {"user": row["onvif_user"], "password_key": row["onvif_key"]}
            entries[row["place_id"]] = entry
    if entries:
        path.parent.mkdir(exist_ok=True)
        data["cameras"] = list(entries.values())
        _replace(path, yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=100))
