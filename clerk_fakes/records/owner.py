"""What a record asks of the account that it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from clerk_fakes.primitives.randomness import Decisions, Details


class Owner(Protocol):
    """Who decides, what the details are, and where ids come from."""

    @property
    def decisions(self) -> Decisions: ...
    @property
    def details(self) -> Details: ...
    @property
    def by_chance(self) -> Callable[[float], bool]: ...
    def new_id(self, prefix: str, at: int) -> str: ...
