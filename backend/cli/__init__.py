"""The command line: toancanh <command>."""

from __future__ import annotations


def main() -> None:
    """Run the command line."""
    from backend.cli.commands import app

    app()
