"""Organizations, and what a membership repeats of the user."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.coherence.rules.core import Json, Subject, is_int, precedes, rule
from tests.coherence.rules.images import decoded, default_faults

ROLES = {
    "org:admin": (
        "Admin",
        [
            "org:sys_profile:manage",
            "org:sys_profile:delete",
            "org:sys_memberships:read",
            "org:sys_memberships:manage",
            "org:sys_domains:read",
            "org:sys_domains:manage",
            "org:sys_billing:read",
            "org:sys_billing:manage",
        ],
    ),
    "org:member": ("Member", ["org:sys_memberships:read", "org:sys_billing:read"]),
}
OWN_ROLE = re.compile(r"org:[a-z][a-z0-9_]*")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
WORD = re.compile(r"[a-z0-9]+")
REPEATED = ("first_name", "last_name", "image_url", "profile_image_url", "has_image", "username", "banned")


def memberships(subject: Subject) -> Iterator[tuple[str, Json, Json]]:
    """Every membership, with its organization."""
    for path, membership in subject.items["organization_memberships"]:
        yield path, membership, membership.get("organization") or {}


@rule
def role(subject: Subject) -> Iterator[str]:
    """A member is Admin or Member with just that role's permissions, or has a role of the application's own."""
    for path, membership, _ in memberships(subject):
        role = str(membership.get("role"))
        name, permissions = ROLES.get(role, (None, None))
        if name is None and not OWN_ROLE.fullmatch(role):
            yield f"{role!r} of {path}"
        elif name is None:
            continue
        elif membership.get("role_name", name) != name or membership.get("permissions") != permissions:
            yield f"{path} has other permissions or another name than {membership['role']}"


@rule
def organization_limits(subject: Subject) -> Iterator[str]:
    """An organization takes five members or any number (0), and its admin may delete it."""
    for path, _, organization in memberships(subject):
        if organization.get("max_allowed_memberships") not in (0, 5):
            yield f"max_allowed_memberships of {path} is {organization.get('max_allowed_memberships')!r}"
        if organization.get("admin_delete_enabled") is not True:
            yield f"admin_delete_enabled of {path} is {organization.get('admin_delete_enabled')!r}"


@rule
def slug(subject: Subject) -> Iterator[str]:
    """A slug is kebab-case, and begins as the name does where that is ASCII."""
    for path, _, organization in memberships(subject):
        value, name = organization.get("slug") or "", organization.get("name") or ""
        word = WORD.search(name.lower()) if name.isascii() else None
        if not SLUG.fullmatch(value) or (word and not value.startswith(word[0])):
            yield f"{value!r} of {path} for {name!r}"


@rule
def organization_image(subject: Subject) -> Iterator[str]:
    """An organization has the default image, with the initial of its name."""
    for path, _, organization in memberships(subject):
        if organization.get("has_image"):
            yield f"{path} has an image of its own"
        if "image_url" in organization:
            image = decoded(organization["image_url"]) or {}
            if image.get("type") != "default":
                yield f"{organization['image_url']!r} of {path} decodes to {image!r}"
            yield from default_faults(
                image, organization.get("id"), (organization.get("name") or "").strip()[:1].upper()
            )


@rule
def public_user_data(subject: Subject) -> Iterator[str]:
    """A membership repeats the user: id, names, images, and the primary email address as identifier."""
    for path, membership, _ in memberships(subject):
        if data := membership.get("public_user_data"):
            expected = {key: subject.user[key] for key in REPEATED if key in subject.user}
            expected |= {"user_id": subject.user.get("id"), **identifier_of(subject.user)}
            for key in expected.keys() & data.keys():
                if data[key] != expected[key]:
                    yield f"{key} {data[key]!r} of {path} should be {expected[key]!r}"


def identifier_of(user: Json) -> Json:
    """The primary email address; empty without one, since it is not known what stands in for it."""
    for email in user.get("email_addresses") or ():
        if email.get("id") is not None and email["id"] == user.get("primary_email_address_id"):
            return {"identifier": email.get("email_address")}
    return {}


@rule
def creator(subject: Subject) -> Iterator[str]:
    """The creator of an organization is its admin, 7 to 30 ms later."""
    # Recorded: 7, 20 and 22 ms (n = 3).
    for path, membership, organization in memberships(subject):
        if organization.get("created_by") and organization["created_by"] == subject.user.get("id"):
            if membership.get("role") != "org:admin":
                yield f"{path} created it, yet is {membership.get('role')}"
            start, joined = organization.get("created_at"), membership.get("created_at")
            if is_int(start) and is_int(joined) and not 7 <= joined - start <= 30:
                yield f"{path} joined {joined - start} ms after creating it"


@rule
def joined_later(subject: Subject) -> Iterator[str]:
    """Other members join an organization once it exists."""
    for path, membership, organization in memberships(subject):
        start, joined = organization.get("created_at"), membership.get("created_at")
        others = organization.get("created_by") != subject.user.get("id")
        if others and is_int(start) and not precedes(start, joined):
            yield f"{path} joined at {joined}, the organization came at {start}"
