"""Playing what happens to an account, in the order of its times."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter

from clerk_fakes.primitives.times import DAY, MINUTE, first_session
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
FRESH = 12  # one in so many who sign up is never seen again: what user.created carries is the last of them
LONGEST_SESSION = 7 * DAY  # Clerk's default
PART = 1 << 16
SHORTENED = PART**3 // LONGEST_SESSION  # most sessions are short: a cube of a part


def play(account: Account, sign_up: SignUp, joining: Joining | None = None, record: Record | None = None) -> None:
    """Play the whole of an account: its profile, its sign-up, what its owner did, and what others did."""
    decisions, created_at = account.decisions, account.created_at
    account.begun_at = sign_up.begins(created_at)
    for event in decisions.which(PROFILE_EVENTS):
        event.apply(account, created_at)
    sign_up.apply(account)
    if record:
        record(sign_up.name, created_at)
    is_fresh = account.user["last_active_at"] is not None and decisions.one_in(FRESH)
    plan = [] if is_fresh else _plan(account, record)
    if joining:
        plan.append((joining.at, _joining(joining)))
        plan.sort(key=TIME)
    run(account, plan, record)
    follow(account)


def _plan(account: Account, record: Record | None) -> list[Planned]:
    """What an owner does after the sign-up, ending in the last session, and then what others do."""
    decisions, has_sso = account.decisions, account.user["enterprise_accounts"]
    # All are picked at once, the same tables first: what one picks is not moved by what another does.
    events, others = decisions.which(OWNER_EVENTS), decisions.which(ADMIN_EVENTS)
    if has_sso:
        events = (*events, *decisions.which(SINGLE_SIGN_ON_EVENTS))
        others = (*decisions.which(CONNECTION_EVENTS), *others)
    plan: list[Planned] = []
    at = account.created_at + MINUTE
    if account.user["last_active_at"] is not None:
        open_session(account, record)
        plan += _of_owner(account, events, at)
    elif decisions.one_in(3):  # an admin made it
        plan += come_for_the_first_time(account)
        plan += _of_owner(account, events, plan[0][0])
    if others:
        begin, lately = plan[-1][0] if plan else at, account.settings.lately
        at = account.details.between(begin, lately) if begin < lately else begin
        plan += [(at, event) for event in others]
    return plan


def _of_owner(account: Account, events: Sequence[Event], begin: int) -> list[Planned]:
    """Those events from a time (ms) on, and the last session."""
    plan = planned(account, events, begin) if events else []
    plan += sign_in_again(account, plan[-1][0] if plan else begin, has_acted=bool(events))
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
STAY = Event(Account.active, is_activity=False, label="stay")


def open_session(account: Account, record: Record | None) -> None:
    """Begin the session that comes with a sign-up."""
    user, created_at = account.user, account.created_at
    user["last_sign_in_at"] = at = first_session(created_at)
    user["updated_at"] = at + 30 + at % 40  # 36 and 69 ms after the account were recorded
    if record:
        record("open_session", at)


def come_for_the_first_time(account: Account) -> list[Planned]:
    """The first session of an account that an admin made, at some time."""
    begin, lately = account.created_at + MINUTE, account.settings.lately
    return [(account.details.between(begin, lately) if begin < lately else begin, SIGN_IN)]


def sign_in_again(account: Account, active: int, *, has_acted: bool) -> Iterable[Planned]:
    """The last session: of all who did anything after the sign-up, until some time (ms), and of most others.

    It lives on for hours in most cases, and for a week at most.
    """
    if not has_acted and account.decisions.one_in(4):
        return ()
    lately, details = account.settings.lately, account.details
    at = details.between(active, lately) if active < lately else active
    part = details.below(PART)
    until = at + part * part * part // SHORTENED
    return (at, SIGN_IN), (until if until < lately else max(at, lately), STAY)


def run(account: Account, plan: Iterable[Planned], record: Record | None = None) -> None:
    """Run a plan, and show after what the owner did that the account was active, unless it was never signed in to."""
    for at, event in plan:
        event.apply(account, at)
        if event.is_activity and account.user["last_sign_in_at"] is not None:
            account.active(at)
        if record:
            record(event.name, at)
