"""Playing what happens to an account, in the order of its times."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from clerk_fakes.primitives.times import MINUTE
from clerk_fakes.simulation.account import Account
from clerk_fakes.simulation.admin_events import ADMIN_EVENTS
from clerk_fakes.simulation.events import Apply, Event
from clerk_fakes.simulation.follow import follow
from clerk_fakes.simulation.owner_events import OWNER_EVENTS
from clerk_fakes.simulation.profile_events import PROFILE_EVENTS
from clerk_fakes.simulation.sign_ups import SignUp

Record = Callable[[str, int], None]  # called after each event, with its name and time (ms)


class Planned(NamedTuple):
    """An event at its time (ms); `is_activity` is what its owner does, as opposed to what happens to it."""

    at: int
    name: str
    apply: Apply
    is_activity: bool = True


TIME = itemgetter(0)


def play(account: Account, sign_up: SignUp, joining: Planned | None = None, record: Record | None = None) -> None:
    """Play the whole of an account: its profile, its sign-up, what its owner did, and what others did."""
    decisions, created_at = account.decisions, account.created_at
    for event in decisions.which(PROFILE_EVENTS):
        event.apply(account, created_at)
    sign_up.apply(account)
    if record:
        record(sign_up.name, created_at)
    events = decisions.which(OWNER_EVENTS) if account.user["last_sign_in_at"] is not None else ()
    if events or joining:
        run(account, planned(account, events, created_at + MINUTE, joining), record)
    if account.user["last_sign_in_at"] is not None:
        come_again(account, record)
    for event in decisions.which(ADMIN_EVENTS):
        at = account.user["last_sign_in_at"] or created_at
        event.apply(account, at)
        if record:
            record(event.name, at)
    follow(account)


def planned(account: Account, events: Sequence[Event], begin: int, joining: Planned | None = None) -> list[Planned]:
    """Those events, each at a time of its own from `begin` (ms) on, in the order of the times."""
    lately = account.settings.lately
    begin = min(lately, begin)
    plan = [joining] if joining else []
    for event in events:
        first = Planned(account.details.between(begin, lately), event.name, event.apply)
        plan.append(first)
        if event.then:
            plan += _followed_up(account, event.then, first.at)
    plan.sort(key=TIME)
    return plan


def _followed_up(account: Account, event: Event | None, at: int) -> Iterator[Planned]:
    """What comes after an event of some time (ms), for some of the accounts."""
    while event and account.decisions.one_in(event.one_in):
        at = account.details.between(at, account.settings.lately)
        yield Planned(at, event.name, event.apply)
        event = event.then


def run(account: Account, plan: Iterable[Planned], record: Record | None = None) -> None:
    """Run a plan, and show after each of its events that the owner did something."""
    for at, name, apply, is_activity in plan:
        apply(account, at)
        if is_activity:
            account.active(at)
        if record:
            record(name, at)


def come_again(account: Account, record: Record | None = None) -> None:
    """Sign in once more: whoever did something since the sign-up did, and most others too."""
    user, lately = account.user, account.settings.lately
    active = user["last_active_at"]
    if active is None or active > account.created_at or not account.decisions.one_in(4):
        active = account.created_at if active is None else active
        at = account.details.between(active, lately) if active < lately else active
        account.sign_in(at)
        if record:
            record("sign_in", at)
