"""A centre's own files of work: faults, and notes on what will reach nobody."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from backend.contract.document import DocumentError, Fault
from backend.engine.centre import load_centre
from backend.engine.rehearsal.centre_work import check_centre_work
from backend.usecases.packs import load_packs

ROLES = (
    "duty_officer",
    "shift_supervisor",
    "leader",
    "ward_officer",
    "residential_head",
    "party_secretary",
    "rescue_commander",
)
UNITS = ("pctt", "thoat-nuoc", "kttv", "cuu-ho", "ioc")


@pytest.fixture
def centre(tmp_path: Path) -> Path:
    folder = tmp_path / "centre"
    (folder / "channels").mkdir(parents=True)
    units = [{"id": unit, "name": unit} for unit in UNITS]
    settings = {"id": "thu", "name": "Thử", "packs": ["flooding"], "units": units}
    (folder / "centre.yaml").write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
    (folder / "places.csv").write_text("place_id,name,kind\nt1,Mẹ Suốt,flood_post\n", encoding="utf-8")
    write_people(folder, ROLES, UNITS)
    return folder


def write_people(folder: Path, roles: tuple[str, ...], units: tuple[str, ...]) -> None:
    people = [{"id": f"r-{role}", "name": role, "phone": "0905123456", "roles": [role]} for role in roles]
    people += [{"id": f"u-{unit}", "name": unit, "phone": "0905123456", "unit": unit} for unit in units]
    text = yaml.safe_dump({"people": people}, allow_unicode=True)
    (folder / "contacts.yaml").write_text(text, encoding="utf-8")


def notes_of(centre: Path, packs: Path) -> list[Fault]:
    loaded = load_centre(centre)
    return check_centre_work(loaded, load_packs(packs, loaded.packs), packs)


def test_a_centre_with_somebody_for_everything_has_no_note(centre: Path, own_packs: Path) -> None:
    assert notes_of(centre, own_packs) == []


def test_a_role_that_nobody_has_is_a_note_for_ladders_and_drawings(centre: Path, own_packs: Path) -> None:
    write_people(centre, ROLES[:2] + ROLES[3:], UNITS)
    notes = notes_of(centre, own_packs)
    assert all("leader" in note.found for note in notes)
    drawings = [Path(note.file).name for note in notes if note.file.endswith(".bpmn")]
    assert drawings == ["so-tan.bpmn"]  # told of, and asked to approve
    assert {"canh-bao-nguy-cap.yaml", "buoc-qua-han.yaml"} <= {Path(note.file).name for note in notes}


def test_a_centre_with_nobody_gets_one_note(centre: Path, own_packs: Path) -> None:
    (centre / "contacts.yaml").unlink()
    (note,) = notes_of(centre, own_packs)
    assert (Path(note.file).name, note.found) == ("contacts.yaml", "it names nobody")


def test_faults_of_the_centres_files_come_in_one_pass(centre: Path, own_packs: Path) -> None:
    (centre / "contacts.yaml").write_text("people: [{id: a}]", encoding="utf-8")
    (centre / "calendar.yaml").write_text("calendar: mặt trăng", encoding="utf-8")
    (centre / "channels" / "x.yaml").write_text("id: x\nkind: fax\nname: Fax\n", encoding="utf-8")
    (centre / "ladders").mkdir()
    (centre / "ladders" / "y.yaml").write_text("id: y", encoding="utf-8")
    with pytest.raises(DocumentError) as caught:
        notes_of(centre, own_packs)
    files = {Path(fault.file).name for fault in caught.value.faults}
    assert files == {"contacts.yaml", "calendar.yaml", "x.yaml", "y.yaml"}


def test_a_drawing_of_the_centre_that_names_an_unknown_template_is_a_fault(
    centre: Path, own_packs: Path
) -> None:
    shipped = (own_packs / "flooding" / "sops" / "sos.bpmn").read_text(encoding="utf-8")
    (centre / "sops").mkdir()
    own = centre / "sops" / "sos.bpmn"
    own.write_text(shipped.replace('value="cuu-ho-di-ngay"', 'value="cuu-ho"'), encoding="utf-8")
    with pytest.raises(DocumentError) as caught:
        notes_of(centre, own_packs)
    (fault,) = caught.value.faults
    assert (fault.file, fault.key) == (str(own), "xin_chi_vien")
    assert "'cuu-ho'" in fault.found


def test_a_gateway_that_names_what_is_not_there_is_a_fault(centre: Path, own_packs: Path) -> None:
    (centre / "gateway.yaml").write_text("georeport: {enabled: false}\ntalk: {channel: trang-zalo}\n")
    with pytest.raises(DocumentError, match=r"talk\.channel: there is no channel .*'trang-zalo'"):
        notes_of(centre, own_packs)
    (centre / "gateway.yaml").write_text("address: 192.0.2.1\n")
    with pytest.raises(DocumentError, match="nothing would be encrypted"):
        notes_of(centre, own_packs)
