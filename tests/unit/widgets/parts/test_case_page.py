import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QBoxLayout, QLabel, QWidget

from tests.unit.widgets.city import City
from widgets.parts.case_page import CasePage, PageLine, PageSection

SECTIONS = [
    PageSection(
        "Xử lý", (PageLine("Đơn vị", "Sở Xây dựng", "từ 08:00", strong=True), PageLine("", "chỉ có lời"))
    ),
    PageSection("Bình luận", (), "Chưa có bình luận."),
    PageSection("Tài liệu", (PageLine("03:28", "bien-ban.pdf", link="a1"),), aside=True),
]


@pytest.fixture
def page(show, city: City) -> CasePage:
    made = CasePage(city.context().look)
    made.set_sections(SECTIONS)
    return show(made, 1100, 500)


def words_of(page: CasePage) -> list[str]:
    return [label.text() for label in page.widget().findChildren(QLabel) if label.isVisibleTo(page)]


def test_sections_are_headed_lines_and_an_empty_one_says_so(page):
    assert {"Xử lý", "Đơn vị", "Sở Xây dựng", "từ 08:00", "Chưa có bình luận."} <= set(words_of(page))
    assert "Đơn vị Sở Xây dựng từ 08:00" in page.words()
    assert "Chưa có bình luận." in page.words()


def test_a_link_is_chosen_by_a_click(qtbot, page):
    (link,) = [label for label in page.widget().findChildren(QLabel) if label.text() == "bien-ban.pdf"]
    with qtbot.waitSignal(page.link_chosen) as chosen:
        qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert chosen.args == ["a1"]


def test_only_what_changed_is_built_anew(page):
    before = page.widget().findChildren(QLabel)
    page.set_sections(list(SECTIONS))
    assert page.widget().findChildren(QLabel) == before
    page.set_sections([PageSection("Mới", (PageLine("", "lời"),))])
    QApplication.processEvents()
    assert words_of(page) == ["Mới", "lời"]


def test_two_columns_where_there_is_room_and_one_beneath_the_other_where_not(page):
    part = QWidget()
    page.add_part(part)
    assert page._sides.direction() == QBoxLayout.Direction.LeftToRight
    page.resize(500, 500)
    assert page._sides.direction() == QBoxLayout.Direction.TopToBottom
    assert page._columns[1].itemAt(0).widget() is part


def test_a_long_word_of_a_reporter_is_plain_text(page):
    page.set_sections([PageSection("x", (PageLine("", "<b>không phải HTML</b>"),))])
    QApplication.processEvents()
    assert "<b>không phải HTML</b>" in words_of(page)
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in page.widget().findChildren(QLabel))
