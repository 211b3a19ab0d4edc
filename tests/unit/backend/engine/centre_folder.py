"""Writes small centres for tests."""

from __future__ import annotations

from pathlib import Path

CENTRE = """
id: thu
name: Trung tâm thử
packs: [thu]
reference_days: [{id: d1, name: 14/10/2022, start: '2022-10-14T00:00+07:00'}]
shifts: [{name: Ca 1, starts: '06:00'}]
"""
PLACES = """place_id,name,kind,lat,lon,area_code,area_name,river
p1,Mẹ Suốt,post,16.07,108.15,001,Hòa Khánh,
p2,Hàm Nghi,post,16.06,108.21,002,Thanh Khê,Hàn
"""
SOURCE = """
id: drop
kind: folder
name: Tệp thả vào
max_age_s: 60
path: {folder}/drop
pattern: '*.csv'
interval_s: 0.1
settle_s: 0.1
table:
  time: [at]
  place: place
  values: {{depth_cm: {{metric: depth_cm}}}}
"""
PACK = """
id: thu
name: {vi: Thử}
version: '1'
place_kinds: {post: {name: {vi: Trụ}, metrics: [depth_cm]}}
metrics: {depth_cm: {name: {vi: Độ sâu}, unit: cm, range: [0, 300], max_age_s: 60}}
"""
RULES = """
rules:
  - id: ngap
    kind: threshold
    title: {vi: 'Ngập {value} cm, {name}'}
    metric: depth_cm
    limit: 20
    severity: high
    escalate: [{limit: 40, severity: critical}]
    consequence: {vi: Xe chết máy}
    response: {vi: Cắm biển}
    respond_within_s: 600
    unit_id: phuong
    procedure: none
"""


def write_pack(folder: Path) -> Path:
    """Write the pack and return the folder of packs."""
    rules = folder / "packs" / "thu" / "rules"
    rules.mkdir(parents=True)
    (rules.parent / "pack.yaml").write_text(PACK, encoding="utf-8")
    (rules / "ngap.yaml").write_text(RULES, encoding="utf-8")
    return folder / "packs"


def write_centre(folder: Path, *, source: str = SOURCE) -> Path:
    """Write a centre with two flood posts and return its folder."""
    centre = folder / "centre"
    (centre / "sources").mkdir(parents=True)
    (centre / "maps").mkdir()
    (centre / "drop").mkdir()
    (centre / "centre.yaml").write_text(CENTRE, encoding="utf-8")
    (centre / "places.csv").write_text(PLACES, encoding="utf-8")
    (centre / "maps" / "wards.geojson").write_text('{"type": "FeatureCollection", "features": []}')
    if source:
        (centre / "sources" / "drop.yaml").write_text(source.format(folder=centre), encoding="utf-8")
    return centre
