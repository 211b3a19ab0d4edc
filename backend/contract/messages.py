"""Messages of the feed (daemon to walls) and of requests (wall to daemon and back).

Columns are array bytes, little endian: `float64`, `int32` or `uint8`; see `columns`.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from backend.contract.cameras import CameraAnswer, CameraRequest
from backend.contract.case_likeness import CaseLikenessAnswer, CaseLikenessRequest
from backend.contract.case_requests import CaseAnswer, CaseRequest
from backend.contract.case_shapes import CaseShapeAnswer, CaseShapeRequest
from backend.contract.checks import CheckAnswer, CheckRequest
from backend.contract.compliance import ComplianceAnswer, ComplianceRequest
from backend.contract.entered_readings import EntryAnswer, EntryRequest
from backend.contract.indicators import IndicatorAnswer, IndicatorRequest
from backend.contract.notices import NoticeAnswer, NoticeRequest
from backend.contract.resources import ResourceAnswer, ResourceRequest
from backend.contract.season import SeasonAnswer, SeasonRequest
from backend.contract.state import (
    Alarm,
    Centre,
    DeskLoad,
    Place,
    PlaceKindInfo,
    ReferenceDay,
    Series,
    Source,
    Text,
)
from backend.contract.work import Measures, WorkItem
from backend.contract.work_requests import WorkAnswer, WorkRequest


class Header(msgspec.Struct, frozen=True, array_like=True):
    """Second frame of every feed message."""

    epoch: str
    """Identity of the daemon's run: another one means take a new snapshot."""
    topic_seq: int
    """Counts the messages of this topic from 1; a gap means take a new snapshot."""
    journal_seq: int
    """Newest committed journal entry when this was sent."""
    sent_at: float


# ---- feed -----------------------------------------------------------------------------------------


class Pulse(msgspec.Struct, frozen=True, tag="pulse"):
    """Once a second: the daemon is alive, and so is its alert chain."""

    at: float
    version: int
    journal_seq: int
    chain_at: float | None
    """When the last synthetic reading came out at the feed as an alarm change; None if never."""
    chain_latency_s: float | None
    """From the synthetic reading at the source's end to its stored alarm at the feed."""
    n_received: int
    """Readings received since start."""
    n_stored: int
    n_refused: int
    topic_seqs: dict[str, int] = {}
    """Last topic_seq sent per topic: shows a wall that it missed the last message of a quiet topic."""


class Values(msgspec.Struct, frozen=True, tag="values"):
    """Newest reading of each series that changed, merged to at most ten messages a second."""

    index: bytes
    """int32[n], `Series.index`."""
    at: bytes
    """float64[n], instants of the readings."""
    value: bytes
    """float64[n], NaN where there is no number."""
    quality: bytes
    """uint8[n], `Quality`."""


class AlarmsChanged(msgspec.Struct, frozen=True, tag="alarms"):
    """Alarms whose state changed, after commit; an alarm that is normal and `none` leaves the list."""

    alarms: tuple[Alarm, ...]
    desk: DeskLoad


class SourcesChanged(msgspec.Struct, frozen=True, tag="sources"):
    """Sources whose state or counts changed; at most once a second."""

    sources: tuple[Source, ...]


class EntryAppended(msgspec.Struct, frozen=True, tag="entry"):
    """One journal entry, after commit."""

    seq: int
    at: float
    actor: str
    kind: str
    """`alarm.raised`, `alarm.acknowledged`, `source.lost`, `layout.switched`, …"""
    subject: str
    payload: dict[str, object]


class WorkChanged(msgspec.Struct, frozen=True, tag="work"):
    """Cases, incidents, procedures, messages, ladders and handovers that changed, after commit.

    A wall replaces each by its id; one that is no longer open leaves the list of what goes on.
    """

    items: tuple[WorkItem, ...]


class RegistersChanged(msgspec.Struct, frozen=True, tag="registers"):
    """Case files or indicators changed, after commit; at most once a second. Who shows them asks again."""

    kinds: dict[str, int]
    """Kind of case, or `indicators` → a number that grows with every change since the daemon's start."""
    case_ids: tuple[str, ...] = ()
    """Cases that changed, at most 200; empty where more did."""


class CatalogueChanged(msgspec.Struct, frozen=True, tag="catalogue"):
    """Places or series changed: take a new snapshot."""

    reason: str


FeedMessage = (
    Pulse
    | Values
    | AlarmsChanged
    | SourcesChanged
    | EntryAppended
    | WorkChanged
    | RegistersChanged
    | CatalogueChanged
)


