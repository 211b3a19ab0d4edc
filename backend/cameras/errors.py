"""Why a camera did not do what it was asked for."""

from __future__ import annotations

from typing import Literal

from backend.contract.state import Text

Kind = Literal["silent", "refused", "unable", "unreadable"]


class CameraError(Exception):
    """A camera did not do it; `text` says why and what to do."""

    def __init__(self, kind: Kind, vi: str, en: str) -> None:
        """Tell it in both languages.

        Args:
            kind: `silent`: no answer; `refused`: user or password are not accepted; `unable`: it says that it
                cannot; `unreadable`: its answer is not what the standard says.
            vi: words for people.
            en: words for people and logs.
        """
        self.kind, self.text = kind, Text(vi, en)
        super().__init__(en)


def silent(where: str, why: str) -> CameraError:
    """Return that nothing answers at `where`."""
    return CameraError(
        "silent",
        f"Camera tại {where} không trả lời ({why}). Hãy kiểm tra nguồn điện và đường mạng tới camera.",
        f"the camera at {where} does not answer ({why}); check its power and the network",
    )


def refused(where: str) -> CameraError:
    """Return that user or password are not accepted at `where`."""
    return CameraError(
        "refused",
        f"Camera tại {where} không nhận tài khoản hoặc mật khẩu. Hãy kiểm tra cột onvif_user và mật khẩu lưu "
        "bằng lệnh toancanh keys password.",
        f"the camera at {where} refuses the user or the password; check the column onvif_user and the "
        "password kept by 'toancanh keys password'",
    )


def unreadable(where: str, why: str) -> CameraError:
    """Return that the answer of `where` cannot be used."""
    return CameraError(
        "unreadable",
        f"Câu trả lời của camera tại {where} không đọc được ({why}). Hãy kiểm tra địa chỉ ONVIF của camera.",
        f"the answer of the camera at {where} cannot be read ({why}); check its ONVIF address",
    )
