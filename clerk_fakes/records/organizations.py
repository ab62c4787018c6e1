"""Organizations and memberships."""

from __future__ import annotations

import re
from typing import Any

from clerk_fakes.primitives.images import default_avatar
from clerk_fakes.schema.templates import template
from clerk_fakes.types import Organization, OrganizationMembership, PublicUserData

WORD = re.compile(r"[^\W_]+")
TRADES = (
    "Analytics",
    "Bakery",
    "Cloud",
    "Design",
    "Energy",
    "Foods",
    "Games",
    "Health",
    "Labs",
    "Media",
    "Robotics",
)
PLACES = (
    "Acme",
    "Bluewater",
    "Copper Hill",
    "Dune",
    "Evergreen",
    "Foxglove",
    "Granite",
    "Harbor",
    "Ivory",
    "Juniper",
)
NAMES = len(PLACES) * len(TRADES)
MANAGED_FOR_FREE = 5  # members: Clerk's quota on the free plan

# The roles that every instance starts with, and what they may do.
ADMIN, MEMBER = "org:admin", "org:member"
PERMISSIONS = {
    ADMIN: (
        "org:sys_profile:manage",
        "org:sys_profile:delete",
        "org:sys_memberships:read",
        "org:sys_memberships:manage",
        "org:sys_domains:read",
        "org:sys_domains:manage",
        "org:sys_billing:read",
        "org:sys_billing:manage",
    ),
    MEMBER: ("org:sys_memberships:read", "org:sys_billing:read"),
}

# Recorded memberships have no private metadata, show neither a username nor a ban, and their organization has a logo.
# Of a role of the application's own: recorded ones have keys of its features, too.
OWN_PERMISSIONS = (*PERMISSIONS[MEMBER], "org:reports:read")

ORGANIZATION: Any = {
    **template(
        Organization, has_image=False, admin_delete_enabled=True, missing_member_with_elevated_permissions=False
    ),
    "logo_url": None,
}
MEMBERSHIP = template(OrganizationMembership, "private_metadata")
PUBLIC_USER_DATA = template(PublicUserData, "banned", "username")


def organization_name(number: int) -> str:
    """The name of organization `number`, different for every number."""
    again, place = divmod(number, NAMES)
    return f"{PLACES[place % len(PLACES)]} {TRADES[place // len(PLACES)]}{f' {again}' if again else ''}"


def organization(instance_id: str, id: str, name: str, created_at: int, created_by: str) -> Organization:
    """An organization as every one of its members sees it."""
    made: Organization = ORGANIZATION.copy()
    made["id"] = id
    made["created_by"] = created_by
    made["created_at"] = created_at
    made["public_metadata"] = {}
    made["private_metadata"] = {}
    rename(made, name, instance_id)
    return made


def rename(made: Organization, name: str, instance_id: str) -> None:
    """Set the name, and what follows from it."""
    made["name"] = name
    made["slug"] = "-".join(word for word in WORD.findall(name.lower()) if word.isascii())
    made["image_url"] = default_avatar(instance_id, made["id"], name.strip()[:1].upper())


def membership(id: str, of: Organization, role: str, created_at: int) -> OrganizationMembership:
    """A membership since a time (ms); `public_user_data` is filled in when the user is complete."""
    made = MEMBERSHIP.copy()
    made["id"] = id
    made["role"] = role
    made["role_name"] = role_name(role)
    made["permissions"] = list(PERMISSIONS.get(role, OWN_PERMISSIONS))
    made["public_metadata"] = {}
    made["organization"] = of
    made["public_user_data"] = PUBLIC_USER_DATA.copy()
    made["created_at"] = created_at
    made["updated_at"] = created_at
    return made


def role_name(role: str) -> str:
    """A role as people see it.

    >>> role_name("org:billing_manager")
    'Billing Manager'
    """
    return role.rpartition(":")[2].replace("_", " ").title()


def show_user(membership: Any, user: Any, identifier: str | None) -> None:
    """Repeat in a membership what other members may see of the user."""
    shown = membership["public_user_data"]
    for name in shown:
        shown[name] = user["id"] if name == "user_id" else identifier if name == "identifier" else user[name]
