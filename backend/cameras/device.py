"""One camera over the network: asked, moved, photographed. Nothing here waits longer than its patience."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

import httpx
import msgspec
from lxml import etree

from backend.cameras import answers, soap
from backend.cameras.answers import Facts, Position, Preset, Profile, Services
from backend.cameras.errors import CameraError, refused, silent, unreadable

PATIENCE_S = 4.0
MOST_PICTURE_BYTES = 8_000_000
TIMEOUT_S = 1.0
"""A camera stops by itself when no further word comes for so long, even if this machine dies."""


class Access(msgspec.Struct, frozen=True):
    """Where a camera is and who asks."""

    address: str
    """Of its device service."""
    user: str = ""
    """Empty: it asks for none."""
    password: str = ""

    @property
    def where(self) -> str:
        """Return host and port, fit for people and logs."""
        try:
            parts = urlsplit(self.address)
        except ValueError:
            return self.address
        return parts.hostname + (f":{parts.port}" if parts.port else "") if parts.hostname else self.address


class OnvifCamera:
    """A camera that speaks ONVIF; close it."""

    def __init__(
        self,
        access: Access,
        now: Callable[[], float],
        patience_s: float = PATIENCE_S,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """Open nothing yet.

        Args:
            access: address and credentials.
            now: this machine's clock, s since epoch.
            patience_s: for one answer.
            transport: other than the network, for tests.
        """
        self.access, self._now, self._patience_s = access, now, patience_s
        self._http = httpx.AsyncClient(
            timeout=patience_s,
            transport=transport,
            follow_redirects=False,
            trust_env=False,  # a camera stands on the own network: no proxy is asked
        )
        self._offset_s: float | None = None
        self._services: Services | None = None
        self._profiles: list[Profile] | None = None

    async def close(self) -> None:
        """Let the connection go."""
        await self._http.aclose()

    # ---- what it is -------------------------------------------------------------------------------

    async def clock_offset_s(self) -> float:
        """Return by how much the camera's clock is ahead of ours, s; asked once, without credentials."""
        if self._offset_s is None:
            answer = await self._ask_once(self.access.address, "<tds:GetSystemDateAndTime/>", None)
            told = answers.clock_of(answer)
            self._offset_s = 0.0 if told is None else told - self._now()
        return self._offset_s

    async def facts(self) -> Facts:
        """Return maker, model, firmware, serial number."""
        return answers.facts_of(await self._ask(self.access.address, "<tds:GetDeviceInformation/>"))

    async def services(self) -> Services:
        """Return the addresses of its services."""
        if self._services is None:
            told, here = await self._services_told(), self.access.address
            try:
                self._services = Services(
                    answers.rehosted(told.media, here) if told.media else "",
                    answers.rehosted(told.ptz, here) if told.ptz else "",
                )
            except ValueError as error:
                raise unreadable(self.access.where, str(error)) from None
        return self._services

    async def _services_told(self) -> Services:
        """Ask the old way, which nearly all know, then the new one."""
        body = "<tds:GetCapabilities><tds:Category>All</tds:Category></tds:GetCapabilities>"
        try:
            told = answers.services_of(await self._ask(self.access.address, body))
        except CameraError as error:
            if error.kind != "unable":
                raise
            told = Services()
        if told.media:
            return told
        body = "<tds:GetServices><tds:IncludeCapability>false</tds:IncludeCapability></tds:GetServices>"
        return answers.services_listed(await self._ask(self.access.address, body))

    async def profiles(self) -> list[Profile]:
        """Return the ways in which it gives its picture."""
        if self._profiles is None:
            media = await self._media()
            self._profiles = answers.profiles_of(await self._ask(media, "<trt:GetProfiles/>"))
        return self._profiles

    async def stream_address(self, token: str) -> str:
        """Return the RTSP address of a profile, without credentials."""
        body = (
            "<trt:GetStreamUri><trt:StreamSetup><tt:Stream>RTP-Unicast</tt:Stream>"
            "<tt:Transport><tt:Protocol>RTSP</tt:Protocol></tt:Transport></trt:StreamSetup>"
            f"{_element('trt:ProfileToken', token)}</trt:GetStreamUri>"
        )
        return await self._address(body)

    async def snapshot(self) -> bytes:
        """Return a JPEG of what it sees now, in its largest picture.

        Raises:
            CameraError: silent, refused, or no picture.
        """
        main, _ = await self._main_and_sub()
        body = f"<trt:GetSnapshotUri>{_element('trt:ProfileToken', main.token)}</trt:GetSnapshotUri>"
        picture = await self._fetch(await self._address(body))
        if not picture.startswith(b"\xff\xd8\xff"):
            raise unreadable(self.access.where, "not a JPEG picture")
        return picture

    # ---- movement ---------------------------------------------------------------------------------

    async def move(self, pan: float, tilt: float, zoom: float) -> None:
        """Move at a speed (each -1..1 of the fastest) until stopped, at most `TIMEOUT_S`."""
        body = (
            f"<tptz:ContinuousMove>{await self._token()}<tptz:Velocity>"
            f'<tt:PanTilt x="{pan:.3f}" y="{tilt:.3f}"/><tt:Zoom x="{zoom:.3f}"/></tptz:Velocity>'
            f"<tptz:Timeout>PT{TIMEOUT_S:g}S</tptz:Timeout></tptz:ContinuousMove>"
        )
        await self._ask(await self._ptz(), body)

    async def stop(self) -> None:
        """Stop every movement."""
        both = "<tptz:PanTilt>true</tptz:PanTilt><tptz:Zoom>true</tptz:Zoom>"
        body = f"<tptz:Stop>{await self._token()}{both}</tptz:Stop>"
        await self._ask(await self._ptz(), body)

    async def presets(self) -> list[Preset]:
        """Return the positions that it remembers."""
        body = f"<tptz:GetPresets>{await self._token()}</tptz:GetPresets>"
        return answers.presets_of(await self._ask(await self._ptz(), body))

    async def go_to(self, preset: str) -> None:
        """Turn to a position that it remembers."""
        body = (
            f"<tptz:GotoPreset>{await self._token()}{_element('tptz:PresetToken', preset)}</tptz:GotoPreset>"
        )
        await self._ask(await self._ptz(), body)

    async def save(self, name: str, preset: str = "") -> str:
        """Remember where it looks now, under a name; return the position's token."""
        given = _element("tptz:PresetName", name)
        given += _element("tptz:PresetToken", preset) if preset else ""
        body = f"<tptz:SetPreset>{await self._token()}{given}</tptz:SetPreset>"
        answer = await self._ask(await self._ptz(), body)
        return soap.text_of(answer, "tptz:PresetToken") or preset

    async def position(self) -> Position:
        """Return where it looks."""
        body = f"<tptz:GetStatus>{await self._token()}</tptz:GetStatus>"
        return answers.position_of(await self._ask(await self._ptz(), body))

    # ---- asking -----------------------------------------------------------------------------------

    async def _media(self) -> str:
        media = (await self.services()).media
        if not media:
            raise unreadable(self.access.where, "it names no media service")
        return media

    async def _ptz(self) -> str:
        ptz = (await self.services()).ptz
        if not ptz:
            raise CameraError(
                "unable",
                f"Camera tại {self.access.where} không quay được: nó không có dịch vụ PTZ.",
                f"the camera at {self.access.where} cannot be moved: it has no PTZ service",
            )
        return ptz

    async def _main_and_sub(self) -> tuple[Profile, Profile]:
        try:
            return answers.main_and_sub(await self.profiles())
        except ValueError as error:
            raise unreadable(self.access.where, str(error)) from None

    async def _token(self) -> str:
        """Return the element that names the profile by which it is moved."""
        movable = [one for one in await self.profiles() if one.ptz]
        token = movable[0].token if movable else (await self._main_and_sub())[0].token
        return _element("tptz:ProfileToken", token)

    async def _address(self, body: str) -> str:
        answer = await self._ask(await self._media(), body)
        try:
            return answers.rehosted(answers.uri_of(answer), self.access.address)
        except ValueError as error:
            raise unreadable(self.access.where, str(error)) from None

    async def _ask(self, address: str, body: str) -> etree._Element:
        """Ask with a proof of the password; once more by the camera's newest clock where it is refused."""
        if not self.access.user:
            return await self._told(address, body)
        known = self._offset_s is not None
        try:
            return await self._told(address, body)
        except CameraError as error:
            if error.kind != "refused" or not known:
                raise
        self._offset_s = None  # its clock may have been set since
        return await self._told(address, body)

    async def _told(self, address: str, body: str) -> etree._Element:
        proof = None
        if self.access.user:
            created_at = self._now() + await self.clock_offset_s()
            proof = soap.Proof(self.access.user, self.access.password, secrets.token_bytes(16), created_at)
        return await self._ask_once(address, body, proof)

    async def _ask_once(self, address: str, body: str, proof: soap.Proof | None) -> etree._Element:
        headers = {"Content-Type": "application/soap+xml; charset=utf-8"}
        request = self._request("POST", address, content=soap.envelope(body, proof), headers=headers)
        status, raw, _ = await self._exchange(request, soap.MOST_BYTES)
        try:
            return soap.body_of(raw)
        except soap.FaultError as fault:
            if fault.unauthorised or status == httpx.codes.UNAUTHORIZED:
                raise refused(self.access.where) from None
            said = fault.reason or fault.code
            raise CameraError(
                "unable",
                f"Camera tại {self.access.where} từ chối: “{said}”. Hãy thử lại, hoặc xem cấu hình camera.",
                f"the camera at {self.access.where} refuses: '{said}'; try again, or see its settings",
            ) from None
        except soap.SoapError as error:
            if status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
                raise refused(self.access.where) from None
            why = str(error) if status < 400 else f"HTTP {status}"
            raise unreadable(self.access.where, why) from None

    async def _fetch(self, address: str) -> bytes:
        """Return a picture, asked for again with the proof that the camera wants."""
        request = self._request("GET", address)
        status, raw, wanted = await self._exchange(request, MOST_PICTURE_BYTES)
        if status == httpx.codes.UNAUTHORIZED and self.access.user:
            user, password = self.access.user, self.access.password
            digest = wanted.lower().startswith("digest")
            auth = httpx.DigestAuth(user, password) if digest else httpx.BasicAuth(user, password)
            request = self._request("GET", address)
            status, raw, _ = await self._exchange(request, MOST_PICTURE_BYTES, auth)
        if status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
            raise refused(self.access.where)
        if status != httpx.codes.OK:
            raise unreadable(self.access.where, f"HTTP {status}")
        return raw

    def _request(self, method: str, address: str, **more: Any) -> httpx.Request:
        try:
            return self._http.build_request(method, address, **more)
        except (httpx.InvalidURL, ValueError) as error:
            raise unreadable(self.access.where, f"address {address!r}: {error}") from None

    async def _exchange(
        self, request: httpx.Request, most: int, auth: httpx.Auth | None = None
    ) -> tuple[int, bytes, str]:
        """Return status, body (at most so many bytes) and what proof is asked for.

        Raises:
            CameraError: no answer in time, or one without end.
        """
        where = self.access.where
        try:
            async with asyncio.timeout(self._patience_s):
                answer = await self._http.send(request, stream=True, auth=auth)
                try:
                    wanted = answer.headers.get("www-authenticate", "")
                    raw = b""
                    async for part in answer.aiter_bytes():
                        raw += part
                        if len(raw) > most:
                            raise unreadable(where, f"more than {most} bytes")
                finally:
                    await answer.aclose()
        except (TimeoutError, httpx.TimeoutException):
            raise silent(where, f"{self._patience_s:g} s") from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise silent(where, str(error) or type(error).__name__) from None
        return answer.status_code, raw, wanted


def _element(name: str, text: str) -> str:
    """Return an element with `text`, whatever signs stand in it."""
    return f"<{name}>{escape(text)}</{name}>"
