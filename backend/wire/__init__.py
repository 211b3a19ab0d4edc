"""ZeroMQ server, CURVE, sessions."""
