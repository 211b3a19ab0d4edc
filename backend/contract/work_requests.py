"""Requests about work, and their answers: alarms, incidents, procedures, messages, handover, back-test."""

from __future__ import annotations

from typing import Literal

import msgspec

from backend.contract.state import Text
from backend.contract.work import (
    EvidenceNeed,
    Finding,
    FloodReport,
    MoveRow,
    ProcedureInfo,
    TraceStep,
    WorkItem,
)

# ---- alarms in hand -------------------------------------------------------------------------------


class AssignAlarm(msgspec.Struct, frozen=True, tag="assign"):
    """Gives the alarm to a person or unit; it stays unacknowledged until they take it."""

    alarm_id: str
    to: str
    comment: str = ""


class CommentAlarm(msgspec.Struct, frozen=True, tag="comment"):
    """Writes a remark into the alarm's journal."""

    alarm_id: str
    text: str


class SilenceDesk(msgspec.Struct, frozen=True, tag="silence"):
    """Mutes this desk's sounds until an instant; None: sounds again at once. Journalled."""

    desk: str
    until_at: float | None
    reason: str = ""


# ---- incidents ------------------------------------------------------------------------------------


class OpenIncident(msgspec.Struct, frozen=True, tag="open_incident"):
    """Opens an incident by hand, with the alarms and cases `refs`; the answer is `Made`."""

    title: str
    refs: tuple[str, ...]


class MergeIncidents(msgspec.Struct, frozen=True, tag="merge_incidents"):
    """Makes one incident of two: `other` goes into `incident_id`."""

    incident_id: str
    other: str


class SplitIncident(msgspec.Struct, frozen=True, tag="split_incident"):
    """Takes members out of an incident into a new one; the answer is `Made`."""

    incident_id: str
    refs: tuple[str, ...]
    title: str


class JoinIncident(msgspec.Struct, frozen=True, tag="join_incident"):
    """Adds an alarm or case by hand."""

    incident_id: str
    ref: str


class SetIncident(msgspec.Struct, frozen=True, tag="set_incident"):
    """Names the lead or the units; None leaves as it is."""

    incident_id: str
    lead: str | None = None
    units: tuple[str, ...] | None = None


class NoteIncident(msgspec.Struct, frozen=True, tag="note_incident"):
    """Writes a remark into the timeline."""

    incident_id: str
    text: str


class CloseIncident(msgspec.Struct, frozen=True, tag="close_incident"):
    """Closes an incident whose procedures have ended; a supervisor may close any, with a reason."""

    incident_id: str
    reason: str


class GetTimeline(msgspec.Struct, frozen=True, tag="get_timeline"):
    """Asks for the journal entries about an incident and all that belongs to it; the answer is `Journal`."""

    incident_id: str
    limit: int = 500


class GetWork(msgspec.Struct, frozen=True, tag="get_work"):
    """Asks for items by id, or the newest closed ones of a kind; the answer is `Work`."""

    ids: tuple[str, ...] = ()
    kind: Literal["", "case", "incident", "run", "message", "ladder", "handover"] = ""
    parent: str = ""
    """Only those of this incident."""
    limit: int = 100


# ---- procedures -----------------------------------------------------------------------------------


class StartProcedure(msgspec.Struct, frozen=True, tag="start_procedure"):
    """Starts a procedure by hand; the answer is `Made`."""

    procedure_id: str
    incident_id: str = ""
    alarm_id: str = ""
    case_id: str = ""


class DoStep(msgspec.Struct, frozen=True, tag="do_step"):
    """A person does, leaves out, confirms or decides a step."""

    run_id: str
    step_id: str
    result: Literal["done", "not_applicable", "skipped", "confirmed", "approved", "rejected", "retry"]
    note: str = ""
    outcome: str = ""
    """Answer to a step that offers some."""
    user: str = ""
    """Who approves, where another person than the signed-in one does so at this desk; with `password`."""
    password: str = ""


class AddEvidence(msgspec.Struct, frozen=True, tag="add_evidence"):
    """Keeps a photo, camera picture or file with a step."""

    run_id: str
    step_id: str
    name: str
    media_type: str
    kind: EvidenceNeed
    data: bytes
    place_id: str = ""


