from __future__ import annotations

from pathlib import Path
from typing import get_args

import yaml

from app.players.messages import ReasonCode
from app.players.words import words_of


def test_every_reason_has_words_in_both_languages(root: Path) -> None:
    vietnamese = yaml.safe_load((root / "resources/i18n/vi/video.yaml").read_text(encoding="utf-8"))
    reasons = [reason for reason in get_args(ReasonCode) if reason]
    words = [words_of(reason) for reason in reasons]
    assert len(set(words)) == len(reasons)
    assert [english for english in words if english not in vietnamese] == []
