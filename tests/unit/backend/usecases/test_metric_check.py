from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from backend.contract.document import DocumentError, Lines
from backend.domain.checks.spec import Checks, StuckCheck
from backend.usecases import load_packs
from backend.usecases.metric_check import check_faults


def test_a_wrong_check_of_a_metric_is_a_fault_with_its_line(
    pack_folder: Path, spoil: Callable[[str, str, str], Path]
) -> None:
    spoil("pack.yaml", "  water_cm:\n", "  water_cm:\n    checks:\n      stuck: {after_s: 0}\n")
    with pytest.raises(DocumentError) as caught:
        load_packs(pack_folder, ["street_water"])
    (fault,) = caught.value.faults
    assert (fault.key, fault.found) == ("metrics.water_cm.checks.stuck.after_s", "found 0")
    assert fault.line > 0


def test_a_computed_metric_has_no_sensor_to_doubt() -> None:
    checks = Checks(stuck=StuckCheck(after_s=60))
    (fault,) = check_faults(checks, Lines("pack.yaml"), "metrics.rain", computed=True)
    assert fault.key == "metrics.rain.checks"
    assert not list(check_faults(checks, Lines("pack.yaml"), "metrics.rain", computed=False))
    assert not list(check_faults(None, Lines("pack.yaml"), "metrics.rain", computed=True))
