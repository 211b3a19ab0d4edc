from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import yaml

from backend.demo.water_certificates import NEVER, ODD, Certificate, certificates, parameters, write

DAY = dt.date(2026, 11, 30)


def made(root: Path, *, fair: bool = False) -> list[Certificate]:
    text = (root / "resources" / "limits" / "qcvn-01-1-2018.yaml").read_text(encoding="utf-8")
    return list(certificates(parameters(yaml.safe_load(text)), DAY, 1, fair=fair))


def test_a_clear_well_is_certified_whole_and_the_network_by_group_a(root: Path) -> None:
    found = made(root)
    sizes = {
        c.point.point_type: {len(x.rows) for x in found if x.point.point_type == c.point.point_type}
        for c in found
    }
    assert sizes == {"clearwell": {99}, "network": {8}, "tap": {8}}
    assert NEVER not in {c.point.place_id for c in found}
    assert all(c.sampled < c.result <= DAY for c in found)
    assert found == made(root)


def test_what_is_odd_is_in_its_certificate(root: Path) -> None:
    said = {c.point.place_id: {value for _, _, value, _ in c.rows} for c in made(root)}
    for (place, _), value in ODD.items():
        assert value in said[place]


def test_on_a_fair_day_every_point_has_a_result_of_yesterday_and_nothing_is_odd(root: Path) -> None:
    found = made(root, fair=True)
    assert NEVER in {c.point.place_id for c in found}
    assert {c.result for c in found} == {DAY - dt.timedelta(days=1)}, (
        "nothing waits for its publication for long"
    )
    text = (root / "resources" / "limits" / "qcvn-01-1-2018.yaml").read_text(encoding="utf-8")
    names = {p.key: p.name for p in parameters(yaml.safe_load(text))}
    said = {(c.point.place_id, name): value for c in found for name, _, value, _ in c.rows}
    for (place, key), odd in ODD.items():
        assert said[place, names[key]] != odd


def test_a_workbook_is_written_once(root: Path, tmp_path: Path) -> None:
    certificate = made(root)[0]
    path = write(certificate, tmp_path)
    before = path.stat().st_mtime_ns
    assert write(certificate, tmp_path) == path
    assert path.stat().st_mtime_ns == before
    rows = list(openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True))
    assert rows[0][:2] == ("Mã mẫu", certificate.code)
    assert rows[7][:4] == ("TT", "Chỉ tiêu", "Đơn vị", "Kết quả")
    assert len(rows) == 8 + 99
