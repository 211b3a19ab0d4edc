"""Words for the reasons that players give."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.players.messages import ReasonCode


def words_of(reason: ReasonCode) -> str:
    """Return a reason in the user's language, short enough for a picture's caption."""
    tr = QCoreApplication.translate
    words: dict[ReasonCode, str] = {
        "": "",
        "refused": tr("Video", "connection refused"),
        "timed_out": tr("Video", "timed out"),
        "not_found": tr("Video", "no such stream (404)"),
        "no_such_file": tr("Video", "no such file"),
        "not_authorised": tr("Video", "wrong password"),
        "unreachable": tr("Video", "cannot be reached"),
        "unsupported": tr("Video", "unknown picture format"),
        "no_picture": tr("Video", "no picture in the stream"),
        "ended": tr("Video", "camera ended the stream"),
        "broken": tr("Video", "connection broken"),
        "no_frames": tr("Video", "no new frames"),
        "same_picture": tr("Video", "picture does not change"),
        "dark_picture": tr("Video", "picture is black"),
        "player_died": tr("Video", "player restarting"),
        "player_silent": tr("Video", "player hung, restarting"),
    }
    return words[reason]
