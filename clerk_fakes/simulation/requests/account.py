"""An account that is requested: what its lists get has what is fixed of it from the start."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any, TypeVar

from clerk_fakes.primitives.names import Name, spelling
from clerk_fakes.primitives.providers import Provider
from clerk_fakes.primitives.randomness import Decisions, Details
from clerk_fakes.records.external_accounts import repeat, take_form
from clerk_fakes.records.identifications import set_verification
from clerk_fakes.records.verifications import VERIFIERS, plain_strategy, sso_email_verification
from clerk_fakes.schema import shapes as s
from clerk_fakes.schema.templates import known_keys, put_in_order
from clerk_fakes.schema.walks import options
from clerk_fakes.simulation.account import NEWEST_FIRST, Account
from clerk_fakes.simulation.requests.request import IDS, Overrides, Request
from clerk_fakes.simulation.settings import InstanceSettings
from clerk_fakes.types import User

NAMES = ("first_name", "last_name")

T = TypeVar("T")


class RequestedAccount(Account):
    """An account whose user is fixed in part."""

    __slots__ = ("closed_lists", "request")

    def __init__(
        self, settings: InstanceSettings, index: int, decisions: Decisions, details: Details, request: Request
    ) -> None:
        super().__init__(settings, index, decisions, details)
        self.by_chance = lambda n: False
        self.request = request
        self.closed_lists = {*request.lengths}
        fields, person = request.fields, self.person
        first, last = (_spelled(fields.get(name)) for name in NAMES)
        self.person = person._replace(first=first or person.first, last=last or person.last)
        self.user["first_name"] = fields.get("first_name", self.person.first.written)
        self.user["last_name"] = fields.get("last_name", self.person.last.written)
        begun = fields.get("created_at", min([self.created_at, *(at - LEAD for at in request.times())]))
        if begun != self.created_at:
            self.begin(begun)
        self.user["id"] = fields.get("id", self.user["id"])

    def choose(self, name: str, options: Sequence[T], *path: str) -> T:
        chosen = super().choose(name, options, *path)
        fixed = self._next_item(name).at(*path)
        return fixed if fixed in options else chosen

    def add(self, name: str, item: Any) -> Any:
        overrides = self._next_item(name)
        items: list[Any] = self.user[name]  # type: ignore[literal-required]  # one of the lists
        if name in NEWEST_FIRST and items and self.request.wanted(name) and len(items) >= self.request.wanted(name):
            # What is fixed stands where it is fixed; whatever comes on top of it is older.
            items.append(item)
            self._move(item, min(item["created_at"], items[-2]["created_at"] - 1), overrides)
        else:
            super().add(name, item)
        if overrides:
            self._override(item, overrides)
            if "verification" in overrides:
                set_verification(item, self._verification(name, item, overrides["verification"]))
            if name == "external_accounts":
                take_form(item, keep=overrides)
        return item

    def override_fields(self) -> None:
        """Set the fields that are fixed as a whole."""
        override(self.user, self.request.fields.plain(), User.__name__)

    def override_accounts(self) -> None:
        """Have what is fixed of OAuth accounts in place of what their providers revealed."""
        for position, item in enumerate(self.user["external_accounts"]):
            overrides = self.request.item("external_accounts", position)
            if overrides:
                override(item, overrides.plain(), item["object"])
                repeat(item)

    def order_by_time(self) -> None:
        """Have whatever is listed behind something older be older still, unless its time is fixed."""
        for name in NEWEST_FIRST:
            latest = None
            items: list[Any] = self.user[name]  # type: ignore[literal-required]  # one of the lists
            for position, item in enumerate(items):
                overrides = self.request.item(name, position)
                if latest is not None and item["created_at"] >= latest and "created_at" not in overrides:
                    self._move_with_links(item, latest - 1, overrides)
                latest = item["created_at"]

    def _move_with_links(self, item: dict[str, Any], at: int, overrides: Overrides) -> None:
        before = item.get("identification_id")
        self._move(item, at, overrides)
        for name in ("email_addresses", "phone_numbers"):
            for linked in self.user[name]:
                for link in linked["linked_to"]:
                    if link["id"] == before:
                        link["id"] = item["identification_id"]

    def next_address_is_by(self, provider: Provider) -> bool:
        """Whether the address that is added next is fixed to be vouched for by a provider."""
        position = self.request.wanted("email_addresses") - 1 - len(self.user["email_addresses"])
        return position >= 0 and self.request.vouching(position) == provider.strategy

    def _next_item(self, name: str) -> Overrides:
        """What is fixed of the item that is added next: the first one is the oldest, and where that stands is known."""
        there = len(self.user[name])  # type: ignore[literal-required]  # one of the lists
        wanted = self.request.wanted(name)
        is_in_front = name in NEWEST_FIRST and there < wanted
        return self.request.item(name, wanted - 1 - there if is_in_front else there)

    def _override(self, item: dict[str, Any], overrides: Overrides) -> None:
        if isinstance(overrides.get("created_at"), int):
            self._move(item, overrides["created_at"], overrides)
        override(item, overrides.plain(), item.get("object"))
        for key, value in overrides.items():
            part = item.get(key)
            if isinstance(value, Overrides) and isinstance(part, dict) and key != "verification":
                self._override(part, value)

    def _move(self, item: dict[str, Any], at: int, overrides: Overrides) -> None:
        """Have an item begin at another time (ms): its ids, what came after, and what verifies it."""
        item["created_at"] = at
        for key in IDS:
            if key in item and key not in overrides:
                item[key] = self.new_id(item[key].rpartition("_")[0] + "_", at)
        if "external_account_id" in item and "id" not in overrides:
            item["id"] = item["identification_id"]
        if "updated_at" in item:
            item["updated_at"] = max(item["updated_at"], at)
        verification = item.get("verification")
        if verification and verification["expire_at"] is not None:
            tag, strategy, status = (verification[name] for name in ("object", "strategy", "status"))
            item["verification"] = VERIFIERS[tag](self, strategy, at, status)

    def _verification(self, name: str, item: dict[str, Any], fixed: Any) -> Any:
        if not isinstance(fixed, Overrides):
            return deepcopy(fixed)
        made = self._begun(name, item.get("created_at", self.created_at), item.get("verification"), fixed)
        override(made, fixed.plain(), made.get("object"))
        return made

    def _begun(self, name: str, at: int, current: Any, fixed: Overrides) -> Any:
        """A verification with the fixed variant, strategy and status, and otherwise as near to the current one."""
        settings = self.settings
        variants = settings.variants(name)
        fitting = [variant for variant in variants if all(_takes(variant, *item) for item in fixed.items())]
        tags = [tag for variant in fitting or variants for tag in options(variant, "object") if tag in VERIFIERS]
        if not tags:  # of a newer document, which is stamped as it is
            return current or dict(fixed.plain())
        is_kept = current is not None and current["object"] in tags
        tag = current["object"] if is_kept else tags[0]
        plain = plain_strategy(tag, settings.options(tag, "strategy"), by_phone=name.startswith("phone"))
        strategy = fixed.get("strategy") or (current["strategy"] if is_kept else plain)
        status = fixed.get("status") or (current["status"] if is_kept else "verified")
        if tag == "verification_saml" and name == "email_addresses":
            return sso_email_verification(status)
        return VERIFIERS[tag](self, strategy, at, status)


LEAD = 60_000  # ms by which an account is older than anything that is fixed of it


def override(made: Any, values: Mapping[str, Any], kind: str | None) -> None:
    """Set copies of the values, skipping what the bundled document does not know of such an object."""
    known = known_keys(kind) if kind else ()
    for key, value in values.items():
        if key in known or (kind is None and key in made):
            put_in_order(made, known, key, deepcopy(value))


def _spelled(name: Any) -> Name | None:
    """A name with its spelling; None for one that cannot be spelled, such as none at all."""
    letters = spelling(name) if isinstance(name, str) else ""
    return Name(name, letters) if letters else None


def _takes(variant: s.Record, key: str, value: Any) -> bool:
    """Whether a variant has what is fixed, as far as that distinguishes it from others."""
    if key in ("object", "status") or (key == "strategy" and options(variant, key)):
        return value in options(variant, key)
    shapes = [field.shape for field in variant.fields if field.name == key]
    if key == "strategy":
        return all(isinstance(shape, s.Text) and re.search(shape.pattern or "", str(value)) for shape in shapes)
    return bool(shapes)
