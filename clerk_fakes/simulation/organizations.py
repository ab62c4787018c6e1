"""Organizations of a population: every eight users in a row share one, the first of its members having founded it.

An organization follows from its number and its founder's account alone, so that any of its members can be asked for
first.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from clerk_fakes.primitives.ids import ksuid_head
from clerk_fakes.primitives.randomness import Details, SeededDecisions
from clerk_fakes.primitives.times import DAY, HOUR, MINUTE, SECOND
from clerk_fakes.records import organizations as records
from clerk_fakes.records.organizations import ADMIN, MANAGED_FOR_FREE, MEMBER
from clerk_fakes.simulation.account import Account
from clerk_fakes.simulation.settings import InstanceSettings
from clerk_fakes.types import Organization, OrganizationMembership

NEIGHBOURS = 8
CACHED = 1024


class Joining(NamedTuple):
    """When an account joins an organization (ms), and the membership that it then has."""

    at: int
    membership: OrganizationMembership


class _Founded(NamedTuple):
    organization: Organization
    delays: list[int]  # ms between founding or signing up, whichever is later, and joining, for each of the neighbours
    ids: list[str]  # what is random in the ids of their memberships


class Organizations:
    """The organizations of one instance, each made once while it is in use."""

    def __init__(self, settings: InstanceSettings) -> None:
        self._settings = settings
        self._founded = lru_cache(maxsize=CACHED)(self._found)

    def joining(self, account: Account) -> Joining | None:
        """How an account joins the organization that it shares with its neighbours; None if it does not."""
        number, place = divmod(account.index, NEIGHBOURS)
        organization, delays, ids = self._founded(number)
        if place >= organization["members_count"]:
            return None
        is_founder = place == 0
        at = max(organization["created_at"], 0 if is_founder else account.created_at) + delays[place]
        id = f"orgmem_{ksuid_head(at // SECOND)}{ids[place]}"
        own = copied(organization)
        return Joining(at, records.membership(id, own, ADMIN if is_founder else MEMBER, at))

    def _found(self, number: int) -> _Founded:
        settings, index = self._settings, number * NEIGHBOURS
        decided = SeededDecisions(settings.source, index)
        founder = Account(settings, index, decided, decided)
        details = Details(settings.source, number, "organization")
        made = _founded_by(founder.user["id"], founder.created_at, settings, number, details)
        delays = [details.between(7, 25), *(details.between(31, HOUR) for _ in range(NEIGHBOURS - 1))]
        return _Founded(made, delays, [details.more_id_bodies().pop() for _ in range(NEIGHBOURS)])


def own_organization(account: Account, number: int, role: str) -> Joining:
    """How an account joins an organization that no other account is in; only its founder is an admin."""
    settings = account.settings
    details = account.details.substream(f"organization {number}")
    founder = account.user["id"] if role == ADMIN else account.new_id("user_", account.created_at)
    made = _founded_by(founder, account.created_at, settings, number, details)
    at = made["created_at"] + details.between(7, 25)
    return Joining(at, records.membership(account.new_id("orgmem_", at), made, role, at))


def copied(organization: Organization) -> Organization:
    """An organization that shares nothing with the one it is copied from."""
    made = organization.copy()
    made["public_metadata"] = {}
    made["private_metadata"] = {}
    return made


def _founded_by(
    founder: str, signed_up_at: int, settings: InstanceSettings, number: int, details: Details
) -> Organization:
    created_at = signed_up_at + details.between(MINUTE, HOUR)
    id = f"org_{ksuid_head(created_at // SECOND)}{details.more_id_bodies().pop()}"
    name = records.organization_name(number)
    made = records.organization(settings.instance_id, id, name, created_at, founder)
    made["updated_at"] = created_at + details.below(HOUR)
    made["members_count"] = members = 2 + details.below(NEIGHBOURS - 1)
    made["max_allowed_memberships"] = MANAGED_FOR_FREE if members <= MANAGED_FOR_FREE else 0
    made["pending_invitations_count"] = details.below(3)
    made["last_active_at"] = details.between(made["updated_at"], settings.now) // DAY * DAY
    made["role_set_key"] = ("role_set:default", None)[details.below(2)]
    return made
