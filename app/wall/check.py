"""`python -m app.wall.check DIR…` prints the faults of layouts as JSON, for `toancanh check`."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from app.wall.layout_folders import check_layouts
from widgets.registry import kinds


def main(arguments: list[str]) -> int:
    """Print the faults of the layouts in folders; return 1 where there are any."""
    options_types = {name: kind.options_type for name, kind in kinds().items()}
    faults = check_layouts([Path(each) for each in arguments], options_types)
    sys.stdout.write(msgspec.json.encode(faults).decode() + "\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
