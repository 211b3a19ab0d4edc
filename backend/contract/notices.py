"""Words that must stand on a screen: the question of a tile, and its answer."""

from __future__ import annotations

import msgspec

from backend.contract.state import Text


class GetNotices(msgspec.Struct, frozen=True, tag="get_notices"):
    """Asks for the notices that the packs of the centre bring; the answer is `Notices`."""


class Notice(msgspec.Struct, frozen=True, omit_defaults=True):
    """One notice."""

    notice_id: str
    title: Text
    paragraphs: tuple[Text, ...]
    source: str = ""
    """Regulation or decision that it rests on."""
    mark: str = ""
    """`seen` in a source, or `ck`: still to be verified."""


class Notices(msgspec.Struct, frozen=True, tag="notices"):
    """Answer to `GetNotices`."""

    notices: tuple[Notice, ...]


NoticeRequest = GetNotices
NoticeAnswer = Notices
