"""What is settled of a life whatever has happened in it: lengths, plain values, and companies of its own."""

from __future__ import annotations

from clerk_fakes.realism import treatment
from clerk_fakes.realism.identifications import LinkedTo
from clerk_fakes.realism.organizations import ADMIN, OrganizationMembership, founded
from clerk_fakes.realism.wishes import WishedLife, carry

COMPANIES = 100_000  # so that their names have short numbers, if any


def settle(life: WishedLife) -> None:
    """Have exactly what is wished, of whatever does not follow from something else."""
    fields = life.wishes.fields
    if life.wishes.lengths:
        _cut(life)
    has_password = isinstance(life.password_last_updated_at, int)
    if has_password and fields.get("password_enabled") is False:
        life.password_last_updated_at = None
    elif not has_password and fields.get("password_enabled"):
        life.password_last_updated_at = life.created_at
    if fields.get("has_image") is True and life.picture is None:
        treatment.show_a_picture(life)
    elif fields.get("has_image") is False:
        life.picture = None
    carry(life, fields, fields.plain())
    if isinstance(at := fields.get("mfa_disabled_at"), int) and life.mfa_enabled_at is None:
        life.mfa_enabled_at = life.origin.grain.between(life.created_at, max(life.created_at, at - 1))
    life.conclude()
    if life.wishes.forbids("organization_memberships"):
        life.organization_memberships = []
    elif "with_organization" in life.traits:
        _found_companies(life)


def _found_companies(life: WishedLife) -> None:
    own: list[OrganizationMembership] = []
    life.organization_memberships = own
    for number in range(max(1, life.wishes.several("organization_memberships"))):
        role = life.wishes.item("organization_memberships", number).get("role", ADMIN)
        life.keep(founded(life.origin, life, life.origin.number % COMPANIES + number, role), own)


def _cut(life: WishedLife) -> None:
    """Leave out what is beyond the wished length of a list, and the links to it."""
    for name, length in life.wishes.lengths.items():
        if isinstance(among := getattr(life, name, None), list):
            del among[length:]
    accounts = [account.identification_id for account in life.external_accounts]
    for made in (*life.email_addresses, *life.phone_numbers):
        made.linked_to = [link for link in made.linked_to if not isinstance(link, LinkedTo) or link.id in accounts]
