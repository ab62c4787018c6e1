"""What others do to an account: the application, its admins, Clerk."""

from __future__ import annotations

from typing import Any

from clerk_fakes.primitives.images import stored_picture
from clerk_fakes.simulation.account import Account
from clerk_fakes.simulation.events.table import Event, EventTable

LOCKOUT = 3600  # seconds that Clerk locks for by default
PLANS = ("free", "pro", "team", "enterprise")


def lose_connection(account: Account, at: int) -> None:
    """Belongs to an enterprise connection that was deleted."""
    user: Any = account.user
    for sso in (*user["saml_accounts"], *user["enterprise_accounts"]):
        sso["active"] = False
        if account.decisions.one_in(3):
            sso["verification"] = None
    for saml in user["saml_accounts"]:
        saml["saml_connection"] = None
    for enterprise in user["enterprise_accounts"]:
        enterprise["enterprise_connection"] = enterprise["enterprise_connection_id"] = None
    account.changed(at)


def upload_picture(account: Account, at: int) -> None:
    """Has an uploaded picture in place of any other."""
    account.user["profile_image_url"] = stored_picture("uploaded", account.new_id("img_", at))
    account.changed(at)


def write_metadata(account: Account, at: int) -> None:
    """Has metadata that the application wrote."""
    user, decisions, details = account.user, account.decisions, account.details
    user["public_metadata"] = {"plan": decisions.pick(PLANS), "onboarded": decisions.one_in(2)}
    if decisions.one_in(2):
        theme = decisions.pick(("light", "dark"))
        user["unsafe_metadata"] = {"theme": theme, "survey": {"score": details.below(11), "tags": []}}
    if decisions.one_in(3):
        user["private_metadata"] = decisions.pick(({"stripe_customer_id": f"cus_{details.letters(14)}"}, None))
    account.changed(at)


def lock_out(account: Account, at: int) -> None:
    """Failed too often, or was locked by an admin: then without end, with attempts left."""
    if account.decisions.one_in(3) or account.settings.attempts is None:
        account.user["locked"] = True
        account.changed(at)
    else:
        fail_too_often(account, at)


def fail_too_often(account: Account, at: int) -> None:
    """Has no attempt left, and so is locked out for a while."""
    account.user["locked"] = True
    account.user["lockout_expires_in_seconds"] = account.details.between(1, LOCKOUT)
    account.user["verification_attempts_remaining"] = 0
    account.changed(at)


def ban(account: Account, at: int) -> None:
    """Was banned."""
    account.user["banned"] = True
    account.changed(at)


# (what, once in how many accounts): our estimate.
ADMIN_EVENTS = EventTable(
    Event(upload_picture, 16, is_activity=False),
    Event(write_metadata, 4, is_activity=False),
    Event(lock_out, 40, is_activity=False),
    Event(ban, 50, is_activity=False),
)
# What happens only to accounts that sign in through an enterprise's identity provider.
CONNECTION_EVENTS = EventTable(Event(lose_connection, 12, is_activity=False))
