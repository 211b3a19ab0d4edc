"""A printed list of whom to call, for when all other channels fail."""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
import subprocess
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from backend.channels.base import ChannelConfig, Inbox, Means, Outgoing, Receipt
from backend.channels.carrying.fonts import FONTS
from backend.channels.carrying.secrets import quoted
from backend.contract.state import Text

_VIETNAM = "84"


class Config(ChannelConfig, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of call sheets."""

    folder: str
    """Where the PDF files are put; made if missing."""
    printer: str = ""
    """Name of a CUPS printer; empty: the file is enough."""
    gather_s: float = 3.0
    """Messages that come within this time share a sheet."""
    zone: str = "Asia/Ho_Chi_Minh"
    """Zone of the times on the sheet."""
    font: str = ""
    """TrueType file that has Vietnamese; empty: Inter of this program, else DejaVu Sans of the system."""

    def __post_init__(self) -> None:
        """Check folder, zone and range."""
        super().__post_init__()
        if not Path(self.folder).is_absolute():
            raise ValueError(f"`folder`: {self.folder!r} must begin with a slash")
        if not 0 <= self.gather_s <= 60:
            raise ValueError("`gather_s` is 0 to 60")
        if self.printer.startswith("-"):
            raise ValueError("`printer` must not begin with a dash")
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(f"`zone`: {self.zone!r} is no zone, expected e.g. Asia/Ho_Chi_Minh") from None

    def font_file(self) -> Path | None:
        """Return the first font there is, None if there is none."""
        wanted = (Path(self.font),) if self.font else FONTS
        return next((one for one in wanted if one.is_file()), None)

    def problems(self) -> list[str]:
        """Say what this machine lacks."""
        found = []
        if self.font_file() is None:
            found.append(f"no font: expected {self.font or ' or '.join(map(str, FONTS))}; run 'make setup'")
        if self.printer and shutil.which("lp") is None:
            found.append("`printer` needs the command lp: install cups-client")
        return found


class _Sheet:
    """Messages that will share a sheet."""

    def __init__(self) -> None:
        self.messages: list[Outgoing] = []
        self.done: asyncio.Future[Receipt] | None = None


class Channel:
    """Writes sheets into a folder, and prints them if there is a printer."""

    def __init__(self, config: Config, means: Means) -> None:
        """Make the channel; the first message makes the folder."""
        self._config, self._means = config, means
        self._open: _Sheet | None = None

    async def send(self, out: Outgoing) -> Receipt:
        """Put one person on the sheet that is being gathered; sent when it lies in the folder."""
        if self._open is None:
            self._open = _Sheet()
            self._open.done = asyncio.ensure_future(self._finish(self._open))
        mine = self._open
        mine.messages.append(out)
        assert mine.done is not None  # noqa: S101 - set where the sheet is made
        return await asyncio.shield(mine.done)

    async def _finish(self, mine: _Sheet) -> Receipt:
        await asyncio.sleep(self._config.gather_s)
        self._open = None
        try:
            path = await asyncio.to_thread(self._write, mine.messages)
            if self._config.printer:
                await self._print(path)
        except (OSError, TimeoutError) as error:
            said = quoted(str(error)) or type(error).__name__
            reason = Text(f"Không in được phiếu gọi điện: {said}", f"The call sheet cannot be made: {said}")
            return Receipt("failed", reason=reason, again=True)
        return Receipt("sent", remote_id=path.name)

    def _write(self, messages: list[Outgoing]) -> Path:
        """Write the PDF beside its name and move it there: a half sheet never lies in the folder."""
        # What makes documents takes 30 MB and most of a second to load: not at every start of the daemon.
        from backend.channels.carrying.sheet import Call, sheet  # noqa: PLC0415

        config = self._config
        font = config.font_file()
        if font is None:
            raise OSError(config.problems()[0])
        made_at = datetime.fromtimestamp(self._means.clock.now(), ZoneInfo(config.zone))
        calls = [
            Call(name=one.to_name or one.to, number=dialled(one.to), subject=one.subject, body=one.body)
            for one in messages
        ]
        content = sheet(calls, config.name, made_at, font)
        folder = Path(config.folder)
        folder.mkdir(parents=True, exist_ok=True)
        # The name is made of the keys, so that a second attempt replaces the sheet of the first.
        keys = hashlib.sha256("\n".join(one.key for one in messages).encode()).hexdigest()[:10]
        first_at = datetime.fromtimestamp(min(one.at for one in messages), ZoneInfo(config.zone))
        path = folder / f"goi-dien-{first_at:%Y%m%d-%H%M}-{keys}.pdf"
        half = path.with_suffix(".part")
        with half.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
        return path

    async def _print(self, path: Path) -> None:
        """Hand a sheet to the printer.

        Raises:
            OSError: lp is missing or refuses.
            TimeoutError: it takes too long.
        """
        command = ("lp", "-d", self._config.printer, "-t", path.stem, str(path))
        process = await asyncio.create_subprocess_exec(
            *command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        try:
            async with asyncio.timeout(self._config.timeout_s):
                _, errors = await process.communicate()
        except TimeoutError:
            process.kill()
            await process.wait()
            raise TimeoutError(f"lp did not end within {self._config.timeout_s:g} s") from None
        if process.returncode:
            raise OSError(f"lp: {quoted(errors)} (printer {self._config.printer!r})")

    async def run(self, inbox: Inbox) -> None:
        """Return: whoever calls notes the answer at a desk."""

    async def close(self) -> None:
        """Finish the sheet that is being gathered."""
        if self._open is not None and self._open.done is not None:
            await asyncio.wait([self._open.done])


def dialled(number: str) -> str:
    """Return a number as people dial it in Vietnam: 84905123456 is 0905 123 456."""
    if not number.isdigit():
        return number
    if not number.startswith(_VIETNAM):
        return f"+{number}"
    local = "0" + number[len(_VIETNAM) :]
    return " ".join([local[:4], local[4:7], local[7:]]).strip()
