"""What the city's page says: the words that ship, or the centre's own `conversation.yaml`."""

from __future__ import annotations

from pathlib import Path

from backend.contract.document import DocumentError, Fault, check, read_yaml
from backend.domain.cases.conversation_words import TalkWords

SHIPPED = Path(__file__).resolve().parents[2] / "resources" / "conversations" / "report.yaml"
FILE = "conversation.yaml"


def load_talk_words(centre: Path) -> TalkWords:
    """Return the words of the centre's folder, or those that ship.

    Raises:
        DocumentError: with every fault of the file.
    """
    path = centre / FILE if (centre / FILE).is_file() else SHIPPED
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        cure = "save it as UTF-8, readable by the daemon's user"
        raise DocumentError([Fault(str(path), 0, "", f"cannot be read ({error})", cure)]) from error
    data, lines = read_yaml(text, str(path))
    words, faults = check(data, TalkWords, lines)
    if words is None or faults:
        raise DocumentError(faults)
    return words
