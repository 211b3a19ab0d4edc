from __future__ import annotations

import io
from pathlib import Path

import msgspec
import pytest
from pypdf import PdfReader

from backend.reports import charts
from backend.reports.composing import compose
from backend.reports.docx_paper import COUNTRY, MOTTO
from backend.reports.pdf_paper import print_pdf
from tests.unit.backend.reports.report_kit import FONT, SPEC, case, facts, write_maps


def printed(folder: Path, **more: object) -> PdfReader:
    charts.use_font(FONT)
    paper = compose(SPEC, facts(maps=str(write_maps(folder)), **more))
    return PdfReader(io.BytesIO(print_pdf(paper, FONT)))


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> str:
    reader = printed(tmp_path_factory.mktemp("maps"))
    assert len(reader.pages) >= 2
    return "\n".join(page.extract_text() for page in reader.pages)


@pytest.mark.parametrize(
    "part",
    [
        COUNTRY,
        MOTTO,
        "UBND THÀNH PHỐ ĐÀ NẴNG",
        "BÁO CÁO",
        "Kết quả xử lý tháng 11 năm 2026",
        "PAHT.0001",
        "Đội B",
        "Nơi nhận:",
        "GIÁM ĐỐC",
        "Nguyễn Văn An",
        "Nhận xét:",
        "/BC-IOC",
    ],
)
def test_every_part_is_text_with_its_marks(words: str, part: str) -> None:
    assert part in words


def test_fonts_are_embedded_and_pictures_are_there(tmp_path: Path) -> None:
    reader = printed(tmp_path)
    fonts = [
        font.get_object()
        for page in reader.pages
        for font in page["/Resources"]["/Font"].get_object().values()
    ]
    assert fonts
    for font in fonts:
        descendant = font["/DescendantFonts"][0].get_object()
        assert "/FontFile2" in descendant["/FontDescriptor"].get_object()
    assert sum(len(page.images) for page in reader.pages) == 3
    assert reader.metadata is not None
    assert reader.metadata.title == "Báo cáo tháng tháng 11 năm 2026"


def test_the_same_paper_gives_the_same_bytes(tmp_path: Path) -> None:
    charts.use_font(FONT)
    paper = compose(msgspec.structs.replace(SPEC, sections=SPEC.sections[:1]), facts())
    assert print_pdf(paper, FONT) == print_pdf(paper, FONT)


def test_a_long_list_goes_on_over_pages_with_its_heads(tmp_path: Path) -> None:
    many = [
        case(i, title="Một phản ánh dài về ngập nước ở nhiều tuyến đường của phường " * 3) for i in range(60)
    ]
    reader = printed(tmp_path, lists={4: many}, n_listed={4: 60})
    with_heads = [page for page in reader.pages if "Hạn xử lý" in page.extract_text()]
    assert len(with_heads) >= 3
    assert reader.pages[1].extract_text().startswith("2")
