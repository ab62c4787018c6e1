"""A factory whose users are noted, whichever way they are made: by calls, by subclasses, as parts of something else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from clerk_fakes.factories import plain
from clerk_fakes.factories.draft import Draft

if TYPE_CHECKING:
    from clerk_fakes.factories.base import RecordFactory
    from clerk_fakes.pytest_plugin.roster import Roster


def noting(roster: Roster) -> type[RecordFactory]:
    """The factory of a run, with a sequence of its own; each user is the next of the roster, and noted there."""
    base: Any = roster.settings.factory

    class NotedDraft(Draft):
        def seeding(self) -> dict[str, int]:
            return super().seeding() or roster.who

        def finished(self, given: Mapping[str, Any]) -> dict[str, Any]:
            user = super().finished(given)
            roster.note(self.keywords, user)
            return user

    class UserFactory(base):  # type: ignore[misc]  # which factory it is, is known only now
        _part = base.part()
        _draft = NotedDraft

        class Meta:
            model = plain("User")

    return UserFactory
