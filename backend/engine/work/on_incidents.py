"""Answers about incidents: joining, splitting, leading, closing, their story."""

from __future__ import annotations

import math
from collections.abc import Iterable

from backend.contract.messages import Done, EntryAppended, Failure, Journal, ReplyBody
from backend.contract.state import Text
from backend.contract.work import Incident, WorkItem, work_id
from backend.contract.work_requests import (
    CloseIncident,
    GetTimeline,
    GetWork,
    JoinIncident,
    Made,
    MergeIncidents,
    NoteIncident,
    OpenIncident,
    SetIncident,
    SplitIncident,
    Work,
)
from backend.domain.incidents import events
from backend.engine.sessions import Session
from backend.engine.work.bench import Bench, Handlers, no_incident, refused, who
from backend.store import Store

MOST_ITEMS = 1000
MOST_ENTRIES = 5000
READING_ENTERED = "reading.entered"
"""Kind of the journal's entry about figures that a person entered at a place."""
AFTERWARDS_S = 3600.0
"""Entries of a member's alarm up to so long after the incident belong to its story."""


class OnIncidents:
    """Handlers of requests about incidents."""

    def __init__(self, bench: Bench) -> None:
        """Answer with `bench`."""
        self._bench = bench

    def handlers(self) -> Handlers:
        """Return the handler of each kind of request."""
        return {
            OpenIncident: self._open,
            MergeIncidents: self._merge,
            SplitIncident: self._split,
            JoinIncident: self._join,
            SetIncident: self._set,
            NoteIncident: self._note,
            CloseIncident: self._close,
            GetTimeline: self._timeline,
            GetWork: self._work,
        }

    async def _apply(self, *wanted: events.Event) -> Incident | Failure:
        now = self._bench.clock.now()
        try:
            found = [self._bench.casework.on_incident(event, now) for event in wanted]
        except events.IncidentRefusedError as error:
            return refused(error)
        await self._bench.pipeline.settle()
        return found[-1]

    async def _done(self, *wanted: events.Event) -> ReplyBody:
        found = await self._apply(*wanted)
        return found if isinstance(found, Failure) else Done(self._bench.pipeline.journal_seq)

    async def _made(self, event: events.Event) -> ReplyBody:
        found = await self._apply(event)
        if isinstance(found, Failure):
            return found
        return Made(found.incident_id, self._bench.pipeline.journal_seq)

    async def _open(self, body: OpenIncident, session: Session) -> ReplyBody:
        return await self._made(events.OpenByHand(title=body.title, refs=body.refs, who=who(session)))

    async def _merge(self, body: MergeIncidents, session: Session) -> ReplyBody:
        return await self._done(events.Merge(into=body.incident_id, other=body.other, who=who(session)))

    async def _split(self, body: SplitIncident, session: Session) -> ReplyBody:
        return await self._made(
            events.Split(incident_id=body.incident_id, refs=body.refs, title=body.title, who=who(session))
        )

    async def _join(self, body: JoinIncident, session: Session) -> ReplyBody:
        return await self._done(events.Join(incident_id=body.incident_id, ref=body.ref, who=who(session)))

    async def _set(self, body: SetIncident, session: Session) -> ReplyBody:
        name, wanted = body.incident_id, list[events.Event]()
        if body.lead is not None:
            wanted.append(events.SetLead(incident_id=name, lead=body.lead, who=who(session)))
        if body.units is not None:
            wanted.append(events.SetUnits(incident_id=name, units=body.units, who=who(session)))
        if not wanted:
            return Failure.of(
                "invalid",
                Text(f"Chưa nói gì thêm về sự cố {name}.", f"nothing was said about {name}"),
                Text("Hãy chọn người chỉ huy hoặc các đơn vị.", "name a lead or the units"),
            )
        return await self._done(*wanted)

    async def _note(self, body: NoteIncident, session: Session) -> ReplyBody:
        casework, now = self._bench.casework, self._bench.clock.now()
        if casework.incidents.get(body.incident_id) is None:
            return no_incident(body.incident_id)
        if not body.text.strip():
            return Failure.of(
                "invalid",
                Text("Ghi chú còn trống.", "the remark is empty"),
                Text("Hãy viết nội dung.", "write it down"),
            )
        casework.out.note(now, who(session), "incident.note", body.incident_id, {"text": body.text.strip()})
        return Done(await self._bench.pipeline.settle())

    async def _close(self, body: CloseIncident, session: Session) -> ReplyBody:
        if not body.reason.strip():
            return Failure.of(
                "invalid",
                Text(
                    f"Đóng sự cố {body.incident_id} phải có lý do.",
                    f"closing {body.incident_id} needs a reason",
                ),
                Text("Hãy ghi sự cố kết thúc thế nào.", "write how it ended"),
            )
        event = events.Close(incident_id=body.incident_id, who=who(session), reason=body.reason.strip())
        try:
            self._bench.casework.close_by_hand(event, self._bench.clock.now())
        except events.IncidentRefusedError as error:
            return refused(error)
        return Done(await self._bench.pipeline.settle())

    async def _work(self, body: GetWork, _session: Session) -> ReplyBody:
        limit, work = max(1, min(body.limit, MOST_ITEMS)), self._bench.store.work
        if body.ids:
            return Work(tuple(await self._bench.beside(lambda: work.by_id(body.ids[:MOST_ITEMS]))))
        found = await self._bench.beside(lambda: work.newest(body.kind, body.parent, limit))
        return Work(tuple(found))

    async def _timeline(self, body: GetTimeline, _session: Session) -> ReplyBody:
        store, limit = self._bench.store, max(1, min(body.limit, MOST_ENTRIES))
        entries = await self._bench.beside(lambda: story(store, body.incident_id, limit))
        if entries is None:
            return no_incident(body.incident_id)
        return Journal(tuple(entries))


