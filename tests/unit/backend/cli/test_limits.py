"""`toancanh limits` as a person types it."""

from __future__ import annotations

import datetime
from pathlib import Path

from typer.testing import CliRunner, Result

from backend.cli.commands import app
from backend.contract.document import load
from backend.domain.limit_sets import VIETNAM, LimitSet
from tests.unit.backend.engine.centre_folder import write_centre, write_pack


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def test_percentiles_of_a_recording_become_a_file(tmp_path: Path) -> None:
    packs, centre = write_pack(tmp_path), write_centre(tmp_path, source="")
    begin = datetime.datetime(2021, 10, 1, tzinfo=VIETNAM).timestamp()
    recording, out = tmp_path / "r.csv", tmp_path / "set.yaml"
    rows = [f"p1,depth_cm,{begin + 60 * i},{i}" for i in range(200)]
    recording.write_text("\n".join(["place,metric,at,value", *rows]), encoding="utf-8")
    given = ("--centre", centre, "--packs", packs, "--csv", recording, "--id", "muc")
    done = run("limits", "percentiles", "depth_cm", *given, "--percent", "90", "--out", out)
    assert done.exit_code == 0, done.output
    assert "1 rows of 1 places written" in done.output
    assert "p2" in done.output
    assert load(out.read_text("utf-8"), LimitSet, "set.yaml").rows["p1.10.p90"].max == 179.1
    shown = run("limits", "percentiles", "depth_cm", *given)
    assert "p1.10.p95:" in shown.output
    refused = run("limits", "percentiles", "depth", *given)
    assert refused.exit_code == 1
    assert "did you mean 'depth_cm'" in refused.output
