"""Answers about alarms in hand, the desk's quiet, how good the alarms are, rules, channels."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import yaml

from backend.analytics import alarm_measures
from backend.contract.messages import Done, Failure, ReplyBody
from backend.contract.state import Text
from backend.contract.work import FloodReport, Measures
from backend.contract.work_requests import (
    BackTestRule,
    ChannelInfo,
    Channels,
    EnableChannel,
    FloodReports,
    GetChannels,
    GetFloodReports,
    GetMeasures,
    GetRules,
    RuleInfo,
    Rules,
    SilenceDesk,
)
from backend.domain.rule import RuleSpec
from backend.engine.sessions import Session
from backend.engine.work.back_tests import BackTests
from backend.engine.work.bench import Bench, Handlers, who
from backend.engine.work.dispatch import Dispatcher
from backend.engine.work.setup import SETTING

LONGEST_SILENCE_S = 3600.0
SILENCE = "silence."
MOST_MEASURED_S = 92 * 86_400.0
DAY_S = 86_400.0


class OnDesk:
    """Handlers of requests about the desk itself."""

    def __init__(
        self, bench: Bench, rules: Sequence[RuleSpec], dispatcher: Dispatcher, back_tests: BackTests
    ) -> None:
        """Answer with `bench`."""
        self._bench, self._dispatcher, self._back_tests = bench, dispatcher, back_tests
        self._rules = {rule.id: rule for rule in rules}

    def handlers(self) -> Handlers:
        """Return the handler of each kind of request."""
        return {
            SilenceDesk: self._silence,
            GetMeasures: self._measures,
            GetFloodReports: self._floods,
            GetRules: self._list_rules,
            BackTestRule: self._back_test,
            GetChannels: self._list_channels,
            EnableChannel: self._enable_channel,
        }

    async def _silence(self, body: SilenceDesk, session: Session) -> ReplyBody:
        now = self._bench.clock.now()
        until_at = body.until_at or 0.0
        if body.until_at is not None and not now < body.until_at <= now + LONGEST_SILENCE_S + 1.0:
            minutes = LONGEST_SILENCE_S / 60
            return Failure.of(
                "invalid",
                Text(
                    f"Bàn trực {body.desk} không được tắt tiếng lâu như vậy.",
                    f"the desk {body.desk!r} cannot be silent so long",
                ),
                Text(f"Hãy chọn từ 1 đến {minutes:.0f} phút.", f"1 to {minutes:.0f} minutes"),
            )
        out = self._bench.casework.out
        out.settings[SILENCE + body.desk] = repr(until_at)
        payload: dict[str, object] = {"until_at": until_at, "reason": body.reason}
        out.note(now, who(session), "desk.silenced", body.desk, payload)
        self._bench.casework.silenced[body.desk] = until_at
        return Done(await self._bench.pipeline.settle())

    # ---- measures ---------------------------------------------------------------------------------

    async def _measures(self, body: GetMeasures, _session: Session) -> ReplyBody:
        if not 0 < body.end_at - body.start_at <= MOST_MEASURED_S:
            return Failure.of(
                "invalid",
                Text(
                    "Khoảng thời gian cần đo trống hoặc quá dài.", "the time to measure is empty or too long"
                ),
                Text("Hãy chọn tối đa 92 ngày.", "choose up to 92 days"),
            )
        store, names = self._bench.store, self._bench.casework.setup.names
        alarms, span = self._bench.pipeline.book.listed(), (body.start_at, body.end_at)

        def measure() -> Measures:
            entries = store.work.entries_of_kind(alarm_measures.KINDS, *span)
            return alarm_measures.measures(entries, alarms, names, span)

        return await self._bench.beside(measure)

    async def _floods(self, body: GetFloodReports, _session: Session) -> ReplyBody:
        limit, work = max(1, min(body.limit, 100)), self._bench.store.work
        entries = await self._bench.beside(lambda: work.newest_of_kind("desk.flood_report", limit))
        return FloodReports(tuple(msgspec.convert(e.payload, FloodReport, strict=False) for e in entries))

    # ---- rules ------------------------------------------------------------------------------------

    async def _list_rules(self, _body: GetRules, _session: Session) -> ReplyBody:
        counts = self._bench.pipeline.watched_counts()
        return Rules(
            tuple(
                RuleInfo(
                    rule.id,
                    rule.kind,
                    rule.title,
                    rule.metric,
                    rule.unit_id,
                    text_of(rule),
                    counts.get(rule.id, 0),
                )
                for rule in self._rules.values()
            )
        )

    async def _back_test(self, body: BackTestRule, _session: Session) -> ReplyBody:
        return await self._back_tests.run(body)

    # ---- channels ---------------------------------------------------------------------------------

    async def _list_channels(self, _body: GetChannels, _session: Session) -> ReplyBody:
        casework, now = self._bench.casework, self._bench.clock.now()
        enabled = casework.setup.messages.enabled()
        messages, found = casework.messages.messages(), []
        for config in casework.setup.channels.values():
            mine = [message for message in messages if message.channel == config.id]
            today = [message for message in mine if now - message.changed_at < DAY_S]
            sent = sum(message.state in ("sent", "delivered", "read") for message in today)
            failed = sum(message.state in ("failed", "unknown") for message in today)
            found.append(
                ChannelInfo(
                    channel_id=config.id,
                    kind=config.kind,
                    name=config.name,
                    enabled=config.id in enabled,
                    n_open=sum(message.open for message in mine),
                    n_sent_today=sent,
                    n_failed_today=failed,
                    quota_per_day=config.quota_per_day,
                    reason=self._dispatcher.faults.get(config.id, ""),
                )
            )
        return Channels(tuple(found))

    async def _enable_channel(self, body: EnableChannel, session: Session) -> ReplyBody:
        casework, now = self._bench.casework, self._bench.clock.now()
        if body.channel_id not in casework.setup.channels:
            return Failure.of(
                "not_found",
                Text(f"Không có kênh gửi {body.channel_id}.", f"there is no channel {body.channel_id!r}"),
                Text("Hãy xem danh sách kênh.", "see the list of channels"),
            )
        casework.switch_channel(body.channel_id, body.enabled, now)
        casework.out.settings[SETTING + body.channel_id] = "on" if body.enabled else "off"
        payload: dict[str, object] = {"enabled": body.enabled}
        casework.out.note(now, who(session), "channel.switched", body.channel_id, payload)
        self._dispatcher.refit()
        return Done(await self._bench.pipeline.settle())


def text_of(rule: RuleSpec) -> str:
    """Return a rule as its author would write it: what is left at its default is left out."""
    defaults = {
        field.encode_name: field.default
        for field in msgspec.structs.fields(rule)
        if field.default is not msgspec.NODEFAULT
    }
    plain = {
        key: value
        for key, value in msgspec.to_builtins(rule).items()
        if key not in defaults or value != msgspec.to_builtins(defaults[key])
    }
    return yaml.safe_dump({"rules": [plain]}, allow_unicode=True, sort_keys=False, width=100)
