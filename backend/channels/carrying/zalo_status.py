"""What Zalo's error numbers mean for a message.

Source: Zalo Cloud, "Cách xử lý mã lỗi" (ZNS), and the error table of the OA API v3.
"""

from __future__ import annotations

from typing import NamedTuple

from backend.channels.base import Receipt
from backend.contract.state import Text

TOKEN_INVALID = frozenset({-124, -216, -220})
"""ZNS and OA: the access token is wrong or too old."""
_DAY_S, _HOUR_S = 86_400.0, 3_600.0
_VIETNAM_S = 7 * _HOUR_S


class _Meaning(NamedTuple):
    vi: str
    en: str
    again: bool = False
    wait: str = ""
    """Until: `minute`, `midnight`, `morning` (Vietnamese time)."""


_UNKNOWN_USER = _Meaning("số này không có tài khoản Zalo", "this number has no Zalo account")
_BLOCKED = _Meaning(
    "người nhận không nhận tin này (đã chặn hoặc tắt)", "the recipient blocks or cannot receive it"
)
_MEANINGS = {
    -100: _Meaning("Zalo gặp lỗi không xác định", "unknown error at Zalo", True, "minute"),
    -108: _Meaning("số điện thoại không hợp lệ", "the phone number is invalid"),
    -109: _Meaning("mã mẫu không hợp lệ", "the template id is invalid"),
    -112: _Meaning("nội dung mẫu không hợp lệ", "the data of the template are invalid"),
    -114: _BLOCKED,
    -115: _Meaning("tài khoản ZNS hết tiền", "the ZNS account has no balance left"),
    -117: _Meaning(
        "OA hoặc ứng dụng chưa được dùng mẫu này", "this template may not be used by the OA or app"
    ),
    -118: _UNKNOWN_USER,
    -119: _BLOCKED,
    -124: _Meaning("mã truy cập không hợp lệ", "the access token is invalid", True, "minute"),
    -131: _Meaning("mẫu chưa được duyệt", "the template is not approved"),
    -133: _Meaning(
        "Zalo không gửi mẫu này ban đêm (22–6 giờ)", "Zalo sends no such template at night", True, "morning"
    ),
    -144: _Meaning(
        "OA đã hết hạn mức ZNS trong ngày", "the OA's ZNS quota of the day is used up", True, "midnight"
    ),
    -147: _Meaning(
        "mẫu đã hết hạn mức trong ngày", "the template's quota of the day is used up", True, "midnight"
    ),
    -32: _Meaning("gọi API quá nhanh", "too many calls", True, "minute"),
    -211: _Meaning("OA đã hết hạn mức", "the OA's quota is used up", True, "midnight"),
    -213: _Meaning("người nhận chưa quan tâm OA", "the recipient does not follow the OA"),
    -216: _Meaning("mã truy cập không hợp lệ", "the access token is invalid", True, "minute"),
    -230: _Meaning("người nhận không tương tác với OA trong 7 ngày", "no contact with the OA for 7 days"),
    -232: _Meaning("hết thời hạn tương tác với OA", "the time for answers of the OA is over"),
}


def refusal(code: int, said: str, now: float) -> Receipt:
    """Return what to say of a message that Zalo answers with `code`.

    Args:
        code: Zalo's error number, not 0.
        said: Zalo's own words, fit for people.
        now: seconds since epoch.
    """
    meaning = _MEANINGS.get(code)
    vi, en = (meaning.vi, meaning.en) if meaning else (said, said)
    reason = Text(f"Zalo từ chối ({code}): {vi}", f"Zalo refuses ({code}): {en}")
    if meaning is None or not meaning.again:
        return Receipt("failed", reason=reason)
    return Receipt("failed", reason=reason, again=True, again_after_s=_wait_s(meaning.wait, now))


def _wait_s(until: str, now: float) -> float:
    """Return the seconds until Zalo will take the message, by Vietnamese time."""
    since_midnight_s = (now + _VIETNAM_S) % _DAY_S
    if until == "midnight":
        return _DAY_S - since_midnight_s
    if until == "morning":
        return (6 * _HOUR_S - since_midnight_s) % _DAY_S
    return 60.0
