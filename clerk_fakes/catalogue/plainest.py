"""The plainest user, and the plainest value for any path that it leaves empty.

Ada Lovelace signed up with a code by email, and that is all. What she does not have is taken from another account,
which has one of everything, or else filled from its shape.
"""

from __future__ import annotations

import json
from typing import Any

from clerk_fakes.fill.repair import repair
from clerk_fakes.fill.values import value_for
from clerk_fakes.primitives.randomness import Details, PlainDecisions
from clerk_fakes.records.organizations import ADMIN
from clerk_fakes.records.verifications import VERIFIERS, plain_strategy
from clerk_fakes.schema import shapes as s
from clerk_fakes.schema.document import Document
from clerk_fakes.schema.paths import SchemaPath, Step
from clerk_fakes.schema.shapes import ABSENT
from clerk_fakes.schema.templates import put
from clerk_fakes.simulation.account import Account
from clerk_fakes.simulation.events.admin import write_metadata
from clerk_fakes.simulation.events.owner import add_passkeys, turn_on_second_factor
from clerk_fakes.simulation.events.profile import accept_terms, choose_username, migrate, set_locale
from clerk_fakes.simulation.events.sign_ups import SIGN_UPS
from clerk_fakes.simulation.events.single_sign_on import provision
from clerk_fakes.simulation.follow import follow
from clerk_fakes.simulation.instance import Instance
from clerk_fakes.simulation.organizations import own_organization
from clerk_fakes.simulation.requests.users import SOURCE, Circumstances, instance_of
from clerk_fakes.types import User

BRINGS_ONE_OF_EACH = ("google", "phone", "wallet", "saml")
GIVES_A_VALUE = (
    choose_username,
    set_locale,
    accept_terms,
    migrate,
    turn_on_second_factor,
    add_passkeys,
    write_metadata,
)


class PlainDetails(Details):
    """The details of what is filled from its shape: nothing optional, the first of each list, no true flag."""

    def below(self, n: int) -> int:
        return 0


class Plainest:
    """The plainest user of a document, and what to put where it has nothing."""

    def __init__(self, document: Document) -> None:
        self._instance = instance_of(Circumstances(document), is_ada=True)
        self._now = self._instance.settings.now
        # JSON text: reading it again is five times as fast as a deep copy.
        self._known: dict[str, str] = {}
        decisions, details = PlainDecisions(), Details(SOURCE, 0)
        self._user = json.dumps(self._instance.user(0, decisions=decisions, details=details))
        one, another = (one_of_everything(self._instance, number) for number in (8, 16))
        self._everything = {name: _both(value, another.get(name)) for name, value in one.items()}

    @property
    def user(self) -> s.User:
        """A new copy of the plainest user."""
        user: s.User = json.loads(self._user)
        return user

    def at(self, path: SchemaPath) -> s.Json:
        """A new copy of the plain value at a path: never null, and a list with something in it."""
        if path.id not in self._known:
            self._known[path.id] = json.dumps(self._value(path))
        return json.loads(self._known[path.id])

    def _value(self, path: SchemaPath) -> s.Json:
        if path.parent is None:
            return self._everything
        around = self.at(path.parent)
        found = next(iter(path.values(around)), ABSENT)
        if isinstance(path.shape, s.Listing):
            return self._several(path.inside[0], found if isinstance(found, list) else [])
        if found is not ABSENT and found is not None:
            return found
        if path.step is Step.VARIANT and path.name in VERIFIERS and isinstance(path.shape, s.Record):
            return self._verification(path, path.shape)
        return self._filled(path, PlainDetails(SOURCE, 0, path.id))

    def _several(self, item: SchemaPath, known: list[s.Json]) -> list[s.Json]:
        """The items that are known, and as many more as make two different ones."""
        streams = (PlainDetails(SOURCE, 0, item.id), Details(SOURCE, 1, item.id))
        return [*known, *(self._filled(item, details) for details in streams[len(known) :])]

    def _filled(self, path: SchemaPath, details: Details) -> s.Json:
        return value_for(path.shape, path.name, details, self._now)

    def _verification(self, path: SchemaPath, record: s.Record) -> s.Json:
        known = self._instance.settings.options(path.name, "strategy")
        strategy = plain_strategy(path.name, known, by_phone=path.id.startswith("phone"))
        account = plain_account(self._instance, 0)
        made = VERIFIERS[path.name](account, strategy, account.created_at)
        return repair(made, record, path.name, PlainDetails(SOURCE, 0, path.id), self._now)


def plain_account(instance: Instance, number: int) -> Account:
    """An account that takes the plain side of every decision."""
    return Account(instance.settings, number, PlainDecisions(), Details(SOURCE, number))


def one_of_everything(instance: Instance, number: int) -> dict[str, Any]:
    """A user that no account would come to: with one item of every kind that a user can have."""
    account = plain_account(instance, number)
    for name in BRINGS_ONE_OF_EACH:
        SIGN_UPS[name].apply(account)
    for event in GIVES_A_VALUE:
        event(account, account.settings.lately)
    provision(account)
    membership = own_organization(account, number, ADMIN).membership
    put(account.user, User, "organization_memberships", [membership])
    follow(account)
    return instance.completed(account.user)


def _both(one: s.Json, other: s.Json) -> s.Json:
    return [*one, *other] if isinstance(one, list) and isinstance(other, list) else one