# ---- requests -------------------------------------------------------------------------------------


class SignIn(msgspec.Struct, frozen=True, tag="sign_in"):
    """Opens a session; the answer is `SignedIn`."""

    user: str
    password: str
    version: int
    """CONTRACT_VERSION of the wall."""


class GetSnapshot(msgspec.Struct, frozen=True, tag="get_snapshot"):
    """Asks for the whole live state; the answer is `Snapshot`."""


class GetHistory(msgspec.Struct, frozen=True, tag="get_history"):
    """Asks for the past of series; the answer is `History`."""

    series: tuple[str, ...]
    start_at: float
    end_at: float
    max_points: int = 2000
    """Per series; the daemon answers from raw, minute or hour data so that it fits."""


class GetJournal(msgspec.Struct, frozen=True, tag="get_journal"):
    """Asks for journal entries after `after_seq`, oldest first, or the newest of a subject."""

    after_seq: int = 0
    limit: int = 200
    subject: str = ""
    newest_first: bool = False


class AcknowledgeAlarm(msgspec.Struct, frozen=True, tag="acknowledge"):
    """The signed-in person takes the alarm."""

    alarm_id: str
    comment: str = ""
    until_at: float | None = None
    """"I will look until"; the alarm re-opens then if it is still active."""


class ShelveAlarm(msgspec.Struct, frozen=True, tag="shelve"):
    """Puts the alarm aside for a limited time, with a reason."""

    alarm_id: str
    reason: str
    until_at: float
    approver: str = ""
    """Supervisor who approves at this desk a shelving above the limit; with `approver_password`."""
    approver_password: str = ""


class UnshelveAlarm(msgspec.Struct, frozen=True, tag="unshelve"):
    """Takes a shelved alarm back to the list."""

    alarm_id: str


class SetOutOfService(msgspec.Struct, frozen=True, tag="out_of_service"):
    """Takes an alarm out of service, or back, with a reason."""

    alarm_id: str
    out: bool
    reason: str


class ShownTile(msgspec.Struct, frozen=True):
    """One tile on a screen and how it is."""

    tile_id: str
    kind: str
    state: Literal["fresh", "late", "lost", "failed"]


class ReportShown(msgspec.Struct, frozen=True, tag="shown"):
    """A wall tells what it shows; the daemon journals it when it changes."""

    wall: str
    screen: str
    layout: str
    reason: str
    """Why the wall changed: a person's key, a schedule, start."""
    tiles: tuple[ShownTile, ...]


class GetRefused(msgspec.Struct, frozen=True, tag="get_refused"):
    """Asks for the newest quarantined messages of a source (empty: of all)."""

    source_id: str = ""
    limit: int = 50


class GetMap(msgspec.Struct, frozen=True, tag="get_map"):
    """Asks for a map layer of the centre by name (`wards`, `coast`, `rivers`, `islands`)."""

    layer: str


RequestBody = (
    SignIn
    | GetSnapshot
    | GetHistory
    | GetJournal
    | AcknowledgeAlarm
    | ShelveAlarm
    | UnshelveAlarm
    | SetOutOfService
    | ReportShown
    | GetRefused
    | GetMap
    | WorkRequest
    | CaseRequest
    | CaseShapeRequest
    | CaseLikenessRequest
    | IndicatorRequest
    | ResourceRequest
    | CameraRequest
    | CheckRequest
    | ComplianceRequest
    | EntryRequest
    | SeasonRequest
    | NoticeRequest
)


class Request(msgspec.Struct, frozen=True):
    """Envelope of a request."""

    request_id: int
    session: str
    """From `SignedIn`; empty only for `SignIn`."""
    deadline_at: float
    """After this instant nobody waits for the answer; the daemon drops the work."""
    body: RequestBody


# ---- answers --------------------------------------------------------------------------------------


class SignedIn(msgspec.Struct, frozen=True, tag="signed_in"):
    """A session was opened."""

    session: str
    user: str
    display_name: str
    role: str
    epoch: str
    unit_id: str = ""
    """Unit whose work alone this person sees and does; empty: the whole centre."""


