"""What the answers of a message centre mean.

Source: SMPP 3.4, 5.1.3 (command_status).
"""

from __future__ import annotations

from backend.channels.base import Receipt
from backend.contract.state import Text

THROTTLED = 0x58
_WORDS = {
    0x01: Text("tin dài sai quy định", "the length of the text is wrong"),
    0x04: Text("phiên chưa được phép gửi", "the session may not send"),
    0x08: Text("tổng đài lỗi hệ thống", "system error of the centre"),
    0x0A: Text("tên người gửi (brandname) không hợp lệ", "the sender's name is invalid"),
    0x0B: Text("số người nhận không hợp lệ", "the recipient's number is invalid"),
    0x14: Text("hàng đợi của tổng đài đầy", "the queue of the centre is full"),
    0x45: Text("tổng đài không gửi được", "the centre could not send it"),
    THROTTLED: Text("gửi quá nhanh, tổng đài yêu cầu chờ", "too fast, the centre wants us to wait"),
}
_AGAIN = frozenset({0x04, 0x08, 0x14, 0x45, THROTTLED})


def refusal(status: int) -> Receipt:
    """Return what to say of a message that was answered with `status` other than 0."""
    words = _WORDS.get(status, Text("không rõ lý do", "for an unknown reason"))
    reason = Text(
        f"Tổng đài SMPP từ chối (0x{status:02X}): {words.vi}",
        f"The message centre (SMPP) refuses (0x{status:02X}): {words.en}",
    )
    return Receipt("failed", reason=reason, again=status in _AGAIN)
