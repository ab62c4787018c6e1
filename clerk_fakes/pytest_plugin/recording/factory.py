"""A factory whose users are recorded, whichever way they are made: by calls, by subclasses, as parts of others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from clerk_fakes.factories import plain
from clerk_fakes.factories.draft import Draft

if TYPE_CHECKING:
    from clerk_fakes.factories.base import RecordFactory
    from clerk_fakes.pytest_plugin.settings import Settings


class Recording(Protocol):
    """What records the users of one test."""

    settings: Settings

    def seeding(self) -> dict[str, int]: ...
    def record_made(self, keywords: Mapping[str, Any], user: dict[str, Any]) -> None: ...


def recording_factory(recorder: Recording) -> type[RecordFactory]:
    """The factory of a run, with a sequence of its own; each user is the recorder's next, and recorded there."""
    base: Any = recorder.settings.factory

    class RecordingDraft(Draft):
        def seeding(self) -> dict[str, int]:
            return super().seeding() or recorder.seeding()

        def finished(self, given: Mapping[str, Any]) -> dict[str, Any]:
            user = super().finished(given)
            recorder.record_made(self.keywords, user)
            return user

    class UserFactory(base):  # type: ignore[misc]  # which factory it is, is known only now
        _part = base.part()
        _draft = RecordingDraft

        class Meta:
            model = plain("User")

    return UserFactory
