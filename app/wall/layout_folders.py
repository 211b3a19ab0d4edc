"""All layouts of a wall: those that ship, and those of the centre's own, which replace them by their id."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

import msgspec

from app.wall.layouts import Layout, OptionsTypes, layout_of
from backend.contract.document import DocumentError, Fault, Lines, read_yaml, unknown_cure


class _Read(msgspec.Struct, frozen=True):
    """One usable layout and where it stands."""

    layout: Layout
    path: Path
    lines: Lines


def read_layouts(
    folders: Sequence[Path], options_types: OptionsTypes
) -> tuple[dict[str, Layout], list[Fault]]:
    """Return the usable layouts by id, and the faults of all of them.

    Args:
        folders: of layout files; a layout of a later folder replaces one with its id, and takes its key from
            another one, of a folder before it.
        options_types: kind of tile to the type of its options.
    """
    found: dict[str, Layout] = {}
    faults: list[Fault] = []
    read: list[_Read] = []
    stems: set[str] = set()
    for folder in folders:
        paths = sorted(folder.glob("*.yaml"))
        stems.update(path.stem for path in paths)
        here = _read_folder(folder, paths, options_types, faults)
        read += here
        taken = {each.layout.key for each in here if each.layout.key}
        found = {
            i: msgspec.structs.replace(lay, key=0 if lay.key in taken else lay.key)
            for i, lay in found.items()
        }
        found |= {each.layout.layout_id: each.layout for each in here}
    # what has a fault of its own is there, too: it is not a second fault of those that open it
    for each in read:
        faults += _unknown_targets(each, {*found, *stems})
    return found, faults


def check_layouts(folders: Sequence[Path], options_types: OptionsTypes) -> list[Fault]:
    """Return every fault of every layout in `folders`."""
    return read_layouts(folders, options_types)[1]


def _read_folder(
    folder: Path, paths: Sequence[Path], options_types: OptionsTypes, faults: list[Fault]
) -> list[_Read]:
    if not paths:
        cure = "add a layout file (*.yaml), or name another folder with --layouts"
        faults.append(Fault(str(folder), 0, "", "the folder has no layouts", cure))
    found: dict[str, _Read] = {}
    keys: dict[int, str] = {}
    for path in paths:
        try:
            data, lines = read_yaml(path.read_text(encoding="utf-8"), str(path))
        except DocumentError as error:
            faults += error.faults
            continue
        except (OSError, UnicodeDecodeError) as error:
            faults.append(Fault(str(path), 0, "", f"cannot be read ({error})", "save it as UTF-8 text"))
            continue
        layout, wrong = layout_of(data, lines, options_types)
        if layout is not None:
            each = _Read(layout, path, lines)
            wrong += _among_files(each, found, keys)
            found.setdefault(layout.layout_id, each)
        faults += wrong
    return list(found.values())


def _among_files(new: _Read, found: dict[str, _Read], keys: dict[int, str]) -> list[Fault]:
    faults, layout, lines = [], new.layout, new.lines
    if layout.layout_id in found:
        words = f"a layout '{layout.layout_id}' exists already"
        faults.append(lines.fault("layout", words, "choose another id"))
    if layout.key and layout.key in keys:
        free = [str(n) for n in range(1, 10) if n not in keys]
        cure = f"choose a free key: {', '.join(free) or 'none is left, use 0'}"
        faults.append(lines.fault("key", f"key {layout.key} already shows {keys[layout.key]}", cure))
    elif layout.key:
        keys[layout.key] = new.path.name
    return faults


def _unknown_targets(read: _Read, known: Collection[str]) -> list[Fault]:
    """Return the tiles that open a layout which is not there."""
    return [
        read.lines.fault(
            f"screens.{screen.role}.tiles[{i}].opens",
            f"there is no layout '{opens}'",
            unknown_cure(opens, sorted(known)),
        )
        for screen in read.layout.screens
        for i, tile in enumerate(screen.tiles)
        if (opens := getattr(tile.options, "opens", "")) and opens not in known
    ]
