"""Reports and events that come in by HTTP: checked, told apart from repetitions, handed on after all that."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import parse_qsl

from backend.channels import inbound
from backend.channels.base import ChannelConfig, Incoming, Secrets
from backend.channels.carrying import zalo_said
from backend.channels.inbound import RefusedReportError
from backend.engine.work.bench import Bench
from backend.gateway.ports import HookError
from backend.gateway.replay import ReplayGuard

_SIGNATURES = {"webhook": "x-toancanh-signature", "zalo": "x-zevent-signature"}
Hear = Callable[[zalo_said.Heard], Awaitable[None]]


class ChannelHooks:
    """The channels behind the gateway's port `HookDesk`."""

    def __init__(self, bench: Bench, secrets: Secrets, replay_s: float) -> None:
        """Take reports for the channels of `bench`.

        Args:
            bench: the daemon's parts.
            secrets: the keyring, by whose entries reports are checked.
            replay_s: how old a signed event may be.
        """
        self._bench, self._secrets = bench, secrets
        self._guard = ReplayGuard(replay_s)
        self._listeners: dict[str, Hear] = {}

    def listen(self, channel_id: str, hear: Hear) -> None:
        """Let `hear` take what people say by a channel."""
        self._listeners[channel_id] = hear

    async def take(self, channel_id: str, body: bytes, query: bytes, headers: Mapping[str, str]) -> None:
        """Check and take one report; it is stored when this returns.

        Raises:
            HookError: there is no such channel, it is forged, too old or unreadable.
        """
        config = self._bench.casework.setup.channels.get(channel_id)
        if config is None or not inbound.takes_reports(config.kind):
            raise HookError(404, "no channel of this centre takes reports there")
        raw = whole(config.kind, body, query)
        try:
            notes = await self._bench.beside(
                lambda: inbound.parse_report(config, raw, headers, self._secrets)
            )
            signature, at = _proof(config, raw, headers)
            heard = zalo_said.heard(raw) if channel_id in self._listeners else None
        except RefusedReportError as error:
            raise HookError(401 if error.forged else 400, str(error)) from error
        match self._guard.judge(signature, at, self._bench.clock.now()):
            case "stale":
                raise HookError(401, "it was signed too long ago, or its clock is wrong")
            case "seen":
                return
        try:
            await self._hand_on(config, notes, heard)
        except BaseException:
            self._guard.forget(signature)  # the other side will send it again
            raise

    async def _hand_on(
        self, config: ChannelConfig, notes: list[Incoming], heard: zalo_said.Heard | None
    ) -> None:
        for note in notes:
            self._bench.casework.incoming(config.id, note, self._bench.clock.now())
        if notes:
            await self._bench.pipeline.settle()
        if heard is not None:
            await self._listeners[config.id](heard)


def whole(kind: str, body: bytes, query: bytes) -> bytes:
    """Return the report of a request: its body, of a GET its query.

    SMS gateways put their token into the address and the rest into the body; signed kinds sign the body.
    """
    if not body.strip():
        return query
    if kind != "sms_http" or not query:
        return body
    if not body.lstrip().startswith(b"{"):
        return body.strip() + b"&" + query
    try:
        fields = json.loads(body)
    except ValueError:
        return body  # the parser refuses it with its reason
    named = dict(parse_qsl(query.decode("utf-8", "replace"), max_num_fields=100))
    return json.dumps({**fields, **named}).encode() if isinstance(fields, dict) else body


def _proof(config: ChannelConfig, raw: bytes, headers: Mapping[str, str]) -> tuple[str, float | None]:
    """Return what tells an event from all others, and when it was signed (None: it does not say)."""
    given = headers.get(_SIGNATURES.get(config.kind, ""), "")
    signature = f"{config.id} {given or hashlib.sha256(raw).hexdigest()}"
    if config.kind == "zalo":
        return signature, zalo_said.signed_at(raw)
    if config.kind == "webhook":
        try:
            return signature, float(headers.get("x-toancanh-time", ""))
        except ValueError:
            return signature, 0.0
    return signature, None
