"""What the daemon keeps: readings, journal, alarms, marks, quarantine and accounts in one database."""

from backend.store.accounts import ROLES, Account, Accounts, Role
from backend.store.errors import StoreError
from backend.store.records import (
    Batch,
    EntryDraft,
    Reading,
    RefusedDraft,
    Stats,
    VerifyReport,
    Written,
)
from backend.store.store import Store

__all__ = [
    "ROLES",
    "Account",
    "Accounts",
    "Batch",
    "EntryDraft",
    "Reading",
    "RefusedDraft",
    "Role",
    "Stats",
    "Store",
    "StoreError",
    "VerifyReport",
    "Written",
]
