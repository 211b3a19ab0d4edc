from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import argon2
import pytest

from backend.store.accounts import LOCK_S, MOST_FAILURES, ROLES, Account
from backend.store.errors import StoreError
from backend.store.store import Store

PASSWORD = "mật khẩu dài"
Sql = Callable[..., list[tuple[object, ...]]]


class Clock(Protocol):
    at: float


@pytest.fixture
def an(store: Store) -> Store:
    """Return a store with the account `an`; hashing is cheap, or each failure would take its tenth of a second."""
    store.accounts._hasher = argon2.PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    store.accounts.create("an", PASSWORD, role="duty_officer", display_name="Nguyễn Thị An", actor="root")
    return store


def kinds(store: Store) -> list[str]:
    return [entry.kind for entry in store.journal() if entry.subject == "an"]


def fail(store: Store, n: int) -> None:
    for _ in range(n):
        assert store.accounts.check_password("an", "wrong password") is None


def test_the_right_password_opens_the_account(an: Store) -> None:
    account = Account("an", "Nguyễn Thị An", "duty_officer")
    assert an.accounts.check_password("an", PASSWORD) == account
    assert an.accounts.list() == [account]


@pytest.mark.parametrize(
    ("user", "password"), [("an", "wrong password"), ("An", PASSWORD), ("", ""), ("an", "")]
)
def test_anything_else_does_not(an: Store, user: str, password: str) -> None:
    assert an.accounts.check_password(user, password) is None


def test_passwords_are_kept_as_argon2id_only(an: Store, sql: Sql) -> None:
    kept = str(sql("SELECT password_hash FROM account")[0][0])
    assert kept.startswith("$argon2id$")
    assert PASSWORD not in repr(sql("SELECT * FROM account")) + repr(sql("SELECT * FROM journal"))


def test_an_old_hash_is_renewed_at_sign_in(
    an: Store, url: str, opened: Callable[[str], Store], sql: Sql
) -> None:
    store = opened(url)  # with the real cost
    weak = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    sql("UPDATE account SET password_hash = :h", h=weak)
    assert store.accounts.check_password("an", PASSWORD) is not None
    renewed = str(sql("SELECT password_hash FROM account")[0][0])
    assert not argon2.PasswordHasher().check_needs_rehash(renewed)
    assert store.accounts.check_password("an", PASSWORD) is not None


def test_five_failures_lock_the_account_for_a_while(an: Store, clock: Clock) -> None:
    fail(an, MOST_FAILURES)
    assert an.accounts.check_password("an", PASSWORD) is None
    assert an.accounts.list()[0].locked_until_at == clock.at + LOCK_S
    clock.at += LOCK_S
    account = an.accounts.check_password("an", PASSWORD)
    assert account is not None
    assert account.locked_until_at is None
    assert kinds(an) == ["account.created", *["account.sign_in_failed"] * MOST_FAILURES, "account.locked"]


def test_success_forgets_failures(an: Store) -> None:
    fail(an, MOST_FAILURES - 1)
    assert an.accounts.check_password("an", PASSWORD) is not None
    fail(an, MOST_FAILURES - 1)
    assert an.accounts.check_password("an", PASSWORD) is not None


def test_a_disabled_account_stays_shut_until_enabled(an: Store) -> None:
    an.accounts.disable("an", actor="root", reason="chuyển công tác")
    assert an.accounts.check_password("an", PASSWORD) is None
    assert an.accounts.list()[0].disabled
    an.accounts.enable("an", actor="root")
    assert an.accounts.check_password("an", PASSWORD) is not None
    assert kinds(an) == ["account.created", "account.disabled", "account.enabled"]


def test_every_change_says_who_did_what(an: Store) -> None:
    an.accounts.set_role("an", "leader", actor="binh")
    an.accounts.set_password("an", "một cái khác", actor="chi")
    made, role, password = an.journal()
    assert (made.kind, made.actor, made.payload) == (
        "account.created",
        "root",
        {"role": "duty_officer", "display_name": "Nguyễn Thị An"},
    )
    assert (role.kind, role.actor, role.payload) == ("account.role_changed", "binh", {"role": "leader"})
    assert (password.kind, password.actor, password.payload) == ("account.password_changed", "chi", {})
    assert an.accounts.check_password("an", PASSWORD) is None
    account = an.accounts.check_password("an", "một cái khác")
    assert account is not None
    assert account.role == "leader"
    assert an.verify().broken_seq is None


def test_an_account_belongs_to_a_unit_or_to_the_centre(an: Store) -> None:
    an.accounts.create("binh", PASSWORD, role="unit_officer", unit_id=" hai-chau ", actor="root")
    assert [(account.user, account.unit_id) for account in an.accounts.list()] == [
        ("an", ""),
        ("binh", "hai-chau"),
    ]
    an.accounts.set_unit("an", "so-xay-dung", actor="root")
    account = an.accounts.check_password("an", PASSWORD)
    assert account is not None
    assert account.unit_id == "so-xay-dung"
    assert [(entry.kind, entry.payload.get("unit_id")) for entry in an.journal()] == [
        ("account.created", None), ("account.created", "hai-chau"), ("account.unit_changed", "so-xay-dung"),
    ]  # fmt: skip
    with pytest.raises(StoreError, match="no account 'chi'"):
        an.accounts.set_unit("chi", "x", actor="root")


def test_a_new_password_opens_a_lock(an: Store) -> None:
    fail(an, MOST_FAILURES)
    an.accounts.set_password("an", "một cái khác", actor="root")
    assert an.accounts.check_password("an", "một cái khác") is not None


@pytest.mark.parametrize(
    ("user", "password", "role", "words"),
    [
        ("an", PASSWORD, "leader", "exists already"),
        (" ", PASSWORD, "leader", "cannot name an account"),
        ("a\nb", PASSWORD, "leader", "cannot name an account"),
        ("chi", "short", "leader", "at least 8 characters"),
        ("chi", PASSWORD, "king", "expected one of: viewer, duty_officer"),
    ],
)
def test_wrong_settings_are_told(an: Store, user: str, password: str, role: str, words: str) -> None:
    with pytest.raises(StoreError, match=words):
        an.accounts.create(user, password, role=role, actor="root")
    assert len(an.accounts.list()) == 1
    assert len(an.journal()) == 1


def test_an_account_that_is_not_there_is_told(store: Store) -> None:
    with pytest.raises(StoreError, match="no account 'nobody'"):
        store.accounts.disable("nobody", actor="root")
    assert store.journal() == ()


@pytest.mark.parametrize("role", ROLES)
def test_each_role_can_be_given(store: Store, role: str) -> None:
    assert store.accounts.create("x", PASSWORD, role=role, actor="root").role == role
