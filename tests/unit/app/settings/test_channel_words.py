import pytest
from msgspec.structs import replace

from app.settings import channel_words as words
from backend.contract.work_requests import ChannelInfo
from tests.unit.app.settings.conftest import CHANNELS, SMS

KINDS = ("smtp", "sms_http", "smpp", "zalo", "webhook", "notify", "callsheet")


@pytest.fixture(autouse=True)
def vietnamese_words(vietnamese):
    """Tell in Vietnamese."""


def test_every_kind_has_words_of_its_own():
    assert len({words.kind_word(kind) for kind in KINDS}) == len(KINDS)
    assert len({words.what_leaves(kind) for kind in KINDS}) == len(KINDS)
    assert words.kind_word("fax") == "fax"


@pytest.mark.parametrize("kind", [*KINDS, "fax"])
def test_what_leaves_the_house_is_said_plainly(kind):
    said = words.what_leaves(kind)
    if words.leaves_house(kind):
        assert "ra ngoài trung tâm" in said or "sang hệ thống khác" in said
    else:
        assert "không có gì ra ngoài trung tâm" in said


def test_the_question_before_it_is_on():
    asked = words.question(SMS)
    assert asked.startswith("Bật “Tin nhắn SMS”? Từ bây giờ tin SMS sẽ đi tới điện thoại")
    assert asked.endswith("3 tin đang chờ sẽ được gửi ngay.")
    assert "đang chờ" not in words.question(replace(SMS, n_open=0))


def test_the_question_before_it_is_off():
    asked = words.question(replace(SMS, enabled=True))
    assert asked.startswith("Tắt “Tin nhắn SMS”? Từ bây giờ không gửi gì")
    assert "3 tin đang chờ sẽ đi bằng kênh khác" in asked


def test_a_channel_as_a_row():
    assert words.row_of(SMS, "vi") == (
        "Tin nhắn SMS", "tin SMS (cổng nhà cung cấp)", "○ tắt", "3", "0", "0", "2.000", "thiếu khóa esms_api_key",
    )  # fmt: skip
    busy = words.row_of(ChannelInfo("a", "notify", "Tường", True, 0, 1280, 1, None), "vi")
    assert busy[2:7] == ("● bật", "0", "1.280", "1", "không giới hạn")
    assert len(words.row_of(CHANNELS[0], "en")) == 8
