"""An outside judge: does a Clerk user make sense as a whole?

The schema says what one field may hold; these rules say what the fields hold *together*. They are written
from recordings of real bodies, and import nothing from the package that they judge.

core (one walk over the user) → one file of rules per subject → `incoherences`.
"""

from __future__ import annotations

from typing import Any

from tests.coherence import (  # noqa: F401  importing a file of rules puts its rules on the list
    accounts,
    contacts,
    enterprise,
    factors,
    ids,
    images,
    links,
    organizations,
    times,
    verifications,
)
from tests.coherence.core import RULES, Subject

__all__ = ["RULES", "incoherences"]


def incoherences(user: dict[str, Any], *, now_ms: int | None = None) -> list[str]:
    """One line per broken rule, beginning with the rule's name; none for a coherent user.

    With `now_ms`, nothing in the user may have happened after it.
    """
    subject = Subject(user, now_ms)
    return [f"{name}: {message}" for name, check in RULES for message in check(subject)]
