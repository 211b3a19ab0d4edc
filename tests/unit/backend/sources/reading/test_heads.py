from __future__ import annotations

import pytest

from backend.sources.reading.heads import MOST_ROWS, TableHead
from backend.sources.reading.numbers import UnreadableError

LABELS = ("Mã mẫu", "Ngày lấy mẫu", "Quy chuẩn")
COLUMNS = ("Mã mẫu", "Ngày lấy mẫu", "Chỉ tiêu", "Kết quả")
ABOVE = [
    ["PHIẾU KẾT QUẢ THỬ NGHIỆM", None, None],
    ["mã  mẫu: NS-0412", None, None],
    [None, "Ngày lấy mẫu:", "05/11/2026"],
    [],
]


def head(header_row: int = 0) -> TableHead:
    return TableHead(LABELS, header_row, COLUMNS)


def test_labelled_values_above_the_table_are_columns_of_every_row() -> None:
    found = head()
    assert [found.take(row) for row in ABOVE] == [None] * 4
    columns = found.take(["TT", "Chỉ tiêu", "Kết quả"])
    assert columns == ["TT", "Chỉ tiêu", "Kết quả", *LABELS]
    assert found.row([1, "pH", "7,2"]) == [1, "pH", "7,2", "NS-0412", "05/11/2026", None]
    assert found.row([2, "Độ đục"]) == [2, "Độ đục", None, "NS-0412", "05/11/2026", None]
    assert found.row([3, "As", "<1", "thừa"])[:4] == [3, "As", "<1", "NS-0412"]


def test_an_empty_row_stays_empty() -> None:
    found = head()
    found.take(["Chỉ tiêu", "Kết quả"])
    assert found.row([None, ""]) == [None, ""]


def test_the_table_begins_where_all_its_columns_stand_or_in_the_row_that_is_named() -> None:
    assert head().take(["Chỉ tiêu", "Đơn vị"]) is None
    third = head(3)
    assert [third.take(["Chỉ tiêu", "Kết quả"]) for _ in range(2)] == [None, None]
    assert third.take(["a", "b"]) == ["a", "b", *LABELS]


def test_the_first_value_of_a_label_counts() -> None:
    found = TableHead(("Mã mẫu",), 0, ("Chỉ tiêu",))
    for row in (["Mã mẫu", "", "A"], ["Mã mẫu: B"]):
        found.take(row)
    found.take(["Chỉ tiêu"])
    assert found.row(["pH"]) == ["pH", "A"]


def test_a_file_without_the_table_is_refused_with_what_is_missing() -> None:
    found = TableHead((), 0, ("Chỉ tiêu", "Kết quả"))
    for _ in range(MOST_ROWS - 1):
        assert found.take(["x"]) is None
    with pytest.raises(UnreadableError, match="no row holds the columns chỉ tiêu, kết quả"):
        found.take(["x"])
    assert head(7).missing == "the file ends before its header in row 7"


def test_without_labels_rows_are_left_as_they_are() -> None:
    found = TableHead((), 1, ())
    assert found.take(["a"]) == ["a"]
    row = ["1", "2"]
    assert found.plain
    assert found.row(row) is row
