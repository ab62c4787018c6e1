"""Seeding databases and files with the users of a population, and verifying and reading what was written."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clerk_fakes.storage.files.write import Written as Written
    from clerk_fakes.storage.files.write import write as write
    from clerk_fakes.storage.sql.read import read_users as read_users
    from clerk_fakes.storage.sql.seed import Seeded as Seeded
    from clerk_fakes.storage.sql.seed import seed as seed
    from clerk_fakes.storage.sql.verify import Difference as Difference
    from clerk_fakes.storage.sql.verify import Verified as Verified
    from clerk_fakes.storage.sql.verify import verify as verify

# Imported only when they are used (PEP 562): files do not need SQLAlchemy, which databases do.
HOMES = {
    "Difference": "clerk_fakes.storage.sql.verify",
    "Seeded": "clerk_fakes.storage.sql.seed",
    "Verified": "clerk_fakes.storage.sql.verify",
    "Written": "clerk_fakes.storage.files.write",
    "read_users": "clerk_fakes.storage.sql.read",
    "seed": "clerk_fakes.storage.sql.seed",
    "verify": "clerk_fakes.storage.sql.verify",
    "write": "clerk_fakes.storage.files.write",
}
__all__ = sorted(HOMES)


def __getattr__(name: str) -> Any:
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
