"""What a channel carries out of the house, in words: read before it is switched on. Pure."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from backend.contract.work_requests import ChannelInfo
from widgets.logic import formats

tr = QCoreApplication.translate


def kind_word(kind: str) -> str:
    """Return the word of a kind of channel; one that is not known by its own name."""
    return {
        "smtp": tr("Channel", "e-mail"),
        "sms_http": tr("Channel", "text message (gateway)"),
        "smpp": tr("Channel", "text message (SMPP)"),
        "zalo": tr("Channel", "Zalo"),
        "webhook": tr("Channel", "other system"),
        "notify": tr("Channel", "walls and desks"),
        "callsheet": tr("Channel", "printed call sheet"),
    }.get(kind, kind)


def leaves_house(kind: str) -> bool:
    """Return whether messages of this kind reach somebody outside of the centre."""
    return kind not in ("notify", "callsheet")


def what_leaves(kind: str) -> str:
    """Return what leaves the house by this kind of channel from now on."""
    return {
        "smtp": tr(
            "Channel", "e-mails with names, places and what happened go to the mailboxes of the people named."
        ),
        "sms_http": tr(
            "Channel", "text messages go to telephones by the provider's gateway; each part is charged."
        ),
        "smpp": tr("Channel", "text messages go to telephones by the message centre; each part is charged."),
        "zalo": tr("Channel", "messages go to people's Zalo by the Official Account; each may be charged."),
        "webhook": tr("Channel", "whole messages, attachments included, go to the other system as data."),
        "notify": tr("Channel", "messages appear on walls and signed-in desks; nothing leaves the house."),
        "callsheet": tr("Channel", "call sheets are printed or written as PDF; nothing leaves the house."),
    }.get(kind, tr("Channel", "messages leave by a channel whose kind this program does not know."))


def question(channel: ChannelInfo) -> str:
    """Return what is to be confirmed before the channel is switched."""
    if channel.enabled:
        asked = tr("Channel", "Switch off “{name}”? From now on nothing is sent by it.")
        waiting = tr("Channel", "{n} messages that wait go by other channels, or fail where there is none.")
    else:
        asked = tr("Channel", "Switch on “{name}”? From now on {what}")
        waiting = tr("Channel", "{n} messages that wait are sent at once.")
    said = [asked.format(name=channel.name, what=what_leaves(channel.kind))]
    said += [waiting.format(n=channel.n_open)] if channel.n_open else []
    return " ".join(said)


def row_of(channel: ChannelInfo, language: str) -> tuple[str, ...]:
    """Return a channel as a row: name, kind, state, waiting, sent, failed, quota, reason."""

    def number(n: int) -> str:
        return formats.number(n, 0, language)

    quota = tr("Channel", "no limit") if channel.quota_per_day is None else number(channel.quota_per_day)
    return (
        channel.name,
        kind_word(channel.kind),
        tr("Channel", "● on") if channel.enabled else tr("Channel", "○ off"),
        number(channel.n_open),
        number(channel.n_sent_today),
        number(channel.n_failed_today),
        quota,
        channel.reason,
    )
