from __future__ import annotations

from pathlib import Path

from backend.cli.accounts import ensure_accounts
from backend.store import Store
from backend.store.accounts import Account

PASSWORD = "mười hai chữ cái"


def accounts(database: str) -> dict[str, Account]:
    store = Store.open(database)
    try:
        return {account.user: account for account in store.accounts.list()}
    finally:
        store.close()


def test_a_units_person_is_given_the_unit_and_others_have_none(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 't.db'}"
    ensure_accounts(
        database,
        [
            ("ha", "Hà", "duty_officer", PASSWORD),
            ("phuong", "Phương", "unit_officer", PASSWORD, "so-xay-dung"),
        ],
    )
    found = accounts(database)
    assert (found["ha"].unit_id, found["phuong"].unit_id) == ("", "so-xay-dung")


def test_accounts_that_are_there_get_password_and_unit(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 't.db'}"
    ensure_accounts(database, [("phuong", "Phương", "unit_officer", PASSWORD)])
    changed = ("phuong", "Phương", "unit_officer", PASSWORD + "!", "cap-nuoc")
    for _ in range(2):
        ensure_accounts(database, [changed])
    assert accounts(database)["phuong"].unit_id == "cap-nuoc"
    store = Store.open(database)
    try:
        assert store.accounts.check_password("phuong", PASSWORD) is None
        assert store.accounts.check_password("phuong", PASSWORD + "!") is not None
        made = [e.kind for e in store.journal(limit=20) if e.kind != "account.sign_in_failed"]
    finally:
        store.close()
    assert len(made) == 3, "made, password, unit: the second time changes nothing"
