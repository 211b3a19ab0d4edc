"""What a request is refused with: a list of codes and descriptions, as GeoReport v2 says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from backend.contract.state import Text

_PHRASES = {
    400: Text("Yêu cầu không hợp lệ.", "The request is not valid."),
    404: Text("Không có địa chỉ này.", "There is nothing at this address."),
    405: Text("Phương thức này không dùng được ở đây.", "This method is not for this address."),
    408: Text("Yêu cầu đến quá chậm.", "The request took too long."),
    413: Text("Yêu cầu quá lớn.", "The request is too large."),
    429: Text("Quá nhiều yêu cầu; hãy thử lại sau.", "Too many requests; try again later."),
    500: Text("Máy chủ gặp lỗi; hãy thử lại sau.", "The server failed; try again later."),
    503: Text("Máy chủ đang bận; hãy thử lại sau.", "The server is busy; try again later."),
}


class GatewayError(Exception):
    """A request that is refused; every reason is told at once."""

    def __init__(self, status: int, *reasons: Text, headers: Mapping[str, str] | None = None) -> None:
        """Refuse with an HTTP status and reasons; without any, with the usual words for it."""
        self.status = status
        self.reasons: Sequence[Text] = reasons or (phrase(status),)
        self.headers = dict(headers or {})
        super().__init__("; ".join(reason.en or reason.vi for reason in self.reasons))


def phrase(status: int) -> Text:
    """Return the usual words for an HTTP status."""
    return _PHRASES.get(status) or Text(
        f"Yêu cầu bị từ chối ({status}).", f"The request is refused ({status})."
    )


def too_large(most: int) -> GatewayError:
    """Return the refusal of a body of more than `most` bytes; the line is closed, the rest stays unread."""
    size = f"{most / 1_048_576:g} MB"
    return GatewayError(
        413,
        Text(f"Nội dung quá lớn: tối đa {size}.", f"The body is too large: at most {size}."),
        headers={"Connection": "close"},
    )


def language_of(accept: str) -> str:
    """Return `en` if an Accept-Language header prefers it to Vietnamese, else `vi`."""
    weights: dict[str, float] = {}
    for part in accept[:200].split(","):
        name, _, more = part.strip().partition(";")
        weight = more.strip().removeprefix("q=")
        try:
            weights.setdefault(name.strip().lower()[:2], float(weight) if weight else 1.0)
        except ValueError:
            continue
    return "en" if weights.get("en", 0.0) > weights.get("vi", 0.0) else "vi"
