"""Companies: every eight users in a row share one, the first of its members having founded it.

A company follows from the lives of its founder and its members alone, so that any of them can be asked for first.
"""

from __future__ import annotations

from typing import Any, Protocol

from clerk_fakes.realism import clerk
from clerk_fakes.realism.chance import Grain
from clerk_fakes.realism.facts import Facts, Shared
from clerk_fakes.realism.world import Origin, World, seeded

NEIGHBOURS = 8
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

# The roles that every instance starts with, and what they may do.
ADMIN_PERMISSIONS = (
    *(
        "org:sys_profile:manage",
        "org:sys_profile:delete",
        "org:sys_memberships:read",
        "org:sys_memberships:manage",
    ),
    *("org:sys_domains:read", "org:sys_domains:manage", "org:sys_billing:read", "org:sys_billing:manage"),
)
MEMBER_PERMISSIONS = ("org:sys_memberships:read", "org:sys_billing:read")
ADMIN, MEMBER = "org:admin", "org:member"
PERMISSIONS = {ADMIN: ADMIN_PERMISSIONS, MEMBER: MEMBER_PERMISSIONS}


class Account(Protocol):
    """What a company needs to know of its member; `created_at` in ms."""

    id: str
    first_name: str | None
    last_name: str | None
    username: str | None
    created_at: int
    banned: bool

    @property
    def identifier(self) -> str | None: ...
    @property
    def image_url(self) -> str: ...
    @property
    def profile_image_url(self) -> str: ...
    @property
    def has_image(self) -> bool: ...


class Organization(Shared):
    """A company as every one of its members sees it."""

    __slots__ = ("instance_id",)

    has_image = False
    admin_delete_enabled = True
    missing_member_with_elevated_permissions = False

    def __init__(self, world: World, number: int, founder: Origin) -> None:
        self.public_metadata: dict[str, Any] = {}
        self.private_metadata: dict[str, Any] = {}
        grain = self.grain = Grain(world.seed, number, "organization")
        again, place = divmod(number, len(PLACES) * len(TRADES))
        self.name = f"{PLACES[place % len(PLACES)]} {TRADES[place // len(PLACES)]}{f' {again}' if again else ''}"
        self.created_by = founder.user_id
        self.created_at = founder.created_at + grain.between(clerk.MINUTE, clerk.HOUR)
        self.updated_at = self.created_at + grain.below(clerk.HOUR)
        self.id = f"org_{clerk.ksuid_head(self.created_at // 1000)}{grain.letters(14)}{clerk.tail(number)}"
        self.instance_id = world.instance_id
        self.members_count = 2 + grain.below(NEIGHBOURS - 1)
        self.max_allowed_memberships = 5 if self.members_count <= 5 else 0
        self.pending_invitations_count = grain.below(3)
        self.last_active_at = grain.between(self.updated_at, world.now) // clerk.DAY * clerk.DAY
        self.role_set_key = ("role_set:default", None)[grain.below(2)]

    @property
    def slug(self) -> str:
        return "-".join(self.name.lower().split())

    @property
    def image_url(self) -> str:
        return clerk.default_avatar(self.instance_id, self.id, self.name.strip()[:1].upper())


class PublicUserData(Facts):
    """What other members see of the user; everything in it repeats the user."""

    def __init__(self, account: Account) -> None:
        self.user_id = account.id
        self.first_name = account.first_name
        self.last_name = account.last_name
        self.username = account.username
        self.profile_image_url = account.profile_image_url
        self.image_url = account.image_url
        self.has_image = account.has_image
        self.banned = account.banned
        self.identifier = account.identifier


class OrganizationMembership(Facts):
    """One user's part in one company; the founder is its admin."""

    def __init__(self, origin: Origin, organization: Organization, account: Account) -> None:
        founded = organization.created_by == account.id
        since = organization.created_at if founded else max(organization.created_at, account.created_at)
        self.created_at = since + (origin.grain.between(20, 30) if founded else origin.grain.between(31, clerk.HOUR))
        self.updated_at = self.created_at
        self.id = origin.new_id("orgmem_", self.created_at)
        self.role = ADMIN if founded else MEMBER
        self.public_metadata: dict[str, Any] = {}
        self.private_metadata: dict[str, Any] = {}
        self.organization = organization
        self.public_user_data = PublicUserData(account)

    @property
    def role_name(self) -> str:
        return self.role.rpartition(":")[2].replace("_", " ").title()

    @property
    def permissions(self) -> list[str]:
        return list(PERMISSIONS.get(self.role, ()))


def founded(origin: Origin, account: Account, number: int, role: str = ADMIN) -> OrganizationMembership:
    """The membership of somebody in a company that nobody else of the population is in; only its founder is admin."""
    organization = Organization(origin.world, number, origin)
    if role != ADMIN:
        organization.created_by = origin.new_id("user_", organization.created_at)
    return OrganizationMembership(origin, organization, account)


def memberships(origin: Origin, account: Account) -> list[OrganizationMembership]:
    """The memberships of a life: at most one, in the company that it shares with its neighbours."""
    number, place = divmod(origin.number, NEIGHBOURS)
    founder = seeded(origin.world, number * NEIGHBOURS) if place else origin
    organization = Organization(origin.world, number, founder)
    if place >= organization.members_count:
        return []
    return [OrganizationMembership(origin, organization, account)]
