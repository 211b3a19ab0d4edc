"""The register behind the gateway's port; the whole way is walked in tests/end2end/test_gateway.py."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from msgspec.structs import replace

from backend.contract.case_requests import CaseRefusal
from backend.contract.cases import CaseFile, CaseQuery
from backend.contract.state import Place, Text
from backend.domain.cases.change import Actor, CaseDraft, CaseRefusedError
from backend.domain.cases.spec import ActionSpec, CaseKindSpec
from backend.engine.cases.media import Upload
from backend.engine.doors.cases import RegisterDesk
from backend.engine.doors.ground import CityGround
from backend.gateway.ports import Photo, Spot
from tests.end2end.gateway_centre import WARD
from tests.unit.backend.gateway.given import JPEG, KIND, case

PLACES = [
    Place("cho-han", "Chợ Hàn", "post", lat=16.0683, lon=108.2241, area_code="20242", area_name="Hải Châu")
]
RATE = ActionSpec(id="danh-gia", name=Text("Đánh giá"), effect="rate")
PHOTO = Photo("photo.jpg", "image/jpeg", JPEG)


class FakeRegister:
    """A register that notes what it is asked for."""

    def __init__(self, kind: CaseKindSpec) -> None:
        self.kinds = {"report": SimpleNamespace(spec=kind)}
        self.files: dict[str, CaseFile] = {}
        self.opened: list[tuple[CaseDraft, Actor]] = []
        self.uploads: list[Upload] = []
        self.acts: list[tuple[str, dict[str, str], Actor]] = []
        self.refuses_photos = False
        self.reader = SimpleNamespace(by_ids=self._by_ids)

    def _by_ids(self, ids: list[str]) -> list[Any]:
        return [SimpleNamespace(file=self.files[name]) for name in sorted(ids) if name in self.files]

    async def read(self, work: Any) -> Any:
        return work()

    async def open(self, kind: str, draft: CaseDraft, actor: Actor) -> str:
        self.opened.append((draft, actor))
        self.files["P1"] = case(case_id="P1", kind=kind)
        return "P1"

    async def attach(self, case_id: str, upload: Upload, actor: Actor) -> str:
        if self.refuses_photos:
            raise CaseRefusedError("không nhận", "refused")
        self.uploads.append(upload)
        return upload.digest

    async def get(self, case_id: str) -> CaseFile | None:
        return self.files.get(case_id)

    async def find(self, query: CaseQuery, order: str, offset: int, limit: int) -> list[CaseFile]:
        return [case(n) for n in range(offset, offset + limit)]

    async def act(self, ids: list[str], action: str, values: dict[str, str], actor: Actor) -> Any:
        self.acts.append((action, values, actor))
        done = tuple(name for name in ids if name in self.files)
        return done, tuple(CaseRefusal(name, Text("không", "no")) for name in ids if name not in done)


def desk(
    folder: Path, kind: CaseKindSpec = KIND, kind_id: str = "report"
) -> tuple[RegisterDesk, FakeRegister]:
    wards = folder / "wards.geojson"
    wards.write_text(json.dumps({"type": "FeatureCollection", "features": [WARD]}))
    register = FakeRegister(kind)
    kept = SimpleNamespace(
        kept=lambda digest: (
            SimpleNamespace(name="a", media_type="image/jpeg", data=JPEG) if digest == "d" else None
        )
    )
    store: Any = SimpleNamespace(work=kept)
    ground, names = CityGround(wards, PLACES), {"u": "Sở Xây dựng"}
    made = RegisterDesk(
        register=register, kind_id=kind_id, store=store, ground=ground, places=PLACES, unit_names=names
    )  # type: ignore[arg-type]
    return made, register


def test_a_case_is_opened_in_its_ward_by_the_program_that_hands_it_in(tmp_path: Path) -> None:
    made, register = desk(tmp_path)
    draft = CaseDraft(title="Ổ gà", lat=16.0683, lon=108.2241)
    file = asyncio.run(made.open(draft, [PHOTO], by="api:app", public=True))
    assert file.case_id == "P1"
    ((opened, actor),) = register.opened
    assert (opened.area_code, opened.area_name) == ("20242", "Hải Châu")
    assert (actor.name, actor.role) == ("api:app", "service")
    (upload,) = register.uploads
    assert (upload.public, upload.data, upload.media_type) == (True, JPEG, "image/jpeg")


def test_a_ward_that_is_named_stays_and_one_that_is_not_known_is_left_open(tmp_path: Path) -> None:
    made, register = desk(tmp_path)
    for draft in (
        CaseDraft(title="a", area_code="9", lat=16.0683, lon=108.2241),
        CaseDraft(title="b", place="đâu đó"),
        CaseDraft(title="c", lat=21.0, lon=105.8),
    ):
        asyncio.run(made.open(draft, [], by="api:app", public=False))
    assert [draft.area_code for draft, _ in register.opened] == ["9", "", ""]


def test_a_photo_that_is_refused_does_not_take_the_case_back(tmp_path: Path) -> None:
    made, register = desk(tmp_path)
    register.refuses_photos = True
    assert asyncio.run(made.open(CaseDraft(title="a"), [PHOTO], by="api:app", public=False)).case_id == "P1"


def test_cases_come_in_the_order_asked(tmp_path: Path) -> None:
    made, register = desk(tmp_path)
    register.files = {name: case(case_id=name) for name in ("A", "B", "C")}
    found = asyncio.run(made.by_ids(["C", "none", "A"]))
    assert [file.case_id for file in found] == ["C", "A"]
    assert asyncio.run(made.by_ids([])) == []
    assert len(asyncio.run(made.find(CaseQuery(kind="report"), 2, 3))) == 3


def test_places_units_and_photos_are_found_by_their_ids(tmp_path: Path) -> None:
    made, _ = desk(tmp_path)
    assert made.spot("cho-han") == Spot("Chợ Hàn", 16.0683, 108.2241, "20242", "Hải Châu")
    assert made.spot("none") is None
    assert (made.unit_name("u"), made.unit_name("x")) == ("Sở Xây dựng", "")
    assert asyncio.run(made.photo("d")) == Photo("a", "image/jpeg", JPEG)
    assert asyncio.run(made.photo("x")) is None


def test_a_rating_is_kept_by_the_action_that_rates(tmp_path: Path) -> None:
    made, register = desk(tmp_path, replace(KIND, actions=(RATE,)))
    register.files = {"P1": case(case_id="P1")}
    assert asyncio.run(made.rate("P1", 4))
    assert not asyncio.run(made.rate("P2", 4))
    assert register.acts[0][:2] == ("danh-gia", {"rating": "4"})


def test_a_kind_without_rating_or_that_nobody_declares_takes_none(tmp_path: Path) -> None:
    assert not asyncio.run(desk(tmp_path)[0].rate("P1", 4))
    nobody = desk(tmp_path, kind_id="other")[0]
    assert nobody.kind() is None
    assert not asyncio.run(nobody.rate("P1", 4))
