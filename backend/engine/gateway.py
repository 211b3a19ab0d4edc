"""Opens the gateway of a daemon whose centre has a `gateway.yaml`."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Coroutine, Iterable
from pathlib import Path

from backend.channels.base import Outgoing, Secrets
from backend.channels.carrying.secrets import KeyringSecrets
from backend.contract.document import DocumentError, Fault, unknown_cure
from backend.domain.cap.issuing import Issuer
from backend.domain.cases.conversation import Conversation
from backend.engine.cases.register import Register
from backend.engine.centre import LoadedCentre
from backend.engine.doors.cases import RegisterDesk
from backend.engine.doors.ground import Box, CityGround
from backend.engine.doors.hooks import ChannelHooks
from backend.engine.doors.talks import Means, Send, Talks
from backend.engine.work.dispatch import Dispatcher
from backend.engine.work.office import Office
from backend.engine.work.setup import WorkSetup
from backend.gateway.api_keys import ApiKeys
from backend.gateway.app import make_app
from backend.gateway.cap import CapGrounds
from backend.gateway.open311 import Grounds
from backend.gateway.server import GatewayServer
from backend.gateway.settings import FILE, GatewaySettings, TalkSettings, load_settings
from backend.usecases.conversations import load_talk_words

log = logging.getLogger(__name__)

KEYS_AGAIN_S = 30.0
"""So long a key that was revoked may still be good."""
TRIES, AGAIN_S = 3, 2.0
"""Of an answer in a conversation."""


class Gateway:
    """The gateway of one daemon."""

    def __init__(
        self, settings: GatewaySettings, office: Office, register: Register, loaded: LoadedCentre
    ) -> None:
        """Prepare; nothing listens yet.

        Args:
            settings: of the centre.
            office: channels and work.
            register: case files.
            loaded: the centre.
        """
        self._settings, self._office, self._folder = settings, office, loaded.folder
        self._bench, self._register, self._loaded = office.bench, register, loaded
        self._ground = CityGround(loaded.folder / "maps" / "wards.geojson", loaded.places)
        self._secrets: Secrets = KeyringSecrets()
        self._keys = ApiKeys(settings.api_keys, self._secrets)
        self._hooks = ChannelHooks(self._bench, self._secrets, settings.replay_s)
        self._talks = self._open_talks(settings.talk) if settings.talk is not None else None
        self._server: GatewayServer | None = None

    def bind(self) -> None:
        """Listen; requests wait until `work` runs.

        Raises:
            ListenError: the port is taken, or certificate and key do not fit.
        """
        self._server = GatewayServer(self._settings, self._folder)

    @property
    def url(self) -> str:
        """Return the address under which the world reaches it."""
        return self._server.url if self._server is not None else self._settings.own_url()

    def work(self) -> list[Coroutine[None, None, None]]:
        """Return what runs until it is cancelled."""
        return [self._serve(), *([self._talks.run()] if self._talks is not None else [])]

    async def _serve(self) -> None:
        if self._server is None:
            return
        await self._load_keys(())
        log.info("the gateway listens: %s", self._server.url)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._watch_keys())
                await self._server.run(make_app(self._grounds(), self._hooks, self._cap_grounds()))
        except Exception:  # boundary: alarms and walls go on without the gateway
            log.exception("the gateway has ended; restart the daemon to open it again")
        finally:
            self._server.close()

    def _grounds(self) -> Grounds:
        return Grounds(
            settings=self._settings,
            desk=self._desk(self._settings.georeport.kind),
            keys=self._keys,
            clock=self._bench.clock,
            zone=self._bench.casework.setup.zone,
            box=self._box(),
            url=lambda: self.url,
        )

    def _cap_grounds(self) -> CapGrounds | None:
        cap, setup = self._settings.cap, self._bench.casework.setup
        if cap is None:
            return None
        issuer = Issuer(
            sender=cap.sender,
            zone=setup.zone,
            sender_name=cap.sender_name,
            language=cap.language,
            geocode=cap.geocode,
            area_names=setup.areas.names,
            web=cap.web,
            contact=cap.contact,
        )
        return CapGrounds(
            desk=self._desk(cap.kind),
            issuer=issuer,
            title=cap.title,
            clock=self._bench.clock,
            url=lambda: self.url,
        )

    def _desk(self, kind_id: str) -> RegisterDesk:
        return RegisterDesk(
            register=self._register,
            kind_id=kind_id,
            store=self._bench.store,
            ground=self._ground,
            places=self._loaded.places,
            unit_names=self._bench.casework.setup.unit_names,
        )

    def _box(self) -> Box | None:
        return self._settings.georeport.box or self._ground.box()

    # ---- keys -------------------------------------------------------------------------------------

    async def _watch_keys(self) -> None:
        problems: Iterable[str] = ()
        while True:
            problems = await self._load_keys(problems)
            await asyncio.sleep(KEYS_AGAIN_S)

    async def _load_keys(self, known: Iterable[str]) -> list[str]:
        """Read the keyring again; each new problem is told once."""
        problems = await self._bench.beside(self._keys.load)
        for problem in set(problems) - set(known):
            log.warning("%s: %s", FILE, problem)
        return problems

    # ---- conversations ----------------------------------------------------------------------------

    def _open_talks(self, talk: TalkSettings) -> Talks:
        bench, desk = self._bench, self._desk(talk.kind)
        kind = desk.kind()
        if kind is None:
            raise LookupError(
                f"no pack declares the kind {talk.kind!r}"
            )  # `checked_settings` says it in words
        page = Conversation(load_talk_words(self._folder), kind, self._box(), talk.timeout_s)

        def keep(name: str, value: str) -> None:
            bench.casework.out.settings[name] = value
            bench.pipeline.wake()

        means = Means(
            desk=desk,
            clock=bench.clock,
            zone=bench.casework.setup.zone,
            keep=keep,
            settle=bench.pipeline.settle,
            send=sender(self._office.dispatcher, talk.channel),
            source=talk.source,
            hidden=frozenset(self._settings.georeport.hidden_fields),
        )
        talks = Talks(page, means, bench.store.work.settings())
        self._hooks.listen(talk.channel, talks.hear)
        return talks


def sender(dispatcher: Dispatcher, channel_id: str, again_s: float = AGAIN_S) -> Send:
    """Return what sends answers by a channel at once: a talk cannot wait for quiet hours and quotas.

    Args:
        dispatcher: has the channels that are switched on.
        channel_id: by which people write.
        again_s: time between two tries.
    """

    async def send(user_id: str, text: str) -> None:
        key = f"talk-{uuid.uuid4().hex}"
        for _ in range(TRIES):
            channel = dispatcher.channel(channel_id)
            if channel is None:
                log.warning("the channel %s is switched off: a conversation stays unanswered", channel_id)
                return
            receipt = await channel.send(Outgoing(message_id=key, key=key, to=user_id, body=text))
            if receipt.state in ("sent", "delivered") or not receipt.again:
                break
            await asyncio.sleep(again_s)
        if receipt.state not in ("sent", "delivered"):
            log.warning("an answer by the channel %s did not leave: %s", channel_id, receipt.reason.en)

    return send


def open_gateway(office: Office, register: Register, loaded: LoadedCentre) -> Gateway | None:
    """Return the gateway, None where the centre has no `gateway.yaml`; nothing listens yet.

    Raises:
        DocumentError: with every fault of the file.
    """
    settings = load_settings(loaded.folder)
    if settings is None:
        return None
    faults = gateway_faults(settings, loaded.folder, office.casework.setup)
    if faults:
        raise DocumentError(faults)
    return Gateway(settings, office, register, loaded)


def gateway_faults(settings: GatewaySettings, folder: Path, setup: WorkSetup) -> list[Fault]:
    """Return what `gateway.yaml` names and the centre does not have."""
    path, faults = str(folder / FILE), []
    kinds = setup.case_kinds.kinds

    def missing(key: str, what: str, name: str, known: Iterable[str]) -> None:
        faults.append(Fault(path, 0, key, f"there is no {what} {name!r}", unknown_cure(name, sorted(known))))

    if settings.georeport.enabled and settings.georeport.kind not in kinds:
        missing("georeport.kind", "kind of case", settings.georeport.kind, kinds)
    elif settings.georeport.enabled:
        fields = [field.id for field in kinds[settings.georeport.kind].fields]
        for name in settings.georeport.hidden_fields:
            if name not in fields:
                missing("georeport.hidden_fields", "field", name, fields)
    if settings.cap is not None and settings.cap.kind not in kinds:
        missing("cap.kind", "kind of case", settings.cap.kind, kinds)
    elif settings.cap is not None and kinds[settings.cap.kind].cap is None:
        cure = "name a kind whose pack says `cap:`, or add it to the kind"
        faults.append(Fault(path, 0, "cap.kind", f"{settings.cap.kind!r} is not told as alerts", cure))
    talk = settings.talk
    if talk is None:
        return faults
    if talk.kind not in kinds:
        missing("talk.kind", "kind of case", talk.kind, kinds)
    pages = [c.id for c in setup.channels.values() if c.kind == "zalo" and getattr(c, "service", "") == "oa"]
    if talk.channel not in pages:
        missing("talk.channel", "channel of kind zalo with `service: oa`", talk.channel, pages)
    if not settings.hooks:
        faults.append(
            Fault(path, 0, "hooks", "conversations come by hooks, and these are off", "set `hooks: true`")
        )
    try:
        load_talk_words(folder)
    except DocumentError as error:
        faults += error.faults
    return faults
