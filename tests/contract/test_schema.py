from __future__ import annotations

import json

from tests.contract import golden


def test_a_changed_message_needs_another_version_of_the_wire() -> None:
    agreed, now = json.loads(golden.FILE.read_text(encoding="utf-8")), golden.current()
    cure = (
        "run 'python -m tests.contract.golden' after raising CONTRACT_VERSION in backend/contract/version.py"
    )
    if now["components"] != agreed["components"] or now["roots"] != agreed["roots"]:
        assert now["version"] > agreed["version"], f"messages changed shape under the same version; {cure}"
    assert now == agreed, cure
