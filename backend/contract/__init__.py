"""What crosses the wire between daemon and walls: messages, topics, codec, version.

Nothing here imports another part of the backend, and nothing does input or output.
"""
