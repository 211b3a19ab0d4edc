"""`python -m backend` is `toancanh`."""

from backend.cli import main

main()
