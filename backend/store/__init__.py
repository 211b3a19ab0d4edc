"""What the daemon keeps: readings, journal, alarms, marks, quarantine and accounts in one database."""

from backend.store.accounts import ROLES, Account, Accounts, Role
from backend.store.case_files import CaseFiles
from backend.store.errors import StoreError
from backend.store.records import (
    Batch,
    CaseRow,
    Drawing,
    EntryDraft,
    KeptBytes,
    Reading,
    RefusedDraft,
    Stats,
    VerifyReport,
    WorkRow,
    Written,
)
from backend.store.store import Store

__all__ = [
    "ROLES",
    "Account",
    "Accounts",
    "Batch",
    "CaseFiles",
    "CaseRow",
    "Drawing",
    "EntryDraft",
    "KeptBytes",
    "Reading",
    "RefusedDraft",
    "Role",
    "Stats",
    "Store",
    "StoreError",
    "VerifyReport",
    "WorkRow",
    "Written",
]
