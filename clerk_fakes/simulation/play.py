"""Playing what happens to an account, in the order of its times."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter

from clerk_fakes.primitives.times import MINUTE
from clerk_fakes.simulation.account import Account
from clerk_fakes.simulation.events.admin import ADMIN_EVENTS, CONNECTION_EVENTS
from clerk_fakes.simulation.events.owner import OWNER_EVENTS, SINGLE_SIGN_ON_EVENTS
from clerk_fakes.simulation.events.profile import PROFILE_EVENTS
from clerk_fakes.simulation.events.sign_ups import SignUp
from clerk_fakes.simulation.events.table import Event
from clerk_fakes.simulation.follow import follow
from clerk_fakes.simulation.organizations import Joining

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
    plan = _plan(account, joining)
    run(account, plan, record)
    at = plan[-1][0] if plan else created_at
    events = decisions.which(ADMIN_EVENTS)
    if account.user["enterprise_accounts"]:
        events = (*decisions.which(CONNECTION_EVENTS), *events)
    for event in events:
        event.apply(account, at)
        if record:
            record(event.name, at)
    follow(account)


def _plan(account: Account, joining: Joining | None) -> list[Planned]:
    """What the owner does after the sign-up, who ends by signing in; an organization is joined at its own time."""
    plan: list[Planned] = []
    if account.user["last_sign_in_at"] is not None:
        events = account.decisions.which(OWNER_EVENTS)
        if account.user["enterprise_accounts"]:
            events = (*events, *account.decisions.which(SINGLE_SIGN_ON_EVENTS))
        if events:
            plan = planned(account, events, account.created_at + MINUTE)
        plan += sign_in_again(account, plan[-1][0] if plan else account.created_at)
    if joining:
        plan.append((joining.at, _joining(joining)))
        plan.sort(key=TIME)
    return plan


def planned(account: Account, events: Iterable[Event], begin: int) -> list[Planned]:
    """Those events, each at a time of its own from `begin` (ms) on, in the order of the times."""
    lately, between = account.settings.lately, account.details.between
    if begin > lately:
        begin = lately
    plan: list[Planned] = []
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

    return Event(join_organization, is_activity=False)


SIGN_IN = Event(Account.sign_in, is_activity=False)


def sign_in_again(account: Account, active: int) -> Iterable[Planned]:
    """The last sign-in: of all who were active (ms) after the sign-up, and of most others."""
    if active == account.created_at and account.decisions.one_in(4):
        return ()
    lately = account.settings.lately
    return ((account.details.between(active, lately) if active < lately else active, SIGN_IN),)


def run(account: Account, plan: Iterable[Planned], record: Record | None = None) -> None:
    """Run a plan, and show after what the owner did that the account was active, unless it was never signed in to."""
    for at, event in plan:
        event.apply(account, at)
        if event.is_activity and account.user["last_sign_in_at"] is not None:
            account.active(at)
        if record:
            record(event.name, at)
