"""Back-tests asked for from a desk: run in a process of their own, so that the daemon's loop never waits."""

from __future__ import annotations

import asyncio
import datetime
import sys
import tempfile
from pathlib import Path

import msgspec
import yaml

from backend.analytics.back_test_report import Report
from backend.contract.messages import Failure, ReplyBody
from backend.contract.state import Text
from backend.contract.work_requests import BackTest, BackTestEpisode, BackTestEvent, BackTestRule

LONGEST_S = 300.0
N_EPISODES = 100


class BackTests:
    """Starts `toancanh backtest` and turns its report into an answer."""

    def __init__(self, centre: Path, database: str) -> None:
        """Test the rules of `centre` on the history in `database`."""
        self._centre, self._database = centre, database
        self._turn = asyncio.Semaphore(1)

    async def run(self, wanted: BackTestRule) -> ReplyBody:
        """Return the back-test, or why there is none."""
        with tempfile.TemporaryDirectory(prefix="toancanh-backtest-") as folder:
            rule_id, rules = wanted.rule, None
            if "\n" in wanted.rule:
                rules = Path(folder) / "rules.yaml"
                rules.write_text(wanted.rule, encoding="utf-8")
                rule_id = rule_named_in(wanted.rule)
                if not rule_id:
                    return Failure.of(
                        "invalid",
                        Text("Văn bản không có quy tắc nào.", "the text holds no rule"),
                        Text("Hãy bắt đầu bằng “rules:” rồi “- id: …”.", "begin with 'rules:' and '- id: …'"),
                    )
            async with self._turn:
                return await self._ask(wanted, rule_id, rules)

    async def _ask(self, wanted: BackTestRule, rule_id: str, rules: Path | None) -> ReplyBody:
        command = [sys.executable, "-m", "backend", "backtest", rule_id, "--centre", str(self._centre)]
        command += [
            "--database",
            self._database,
            "--from",
            _iso(wanted.start_at),
            "--to",
            _iso(wanted.end_at),
        ]
        command += ["--json", *(["--rules", str(rules)] if rules else [])]
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=pipe)
        try:
            async with asyncio.timeout(LONGEST_S):
                out, said = await process.communicate()
        except (TimeoutError, asyncio.CancelledError) as error:
            process.kill()
            await process.wait()
            if isinstance(error, asyncio.CancelledError):
                raise
            return Failure.of(
                "late",
                Text(
                    f"Thử quy tắc {rule_id} quá lâu nên đã dừng.",
                    f"the back-test of {rule_id!r} took too long",
                ),
                Text("Hãy chọn khoảng thời gian ngắn hơn.", "choose a shorter history"),
            )
        if process.returncode != 0:
            words = said.decode(errors="replace").strip() or "no reason was given"
            return Failure.of(
                "invalid",
                Text(f"Không thử được quy tắc {rule_id}: {words[-1500:]}", words[-1500:]),
                Text(
                    "Hãy sửa quy tắc hoặc khoảng thời gian rồi thử lại.",
                    "correct the rule or the time, and try again",
                ),
            )
        return answer(msgspec.json.decode(out, type=Report), wanted.rule)


def rule_named_in(text: str) -> str:
    """Return the id of the first rule in a YAML text, empty where there is none."""
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError:
        return ""
    rules = data.get("rules") if isinstance(data, dict) else None
    first = rules[0] if isinstance(rules, list) and rules else None
    return str(first.get("id", "")) if isinstance(first, dict) else ""


def answer(report: Report, text: str) -> BackTest:
    """Return a report as a desk shows it.

    Args:
        report: of the back-test.
        text: YAML of the rule, or its id.
    """
    days = max((report.end_at - report.start_at) / 86_400, 1e-9)
    proposal = report.proposal
    kept = {e.event.id: e.outcome == "caught" for e in proposal.events} if proposal else {}
    after = msgspec.structs.asdict(proposal.after) if proposal else {}
    figures = report.figures
    return BackTest(
        rule_id=report.rule_id,
        start_at=report.start_at,
        end_at=report.end_at,
        n_readings=sum(place.n_readings for place in report.places),
        n_episodes=figures.n_episodes,
        per_day=figures.n_episodes / days,
        ringing_s=figures.active_s,
        n_chattering=figures.n_chattering,
        n_floods=figures.n_floods,
        episodes=tuple(
            BackTestEpisode(e.place_id, e.raised_at, e.cleared_at, e.severity, e.peak_value)
            for e in report.episodes[-N_EPISODES:]
        ),
        events=tuple(
            BackTestEvent(
                e.event.name,
                e.event.start_at,
                e.event.end_at,
                e.outcome == "caught",
                kept.get(e.event.id, e.outcome == "caught"),
            )
            for e in report.events
        ),
        proposal=after,
        n_episodes_proposed=proposal.figures.n_episodes if proposal else figures.n_episodes,
        ringing_s_proposed=proposal.figures.active_s if proposal else figures.active_s,
        rule_proposed=with_proposal(text, after) if after else "",
        remarks=_remarks(report),
    )


def with_proposal(text: str, settings: dict[str, float]) -> str:
    """Return the YAML of a rule with other settings; empty where `text` is only an id."""
    if "\n" not in text:
        return ""
    data = yaml.safe_load(text)
    data["rules"][0].update(settings)
    return str(yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=100))


def _remarks(report: Report) -> tuple[str, ...]:
    said = (
        [f"{len(report.unjudged)} nơi không xét được; đầu tiên {report.unjudged[0][0]}"]
        if report.unjudged
        else []
    )
    missing = [e.event.name for e in report.events if e.outcome == "no data"]
    said += [f"không có số liệu của sự kiện: {', '.join(missing)}"] if missing else []
    said += [f"không đề xuất: {report.no_proposal}"] if report.no_proposal else []
    return tuple(said)


def _iso(at: float) -> str:
    return datetime.datetime.fromtimestamp(at, datetime.UTC).isoformat()
