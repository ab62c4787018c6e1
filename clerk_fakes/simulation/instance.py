"""One Clerk instance: `user(index)` is the last state of an account, `history(index)` every one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from clerk_fakes.fill.fill import completer
from clerk_fakes.fill.pins import stamp
from clerk_fakes.primitives.randomness import Decisions, Details, SeededDecisions
from clerk_fakes.primitives.times import DAY
from clerk_fakes.simulation.account import Account
from clerk_fakes.simulation.events.sign_ups import SignUp
from clerk_fakes.simulation.follow import follow
from clerk_fakes.simulation.history import State, snapshot
from clerk_fakes.simulation.organizations import Organizations
from clerk_fakes.simulation.play import Record, play
from clerk_fakes.simulation.requests.account import RequestedAccount
from clerk_fakes.simulation.requests.play import play_requested
from clerk_fakes.simulation.requests.request import Request
from clerk_fakes.simulation.settings import InstanceSettings

User = dict[str, Any]


class Instance:
    """Makes the users of one Clerk instance; `sign_ups` are picked from, each as often as it stands there."""

    def __init__(self, settings: InstanceSettings, sign_ups: Sequence[SignUp]) -> None:
        self.settings = settings
        self._sign_ups = sign_ups
        self._organizations = Organizations(settings) if settings.organizations else None
        self._complete = completer(settings.document, settings.source, settings.now)

    def user(
        self,
        index: int,
        request: Request | None = None,
        *,
        decisions: Decisions | None = None,
        details: Details | None = None,
    ) -> User:
        """User `index`, as it is requested; the seed gives the decisions and details that the caller does not."""
        if request is None and decisions is None:  # as most are made, without a call that is not needed
            seeded = SeededDecisions(self.settings.source, index)
            account = Account(self.settings, index, seeded, seeded)
            joining = self._organizations.joining(account) if self._organizations else None
            play(account, seeded.pick(self._sign_ups), joining)
        else:
            account = self._account(index, request, decisions, details)
            self._play(account)
        body: Any = account.user
        return body if self._complete is None and request is None else self._finished(account, body)

    def history(self, index: int) -> list[State]:
        """Every state of user `index`, each with its event, in the order of their times; the last is the user."""
        account = self._account(index)
        states: list[State] = []

        def record(event: str, at: int) -> None:
            follow(account)
            states.append(State(event, at, self._finished(account, snapshot(account.user))))

        self._play(account, record)
        return states

    def completed(self, body: Any) -> User:
        """A body as the instance's document has it."""
        user: User = self._complete(body) if self._complete else body
        return user

    def _account(
        self,
        index: int,
        request: Request | None = None,
        decisions: Decisions | None = None,
        details: Details | None = None,
    ) -> Account:
        if decisions is None or details is None:
            seeded = SeededDecisions(self.settings.source, index)
            decisions, details = decisions or seeded, details or seeded
        if request is None:
            return Account(self.settings, index, decisions, details)
        return RequestedAccount(_late_enough(self.settings, request), index, decisions, details, request)

    def _play(self, account: Account, record: Record | None = None) -> None:
        if type(account) is RequestedAccount:
            play_requested(account, record)
        else:
            joining = self._organizations.joining(account) if self._organizations else None
            play(account, account.decisions.pick(self._sign_ups), joining, record)

    def _finished(self, account: Account, body: Any) -> User:
        user = self.completed(body)
        if isinstance(account, RequestedAccount) and account.request.pins:
            details = account.details.substream("pins")
            stamp(user, self.settings.document.root, account.request.pins, details, account.settings.now)
        return user


def _late_enough(settings: InstanceSettings, request: Request) -> InstanceSettings:
    """The settings, or those of a later time where something is fixed that lies after now."""
    times = request.times()
    return replace(settings, now=max(times) + DAY) if times and max(times) > settings.now - DAY else settings
