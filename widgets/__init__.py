"""Tiles and what they are made of; they know messages, never sockets."""
