import csv
import io
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.sources.reading import csv_lines
from backend.sources.reading.csv_lines import Layout, records, sniff


def cells(data: bytes, layout: Layout | None = None) -> list[list[str]]:
    layout = layout or sniff(data)
    return [record.cells for record in records(io.BytesIO(data), layout, layout.start)]


TEXT = "Trạm;Mực nước\nCẩm Lệ;0,5\n"


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode(),
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("utf-16-le"),
        lambda text: text.encode("utf-16-be"),
        lambda text: text.replace("\n", "\r\n").encode("utf-16"),
        lambda text: text.replace("\n", "\r\n").encode(),
    ],
)
def test_unicode_encodings_are_found(encode: Callable[[str], bytes]) -> None:
    assert cells(encode(TEXT)) == [["Trạm", "Mực nước"], ["Cẩm Lệ", "0,5"]]


def test_windows_1258_with_its_separate_tone_marks() -> None:
    # a + breve and e + circumflex are letters of the code page, tone marks are not
    data = "Tra\u0323m;Mư\u0323c nươ\u0301c\n".encode("cp1258")
    assert cells(data) == [["Trạm", "Mực nước"]]


@pytest.mark.parametrize("sign", [";", ",", "\t", "|"])
def test_separators_are_found(sign: str) -> None:
    data = sign.join(["a", "b c", "d"]) + "\n" + sign.join(["1", "2", "3"]) + "\n"
    assert cells(data.encode()) == [["a", "b c", "d"], ["1", "2", "3"]]


def test_a_decimal_comma_is_no_separator() -> None:
    assert cells(b"a;b\n1,5;2,5\n")[1] == ["1,5", "2,5"]


def test_quoted_cells_hold_separators_quotes_and_lines() -> None:
    assert cells(b'a,b\n"x,1","say ""hi"""\n"two\nlines",3\n')[1:] == [
        ["x,1", 'say "hi"'],
        ["two\nlines", "3"],
    ]


def test_a_stray_quotation_mark_spoils_one_record() -> None:
    data = b'a,b\n"oops,1\n' + b"".join(b"%d,2\n" % number for number in range(200))
    found = list(records(io.BytesIO(data), sniff(data), 0))
    assert len(found) == 202
    assert found[1].fault
    assert [record.cells for record in found[2:]] == [[str(number), "2"] for number in range(200)]


def test_a_huge_line_costs_only_itself() -> None:
    data = b"a,b\n" + b"x" * 3_000_000 + b"\n1,2\n"
    found = list(records(io.BytesIO(data), sniff(data), 0))
    assert [bool(record.fault) for record in found] == [False, True, False]
    assert found[2].cells == ["1", "2"]
    assert found[2].end == len(data)


def test_the_last_line_without_its_end_is_marked() -> None:
    found = list(records(io.BytesIO(b"a,b\n1,2\n3,"), Layout("auto", ",", 0), 0))
    assert [record.complete for record in found] == [True, True, False]


CELL = st.text(
    st.characters(exclude_characters="\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\x00", exclude_categories=["Cs"])
)


@given(st.lists(st.lists(CELL, min_size=2, max_size=4), min_size=1), st.sampled_from(["utf-8", "utf-16-le"]))
def test_what_csv_writes_is_read_back_and_each_end_is_a_place_to_go_on(
    rows: list[list[str]], encoding: str
) -> None:
    rows = [[csv_lines.decode(cell.encode(), "utf-8") for cell in row] for row in rows]
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    data, layout = text.getvalue().encode(encoding), Layout(encoding, ",", 0)
    found = list(records(io.BytesIO(data), layout, 0))
    assert [record.cells for record in found] == rows
    for index, record in enumerate(found):
        assert [one.cells for one in records(io.BytesIO(data), layout, record.end)] == rows[index + 1 :]


@given(st.binary())
def test_no_bytes_raise(data: bytes) -> None:
    layout = sniff(data)
    ends = [record.end for record in records(io.BytesIO(data), layout, layout.start)]
    assert ends == sorted(ends)
    assert not ends or ends[-1] == max(len(data), layout.start)


def test_where_the_header_stands_nobody_knows_the_widest_line_tells_the_separator() -> None:
    text = "PHIẾU, mẫu số 4, ngày 5\nMã mẫu;NS-1\n\nChỉ tiêu;Kết quả;Đơn vị;Phương pháp;Ghi chú\nChì;<0,01;mg/L;;\n"
    assert sniff(text.encode(), header_row=0).separator == ";"
    assert sniff(b"a,b,c\n1,2,3\n", header_row=0).separator == ","
