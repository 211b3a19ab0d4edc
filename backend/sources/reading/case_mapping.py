"""Messages and table rows to cases, by a mapping written in the source's configuration.

A row of a table is read as an object whose keys are the column names.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from zoneinfo import ZoneInfo

import msgspec

from backend.contract.state import Severity, Text
from backend.contract.work import Case
from backend.domain.cases.update import CaseUpdate
from backend.sources.base import Refusal
from backend.sources.reading.numbers import DecimalSign, UnreadableError, read_number
from backend.sources.reading.paths import MISSING, Path
from backend.sources.reading.times import TimeReader

MAX_CASES = 50_000
"""Cases that one message may hold; more is refused whole."""
_MAX_LENGTH = 500
_MAX_TEXT = 20_000
"""Characters of what a reporter wrote."""
_MAX_MEDIA = 20
_MAX_ID_LENGTH = 128
_BRACES = re.compile(r"\{([^{}]+)\}")
_NOTHING = "—"


class SeverityConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a case says how bad it is."""

    path: str
    """Path in the case; may be the one of the status."""
    values: dict[str, Severity]
    """The source's words, such as `khẩn cấp: critical`."""


class CaseMapping(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a message or table keeps cases: calls for rescue, reports, dossiers."""

    items: str = ""
    """Path of the array of cases; empty: the message is one case, or an array of them."""
    id: str
    """Path of the code by which people know the case."""
    id_prefix: str = ""
    """Put before the code, so that two sources never share one."""
    kind: str
    """Kind of the cases, as the packs' `case_kinds` name it: `sos`, `report`, …"""
    title: Text
    """Words for people; `{path}` is filled in from the case."""
    time: str
    """Path of the time at which the case was opened."""
    changed: str = ""
    """Path of the time of its last change; empty: the moment of arrival."""
    time_format: str = "auto"
    """auto, iso, epoch_s, epoch_ms, excel or a strptime pattern."""
    zone: str = "Asia/Ho_Chi_Minh"
    """IANA zone of times that carry none."""
    status: str = ""
    """Path of the status; empty: what came stays open."""
    closed: tuple[str, ...] = ()
    """Words of the status that end a case."""
    whole: bool = False
    """Each message lists all open cases: one that is no longer listed is over. For live kinds that no pack
    declares in `cases/`, such as calls for rescue."""
    severity: SeverityConfig | None = None
    """Where a case says how bad it is; empty: all are `otherwise`."""
    otherwise: Severity = "medium"
    """Severity of cases whose word is not listed, or that say none."""
    lat: str = ""
    """Path of degrees north, WGS84."""
    lon: str = ""
    """Path of degrees east, WGS84."""
    area: str = ""
    """Path of the ward's code."""
    areas: dict[str, str] = {}
    """The source's codes of wards to the centre's, where they differ."""
    area_name: str = ""
    """Path of the ward's name."""
    place: str = ""
    """Path of the address or landmark."""
    text: str = ""
    """Path of what the reporter wrote."""
    field: str = ""
    """Path of the category; its words are those that the pack's kind knows."""
    unit: str = ""
    """Path of the responsible unit: id or any of its names."""
    assignee: str = ""
    """Path of the person who works on it."""
    source: str = ""
    """Path of the channel by which it came."""
    remote_id: str = ""
    """Path of another code of the case."""
    reporter: str = ""
    """Path of the reporter's name."""
    phone: str = ""
    """Path of the reporter's telephone."""
    email: str = ""
    """Path of the reporter's e-mail address."""
    accepted: str = ""
    """Path of the time at which it was accepted."""
    due: str = ""
    """Path of its deadline; empty: the kind's own deadlines hold."""
    finished: str = ""
    """Path of the time at which it was settled."""
    rating: str = ""
    """Path of the rating, 1 to 5."""
    rating_text: str = ""
    """Path of the words beside the rating."""
    result: str = ""
    """Path of what the reporter was told."""
    parent: str = ""
    """Path of the case of which it is a duplicate."""
    media: str = ""
    """Path of a photo's address, or of an array of them."""
    data: dict[str, str] = {}
    """Data fields of the kind: id → path."""
    data_times: dict[str, str] = {}
    """Data fields that are instants: id → path; read as `time` is, kept as ISO 8601 in `zone`."""
    data_places: dict[str, str] = {}
    """Data fields that name a place of the centre: id → path."""
    places: dict[str, str] = {}
    """The source's names of places to the centre's place ids, for `data_places`."""
    decimal: DecimalSign = "."
    """Decimal sign of numbers sent as text."""

    def __post_init__(self) -> None:
        """Check what belongs together."""
        if bool(self.lat) != bool(self.lon):
            raise ValueError("give both `lat` and `lon`, or neither")
        if self.closed and not self.status:
            raise ValueError("`closed` lists words of the status: give the path `status`")
        if not self.kind.strip():
            raise ValueError("`kind` must not be empty")
        TimeReader(self.time_format, self.zone)
        for path in self.paths():
            Path(path)

    def paths(self) -> list[str]:
        """Return every path that is written."""
        written = [self.items, self.id, self.time, self.changed, self.status, self.lat, self.lon]
        written += [self.area, self.area_name, self.place, self.severity.path if self.severity else ""]
        written += [getattr(self, name) for name in _MORE]
        written += [*self.data.values(), *self.data_times.values(), *self.data_places.values()]
        written += [path for title in (self.title.vi, self.title.en) for path in _BRACES.findall(title)]
        return [path for path in written if path]


_WORDS = (
    "field", "unit", "assignee", "source", "remote_id", "reporter", "phone", "email",
)  # fmt: skip
_LONG = ("text", "result", "rating_text")
"""What people write in sentences: longer, and its lines are kept."""
_MORE = (*_WORDS, *_LONG, "accepted", "due", "finished", "rating", "parent", "media")


class CaseReader:
    """Reads cases by a mapping, with a reason for each one that does not fit."""

    def __init__(self, mapping: CaseMapping, source_id: str) -> None:
        """Compile the mapping; `source_id` is noted in each case."""
        self._mapping, self._source_id = mapping, source_id
        self._times = TimeReader(mapping.time_format, mapping.zone)
        self._paths = {path: Path(path) for path in mapping.paths()}
        self._closed = frozenset(_key(word) for word in mapping.closed)
        words = mapping.severity.values if mapping.severity else {}
        self._named = [name for name in _WORDS if getattr(mapping, name)]
        self._severities = {_key(word): severity for word, severity in words.items()}

    def read(self, root: object, received_at: float, item: str) -> tuple[list[CaseUpdate], list[Refusal]]:
        """Read the cases of one decoded message.

        Args:
            root: the message as plain data.
            received_at: instant of arrival, s since epoch.
            item: what to call the message in a refusal.
        """
        cases: list[CaseUpdate] = []
        try:
            entries = self._entries(root)
        except UnreadableError as error:
            return cases, [Refusal(item, str(error), msgspec.json.encode(root))]
        refusals = []
        for number, entry in enumerate(entries):
            try:
                cases.append(self._update(entry, root, received_at))
            except UnreadableError as error:
                name = f"{item} {self._mapping.items}[{number}]"
                refusals.append(Refusal(name, str(error), msgspec.json.encode(entry)))
        return cases, refusals

    def _update(self, entry: object, root: object, received_at: float) -> CaseUpdate:
        mapping = self._mapping
        parent = self._words(mapping.parent, entry, root)
        update = CaseUpdate(
            case=self._case(entry, root, received_at),
            says_severity=self._severity_word(entry, root) in self._severities,
            text=self._long_text(mapping.text, entry, root),
            accepted_at=self._time(mapping.accepted, entry, root),
            due_at=self._time(mapping.due, entry, root),
            finished_at=self._time(mapping.finished, entry, root),
            rating=self._rating(entry, root),
            rating_text=self._long_text(mapping.rating_text, entry, root),
            result=self._long_text(mapping.result, entry, root),
            parent=mapping.id_prefix + parent if parent else "",
            media=self._media(entry, root),
            data={
                **{name: self._words(path, entry, root) for name, path in mapping.data.items()},
                **{name: self._moment(path, entry, root) for name, path in mapping.data_times.items()},
                **{name: self._place_id(path, entry, root) for name, path in mapping.data_places.items()},
            },
        )
        words = {name: self._words(getattr(mapping, name), entry, root) for name in self._named}
        return msgspec.structs.replace(update, **words) if words else update

    def _time(self, path: str, entry: object, root: object) -> float | None:
        """Return the time at `path`; None where there is none."""
        found = self._get(path, entry, root)
        return None if found is None or found == "" else self._times.read(found)

    def _moment(self, path: str, entry: object, root: object) -> str:
        """Return the time at `path` as ISO 8601; empty where there is none."""
        at = self._time(path, entry, root)
        zone = ZoneInfo(self._mapping.zone)
        return "" if at is None else dt.datetime.fromtimestamp(at, zone).isoformat(timespec="minutes")

    def _place_id(self, path: str, entry: object, root: object) -> str:
        name = self._words(path, entry, root)
        return self._mapping.places.get(name, name)

    def _long_text(self, path: str, entry: object, root: object) -> str:
        """Return what people wrote in sentences, its lines kept."""
        found = _no_structure(self._get(path, entry, root), path)
        return "" if found is None else unicodedata.normalize("NFC", str(found)[:_MAX_TEXT]).strip()

    def _rating(self, entry: object, root: object) -> int | None:
        raw = self._get(self._mapping.rating, entry, root)
        if raw is None or raw == "":
            return None
        found = read_number(raw, self._mapping.decimal)
        if found is None or not found.value.is_integer() or not 1 <= found.value <= 5:
            raise UnreadableError(f"rating {str(raw)[:40]!r} at `{self._mapping.rating}`, expected 1 to 5")
        return int(found.value)

    def _media(self, entry: object, root: object) -> tuple[str, ...]:
        found = self._get(self._mapping.media, entry, root)
        listed = found if isinstance(found, list) else [found]
        addresses = [str(each).strip() for each in listed if each]
        return tuple(each for each in addresses if each.startswith(("https://", "http://")))[:_MAX_MEDIA]

    def _entries(self, root: object) -> Iterable[object]:
        path = self._mapping.items
        found = self._paths[path].get(root, root, ()) if path else root
        if path and not isinstance(found, list):
            raise UnreadableError(f"no array at `cases.items: {path}`")
        if not isinstance(found, list):
            return (found,)
        if len(found) > MAX_CASES:
            raise UnreadableError(f"{len(found)} cases in one message, at most {MAX_CASES} are taken")
        return found

    def _case(self, entry: object, root: object, received_at: float) -> Case:
        mapping = self._mapping
        code = self._words(mapping.id, entry, root)
        if not code or len(code) > _MAX_ID_LENGTH or not code.isprintable():
            raise UnreadableError(f"no code of the case at `cases.id: {mapping.id}`, expected a short text")
        opened_at = self._times.read(self._get(mapping.time, entry, root))
        changed = self._get(mapping.changed, entry, root) if mapping.changed else None
        status = self._words(mapping.status, entry, root)
        lat, lon = self._position(entry, root)
        area = self._words(mapping.area, entry, root)
        return Case(
            case_id=mapping.id_prefix + code,
            kind=mapping.kind,
            title=self._title(entry, root),
            severity=self._severity(entry, root),
            opened_at=opened_at,
            changed_at=received_at if changed is None else self._times.read(changed),
            open=_key(status) not in self._closed,
            status=status,
            lat=lat,
            lon=lon,
            area_code=mapping.areas.get(area, area),
            area_name=self._words(mapping.area_name, entry, root),
            place=self._words(mapping.place, entry, root),
            source_id=self._source_id,
        )

    def _get(self, path: str, entry: object, root: object) -> object:
        """Return what is at `path`, None where there is nothing or nothing is asked for."""
        found = self._paths[path].get(entry, root, ()) if path else None
        return None if found is MISSING else found

    def _words(self, path: str, entry: object, root: object) -> str:
        """Return what is at `path` as text, empty where there is nothing."""
        found = _no_structure(self._get(path, entry, root), path)
        if found is None:
            return ""
        if isinstance(found, float) and found.is_integer():
            found = int(found)
        text = str(found)[:_MAX_LENGTH]
        return " ".join((text if text.isascii() else unicodedata.normalize("NFC", text)).split())

    def _position(self, entry: object, root: object) -> tuple[float | None, float | None]:
        """Return degrees north and east; a case without a position is a case all the same."""
        north, east = (
            read_number(self._get(path, entry, root), self._mapping.decimal)
            for path in (self._mapping.lat, self._mapping.lon)
        )
        if north is None or east is None:
            return None, None
        if not (-90 <= north.value <= 90 and -180 <= east.value <= 180):
            raise UnreadableError(
                f"position {north.value:g}, {east.value:g} is not on the earth; expected degrees north "
                f"at `{self._mapping.lat}` and east at `{self._mapping.lon}`"
            )
        return north.value, east.value

    def _severity(self, entry: object, root: object) -> Severity:
        return self._severities.get(self._severity_word(entry, root), self._mapping.otherwise)

    def _severity_word(self, entry: object, root: object) -> str:
        config = self._mapping.severity
        return _key(self._words(config.path, entry, root)) if config else ""

    def _title(self, entry: object, root: object) -> Text:
        def filled(template: str) -> str:
            return _BRACES.sub(lambda found: self._words(found[1], entry, root) or _NOTHING, template)

        return Text(filled(self._mapping.title.vi), filled(self._mapping.title.en))


def _key(word: str) -> str:
    return unicodedata.normalize("NFC", word).strip().casefold()


def _no_structure(found: object, path: str) -> object:
    if isinstance(found, bool | list | dict):
        raise UnreadableError(f"found a {type(found).__name__} at `{path}`, expected a text")
    return found