def story(store: Store, incident_id: str, limit: int) -> list[EntryAppended] | None:
    """Return the journal entries of an incident and of all that belongs to it, oldest first.

    None if the store does not know the incident. Blocks on the store.
    """
    asked = store.work.by_id([incident_id])
    if not asked or not isinstance(asked[0], Incident):
        return None
    incidents = _with_merged(store, asked[0])
    parts: list[WorkItem] = [
        item for incident in incidents for item in store.work.newest(parent=incident.incident_id, limit=5000)
    ]
    own = [work_id(item) for item in (*incidents, *parts)]
    members = {member.ref: member for incident in incidents for member in incident.members}
    places = {member.subject for member in members.values() if member.kind == "alarm" and member.subject}
    began_at = min((member.began_at for member in members.values()), default=0.0)
    opened_at = min(incident.opened_at for incident in incidents)
    ended_at = max((i.closed_at or math.inf for i in incidents), default=math.inf)
    work = store.work
    found = {entry.seq: entry for entry in work.timeline(own, limit)}
    about = [*members, *_repetitions(found.values())]
    for entry in work.timeline(
        about, MOST_ENTRIES, since_at=began_at - 1.0, until_at=ended_at + AFTERWARDS_S
    ):
        member = members.get(entry.subject)
        if member is None or entry.at >= member.began_at - 1.0:
            found[entry.seq] = entry
    # what was counted at a member's place by hand; whatever else happens at a place is not of the story
    counted = work.timeline(
        sorted(places), limit, since_at=opened_at, until_at=ended_at, kind=READING_ENTERED
    )
    found |= {entry.seq: entry for entry in counted}
    return [found[seq] for seq in sorted(found)[-limit:]]


def _repetitions(entries: Iterable[EntryAppended]) -> set[str]:
    """Return the cases that left an incident because another one stands for them: their story is its own."""
    left = (entry.payload for entry in entries if entry.kind == events.LEFT)
    return {str(payload["ref"]) for payload in left if payload.get("into")}


def _with_merged(store: Store, incident: Incident) -> list[Incident]:
    """Return an incident and those that went into it."""
    others: Iterable[WorkItem] = store.work.newest(kind="incident", limit=MOST_ITEMS)
    into: dict[str, list[Incident]] = {}
    for other in others:
        if isinstance(other, Incident) and other.merged_into:
            into.setdefault(other.merged_into, []).append(other)
    found, waiting = [incident], [incident.incident_id]
    while waiting:
        for other in into.pop(waiting.pop(), []):
            found.append(other)
            waiting.append(other.incident_id)
    return found