class GetEvidence(msgspec.Struct, frozen=True, tag="get_evidence"):
    """Asks for kept bytes by their hash; the answer is `Kept`."""

    digest: str


class CancelRun(msgspec.Struct, frozen=True, tag="cancel_run"):
    """Ends a running procedure before its end, with a reason; for supervisors."""

    run_id: str
    reason: str


class GetProcedures(msgspec.Struct, frozen=True, tag="get_procedures"):
    """Asks which procedures there are; the answer is `Procedures`."""


class GetProcedure(msgspec.Struct, frozen=True, tag="get_procedure"):
    """Asks for a procedure's drawing; version 0: the newest. The answer is `ProcedureText`."""

    procedure_id: str
    version: int = 0


class LintProcedure(msgspec.Struct, frozen=True, tag="lint_procedure"):
    """Asks what keeps a drawing from running; the answer is `Findings`."""

    xml: str


class DryRunProcedure(msgspec.Struct, frozen=True, tag="dry_run_procedure"):
    """Runs a drawing without doing anything; the answer is `Trace`."""

    xml: str
    answers: dict[str, str] = {}
    """Element id → outcome."""


class PublishProcedure(msgspec.Struct, frozen=True, tag="publish_procedure"):
    """Makes a drawing the newest version of its procedure; the answer is `Published`."""

    xml: str
    note: str


class MoveRuns(msgspec.Struct, frozen=True, tag="move_runs"):
    """Moves the running ones of a procedure to another version, or only shows what that would do."""

    procedure_id: str
    version: int
    preview: bool = True


# ---- channels, measures, handover, back-test ------------------------------------------------------


class GetChannels(msgspec.Struct, frozen=True, tag="get_channels"):
    """Asks for the ways to reach people; the answer is `Channels`."""


class EnableChannel(msgspec.Struct, frozen=True, tag="enable_channel"):
    """Switches a channel on or off; for administrators. Nothing leaves the house before."""

    channel_id: str
    enabled: bool


class GetMeasures(msgspec.Struct, frozen=True, tag="get_measures"):
    """Asks how good the alarms are; the answer is `Measures`."""

    start_at: float
    end_at: float


class GetFloodReports(msgspec.Struct, frozen=True, tag="get_flood_reports"):
    """Asks for the newest reports of floods of alarms; the answer is `FloodReports`."""

    limit: int = 10


class CompileHandover(msgspec.Struct, frozen=True, tag="compile_handover"):
    """Compiles the handover of the running shift, or brings it up to date; the answer is `Made`."""

    note: str = ""
    """A remark of the outgoing officer, kept as an item of its own."""


class TickHandover(msgspec.Struct, frozen=True, tag="tick_handover"):
    """The incoming officer has read items."""

    handover_id: str
    item_ids: tuple[str, ...]
    ticked: bool = True


class SignHandover(msgspec.Struct, frozen=True, tag="sign_handover"):
    """A person signs with the password; incoming only when every item is ticked."""

    handover_id: str
    side: Literal["out", "in"]
    user: str
    password: str


class GetHandoverPdf(msgspec.Struct, frozen=True, tag="get_handover_pdf"):
    """Asks for a handover as a document; the answer is `Kept`."""

    handover_id: str


class GetRules(msgspec.Struct, frozen=True, tag="get_rules"):
    """Asks for the rules of the centre; the answer is `Rules`."""


class BackTestRule(msgspec.Struct, frozen=True, tag="back_test_rule"):
    """Tries a rule on stored history before it rings; the answer is `BackTest`."""

    rule: str
    """Id of a rule of the centre, or the YAML of one."""
    start_at: float
    end_at: float


WorkRequest = (
    AssignAlarm
    | CommentAlarm
    | SilenceDesk
    | OpenIncident
    | MergeIncidents
    | SplitIncident
    | JoinIncident
    | SetIncident
    | NoteIncident
    | CloseIncident
    | GetTimeline
    | GetWork
    | StartProcedure
    | DoStep
    | AddEvidence
    | GetEvidence
    | CancelRun
    | GetProcedures
    | GetProcedure
    | LintProcedure
    | DryRunProcedure
    | PublishProcedure
    | MoveRuns
    | GetChannels
    | EnableChannel
    | GetMeasures
    | GetFloodReports
    | CompileHandover
    | TickHandover
    | SignHandover
    | GetHandoverPdf
    | GetRules
    | BackTestRule
)

