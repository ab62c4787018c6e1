"""What is decided about an account before it signs up: its profile, and the settings that it meets."""

from __future__ import annotations

from clerk_fakes.schema.templates import put
from clerk_fakes.simulation.account import Account
from clerk_fakes.simulation.events.table import Event, EventTable
from clerk_fakes.types import User


def leave_names_out(account: Account, at: int) -> None:
    """Gave no name, or only the first one."""
    account.user["last_name"] = None
    if not account.decisions.one_in(3):
        account.user["first_name"] = None


def set_locale(account: Account, at: int) -> None:
    """Has a browser that sends its language."""
    account.user["locale"] = account.person.locale


def accept_terms(account: Account, at: int) -> None:
    """Accepted the terms at sign-up, as soon as the address or number was given; an admin accepts none for others."""
    if account.begun_at <= at:
        account.user["legal_accepted_at"] = account.begun_at + 1


def choose_username(account: Account, at: int) -> None:
    """Chose a username."""
    account.user["username"] = account.person.username(at % 2)


def migrate(account: Account, at: int) -> None:
    """Came from another system, which had a name for the user."""
    account.user["external_id"] = f"legacy-{account.details.digits(9)}"


def limit(account: Account, at: int) -> None:
    """May do less, or more, than others."""
    user, decisions = account.user, account.decisions
    user["create_organization_enabled"] = not decisions.one_in(3)
    if decisions.one_in(2):
        put(user, User, "create_organizations_limit", decisions.pick((0, 3, None)))
    trust = decisions.pick((False, True, None))
    if trust is None:
        user.pop("bypass_client_trust", None)
    else:
        user["bypass_client_trust"] = trust


# (what, once in how many accounts): our estimate.
PROFILE_EVENTS = EventTable(
    Event(leave_names_out, 9),
    Event(set_locale, 2),
    Event(accept_terms, 4),
    Event(choose_username, 3),
    Event(migrate, 12),
    Event(limit, 40),
)
