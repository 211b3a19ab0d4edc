"""Why the link is as it is, in the words that the truth bar shows."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.link.conversation import Cause, Tell
from widgets import i18n


def words(tell: Tell) -> str:
    """Return the reason of a condition in the user's language, with the way out where there is one."""
    detail = tell.words.in_language(i18n.spoken()) or tell.detail
    daemon, _, wall = tell.detail.partition(":")
    if tell.cause == "version" and not wall:
        differ = QCoreApplication.translate("Link", "daemon and wall differ in version: {detail}")
        return differ.format(detail=detail)
    return _sentences()[tell.cause].format(detail=detail, daemon=daemon, wall=wall)


def _sentences() -> dict[Cause, str]:
    translate = QCoreApplication.translate
    return {
        "": "",
        "starting": translate("Link", "connecting to the daemon"),
        "disconnected": translate("Link", "the daemon does not answer; connecting again"),
        "silent": translate("Link", "no pulse from the daemon"),
        "key_refused": translate("Link", "the daemon does not know this wall's key; register the wall"),
        "version": translate("Link", "daemon speaks version {daemon}, this wall {wall}; update both"),
        "password": translate("Link", "user or password is wrong; correct the wall's account"),
        "not_allowed": translate("Link", "this account may not run a wall: {detail}"),
        "failed": translate("Link", "sign-in failed: {detail}"),
    }