# ---- answers --------------------------------------------------------------------------------------


class Made(msgspec.Struct, frozen=True, tag="made"):
    """Something was made and is committed at `journal_seq`."""

    made_id: str
    journal_seq: int


class Work(msgspec.Struct, frozen=True, tag="work_items"):
    """Answer to `GetWork`."""

    items: tuple[WorkItem, ...]


class Kept(msgspec.Struct, frozen=True, tag="kept"):
    """Kept bytes: evidence or a document."""

    name: str
    media_type: str
    data: bytes


class Procedures(msgspec.Struct, frozen=True, tag="procedures"):
    """Answer to `GetProcedures`."""

    procedures: tuple[ProcedureInfo, ...]


class ProcedureText(msgspec.Struct, frozen=True, tag="procedure_text"):
    """Answer to `GetProcedure`."""

    procedure_id: str
    version: int
    xml: str
    note: str = ""


class Findings(msgspec.Struct, frozen=True, tag="findings"):
    """Answer to `LintProcedure`."""

    findings: tuple[Finding, ...]


class Trace(msgspec.Struct, frozen=True, tag="trace"):
    """Answer to `DryRunProcedure`."""

    steps: tuple[TraceStep, ...]


class Published(msgspec.Struct, frozen=True, tag="published"):
    """Answer to `PublishProcedure`."""

    procedure_id: str
    version: int


class Moved(msgspec.Struct, frozen=True, tag="moved"):
    """Answer to `MoveRuns`."""

    rows: tuple[MoveRow, ...]


class ChannelInfo(msgspec.Struct, frozen=True):
    """One way to reach people and how it is."""

    channel_id: str
    kind: str
    name: str
    enabled: bool
    n_open: int
    """Messages that wait."""
    n_sent_today: int
    n_failed_today: int
    quota_per_day: int | None
    reason: str = ""
    """Why it does not work now."""


class Channels(msgspec.Struct, frozen=True, tag="channels"):
    """Answer to `GetChannels`."""

    channels: tuple[ChannelInfo, ...]


class FloodReports(msgspec.Struct, frozen=True, tag="flood_reports"):
    """Answer to `GetFloodReports`, newest first."""

    reports: tuple[FloodReport, ...]


class RuleInfo(msgspec.Struct, frozen=True):
    """One rule of the centre."""

    rule_id: str
    kind: str
    title: Text
    metric: str
    unit_id: str
    text: str
    """Its YAML."""
    n_series: int


class Rules(msgspec.Struct, frozen=True, tag="rules"):
    """Answer to `GetRules`."""

    rules: tuple[RuleInfo, ...]


class BackTestEpisode(msgspec.Struct, frozen=True):
    """Once that the rule would have rung."""

    subject: str
    began_at: float
    ended_at: float | None
    severity: str
    value: float | None


class BackTestEvent(msgspec.Struct, frozen=True):
    """A named event and whether the rule catches it."""

    name: str
    start_at: float
    end_at: float
    caught: bool
    kept: bool
    """Also with the proposal."""


class BackTest(msgspec.Struct, frozen=True, tag="back_test"):
    """Answer to `BackTestRule`."""

    rule_id: str
    start_at: float
    end_at: float
    n_readings: int
    n_episodes: int
    per_day: float
    ringing_s: float
    n_chattering: int
    n_floods: int
    episodes: tuple[BackTestEpisode, ...]
    """The newest hundred."""
    events: tuple[BackTestEvent, ...]
    proposal: dict[str, float]
    """`hold_s`, `off_delay_s`, `deadband` to set; empty: leave it as it is."""
    n_episodes_proposed: int
    ringing_s_proposed: float
    rule_proposed: str
    """The rule's YAML with the proposal; empty without one."""
    remarks: tuple[str, ...] = ()


WorkAnswer = (
    Made
    | Work
    | Kept
    | Procedures
    | ProcedureText
    | Findings
    | Trace
    | Published
    | Moved
    | Channels
    | FloodReports
    | Rules
    | BackTest
)
