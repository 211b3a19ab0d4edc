"""The only ZeroMQ in the user interface."""
