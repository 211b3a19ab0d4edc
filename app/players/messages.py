"""What the wall and a player process say to each other over a socket pair.

One datagram is one message. `Watch` carries the file descriptor of the stream's frame memory as
ancillary data. Instants are seconds of the machine's monotonic clock, which both processes share, so
that neither a step of the wall clock nor a replay confuses an age.
"""

from __future__ import annotations

from typing import Literal

import msgspec

StreamCondition = Literal["connecting", "playing", "frozen", "black", "lost"]
"""As in `widgets.video_port`, which a player does not import: it would load Qt."""

ReasonCode = Literal[
    "",
    "refused",
    "timed_out",
    "not_found",
    "no_such_file",
    "not_authorised",
    "unreachable",
    "unsupported",
    "no_picture",
    "ended",
    "broken",
    "no_frames",
    "same_picture",
    "dark_picture",
    "player_died",
    "player_silent",
]
"""Why a stream is not playing; the wall finds the words."""

DecoderName = Literal["pyav", "vlc"]

MAX_MESSAGE_BYTES = 16_384


class Thresholds(msgspec.Struct, frozen=True):
    """When a picture counts as frozen, black or gone."""

    frozen_s: float = 10.0
    """Frames arrive, yet their content has not changed for so long."""
    black_s: float = 5.0
    """The picture has been black for so long."""
    silent_s: float = 3.0
    """No frame for so long: the picture stands still, even though the link is not given up yet."""
    timeout_s: float = 8.0
    """Opening a stream, or waiting for its next frame, is given up after so long."""
    backoff_min_s: float = 1.0
    backoff_max_s: float = 15.0


class Watch(msgspec.Struct, frozen=True, tag="watch"):
    """Play an address into the frame memory whose descriptor comes with this message.

    A stream that plays already goes on without a break, into the new memory.
    """

    stream_id: int
    address: str
    width_px: int
    """The picture is scaled to fit width × height, its shape kept."""
    height_px: int
    thresholds: Thresholds


class Unwatch(msgspec.Struct, frozen=True, tag="unwatch"):
    """Stop playing a stream."""

    stream_id: int


Command = Watch | Unwatch


class Report(msgspec.Struct, frozen=True, tag="report"):
    """A stream's condition changed."""

    stream_id: int
    condition: StreamCondition
    since: float
    """Monotonic instant at which this condition began."""
    reason: ReasonCode = ""
    detail: str = ""
    """What the library said; for the log."""
    retry_in_s: float = 0.0


class Beat(msgspec.Struct, frozen=True, tag="beat"):
    """Once a second: the player is alive."""

    decoder: DecoderName


Event = Report | Beat

encode = msgspec.msgpack.Encoder().encode
decode_command = msgspec.msgpack.Decoder(Command).decode
decode_event = msgspec.msgpack.Decoder(Event).decode
