"""Whatever is refused is told in Vietnamese as well: a person at a wall reads no English."""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = sorted(path for top in ("app", "backend") for path in (ROOT / top).rglob("*.py"))
TREES = {str(path.relative_to(ROOT)): ast.parse(path.read_text("utf-8")) for path in SOURCE}

OF_NO_PERSON = {"RefusedReportError", "TokenRefusedError", "ConnectionRefusedError"}
"""Refused by another house's service, and told as the state of a message."""
ANSWER = re.compile(r"Failure|.*RefusedError")


def called(node: ast.Call) -> str:
    """Return the last name of what is called, with its class for `Failure.of`."""
    if isinstance(node.func, ast.Attribute):
        owner = getattr(node.func.value, "id", "")
        return f"{owner}.{node.func.attr}" if owner == "Failure" else node.func.attr
    return getattr(node.func, "id", "")


def words_in(node: ast.AST) -> str:
    """Return the letters that are written out in an expression."""
    found = (n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str))
    return " ".join(found)


def is_vietnamese(words: str) -> bool:
    marks = unicodedata.normalize("NFD", words)
    return any(unicodedata.combining(sign) for sign in marks) or "đ" in words.lower()


def in_both(call: ast.Call) -> bool:
    """Return whether a call gets Vietnamese words first and English ones second."""
    if len(call.args) != 2 or call.keywords:
        return False
    vi, en = call.args
    carried = isinstance(vi, ast.Call) and isinstance(en, ast.Call)  # words that findings bring in both
    return carried or (
        is_vietnamese(words_in(vi)) and not is_vietnamese(words_in(en).replace("Toàn Cảnh", ""))
    )


def fault(call: ast.Call) -> str:
    """Return what is wrong with the construction of a refusal, empty where nothing is."""
    name = called(call)
    if name == "Failure":
        return "use Failure.of(kind, Text(vi, en), Text(vi, en))"
    if name == "Failure.of":
        texts = call.args[1:]
        if not texts or call.keywords:
            return "give the words after the kind, in place"
        for text in texts:
            if isinstance(text, ast.Attribute) and text.attr == "text":
                continue  # of an error that is checked where it is raised
            if not (isinstance(text, ast.Call) and called(text) == "Text" and in_both(text)):
                return f"line {text.lineno}: not Text(Vietnamese, English)"
        return ""
    return "" if in_both(call) else "not (Vietnamese, English)"


def refusals(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = called(node)
            if name == "Failure.of" or (ANSWER.fullmatch(name) and name not in OF_NO_PERSON):
                yield node


@pytest.mark.parametrize("name", [name for name, tree in TREES.items() if any(refusals(tree))])
def test_every_refusal_is_told_in_vietnamese_and_english(name: str) -> None:
    faults = [f"{name}:{call.lineno}: {why}" for call in refusals(TREES[name]) if (why := fault(call))]
    assert not faults, "\n".join(faults)


def test_the_refusals_are_found() -> None:
    n_found = sum(1 for tree in TREES.values() for _ in refusals(tree))
    assert n_found > 80, "refusals are spelt differently now: look for them anew"


@pytest.mark.parametrize(
    ("code", "good"),
    [
        ("AlarmRefusedError('Chưa có tên.', 'it needs a name')", True),
        ("AlarmRefusedError(f'Sự cố {x}', f'incident {x}')", True),
        ("AlarmRefusedError('it needs a name')", False),
        ("ev.IncidentRefusedError('it needs a name', 'it needs a name')", False),
        ("ev.IncidentRefusedError('it needs a name', 'Chưa có tên.')", False),
        ("Failure('late', 'too late')", False),
        ("Failure.of('late', Text('Quá muộn.', 'too late'), Text('Thử lại.', 'again'))", True),
        ("Failure.of('late', Text('Quá muộn.', 'too late'), Text('again', 'again'))", False),
        ("Failure.of('late', Text('Quá muộn.'))", False),
        ("Failure.of('invalid', error.text)", True),
        ("Failure.of('invalid', words)", False),
    ],
)
def test_the_check_itself(code: str, good: bool) -> None:
    (call,) = refusals(ast.parse(code))
    assert (fault(call) == "") is good


SHOWN_BARE = re.compile(r"\b(?:reply|failure|answer)\.(?:message|cure)\b")
LOGS = {"app/link/link.py", "app/link/conversation.py"}
"""The English goes into the log there, and along with the words for people."""


@pytest.mark.parametrize("top", ["app", "widgets"])
def test_no_window_shows_the_english_of_a_failure(top: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}: {shown.group()}"
        for path in sorted((ROOT / top).rglob("*.py"))
        if str(path.relative_to(ROOT)) not in LOGS
        for shown in SHOWN_BARE.finditer(path.read_text("utf-8"))
    ]
    assert not found, "show Failure.said(language) instead:\n" + "\n".join(found)
