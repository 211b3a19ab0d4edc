"""Everything that packs and centre say of work, read and put together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import msgspec

from backend.analytics.alarm_measures import Names
from backend.channels import scan
from backend.channels.base import ChannelConfig
from backend.contract.document import DocumentError, Fault, check, unknown_cure
from backend.contract.state import Alarm
from backend.domain.incidents.ground import Ground
from backend.domain.incidents.spec import CorrelationSpec
from backend.domain.messages.drafting import MessageSetup
from backend.domain.messages.ladder_spec import LadderSpec
from backend.domain.messages.policy import ChannelRules
from backend.domain.messages.ways import WAYS
from backend.engine.cases.areas import Areas
from backend.engine.cases.kinds import Kinds, kinds_of
from backend.engine.cases.writing_back import way_back_faults, ways_back
from backend.engine.centre import LoadedCentre
from backend.engine.work.around import NearbyWards
from backend.engine.work.facts import VARIABLES
from backend.engine.work.outage import Outage
from backend.procedures.findings import ProcedureError
from backend.procedures.known import Known
from backend.procedures.library import Library
from backend.procedures.model import digest_of, read_model
from backend.store import Drawing
from backend.usecases.calendars import Calendars, load_calendars
from backend.usecases.case_kinds import CaseKinds, CaseNames, load_case_kinds
from backend.usecases.contacts import load_contacts
from backend.usecases.incident_rules import load_incident_rules
from backend.usecases.messages import load_messages
from backend.usecases.packs import Packs, read_document
from backend.usecases.shelf import PackFolder

T = TypeVar("T")
CALENDARS = Path(__file__).resolve().parents[3] / "resources" / "calendars"
SETTING = "channel."
"""Beginning of the names of the settings that switch channels on and off."""


class WorkSetup:
    """What the work is done with: rules, people, channels, calendars, drawings."""

    def __init__(  # noqa: PLR0913 - the parts that packs and centre bring
        self,
        *,
        loaded: LoadedCentre,
        packs: Packs,
        correlations: Sequence[CorrelationSpec],
        ladders: Mapping[str, LadderSpec],
        messages: MessageSetup,
        channels: Sequence[ChannelConfig],
        calendars: Calendars,
        library: Library,
        case_kinds: CaseKinds | None = None,
    ) -> None:
        """Keep the parts; `load_setup` reads them."""
        self.zone = ZoneInfo(loaded.centre.timezone)
        self.correlations, self.ladders, self.messages = tuple(correlations), dict(ladders), messages
        self.channels = {config.id: config for config in channels}
        self.calendars, self.library = calendars, library
        self.units = {unit.id: unit.name for unit in loaded.units}
        self.unit_names = {unit.unit_id: unit.name for unit in loaded.unit_infos} | self.units
        """Of units that no longer exist, too."""
        self.case_kinds = case_kinds or CaseKinds()
        self.ways_back = ways_back(loaded.sources)
        self.kinds: Kinds = kinds_of(self.case_kinds, calendars, self.zone, loaded.unit_infos)
        self.names = Names({rule.id: rule.unit_id for rule in packs.rules}, self.units)
        self.starting_rules = frozenset(rule.id for rule in packs.rules if rule.starts_procedure)
        self.area_names = {p.area_code: p.area_name for p in loaded.places if p.area_code}
        kinds = {name: kind.name for name, kind in packs.place_kinds.items()}
        self.ground = Ground(loaded.places, kinds, area_kinds(loaded.folder / "maps" / "wards.geojson"))
        self.wards = NearbyWards(loaded.folder / "maps" / "wards.geojson", loaded.places)
        self.areas = Areas(loaded.folder / "maps" / "wards.geojson", self.area_names)
        sheets = frozenset(config.id for config in channels if config.kind == "callsheet")
        self.outage = Outage({config.id: config.name for config in channels}, sheets)

    def ladder_of(self, alarm: Alarm) -> LadderSpec | None:
        """Return the ladder that climbs while nobody takes this alarm."""
        return next((spec for spec in self.ladders.values() if spec.applies_to(alarm)), None)

    def web_channel(self) -> str | None:
        """Return the enabled channel by which procedures call web services."""
        return next((r.channel_id for r in self.messages.channels if r.enabled and r.kind == "webhook"), None)

    def switch_channel(self, channel_id: str, enabled: bool) -> None:
        """Switch a channel on or off; the caller has the books refitted."""
        rules = tuple(
            msgspec.structs.replace(each, enabled=enabled) if each.channel_id == channel_id else each
            for each in self.messages.channels
        )
        self.messages = with_channels(self.messages, rules)

    def known(self) -> Known:
        """Return the names that drawings may use."""
        people = self.messages.contacts.names()
        return Known(
            templates=frozenset(self.messages.templates) | {"free"},
            roles=people | self.units.keys(),
            channels=frozenset(self.channels),
            procedures=frozenset(model.procedure_id for model in self.library),
            variables=frozenset(VARIABLES),
        )


def area_kinds(wards: Path) -> dict[str, str]:
    """Return what each ward is (`phường`, `xã`, `đặc khu`) by its code, as the map of wards says it."""
    try:
        features = msgspec.json.decode(wards.read_bytes(), type=_Wards).features
    except (OSError, msgspec.DecodeError):
        return {}  # a centre may have no such map: reasons then say `phường, xã`
    return {f.properties.code: f.properties.kind for f in features if f.properties.code and f.properties.kind}


class _Ward(msgspec.Struct, frozen=True):
    code: str = ""
    kind: str = ""


class _WardFeature(msgspec.Struct, frozen=True):
    properties: _Ward = _Ward()


class _Wards(msgspec.Struct):
    features: list[_WardFeature] = []


def with_channels(setup: MessageSetup, rules: tuple[ChannelRules, ...]) -> MessageSetup:
    """Return the message setup with other channels."""
    return MessageSetup(setup.templates, setup.contacts, rules, setup.zone, setup.backoff, setup.language)


def load_setup(
    loaded: LoadedCentre,
    packs: Packs,
    folder: PackFolder,
    drawings: Sequence[Drawing] = (),
    settings: Mapping[str, str] | None = None,
) -> WorkSetup:
    """Return what packs and centre say of work.

    Args:
        loaded: the centre.
        packs: its use cases.
        folder: of the packs.
        drawings: versions of procedures that the store has.
        settings: channels that an administrator switched.

    Raises:
        DocumentError: with every fault of every file.
    """
    faults: list[Fault] = []
    names = [pack.id for pack in packs.packs]
    channels = load_channels(loaded.folder / "channels", faults)
    units = {unit.id: unit.name for unit in loaded.units}
    ways = [*WAYS, *(c.id for c in channels), *(c.kind for c in channels)]
    kinds = {config.id: config.kind for config in channels}
    faults += way_back_faults(ways_back(loaded.sources), kinds, loaded.folder / "sources")
    contacts = _part(
        lambda: load_contacts(
            loaded.folder / "contacts.yaml", loaded.centre, units, ways, [p.place_id for p in loaded.places]
        ),
        faults,
    )
    messages = _part(lambda: load_messages(folder, names, loaded.folder), faults)
    calendars = _part(lambda: load_calendars(CALENDARS, loaded.folder / "calendar.yaml", list(units)), faults)
    rules = {rule.id: rule for rule in packs.rules}
    library = load_library(folder, names, loaded.folder, drawings, faults)
    procedures = [model.procedure_id for model in library]
    correlations = _part(lambda: load_incident_rules(folder, names, rules, procedures), faults)
    faults += unknown_procedures(packs, library)
    known = CaseNames(
        procedures=frozenset(procedures),
        templates=frozenset(messages.templates) if messages is not None else None,
        units=frozenset(units) if units else None,
        metrics=frozenset(packs.metrics),
        place_kinds=frozenset(packs.place_kinds),
    )
    cases = _part(lambda: load_case_kinds(folder, names, known), faults)
    if contacts is None or messages is None or calendars is None or correlations is None or cases is None:
        raise DocumentError(faults)
    if faults:
        raise DocumentError(faults)
    channel_rules = tuple(_rules(config, settings or {}) for config in channels)
    return WorkSetup(
        loaded=loaded,
        packs=packs,
        correlations=correlations,
        ladders=messages.ladders,
        messages=MessageSetup(messages.templates, contacts, channel_rules, ZoneInfo(loaded.centre.timezone)),
        channels=channels,
        calendars=calendars,
        library=library,
        case_kinds=cases,
    )


def _part(read: Callable[[], T], faults: list[Fault]) -> T | None:
    try:
        return read()
    except DocumentError as error:
        faults += error.faults
        return None


def load_channels(folder: Path, faults: list[Fault]) -> list[ChannelConfig]:
    """Return the channels of a centre: one YAML file each, like its sources."""
    found: dict[str, ChannelConfig] = {}
    for path in sorted(folder.glob("*.yaml")):
        read = read_document(path, faults)
        if read is None:
            continue
        data, lines = read
        kind = data.get("kind") if isinstance(data, dict) else None
        if kind not in scan.kind_names():
            cure = unknown_cure(str(kind), list(scan.kind_names()))
            words = "the key 'kind' is missing" if kind is None else f"found {kind!r}"
            faults.append(lines.fault("kind", words, cure))
            continue
        config, more = check(data, scan.config_of(str(kind)), lines)
        faults += more
        if config is not None and config.id in found:
            cure = "give each its own id"
            faults.append(lines.fault("id", f"the channel {config.id!r} stands twice", cure))
        elif config is not None:
            found[config.id] = config
    return list(found.values())


def _rules(config: ChannelConfig, settings: Mapping[str, str]) -> ChannelRules:
    switched = settings.get(SETTING + config.id)
    return ChannelRules(
        channel_id=config.id,
        kind=config.kind,
        enabled=config.enabled if switched is None else switched == "on",
        quiet=config.quiet,
        quota_per_day=config.quota_per_day,
        rate_per_s=config.rate_per_s,
        timeout_s=config.timeout_s,
        critical_breaks_quiet=config.kind != "zalo",
        zns=config.kind == "zalo" and getattr(config, "service", "") == "zns",
    )


def load_library(
    folder: PackFolder,
    names: Iterable[str],
    centre: Path | None,
    drawings: Sequence[Drawing],
    faults: list[Fault],
) -> Library:
    """Return the procedures: versions that the store has, then packs' and centre's files where they are new.

    A file whose content no stored version has is the next version: running ones stay on theirs.
    """
    library = Library()
    digests: set[str] = set()
    for drawing in drawings:
        try:
            library.add(read_model(drawing.xml, version=drawing.version, pack_id=drawing.pack_id))
            digests.add(digest_of(drawing.xml))
        except ProcedureError as error:  # written when the program could run it
            faults += _faults(f"{drawing.procedure_id} v{drawing.version}", error)
    for pack_id, path in _files(folder, names, centre):
        try:
            xml = path.read_bytes()
            if digest_of(xml) in digests:
                continue
            model = read_model(xml, pack_id=pack_id)
        except ProcedureError as error:
            faults += _faults(str(path), error)
            continue
        except OSError as error:
            faults.append(
                Fault(str(path), 0, "", f"cannot be read ({error.strerror})", "check its permissions")
            )
            continue
        digests.add(model.digest)
        version = max(library.versions(model.procedure_id), default=0) + 1
        library.add(msgspec.structs.replace(model, version=version))
    return library


def _files(folder: PackFolder, names: Iterable[str], centre: Path | None) -> Iterable[tuple[str, Path]]:
    for name in names:
        for path in sorted((folder / name / "sops").glob("*.bpmn")):
            yield name, path
    for path in sorted((centre / "sops").glob("*.bpmn")) if centre is not None else ():
        yield "", path


def _faults(file: str, error: ProcedureError) -> list[Fault]:
    return [
        Fault(
            file,
            0,
            finding.element_id,
            finding.message.in_language("en").rstrip("."),
            finding.cure.in_language("en").rstrip("."),
        )
        for finding in error.findings
    ]


def new_drawings(library: Library, stored: Sequence[Drawing], now: float) -> list[Drawing]:
    """Return the newest versions that the store does not have yet."""
    known = {(drawing.procedure_id, drawing.version) for drawing in stored}
    return [
        Drawing(m.procedure_id, m.version, m.digest, m.xml, now, "system", "", m.pack_id)
        for m in library
        if (m.procedure_id, m.version) not in known
    ]


def unknown_procedures(packs: Packs, library: Library) -> list[Fault]:
    """Return rules whose procedure nobody has drawn."""
    known = {model.procedure_id for model in library}
    return [
        packs.rule_at[rule.id].fault(
            "procedure",
            f"there is no procedure '{rule.procedure}'",
            f"{unknown_cure(rule.procedure, [*sorted(known), 'none'])}; draw it in the pack's sops folder",
        )
        for rule in packs.rules
        if rule.procedure != "none" and rule.procedure not in known
    ]
