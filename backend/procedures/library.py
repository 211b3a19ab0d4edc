"""The procedures that can be started, in all their versions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from backend.procedures.findings import ProcedureRefusedError
from backend.procedures.model import ProcedureModel

MAX_CALLS_DEEP = 8


class Library:
    """Models by id and version."""

    def __init__(self, models: Iterable[ProcedureModel] = ()) -> None:
        self._models: dict[str, dict[int, ProcedureModel]] = {}
        for model in models:
            self.add(model)

    def __iter__(self) -> Iterator[ProcedureModel]:
        """Yield the newest version of each procedure, by id."""
        return (self._models[key][max(self._models[key])] for key in sorted(self._models))

    def add(self, model: ProcedureModel) -> None:
        """Take up a version.

        Raises:
            ValueError: the same version is there with other contents: runs stand on it.
        """
        versions = self._models.setdefault(model.procedure_id, {})
        there = versions.get(model.version)
        if there is not None and there.digest != model.digest:
            raise ValueError(
                f"procedure {model.procedure_id!r} version {model.version} exists with other contents; "
                f"publish the drawing as version {max(versions) + 1}"
            )
        versions[model.version] = model

    def find(self, procedure_id: str, version: int | None = None) -> ProcedureModel | None:
        """Return a version, or the newest; None: there is none."""
        versions = self._models.get(procedure_id)
        if not versions:
            return None
        return versions.get(max(versions) if version is None else version)

    def versions(self, procedure_id: str) -> tuple[int, ...]:
        """Return the versions of a procedure, ascending."""
        return tuple(sorted(self._models.get(procedure_id, ())))

    def called(
        self, model: ProcedureModel, pinned: Mapping[str, ProcedureModel] | None = None
    ) -> dict[str, ProcedureModel]:
        """Return the procedures that one calls, and those that they call: `pinned` ones, else the newest.

        Raises:
            ProcedureRefusedError: one is missing, or procedures call one another in a circle.
        """
        found: dict[str, ProcedureModel] = {}
        self._gather(model, (model.procedure_id,), pinned or {}, found)
        return found

    def _gather(
        self,
        model: ProcedureModel,
        way: tuple[str, ...],
        pinned: Mapping[str, ProcedureModel],
        found: dict[str, ProcedureModel],
    ) -> None:
        for name in model.calls:
            if name in way or len(way) > MAX_CALLS_DEEP:
                circle = " → ".join((*way, name))
                raise ProcedureRefusedError(
                    f"Quy trình gọi nhau vòng tròn hoặc quá sâu: {circle}. Bỏ một bước gọi.",
                    f"Procedures call one another in a circle or too deep: {circle}. Remove one call.",
                )
            called = pinned.get(name) or self.find(name)
            if called is None:
                raise ProcedureRefusedError(
                    f"Quy trình {model.procedure_id} gọi {name} mà không có. Công bố nó trước.",
                    f"Procedure {model.procedure_id} calls {name}, which does not exist. Publish it first.",
                )
            found[name] = called
            self._gather(called, (*way, name), pinned, found)
