"""`toancanh cameras discover` and `toancanh cameras add`: ONVIF cameras into a centre."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from msgspec.structs import replace

from backend.cameras.answers import main_and_sub
from backend.cameras.device import Access, OnvifCamera
from backend.cameras.discovery import PORT, WAIT_S, Found, discover
from backend.cameras.errors import CameraError
from backend.cli.camera_register import Camera, RegisterError, register
from backend.cli.options import Folder, Keys, fail
from backend.domain.clock import SystemClock
from backend.sources.reading.secrets import SecretMissingError, password_of
from backend.wire import keys as keys_

cameras_app = typer.Typer(
    help="ONVIF cameras: found on the network, added to a centre.", no_args_is_help=True
)
User = Annotated[str, typer.Option(help="User name at the camera; empty: it asks for none.")]
Key = Annotated[str, typer.Option(help="Name of the password in the keyring; asked for where it is new.")]
N_AT_ONCE = 16


@cameras_app.command("discover")
def discover_cameras(  # noqa: PLR0913 - options of a command line
    centre: Folder = Path(),
    address: Annotated[str, typer.Option(help="Ask this address only, not the whole network.")] = "",
    user: User = "",
    key: Key = "",
    keys: Keys = None,
    seconds: Annotated[float, typer.Option(help="How long to listen for answers.")] = WAIT_S,
    port: Annotated[int, typer.Option(help="UDP port that cameras listen on.")] = PORT,
    write: Annotated[bool, typer.Option("--write", help="Add what was found to the centre.")] = False,
) -> None:
    """List the cameras that answer on this machine's networks: name, model, address, profiles."""
    try:
        password = _password(user, key, keys)
        found = asyncio.run(discover(seconds, address, port))
        cameras = asyncio.run(_look_at(found, user, password, key))
    except (SecretMissingError, keys_.SecretError, OSError) as error:
        raise fail(error) from error
    for camera in cameras:
        typer.echo(words_of(camera))
    typer.echo(f"{len(cameras)} cameras answered")
    if write:
        _write(centre, [camera for camera in cameras if not camera.why_not])


@cameras_app.command("add")
def add_camera(  # noqa: PLR0913 - options of a command line
    address: Annotated[str, typer.Argument(help="Of its ONVIF service, or its host name or IP address.")],
    centre: Folder = Path(),
    name: Annotated[str, typer.Option(help="For people; left out: as the camera calls itself.")] = "",
    place_id: Annotated[str, typer.Option("--id", help="Id of its place; left out: made of the name.")] = "",
    lat: Annotated[str, typer.Option(help="Degrees north, WGS84.")] = "",
    lon: Annotated[str, typer.Option(help="Degrees east, WGS84.")] = "",
    user: User = "",
    key: Key = "",
    keys: Keys = None,
) -> None:
    """Add one camera to a centre: its place with both streams, and the question after its health."""
    url = address if "://" in address else f"http://{address}/onvif/device_service"
    try:
        password = _password(user, key, keys)
        found = Found("", url, name)
        (camera,) = asyncio.run(_look_at([found], user, password, key))
    except (SecretMissingError, keys_.SecretError, OSError) as error:
        raise fail(error) from error
    if camera.why_not:
        raise fail(RegisterError(camera.why_not))
    typer.echo(words_of(camera))
    _write(centre, [replace(camera, place_id=place_id, lat=lat, lon=lon)])


def _password(user: str, key: str, folder: Path | None) -> str:
    """Return the password kept under `key`; one that is not there yet is asked for and kept."""
    if not user:
        return ""
    if not key:
        raise SecretMissingError("a user needs a password: give the name of its entry with --key NAME")
    if folder is not None:
        keys_.use_as_keyring(folder)
    try:
        return password_of(key)
    except SecretMissingError:
        password: str = typer.prompt(f"Password of {user}", hide_input=True)
        keys_.open_store(folder).put(key, password)
        return password


async def _look_at(found: Sequence[Found], user: str, password: str, key: str) -> list[Camera]:
    """Return what the devices tell of themselves, in the order given."""
    turns = asyncio.Semaphore(N_AT_ONCE)

    async def look(device: Found) -> Camera:
        async with turns:
            return await _asked(device, Access(device.address, user, password), key)

    return list(await asyncio.gather(*(look(device) for device in found)))


async def _asked(device: Found, access: Access, key: str) -> Camera:
    camera = OnvifCamera(access, SystemClock().now)
    written = Camera(
        address=device.address,
        name=device.name or access.where,
        model=device.model,
        user=access.user,
        key=key if access.user else "",
    )
    try:
        facts, profiles = await camera.facts(), await camera.profiles()
        main, sub = main_and_sub(profiles)
        return replace(
            written,
            name=device.name or facts.model or access.where,
            model=" ".join(filter(None, (facts.maker, facts.model))) or device.model,
            profiles=tuple(profiles),
            main=await camera.stream_address(main.token),
            sub=await camera.stream_address(sub.token),
        )
    except (CameraError, ValueError) as error:
        return replace(written, why_not=str(error))
    finally:
        await camera.close()


def words_of(camera: Camera) -> str:
    """Return what is known of a camera, a line for each profile."""
    turns = ", can be turned" if camera.ptz else ""
    lines = [f"{camera.name} ({camera.model or 'unknown model'}) {camera.address}{turns}"]
    lines += [
        f"  {one.name or one.token}: {one.width_px}x{one.height_px} {one.encoding}" for one in camera.profiles
    ]
    if camera.why_not:
        lines.append(f"  {camera.why_not}")
    return "\n".join(lines)


def _write(centre: Path, cameras: Sequence[Camera]) -> None:
    try:
        typer.echo(register(centre.resolve(), cameras))
    except (RegisterError, OSError) as error:
        raise fail(error) from error
