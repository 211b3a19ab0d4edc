"""Delivery reports and replies that come in by HTTP; called by whoever listens there."""

from __future__ import annotations

from collections.abc import Mapping

from backend.channels import scan
from backend.channels.base import ChannelConfig, Incoming, Secrets
from backend.channels.carrying.reports import RefusedReportError

MAX_BODY = 262_144
"""A longer report is refused unread."""

__all__ = ["MAX_BODY", "RefusedReportError", "parse_report", "takes_reports"]


def takes_reports(kind: str) -> bool:
    """Return whether reports of this kind come in by HTTP."""
    return hasattr(scan.module_of(kind), "parse_report")


def parse_report(
    config: ChannelConfig, body: bytes, headers: Mapping[str, str], secrets: Secrets
) -> list[Incoming]:
    """Return what a request to the address of this channel reports; blocks on the keyring.

    Args:
        config: settings of the channel to which the address belongs.
        body: body of the request; of a GET, its query string without the question mark.
        headers: headers of the request, in any case.
        secrets: the keyring.

    Raises:
        RefusedReportError: too long, wrongly signed or unreadable; nothing of it may be used.
    """
    if not takes_reports(config.kind):
        raise RefusedReportError(f"channels of kind {config.kind!r} take no reports by HTTP")
    if len(body) > MAX_BODY:
        raise RefusedReportError(f"{len(body)} bytes: at most {MAX_BODY} are read")
    lower = {name.lower(): value for name, value in headers.items()}
    found: list[Incoming] = scan.module_of(config.kind).parse_report(config, body, lower, secrets)
    return found
