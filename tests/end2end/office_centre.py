"""A daemon on the shipped packs of cases and indicators, with the demo's units, people and sources of cases."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import yaml

from backend.demo import centre as demo_centre
from backend.demo.centre import Ports
from backend.demo.departments import DEPARTMENTS, units
from backend.demo.doors import DocumentServer
from backend.wire import keys
from tests.end2end.daemon_run import ROOT, DaemonRun, free_port, listens, wait
from tests.end2end.gateway_centre import WARD

PACKS = ("citizen-reports", "public-services", "indicators")
SOURCES = ("cong-phan-anh", "mot-cua")
"""Files of the demo's sources that are kept: reports and dossiers."""
APP_KEY = "khoa-cua-ung-dung-cong-dan-0123456789"


class OfficeCentre:
    """The centre's folder, its daemon, and the documents that its sources read."""

    def __init__(
        self,
        folder: Path,
        documents: Mapping[str, Callable[[], bytes]],
        *,
        clock_from: str = "",
        every_s: float = 1.0,
        post: PostOffice | None = None,
        wards: bool = True,
    ) -> None:
        http, self.port = free_port(), free_port()
        self.documents = DocumentServer(http, documents)
        self.run = DaemonRun(
            folder,
            packs=ROOT / "resources" / "usecases",
            pack=PACKS[0],
            places=[],
            sources=[],
            clock_from=clock_from,
        )
        ports = Ports(0, 0, http, post.smtp if post else 0, post.sms if post else 0)
        demo_centre.write_settings(self.run.centre, 1, ports)
        (self.run.centre / "places.csv").write_text("place_id,name,kind,lat,lon,area_code,area_name\n")
        for file in ("gateway.yaml", "cameras.yaml"):
            (self.run.centre / file).unlink(missing_ok=True)
        self._keep_people(lambda person: "place" not in person)  # crews, whose boats are not here
        self._keep_sources(every_s)
        if post is None:
            shutil.rmtree(self.run.centre / "channels")
        if not wards:
            self._keep_units([unit.id for unit in DEPARTMENTS])
        layer = {"type": "FeatureCollection", "features": [WARD]}
        (self.run.centre / "maps" / "wards.geojson").write_text(json.dumps(layer))
        self.change("centre.yaml", packs=list(PACKS), reference_days=[])

    def _keep_sources(self, every_s: float) -> None:
        for file in (self.run.centre / "sources").glob("*.yaml"):
            if file.stem in SOURCES:
                self.change(f"sources/{file.name}", interval_s=every_s)
            else:
                file.unlink()

    def _keep_units(self, wanted: Sequence[str]) -> None:
        """Leave these units, and their people."""
        table = self.run.centre / "units.csv"
        head, *rows = table.read_text().splitlines()
        table.write_text("\n".join([head, *(r for r in rows if r.split(",")[0] in wanted)]) + "\n")
        gone = {unit.id for unit in units()} - set(wanted)
        self._keep_people(lambda person: person.get("unit") not in gone)
        calendar = yaml.safe_load((self.run.centre / "calendar.yaml").read_text())
        self.change("calendar.yaml", units=[u for u in calendar["units"] if u["id"] in wanted])

    def _keep_people(self, wanted: Callable[[dict[str, Any]], bool]) -> None:
        people = yaml.safe_load((self.run.centre / "contacts.yaml").read_text())["people"]
        self.change("contacts.yaml", people=[person for person in people if wanted(person)])

    def change(self, name: str, **settings: Any) -> None:
        """Change settings of one file of the centre."""
        file = self.run.centre / name
        found = yaml.safe_load(file.read_text()) if file.exists() else {}
        file.write_text(yaml.safe_dump(found | settings, allow_unicode=True), encoding="utf-8")

    def open_gateway(self) -> None:
        """Let one app hand reports in by Open311."""
        self.change(
            "gateway.yaml",
            port=self.port,
            api_keys=[{"id": "app", "source": "app", "posts_per_minute": 600}],
            georeport={"jurisdiction_id": "danang.example"},
        )
        keys.KeyFolder(self.run.folder / "keys").put("api.app", APP_KEY)

    @property
    def georeport(self) -> str:
        return f"http://127.0.0.1:{self.port}/open311/v2"

    def stop(self) -> None:
        self.run.stop()
        self.documents.close()


class PostOffice:
    """A mail server and an SMS gateway of a process of their own, and what arrived there."""

    def __init__(self, folder: Path) -> None:
        self.smtp, self.sms, self._record = free_port(), free_port(), folder / "post-office.jsonl"
        command = [sys.executable, "-m", "backend.demo.post_office", "--record", str(self._record)]
        command += ["--smtp", str(self.smtp), "--sms", str(self.sms)]
        self._process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
        wait(lambda: listens(self.smtp) and listens(self.sms), "the post office")

    def arrived(self, to: str = "", holds: str = "") -> list[dict[str, str]]:
        """Return the messages to somebody that hold some words, oldest first."""
        lines = self._record.read_text().splitlines() if self._record.exists() else []
        found = [msgspec.json.decode(line, type=dict[str, str]) for line in lines]
        return [m for m in found if to in m["to"] and holds in " ".join(m.values())]

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(20)
