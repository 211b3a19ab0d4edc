"""Groups of cameras, from the centre's `cameras.yaml`: who may look, who may turn them, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from backend.contract.document import DocumentError, Fault, check, read_yaml, unknown_cure
from backend.contract.state import Place
from backend.engine.sessions import ACTING_ROLES

FILE = "cameras.yaml"
CAMERA = "camera"
MakeFault = Callable[[str, str, str], Fault]
Role = Literal["viewer", "duty_officer", "shift_supervisor", "leader", "unit_officer", "administrator"]


class CameraGroup(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Cameras for which the same rules hold."""

    id: str
    name: str
    """For people."""
    cameras: tuple[str, ...] = ()
    """Place ids."""
    areas: tuple[str, ...] = ()
    """Codes of wards whose cameras belong to it too, unless another group names them."""
    purpose: Literal["required", "optional"] = "optional"
    """`required`: nobody looks without saying why."""
    view: tuple[Role, ...] = ()
    """Roles that may look; empty: everybody who is signed in."""
    move: tuple[Role, ...] = ()
    """Roles that may turn them; empty: those who act."""


class CameraSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Content of cameras.yaml."""

    groups: list[CameraGroup] = []
    hold_s: Annotated[float, msgspec.Meta(ge=5, le=3600)] = 30.0
    """A camera is free again when its holder has done nothing for so long."""


NO_GROUP = CameraGroup(id="", name="")


class CameraGroups:
    """Which group each camera is in."""

    def __init__(self, settings: CameraSettings, places: Iterable[Place]) -> None:
        """Sort the cameras among `places`."""
        self.hold_s = settings.hold_s
        named = {place_id: group for group in settings.groups for place_id in group.cameras}
        of_area = {area: group for group in settings.groups for area in group.areas}
        self._of = {
            place.place_id: named.get(place.place_id) or of_area.get(place.area_code, NO_GROUP)
            for place in places
            if place.kind == CAMERA or "stream" in place.attributes
        }

    def of(self, place_id: str) -> CameraGroup | None:
        """Return the group of a camera; None: there is no such camera."""
        return self._of.get(place_id)


def may_view(group: CameraGroup, role: str) -> bool:
    """Return whether a role may look through the cameras of a group."""
    return not group.view or role in group.view


def may_move(group: CameraGroup, role: str) -> bool:
    """Return whether a role may turn the cameras of a group."""
    return may_view(group, role) and role in (group.move or ACTING_ROLES)


def load_groups(folder: Path, places: Iterable[Place]) -> CameraGroups:
    """Return the groups of the centre in `folder`; without the file everybody looks, who acts may turn.

    Raises:
        DocumentError: cameras.yaml is at fault.
    """
    path, places = folder / FILE, tuple(places)
    if not path.is_file():
        return CameraGroups(CameraSettings(), places)
    data, lines = read_yaml(path.read_text(encoding="utf-8-sig"), str(path))
    settings, faults = check(data, CameraSettings, lines)
    if settings is None:
        raise DocumentError(faults)
    known = [place.place_id for place in places if place.kind == CAMERA]
    ids, taken, areas = set[str](), dict[str, str](), dict[str, str]()
    for i, group in enumerate(settings.groups):
        if group.id in ids:
            faults.append(lines.fault(f"groups[{i}].id", f"found {group.id!r} twice", "give each its own id"))
        ids.add(group.id)
        for n, camera in enumerate(group.cameras):
            key = f"groups[{i}].cameras[{n}]"
            faults += _once(lines.fault, key, camera, taken, group.id)
            if camera not in known:
                faults.append(lines.fault(key, f"found {camera!r}", unknown_cure(camera, known)))
        for n, area in enumerate(group.areas):
            faults += _once(lines.fault, f"groups[{i}].areas[{n}]", area, areas, group.id)
    if faults:
        raise DocumentError(faults)
    return CameraGroups(settings, places)


def _once(fault: MakeFault, key: str, name: str, taken: dict[str, str], group: str) -> list[Fault]:
    """Return the fault of a name that another group has already, and note it."""
    other = taken.setdefault(name, group)
    if other == group:
        return []
    return [fault(key, f"{name!r} is in the group {other!r} too", "leave it in one group")]
