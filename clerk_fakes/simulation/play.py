"""Playing what happens to an account, in the order of its times."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter

from clerk_fakes.primitives.times import MINUTE
from clerk_fakes.simulation.account import Account
from clerk_fakes.simulation.admin_events import ADMIN_EVENTS
from clerk_fakes.simulation.events import Event
from clerk_fakes.simulation.follow import follow
from clerk_fakes.simulation.organizations import Joining
from clerk_fakes.simulation.owner_events import OWNER_EVENTS, SINGLE_SIGN_ON_EVENTS
from clerk_fakes.simulation.profile_events import PROFILE_EVENTS
from clerk_fakes.simulation.sign_ups import SignUp

Record = Callable[[str, int], None]  # called after each event, with its name and time (ms)


Planned = tuple[int, Event]  # an event at its time (ms)
TIME = itemgetter(0)


def play(account: Account, sign_up: SignUp, joining: Joining | None = None, record: Record | None = None) -> None:
    """Play the whole of an account: its profile, its sign-up, what its owner did, and what others did."""
    decisions, created_at = account.decisions, account.created_at
    for event in decisions.which(PROFILE_EVENTS):
        event.apply(account, created_at)
    sign_up.apply(account)
    if record:
        record(sign_up.name, created_at)
    has_signed_in = account.user["last_sign_in_at"] is not None
    events = decisions.which(OWNER_EVENTS) if has_signed_in else ()
    if account.user["enterprise_accounts"]:
        events = (*events, *decisions.which(SINGLE_SIGN_ON_EVENTS))
    if events or joining:
        run(account, planned(account, events, created_at + MINUTE, joining), record)
    if has_signed_in:
        come_again(account, record)
    for event in decisions.which(ADMIN_EVENTS):
        at = account.user["last_sign_in_at"] or (joining.at if joining else created_at)
        event.apply(account, at)
        if record:
            record(event.name, at)
    follow(account)


def planned(account: Account, events: Iterable[Event], begin: int, joining: Joining | None = None) -> list[Planned]:
    """Those events, each at a time of its own from `begin` (ms) on, in the order of the times."""
    lately, between = account.settings.lately, account.details.between
    if begin > lately:
        begin = lately
    plan = [(joining.at, _joining(joining))] if joining else []
    for event in events:
        at = between(begin, lately)
        plan.append((at, event))
        if event.then:
            plan += _followed_up(account, event.then, at)
    if len(plan) > 1:
        plan.sort(key=TIME)
    return plan


def _followed_up(account: Account, event: Event | None, at: int) -> Iterator[Planned]:
    """What comes after an event of some time (ms), for some of the accounts."""
    while event and account.decisions.one_in(event.one_in):
        at = account.details.between(at, account.settings.lately)
        yield at, event
        event = event.then


def _joining(joining: Joining) -> Event:
    def join_organization(account: Account, at: int) -> None:
        account.add("organization_memberships", joining.membership)

    return Event(join_organization)


def run(account: Account, plan: Iterable[Planned], record: Record | None = None) -> None:
    """Run a plan, and show after each of its events that the owner was active, who has at least signed in."""
    for at, event in plan:
        event.apply(account, at)
        if account.user["last_sign_in_at"] is not None:
            account.active(at)
        if record:
            record(event.name, at)


def come_again(account: Account, record: Record | None = None) -> None:
    """Sign in once more: whoever did something since the sign-up did, and most others too."""
    active = account.user["last_active_at"]
    if active is None or active > account.created_at or not account.decisions.one_in(4):
        lately = account.settings.lately
        at = account.created_at if active is None else active
        if at < lately:
            at = account.details.between(at, lately)
        account.sign_in(at)
        if record:
            record("sign_in", at)
