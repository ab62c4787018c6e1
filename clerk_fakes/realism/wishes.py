"""A life that is asked for: what somebody settles of it beforehand, granted as the life comes to it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from clerk_fakes.realism.facts import Facts
from clerk_fakes.realism.identifications import Identification
from clerk_fakes.realism.lives import Life
from clerk_fakes.realism.people import Name, spelling
from clerk_fakes.realism.providers import OIDC_PROVIDERS
from clerk_fakes.realism.verifications import Verification, plain_strategy, sso_email_verification, verification
from clerk_fakes.realism.world import Origin
from clerk_fakes.schema.shapes import ABSENT, Json, Record, Text
from clerk_fakes.schema.walks import options

NAMES = ("first_name", "last_name")
PRIMARY = {
    "primary_email_address_id": "email_addresses",
    "primary_phone_number_id": "phone_numbers",
    "primary_web3_wallet_id": "web3_wallets",
}
IDS = frozenset({"id", "identification_id"})
VOUCHED = "verification_from_oauth"  # vouched for by an external account
TWINS = ("saml_accounts", "enterprise_accounts")

T = TypeVar("T")
Part = TypeVar("Part", bound=Facts)


class Branch(dict[str, Any]):
    """What is wished of one object: values by key, and a further branch for an object in it."""

    def at(self, *names: str) -> Any:
        """The value under nested keys; None where there is none."""
        found: Any = self
        for name in names:
            found = found.get(name) if isinstance(found, dict) else None
        return found

    def plain(self) -> Iterator[str]:
        """The keys whose value is wished as a whole."""
        return (name for name, value in self.items() if not isinstance(value, Branch))


@dataclass
class Wishes:
    """What is wished of one user.

    `fields` are its values by key, `items` those of the things in its lists, by list and place; `lengths` says how long
    a list has to be, and `least` how long it has to be at least.
    """

    fields: Branch = field(default_factory=Branch)
    items: dict[str, dict[int, Branch]] = field(default_factory=dict)
    lengths: dict[str, int] = field(default_factory=dict)
    least: dict[str, int] = field(default_factory=dict)

    def item(self, name: str, place: int) -> Branch:
        """What is wished of one thing in a list."""
        return self.items.get(name, {}).get(place) or Branch()

    def several(self, name: str) -> int:
        """How many things a list needs, as far as is wished."""
        return self.lengths.get(name, self.least.get(name, 0))

    def times(self) -> list[int]:
        """The times (ms) that are wished of the user and of what it has: it cannot have come later than any of them."""
        wishes = [self.fields, *(wish for places in self.items.values() for wish in places.values())]
        return [at for wish in wishes for name, at in wish.items() if name.endswith("_at") and type(at) is int]

    def forbids(self, name: str) -> bool:
        """Whether a list has to stay empty."""
        return self.lengths.get(name) == 0

    def agree(self) -> None:
        """Wish elsewhere for what follows from a primary id, from an account and its twin, and from its address."""
        for name, among in PRIMARY.items():
            if self.fields.get(name, ABSENT) is None and among not in self.least:
                self.lengths.setdefault(among, 0)
            elif name in self.fields and not self.forbids(among):
                self.wish(among, 0).setdefault("id", self.fields[name])
        self._agree_on_providers()
        for one, other in (TWINS, TWINS[::-1]):
            if not is_oidc(self.item(one, 0)):
                self._follow(one, other, "provider")
            self._follow(one, other, "email_address")
        for name in (*TWINS, "external_accounts"):
            for place in range(self.several(name)):
                self._address(self.item(name, place).get("email_address"))

    def wish(self, name: str, place: int) -> Branch:
        """What is wished of one thing in a list, to be added to."""
        self.least[name] = max(self.least.get(name, 0), place + 1)
        return self.items.setdefault(name, {}).setdefault(place, Branch())

    def _agree_on_providers(self) -> None:
        """Wish for the account that vouches for the first address, and for enterprise accounts as they are proved."""
        vouching = _provider(self.item("email_addresses", 0), VOUCHED)
        if vouching and "external_accounts" not in {*self.lengths, *self.least}:
            self.wish("external_accounts", 0)["provider"] = vouching
        for wish in self.items.get("enterprise_accounts", {}).values():
            proving = _provider(wish, "verification_oauth")
            if proving and not {"provider", "protocol"} & wish.keys():
                wish["provider"] = proving

    def _follow(self, one: str, other: str, key: str) -> None:
        wished = self.item(one, 0).get(key)
        if wished and not self.forbids(other):
            self.wish(other, 0).setdefault(key, wished)

    def _address(self, address: str | None) -> None:
        """Wish for an address that an account names, at the first place that has none and takes one."""
        emails = self.items.get("email_addresses", {})
        taken = {place for place, wish in emails.items() if "email_address" in wish}
        place = next(place for place in range(len(taken) + 1) if place not in taken)
        is_new = address and address not in [wish.get("email_address") for wish in emails.values()]
        if is_new and place < self.lengths.get("email_addresses", place + 1):
            self.wish("email_addresses", place)["email_address"] = address


def _provider(wish: Branch, tag: str) -> str | None:
    """The OAuth provider that a wished verification of that variant is by; None for one by anything else."""
    strategy = str(wish.at("verification", "strategy") or "").removeprefix("from_")
    is_by_provider = wish.at("verification", "object") == tag or strategy.startswith("oauth_")
    is_unproved = tag == VOUCHED and wish.at("verification", "status") not in (None, "verified")
    return (strategy or OIDC_PROVIDERS[0]) if is_by_provider and not is_unproved else None


def is_oidc(wish: Branch) -> bool:
    """Whether a wished enterprise account speaks OpenID Connect."""
    return wish.get("protocol") == "oauth" or str(wish.get("provider")).startswith("oauth_")


class WishedLife(Life):
    """A life with some of it settled: what its lists get has what is wished from the start."""

    __slots__ = ("traits", "wishes")

    def __init__(self, origin: Origin, traits: Collection[str], wishes: Wishes) -> None:
        self.traits = traits
        self.wishes = wishes
        person = origin.person
        first, last = (_named(wishes.fields.get(name)) for name in NAMES)
        origin.person = replace(person, first=first or person.first, last=last or person.last)
        super().__init__(origin)
        vars(self).update({name: wishes.fields[name] for name in NAMES if name in wishes.fields})

    def has_settled(self, name: str) -> bool:
        """Whether nothing may be added to a list that is not wished for."""
        return name in self.wishes.lengths or (name == "email_addresses" and "no_email" in self.traits)

    def keep(self, made: Part, among: list[Part]) -> Part:
        wish, name = self._wish(among), self._name(among)
        super().keep(made, among)
        self._grant(made, wish)
        if "verification" in wish:
            proof = self._proof(name, made, wish["verification"])
            if isinstance(made, Identification):
                made.prove(proof)
            else:
                vars(made)["verification"] = proof
        return made

    def _grant(self, made: Facts, wish: Branch) -> None:
        if isinstance(wish.get("created_at"), int):
            self._move(made, wish["created_at"], wish)
        carry(made, wish, wish.plain())
        for key, value in wish.items():
            part = getattr(made, key, None)
            if isinstance(value, Branch) and isinstance(part, Facts) and not isinstance(part, Verification):
                self._grant(part, value)

    def _move(self, made: Facts, at: int, wish: Branch) -> None:
        """Have something begin at another time (ms): its ids, what came after, and what proves it."""
        known = vars(made)
        for key in IDS & known.keys() - wish.keys():
            known[key] = self.origin.new_id(known[key].rpartition("_")[0] + "_", at)
        if "updated_at" in known:
            known["updated_at"] = max(known["updated_at"], at)
        proof = known.get("verification")
        if isinstance(proof, Verification) and proof.expire_at is not None:
            known["verification"] = verification(self.origin, proof.object, proof.strategy, at, proof.status)

    def choose(self, among: list[Part], options: Sequence[T], *names: str) -> T:
        chosen = super().choose(among, options, *names)
        wished = self._wish(among).at(*names)
        return wished if wished in options else chosen

    def _name(self, among: list[Part]) -> str:
        return next(name for name, value in vars(self).items() if value is among)

    def _wish(self, among: list[Part]) -> Branch:
        return self.wishes.item(self._name(among), len(among))

    def _proof(self, name: str, made: Facts, wish: Json) -> Verification | None:
        if not isinstance(wish, Branch):
            return _recalled(wish)
        current: Verification | None = getattr(made, "verification", None)
        proof = self._begun(name, getattr(made, "created_at", self.created_at), current, wish)
        carry(proof, wish, wish.plain())
        return proof

    def _begun(self, name: str, at: int, current: Verification | None, wish: Branch) -> Verification:
        """A verification with the wished variant, strategy and status, and for the rest as near to the current one."""
        world = self.origin.world
        fitting = [record for record in world.proofs(name) if all(_takes(record, *item) for item in wish.items())]
        tags = [tag for record in fitting or world.proofs(name) for tag in options(record, "object")]
        is_kept = current is not None and current.object in tags
        tag = current.object if is_kept and current else tags[0]
        known = world.options(tag, "strategy")
        plain = plain_strategy(tag, known, by_phone=name.startswith("phone"))
        strategy = wish.get("strategy") or (current.strategy if is_kept and current else plain)
        status = wish.get("status") or (current.status if is_kept and current else "verified")
        if tag == "verification_saml" and name == "email_addresses":
            return sso_email_verification(status)
        return verification(self.origin, tag, strategy, at, status)


def _recalled(wish: dict[str, Json] | None) -> Verification | None:
    """A verification as somebody wrote it."""
    if wish is None:
        return None
    proof = Verification("", "", "")
    carry(proof, wish, wish)
    return proof


def carry(made: Facts, wish: dict[str, Json], keys: Iterable[str]) -> None:
    """Have what is wished under those keys, but for what nothing of that kind knows of, or calls a method."""
    kind = type(made)
    known = [key for key in keys if hasattr(made, key) and not callable(getattr(kind, key, None))]
    vars(made).update({key: deepcopy(wish[key]) for key in known})


def _named(name: Json) -> Name | None:
    """A name somebody wrote, with its spelling; None for one that cannot be spelled, such as none at all."""
    letters = spelling(name) if isinstance(name, str) else ""
    return Name(name, letters) if letters else None


def _takes(record: Record, key: str, value: Json) -> bool:
    """Whether a variant has what is wished, as far as that tells it from others."""
    if key in ("object", "status") or (key == "strategy" and options(record, key)):
        return value in options(record, key)
    shapes = [field.shape for field in record.fields if field.name == key]
    if key == "strategy":
        return all(isinstance(shape, Text) and re.search(shape.pattern or "", str(value)) for shape in shapes)
    return bool(shapes)
