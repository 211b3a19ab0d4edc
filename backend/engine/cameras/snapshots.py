"""Pictures that cameras take themselves, kept as evidence: with a case, in an incident's story, or alone."""

from __future__ import annotations

import datetime
import hashlib
import zoneinfo

from backend.cameras.errors import CameraError
from backend.contract.cameras import SnapshotTaken, TakeSnapshot
from backend.contract.messages import ReplyBody
from backend.contract.state import Centre
from backend.domain.cases.change import CaseRefusedError
from backend.engine.cameras.holds import CameraRefusedError
from backend.engine.cameras.on_cameras import OnCameras, Yard
from backend.engine.cases.media import Upload
from backend.engine.cases.register import Register
from backend.engine.cases.scope import actor_of
from backend.engine.sessions import ACTING_ROLES, Session
from backend.engine.work.bench import Bench, Handlers, no_incident, refused, who
from backend.store import KeptBytes

JPEG = "image/jpeg"


class Snapshots:
    """Handler of `TakeSnapshot`."""

    def __init__(self, bench: Bench, register: Register, centre: Centre, yard: Yard) -> None:
        """Keep pictures with `bench` and `register`."""
        self._bench, self._register, self._centre, self._yard = bench, register, centre, yard

    def handlers(self, cameras: OnCameras) -> Handlers:
        """Return the handler; `cameras` knows who may."""

        async def take(body: TakeSnapshot, session: Session) -> ReplyBody:
            try:
                cameras.group_for(body.place_id, session)
                _check_role(session)
                if body.incident_id and self._bench.casework.incidents.get(body.incident_id) is None:
                    return no_incident(body.incident_id)
                return await self._take(body, session)
            except (CameraRefusedError, CaseRefusedError) as error:
                return refused(error)
            except CameraError as error:
                return await cameras.failed(body.place_id, error)

        return {TakeSnapshot: take}

    async def _take(self, body: TakeSnapshot, session: Session) -> ReplyBody:
        camera = await self._yard.links.camera(body.place_id)
        data, at = await camera.snapshot(), self._bench.clock.now()
        local = datetime.datetime.fromtimestamp(at, zoneinfo.ZoneInfo(self._centre.timezone))
        name = f"{body.place_id} {local:%Y-%m-%d %H.%M.%S}.jpg"
        digest = await self._bench.beside(hashlib.sha256(data).hexdigest)
        if body.case_id:
            upload = Upload(name=name, media_type=JPEG, data=data)
            await self._register.attach(body.case_id, upload, actor_of(session))
        else:
            self._bench.casework.out.kept.append(KeptBytes(digest, name, JPEG, at, data))
        payload = {"digest": digest, "name": name, "place_id": body.place_id, "n_bytes": len(data)}
        payload["text"] = self._yard.places[body.place_id].name
        about = {"case_id": body.case_id, "incident_id": body.incident_id}
        payload |= {key: value for key, value in about.items() if value}
        subject = body.incident_id or body.case_id or body.place_id
        self._bench.casework.out.note(at, who(session), "camera.snapshot", subject, dict(payload))
        return SnapshotTaken(body.place_id, digest, name, at, await self._bench.pipeline.settle())


def _check_role(session: Session) -> None:
    if session.role not in ACTING_ROLES:
        raise CameraRefusedError(
            "Tài khoản này không được lưu ảnh làm bằng chứng. Hãy nhờ trực ban.",
            "this account keeps no evidence; ask the duty officer",
        )
