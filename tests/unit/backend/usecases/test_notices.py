from __future__ import annotations

from pathlib import Path

import pytest

from backend.contract.document import DocumentError
from backend.usecases.notices import load_notices
from tests.unit.widgets.conftest import RESOURCES

GOOD = "id: ho-tro\ntitle: {vi: Hỗ trợ}\nparagraphs: [{vi: Câu một.}]\nsource: Quy chế\n"


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / "thu" / "notices" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return folder


def test_the_mandatory_wording_ships_with_the_flooding_pack() -> None:
    (notice,) = load_notices(RESOURCES / "usecases", ["flooding"])
    words = [paragraph.vi for paragraph in notice.paragraphs]
    assert len(words) == 3
    assert "hỗ trợ ra quyết định" in words[0]
    assert "cơ quan nhà nước có thẩm quyền" in words[1]
    assert "liên hồ chứa" in words[2]
    assert notice.mark == "ck"
    assert notice.source


def test_notices_of_packs_in_their_order(tmp_path: Path) -> None:
    (notice,) = load_notices(write(tmp_path, "ho-tro.yaml", GOOD), ["thu", "khong-co"])
    assert (notice.notice_id, notice.title.vi, notice.source) == ("ho-tro", "Hỗ trợ", "Quy chế")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (GOOD.replace("id: ho-tro", "id: khac"), "id"),
        (GOOD.replace("[{vi: Câu một.}]", "[]"), "paragraphs"),
        (GOOD.replace("Câu một.", "a" * 601), "paragraphs[0]"),
        (GOOD.replace("source: Quy chế", "source: ' '"), "source"),
        (GOOD.replace("source: Quy chế", "mark: seen"), "source"),
        (GOOD + "colour: red\n", "colour"),
    ],
)
def test_each_fault_is_told_with_its_key(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(DocumentError) as caught:
        load_notices(write(tmp_path, "ho-tro.yaml", text), ["thu"])
    assert any(key in str(fault) for fault in caught.value.faults)


def test_two_of_one_id(tmp_path: Path) -> None:
    write(tmp_path, "ho-tro.yaml", GOOD)
    other = tmp_path / "khac" / "notices"
    other.mkdir(parents=True)
    (other / "ho-tro.yaml").write_text(GOOD, "utf-8")
    with pytest.raises(DocumentError, match="another notice"):
        load_notices(tmp_path, ["thu", "khac"])
