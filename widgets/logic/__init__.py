"""Pure logic of tiles: no Qt."""
