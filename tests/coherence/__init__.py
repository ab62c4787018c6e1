"""An independent check of a Clerk user as a whole: whether its fields agree with each other.

The schema says what one field may hold; these rules say what the fields hold *together*. They are written
from recordings of real bodies, and import nothing from the package.

rules/core (one walk over the user) → one file of rules per subject → `incoherences`.
"""

from __future__ import annotations

from typing import Any

from tests.coherence.rules.core import RULES, Subject

__all__ = ["RULES", "incoherences"]


def incoherences(user: dict[str, Any], *, now_ms: int | None = None) -> list[str]:
    """One line per broken rule, beginning with the rule's name; none for a coherent user.

    With `now_ms`, nothing in the user may have happened after it.
    """
    subject = Subject(user, now_ms)
    return [f"{name}: {message}" for name, check in RULES for message in check(subject)]
