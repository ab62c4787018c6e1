"""Users from a list, in place of a population."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from clerk_fakes.schema.document import Document


class ListedUsers:
    """Users of a list, which may follow a document of their own."""

    def __init__(self, users: Sequence[dict[str, Any]], document: Document | None = None) -> None:
        self._users = users
        self.document = document

    def starting(self, index: int) -> Iterator[dict[str, Any]]:
        return iter(self._users[index:])
