"""What others do to an account (the application, its admins, Clerk), each thing by its own chance and in this order."""

from __future__ import annotations

from collections.abc import Callable

from clerk_fakes.realism.chance import Odds
from clerk_fakes.realism.lives import Life
from clerk_fakes.schema.shapes import ABSENT, Maybe

LOCKOUT = 3600  # seconds that Clerk locks for by default
NEWEST = ("locale", "bypass_client_trust")
PLANS = ("free", "pro", "team", "enterprise")


def lose_connection(life: Life) -> None:
    """Belongs to an enterprise connection that was deleted."""
    for account in (*life.saml_accounts, *life.enterprise_accounts):
        account.active = False
        if life.origin.chance.one_in(3):
            account.verification = None
    for saml in life.saml_accounts:
        saml.saml_connection = None
    for enterprise in life.enterprise_accounts:
        enterprise.enterprise_connection = enterprise.enterprise_connection_id = None


def show_a_picture(life: Life) -> None:
    """Has a picture: the provider's, or one of their own."""
    where = life.external_accounts[0].provider if life.external_accounts else "uploaded"
    life.picture = f"https://images.clerk.dev/{where}/{life.origin.new_id('img_', life.created_at)}"


def be_described(life: Life) -> None:
    """Has metadata that the application wrote."""
    chance, grain = life.origin.chance, life.origin.grain
    life.public_metadata = {"plan": chance.pick(PLANS), "onboarded": chance.one_in(2)}
    if chance.one_in(2):
        life.unsafe_metadata = {
            "theme": chance.pick(("light", "dark")),
            "survey": {"score": grain.below(11), "tags": []},
        }
    if chance.one_in(3):
        life.private_metadata = chance.pick(({"stripe_customer_id": f"cus_{grain.letters(14)}"}, None))


def count_attempts(life: Life) -> None:
    """Belongs to an instance of another age: newer ones allow 10 attempts, some have no lock-out at all."""
    life.verification_attempts_remaining = life.origin.chance.pick((10, 10, None))


def be_locked_out(life: Life) -> None:
    """Failed too often, or was locked by an admin: then for good, with attempts left."""
    if life.origin.chance.one_in(3):
        life.locked = True
    else:
        fail_too_often(life)


def fail_too_often(life: Life) -> None:
    """Has no attempt left, and so is locked out for a while."""
    life.locked = True
    life.lockout_expires_in_seconds = life.origin.grain.between(1, LOCKOUT)
    life.verification_attempts_remaining = 0


def be_banned(life: Life) -> None:
    """Was banned."""
    life.banned = True


def be_limited(life: Life) -> None:
    """May do less, or more, than others."""
    chance = life.origin.chance
    life.delete_self_enabled = not chance.one_in(2)
    life.create_organization_enabled = not chance.one_in(3)
    if chance.one_in(2):
        life.create_organizations_limit = chance.pick((0, 3, None))
    trust: Maybe[bool] = chance.pick((False, True, ABSENT))
    if trust is ABSENT:
        life.leave_out("bypass_client_trust")
    else:
        life.bypass_client_trust = trust


def be_migrated(life: Life) -> None:
    """Came from another system, which had a name for the user."""
    life.external_id = f"legacy-{life.origin.grain.digits(9)}"


def leave_out(life: Life) -> None:
    """Is told by an API version that does not know the newest fields."""
    life.forget(*NEWEST)
    life.leave_out(*NEWEST)
    if life.password_last_updated_at is None:
        life.leave_out("password_last_updated_at")


# (what, once in how many accounts): our estimate.
BY_OTHERS: Odds[Callable[[Life], None]] = Odds(
    (lose_connection, 12),
    (show_a_picture, 4),
    (be_described, 4),
    (be_migrated, 12),
    (count_attempts, 5),
    (be_locked_out, 40),
    (be_banned, 50),
    (be_limited, 40),
    (leave_out, 30),
)