class Snapshot(msgspec.Struct, frozen=True, tag="snapshot"):
    """The whole live state at `journal_seq`; follow the feed from there."""

    version: int
    epoch: str
    journal_seq: int
    taken_at: float
    topic_seqs: dict[str, int]
    """Last topic_seq sent per topic when this was taken."""
    centre: Centre
    places: tuple[Place, ...]
    series: tuple[Series, ...]
    values: Values
    alarms: tuple[Alarm, ...]
    desk: DeskLoad
    sources: tuple[Source, ...]
    reference_days: tuple[ReferenceDay, ...] = ()
    work: tuple[WorkItem, ...] = ()
    """What goes on, and the incidents that ended in the last hours."""
    units: dict[str, str] = {}
    """Unit id → name."""
    people: tuple[str, ...] = ()
    """Names to whom an alarm or incident can be given."""
    silenced_until_at: dict[str, float] = {}
    """Desk → when it sounds again."""
    place_kinds: tuple[PlaceKindInfo, ...] = ()


class Columns(msgspec.Struct, frozen=True):
    """The past of one series."""

    series_id: str
    at: bytes
    """float64[n], ascending; starts of the intervals where `step_s` > 0."""
    value: bytes
    """float64[n], raw value or mean of the interval."""
    low: bytes
    """float64[n] minimum of the interval; empty for raw data."""
    high: bytes
    """float64[n] maximum of the interval; empty for raw data."""
    step_s: float
    """0 for raw readings, else the interval's length: a multiple of 60 or of 3600."""
    gap_s: float
    """Two neighbours further apart than this have a gap between them: draw none."""


class History(msgspec.Struct, frozen=True, tag="history"):
    """Answer to `GetHistory`, in the order asked."""

    columns: tuple[Columns, ...]


class Journal(msgspec.Struct, frozen=True, tag="journal"):
    """Answer to `GetJournal`."""

    entries: tuple[EntryAppended, ...]


class Done(msgspec.Struct, frozen=True, tag="done"):
    """The action is committed at `journal_seq`."""

    journal_seq: int


class RefusedItem(msgspec.Struct, frozen=True):
    """One message or row that could not be read."""

    at: float
    source_id: str
    item: str
    """File and line, topic, or row key."""
    reason: str
    raw: str
    """Its first 500 characters."""


class Refused(msgspec.Struct, frozen=True, tag="refused"):
    """Answer to `GetRefused`, newest first."""

    items: tuple[RefusedItem, ...]


class MapLayer(msgspec.Struct, frozen=True, tag="map_layer"):
    """Answer to `GetMap`."""

    layer: str
    geojson: bytes
    """A GeoJSON FeatureCollection, WGS84, UTF-8."""


ErrorKind = Literal[
    "not_signed_in", "not_allowed", "not_found", "invalid", "late", "version", "busy", "failed"
]


NOTHING_SAID = Text("")


class Failure(msgspec.Struct, frozen=True, tag="failure"):
    """The request was not carried out."""

    kind: ErrorKind
    message: str
    """What happened, to which item; English, for logs and other programs."""
    cure: str = ""
    """What to do; English."""
    words: Text = NOTHING_SAID
    """The message for people."""
    cure_words: Text = NOTHING_SAID
    """The cure for people."""

    @classmethod
    def of(cls, kind: ErrorKind, words: Text, cure: Text = NOTHING_SAID) -> Failure:
        """Return a failure that is told in both languages."""
        return cls(kind, words.in_language("en"), cure.in_language("en"), words, cure)

    def told(self, language: str) -> tuple[str, str]:
        """Return message and cure in `language`; English where nothing is given in Vietnamese."""
        if language == "en":
            return self.message, self.cure
        return self.words.vi or self.message, self.cure_words.vi or self.cure

    def said(self, language: str) -> str:
        """Return what a person is told in `language` ("vi" or "en"): what happened, and the way out."""
        return " ".join(as_sentence(part) for part in self.told(language) if part.strip())


def as_sentence(words: str) -> str:
    """Return words with a full stop at their end and, unless an id stands there, a capital at their head."""
    stripped = words.strip()
    if not stripped:
        return ""
    ended = stripped if stripped[-1] in ".!?…" else f"{stripped}."
    return ended[0].upper() + ended[1:] if stripped.split()[0].rstrip(",:;").isalpha() else ended


ReplyBody = (
    SignedIn
    | Snapshot
    | History
    | Journal
    | Done
    | Refused
    | MapLayer
    | Measures
    | WorkAnswer
    | CaseAnswer
    | CaseShapeAnswer
    | CaseLikenessAnswer
    | IndicatorAnswer
    | ResourceAnswer
    | CameraAnswer
    | CheckAnswer
    | ComplianceAnswer
    | EntryAnswer
    | SeasonAnswer
    | NoticeAnswer
    | Failure
)


class Reply(msgspec.Struct, frozen=True):
    """Envelope of an answer."""

    request_id: int
    body: ReplyBody
