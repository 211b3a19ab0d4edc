"""`toancanh demo`: the demo city from broker to wall, as a centre would run it, on this machine alone."""

from __future__ import annotations

import json
import logging
import os
import secrets
import shutil
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from backend.cli.accounts import ensure_accounts
from backend.cli.imports import import_recordings
from backend.cli.paths import PACKAGING, ROOT, database_url
from backend.cli.supervise import Child, Household
from backend.demo.centre import APP_KEY_ID, Ports, prepare
from backend.demo.crew_files import SMS_SECRET
from backend.demo.office_files import PEOPLE
from backend.demo.operators import password_of
from backend.demo.ports import free_ports, listens
from backend.demo.troubles import TroubleName
from backend.store import ROLES
from backend.wire import keys

log = logging.getLogger(__name__)

WALL_USER = "wall"
READY_WITHIN_S = 60.0
APP_KEY = f"api.{APP_KEY_ID}"
"""Entry of the key folder with which a citizens' app hands reports in."""
PATIENCE_S = 60.0
"""In a headless run operators hand a step that waits for the water over to the ward after so long: the run
ends before the storm does."""


class DemoOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What `toancanh demo` can be asked."""

    folder: Path
    headless: bool = False
    seconds: float | None = None
    report: Path | None = None
    screenshots: Path | None = None
    speed: float = 1.0
    start: str = ""
    seed: int = 1
    database: str = ""
    layout: str = "flood"
    language: str = "vi"
    theme: str = "dark"
    footage: Path | None = None
    faults: TroubleName = "none"
    fair: bool = False
    """A day without rain."""
    tour_s: float | None = None
    """Every layout in turn, each for so many seconds."""
    n_monitors: int = 2
    operators: bool | None = None
    """Scripted people do the work; None: on a virtual display."""
    handover_after_s: float | None = None
    scenes: bool = True
    """An incident may open its layout by itself."""


class StartError(RuntimeError):
    """A part of the demo did not come up; says which and where its log is."""


def run(options: DemoOptions, say: Callable[[str], None]) -> int:
    """Bring the demo city up and keep it running; return the exit code."""
    household = Household()
    stop = Stop()
    try:
        wall = bring_up(options, household, say)
        deadline = None if options.seconds is None else time.monotonic() + options.seconds + READY_WITHIN_S
        while not stop.asked and (deadline is None or time.monotonic() < deadline):
            if wall.exit_code == 0:
                break
            household.look()
            time.sleep(0.2)
    finally:
        household.stop()
    return finish(options, wall, say)


class Stop:
    """Notes that the user asked to end."""

    def __init__(self) -> None:
        """Listen to Ctrl-C and to a polite kill."""
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._note)

    def _note(self, _number: int, _frame: object) -> None:
        self.asked = True


def bring_up(options: DemoOptions, household: Household, say: Callable[[str], None]) -> Child:
    """Start every process of the demo and return the wall's."""
    folder, logs = options.folder, options.folder / "logs"
    shutil.rmtree(logs, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    broker, feed, requests, http, rtsp, smtp, sms, gateway, fleet = free_ports(9)
    centre = folder / "centre"
    say("· the demo city: places, maps, clips")
    doors = Ports(broker=broker, http=http, rtsp=rtsp, smtp=smtp, sms=sms, gateway=gateway, fleet=fleet)
    prepare(centre, options.seed, doors)
    database = options.database or database_url(folder)
    secrets_of(folder, database)
    import_recordings(database, centre)
    display = start_display(options, household, logs, say)
    say("· daemon, feeder (broker, cameras, hotline), wall")
    addresses = (f"tcp://127.0.0.1:{feed}", f"tcp://127.0.0.1:{requests}")
    daemon = ["daemon", "--centre", centre, "--database", database, "--keys", folder / "keys"]
    daemon += ["--feed", addresses[0], "--requests", addresses[1]]
    post = [sys.executable, "-m", "backend.demo.post_office", "--smtp", str(smtp), "--sms", str(sms)]
    post += ["--record", str(folder / "post-office.jsonl")]
    household.add(Child("post office", post, logs / "post-office.log"))
    # The feeder comes first, so that it ends last: an ordered end is no loss of sources.
    household.add(Child("feeder", feeder_command(options, centre), logs / "feeder.log"))
    crews = [sys.executable, "-m", "backend.demo.patrols", "--centre", str(centre)]
    crews += ["--record", str(folder / "post-office.jsonl"), "--keys", str(folder / "keys")]
    crews += ["--fair"] if options.fair else []
    household.add(Child("patrols", crews, logs / "patrols.log"))
    household.add(Child("daemon", toancanh(*daemon), logs / "daemon.log"))
    wait(lambda: listens(requests), "the daemon", logs / "daemon.log")
    command = wall_command(options, addresses)
    wall = household.add(Child("wall", command, logs / "wall.log", display))
    clerk = [sys.executable, "-m", "backend.demo.figure_clerk", "--keys", str(folder / "keys")]
    clerk += ["--requests", addresses[1], "--seed", str(options.seed)]
    household.add(Child("figure clerk", clerk, logs / "figure-clerk.log", restart=False))
    if works_by_itself(options):
        say("· scripted operators take the alarms and do the steps")
        crew = [sys.executable, "-m", "backend.demo.operators", "--keys", str(folder / "keys")]
        crew += ["--requests", addresses[1]]
        if options.headless:
            crew += ["--patience", str(PATIENCE_S)]
        if options.handover_after_s is not None:
            crew += ["--handover-after", str(options.handover_after_s)]
        household.add(Child("operators", crew, logs / "operators.log"))
    (folder / "run.json").write_text(
        json.dumps({c.name: c.pid for c in household.children} | {"feed": feed, "requests": requests})
    )
    say(f"· reports by Open311: http://127.0.0.1:{gateway}/open311/v2/ (key in {folder / 'keys' / APP_KEY})")
    say(f"· running; logs in {logs}" + ("" if options.seconds else "; Ctrl-C ends it"))
    if shots := screenshots_folder(options):
        say(f"· screenshots every few seconds in {shots}")
    return wall


def secrets_of(folder: Path, database: str) -> None:
    """Make the keys of daemon and wall, and the accounts; a unit's officer sees the own unit's cases only."""
    store = keys.KeyFolder(folder / "keys")
    keys.make(store)
    password = store.get(keys.WALL_PASSWORD)
    if password is None:
        password = secrets.token_urlsafe(18)
        store.put(keys.WALL_PASSWORD, password)
    if store.get(APP_KEY) is None:
        store.put(APP_KEY, secrets.token_urlsafe(24))
    if store.get(SMS_SECRET) is None:
        store.put(SMS_SECRET, secrets.token_urlsafe(24))
    ensure_accounts(database, [(WALL_USER, "Trần Minh Hà", "duty_officer", password), *peoples_accounts()])


def peoples_accounts() -> list[tuple[str, ...]]:
    """Return user, name, role, password and unit of each made-up person."""
    return [
        (user, name, (role := role_of(roles)), password_of(user), unit if role == "unit_officer" else "")
        for user, name, unit, roles in PEOPLE
    ]


def role_of(roles: Sequence[str]) -> str:
    """Return the role of a made-up person's account."""
    return next((role for role in roles if role in ROLES), "unit_officer")


def start_display(
    options: DemoOptions, household: Household, logs: Path, say: Callable[[str], None]
) -> dict[str, str]:
    """Return the environment of the wall: the machine's display, or a virtual one with monitors."""
    present = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if present and not options.headless:
        return (
            {"QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "")}
            if "QT_QPA_PLATFORM" in os.environ
            else {}
        )
    say(f"· no display: a virtual one with {options.n_monitors} monitors of 1920×1080")
    file = logs / "display.log"
    command = [sys.executable, str(PACKAGING / "xserver.py"), str(options.n_monitors)]
    household.add(Child("display", command, file, restart=False))

    def shown() -> str:
        lines = file.read_text().splitlines() if file.exists() else []
        return next((line.removeprefix("DISPLAY=") for line in lines if line.startswith("DISPLAY=")), "")

    wait(lambda: bool(shown()), "the virtual display", file)
    return {"DISPLAY": shown(), "QT_QPA_PLATFORM": "xcb"}


def wait(ready: Callable[[], bool], what: str, log_file: Path) -> None:
    """Wait until a part is ready.

    Raises:
        StartError: it did not come up; carries the end of its log.
    """
    deadline = time.monotonic() + READY_WITHIN_S
    while not ready():
        if time.monotonic() > deadline:
            tail = (
                "\n".join(log_file.read_text(errors="replace").splitlines()[-8:]) if log_file.exists() else ""
            )
            raise StartError(f"{what} did not come up; its log {log_file} ends with:\n{tail}")
        time.sleep(0.05)


def toancanh(*arguments: object) -> list[str]:
    """Return the command that runs a command of ours in a process of its own."""
    return [sys.executable, "-m", "backend", *(str(a) for a in arguments)]


def feeder_command(options: DemoOptions, centre: Path) -> list[str]:
    """Return the feeder's command."""
    command = [sys.executable, "-m", "backend.demo.feeder", "--centre", str(centre)]
    command += ["--speed", str(options.speed), "--seed", str(options.seed)]
    if options.start:
        command += ["--start", options.start]
    if options.database:
        command += ["--past", "all"]  # a database of its own may not have what this folder has sent
    if options.footage is not None:
        command += ["--footage", str(options.footage)]
    command += ["--faults", options.faults]
    if options.fair:
        command += ["--fair"]
    return command


def works_by_itself(options: DemoOptions) -> bool:
    """Return whether scripted operators do the work."""
    return options.headless if options.operators is None else options.operators


def screenshots_folder(options: DemoOptions) -> Path | None:
    """Return where screenshots go: where asked, or beside the data on a virtual display."""
    if options.screenshots is not None:
        return options.screenshots
    virtual = options.headless or not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return options.folder / "screenshots" if virtual else None


def wall_command(options: DemoOptions, addresses: tuple[str, str]) -> list[str]:
    """Return the wall's command."""
    command = [sys.executable, "-m", "app", "--connect", ",".join(addresses)]
    command += ["--keys", str(options.folder / "keys"), "--user", WALL_USER]
    command += ["--layout", options.layout, "--language", options.language, "--theme", options.theme]
    if not options.scenes:
        command += ["--no-scenes"]
    if options.headless:
        command += ["--no-sound"]
    if options.tour_s is not None:
        command += ["--tour", str(options.tour_s)]
    if shots := screenshots_folder(options):
        command += ["--screenshots", str(shots)]
    if options.report is not None:
        command += ["--report", str(options.report)]
    if options.seconds is not None:
        command += ["--seconds", str(options.seconds)]
    return command


def finish(options: DemoOptions, wall: Child, say: Callable[[str], None]) -> int:
    """Say where everything is; return the exit code."""
    if options.seconds is not None and wall.exit_code not in (0, None, -signal.SIGTERM):
        say(f"the wall ended with code {wall.exit_code}; its log is {options.folder / 'logs' / 'wall.log'}")
        return 1
    if options.report is not None and not options.report.exists():
        say(f"no report was written; the wall's log is {options.folder / 'logs' / 'wall.log'}")
        return 1
    if shots := screenshots_folder(options):
        say(f"· screenshots: {shots}")
    return 0


def default_folder() -> Path:
    """Return where the demo keeps its data."""
    return ROOT / "var" / "demo"
