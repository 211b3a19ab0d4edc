"""The commands as a person types them."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from backend.cli.commands import app
from backend.store import EntryDraft, Store
from backend.store.records import Batch

COMMANDS = [
    "daemon",
    "wall",
    "demo",
    "doctor",
    "check",
    "test-pack",
    "verify",
    "new-centre",
    "bench",
    "import",
    "keys",
    "account",
]


def run(*words: object, typed: str = "") -> Result:
    return CliRunner().invoke(app, [str(w) for w in words], input=typed)


def test_help_names_every_command() -> None:
    words = run("--help").output
    assert all(command in words for command in COMMANDS)


def test_a_new_centre_passes_the_check_and_takes_readings(tmp_path: Path) -> None:
    folder = tmp_path / "hue"
    assert run("new-centre", folder, "--name", "IOC Huế").exit_code == 0
    checked = run("check", "--centre", folder)
    assert checked.exit_code == 0, checked.output
    again = run("new-centre", folder)
    assert again.exit_code == 1
    assert "not empty" in again.output
    (tmp_path / "x.csv").write_text(
        'when,post,depth\n01/11/2026 08:00,post-1,"12,5"\n01/11/2026 08:10,post-1,?\n', encoding="utf-8"
    )
    took = run(
        "import",
        "readings",
        tmp_path / "x.csv",
        "--centre",
        folder,
        "--place",
        "=post-1",
        "--time",
        "when",
        "--value",
        "depth=depth_cm:cm",
    )
    assert took.exit_code == 0, took.output
    assert "1 stored, 1 of them new" in took.output
    assert "line 3" in took.output


def test_faults_are_named_and_the_exit_code_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "c"
    run("new-centre", folder)
    (folder / "centre.yaml").write_text("id: c\nnam: C\npacks: [floding]\n", encoding="utf-8")
    checked = run("check", "--centre", folder)
    assert checked.exit_code == 1
    assert "did you mean 'name'?" in checked.output


def test_packs_that_ship_pass_their_tests() -> None:
    result = run("test-pack")
    assert result.exit_code == 0, result.output
    assert "ok" in result.output


def test_verify_names_the_first_broken_entry(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/t.db"
    store = Store.open(url)
    store.migrate()
    store.write(Batch(entries=[EntryDraft(1.0 * i, "a", "k", "s", {"i": i}) for i in range(5)]))
    store.close()
    assert "5 entries, all in order" in run("verify", "--database", url).output
    import sqlite3

    with sqlite3.connect(tmp_path / "t.db") as raw:
        triggers = [row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
        for name in triggers:
            raw.execute(f"DROP TRIGGER {name}")
        raw.execute("UPDATE journal SET actor = 'x' WHERE seq = 3")
    broken = run("verify", "--database", url)
    assert broken.exit_code == 1
    assert "entry 3 is broken" in broken.output


def test_keys_and_accounts_by_the_command_line(tmp_path: Path) -> None:
    folder, url = tmp_path / "keys", f"sqlite:///{tmp_path}/t.db"
    assert run("keys", "make", "--folder", folder).exit_code == 0
    assert run("keys", "register", "right", "k" * 40, "--folder", folder).exit_code == 0
    assert run("keys", "revoke", "right", "--folder", folder).exit_code == 0
    assert "left" in run("keys", "revoke", "left", "--folder", folder).output
    assert run("keys", "password", "mua", "--folder", folder, typed="bí mật\n").exit_code == 0
    assert (folder / "mua").read_text(encoding="utf-8").strip() == "bí mật"
    added = run("account", "add", "ha", "Hà", "--database", url, typed="mười hai chữ\nmười hai chữ\n")
    assert added.exit_code == 0, added.output
    assert "duty_officer" in run("account", "list", "--database", url).output
    refused = run(
        "account", "add", "b", "B", "--role", "king", "--database", url, typed="mười hai chữ\nmười hai chữ\n"
    )
    assert refused.exit_code == 1
    assert "expected one of" in refused.output


def test_an_account_of_a_unit_by_the_command_line(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/t.db"
    typed = "mười hai chữ\nmười hai chữ\n"
    unit = ("--role", "unit_officer", "--unit", "hai-chau")
    assert run("account", "add", "ut", "Út", *unit, "--database", url, typed=typed).exit_code == 0
    assert "unit_officer      hai-chau" in run("account", "list", "--database", url).output
    moved = run("account", "unit", "ut", "lien-chieu", "--database", url)
    assert (moved.exit_code, "lien-chieu" in moved.output) == (0, True)
    assert "lien-chieu" in run("account", "list", "--database", url).output
    unknown = run("account", "unit", "nobody", "x", "--database", url)
    assert (unknown.exit_code, "no account 'nobody'" in unknown.output) == (1, True)


@pytest.mark.parametrize(
    "words",
    [
        ("daemon", "--centre", "/nowhere", "--keys", "/nowhere"),
        ("verify", "--database", "sqlite:////nowhere/at/all.db"),
        ("import", "boundaries", "/nowhere.geojson"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_not_a_trace(words: tuple[str, ...]) -> None:
    result = run(*words)
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert "/nowhere" in result.output


def test_an_unknown_benchmark_names_those_there_are() -> None:
    result = run("bench", "speed")
    assert result.exit_code == 2
    assert "expected one of" in result.output
