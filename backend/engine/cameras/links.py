"""The daemon's links to its ONVIF cameras: opened when they are first needed, passwords from the keyring."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from urllib.parse import quote, urlsplit, urlunsplit

from backend.cameras.device import Access, OnvifCamera
from backend.cameras.errors import CameraError
from backend.contract.state import Place
from backend.sources.reading.secrets import SecretMissingError, password_of

ADDRESS, USER, KEY = "onvif", "onvif_user", "onvif_key"
"""Attributes of a camera's place."""


class Links:
    """One link for each camera, kept open."""

    def __init__(self, places: Mapping[str, Place], now: Callable[[], float]) -> None:
        """Open nothing yet.

        Args:
            places: by id, with their attributes.
            now: clock, s since epoch.
        """
        self._places, self._now = places, now
        self._open: dict[str, OnvifCamera] = {}

    async def camera(self, place_id: str) -> OnvifCamera:
        """Return the link to a camera.

        Raises:
            CameraError: it has no ONVIF address, or its password is missing.
        """
        found = self._open.get(place_id)
        if found is not None:
            return found
        place = self._places[place_id]
        address = place.attributes.get(ADDRESS, "")
        if not address:
            raise CameraError(
                "unable",
                f"Camera {place.name} chưa có địa chỉ ONVIF nên không điều khiển được. Hãy ghi cột onvif "
                "trong places.csv.",
                f"the camera {place.name} has no ONVIF address and cannot be controlled; fill in the "
                "column onvif of places.csv",
            )
        user, password = await self.credentials(place_id)
        made = OnvifCamera(Access(address, user, password), self._now)
        kept = self._open.setdefault(place_id, made)
        if kept is not made:
            await made.close()
        return kept

    async def credentials(self, place_id: str) -> tuple[str, str]:
        """Return user and password of a camera; both empty where it asks for none.

        Raises:
            CameraError: the keyring has no such password.
        """
        attributes = self._places[place_id].attributes
        user, key = attributes.get(USER, ""), attributes.get(KEY, "")
        if not user or not key:
            return user, ""
        try:
            return user, await asyncio.to_thread(password_of, key)
        except SecretMissingError as error:
            raise CameraError(
                "unable",
                f"Chưa lưu mật khẩu “{key}” của camera. Hãy chạy: toancanh keys password {key}",
                f"{error}; run 'toancanh keys password {key}'",
            ) from None

    async def stream(self, place_id: str, attribute: str) -> str:
        """Return the address of a camera's picture, with the credentials that it asks for.

        Args:
            place_id: the camera.
            attribute: `stream` or `stream_main`.

        Raises:
            CameraError: the keyring has no such password.
        """
        address = self._places[place_id].attributes.get(attribute, "")
        user, password = await self.credentials(place_id)
        return with_credentials(address, user, password)

    async def forget(self, place_id: str) -> None:
        """Open a camera anew when it is next needed: its password may have changed."""
        camera = self._open.pop(place_id, None)
        if camera is not None:
            await camera.close()

    async def close(self) -> None:
        """Let all cameras go."""
        for place_id in tuple(self._open):
            await self.forget(place_id)


def with_credentials(address: str, user: str, password: str) -> str:
    """Return an RTSP address with user and password in it; other addresses as they are."""
    parts = urlsplit(address)
    if not user or parts.scheme not in ("rtsp", "rtsps") or "@" in parts.netloc:
        return address
    return urlunsplit(parts._replace(netloc=f"{quote(user, '')}:{quote(password, '')}@{parts.netloc}"))
