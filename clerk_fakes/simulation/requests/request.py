"""A request: what a caller fixes of one user before it is made, sorted by what it is about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from clerk_fakes.errors import InvalidArgument
from clerk_fakes.fill.pins import Pins
from clerk_fakes.primitives.providers import OIDC_PROVIDERS, PROVIDERS
from clerk_fakes.schema.shapes import ABSENT

PRIMARY = {
    "primary_email_address_id": "email_addresses",
    "primary_phone_number_id": "phone_numbers",
    "primary_web3_wallet_id": "web3_wallets",
}
TWINS = ("saml_accounts", "enterprise_accounts")
IDS = ("id", "identification_id", "external_account_id")
VOUCHED = "verification_from_oauth"  # vouched for by an external account
SECOND_FACTOR_FLAGS = ("reserved_for_second_factor", "default_second_factor")


class Overrides(dict[str, Any]):
    """What is fixed of one object: values by key, and further overrides for an object in it."""

    def at(self, *names: str) -> Any:
        """The value under nested keys; None where there is none."""
        found: Any = self
        for name in names:
            found = found.get(name) if isinstance(found, dict) else None
        return found

    def plain(self) -> dict[str, Any]:
        """The keys whose value is fixed as a whole."""
        return {name: value for name, value in self.items() if not isinstance(value, Overrides)}


@dataclass
class Request:
    """What is fixed of one user.

    `pins` are its values by path, as the caller gave them. Of those, `fields` are the values by key, `items` those of
    the items of its lists, by list and position; `lengths` is how long a list must be, `least` how long at least.
    """

    pins: Pins = field(default_factory=dict)
    traits: tuple[str, ...] = ()
    fields: Overrides = field(default_factory=Overrides)
    items: dict[str, dict[int, Overrides]] = field(default_factory=dict)
    lengths: dict[str, int] = field(default_factory=dict)
    least: dict[str, int] = field(default_factory=dict)

    def item(self, name: str, position: int) -> Overrides:
        """What is fixed of one item of a list."""
        return self.items.get(name, {}).get(position) or Overrides()

    def wanted(self, name: str) -> int:
        """How many items a list needs."""
        return self.lengths.get(name, self.least.get(name, 0))

    def forbids(self, name: str) -> bool:
        """Whether a list must stay empty."""
        return self.lengths.get(name) == 0

    def times(self) -> list[int]:
        """The times (ms) that are fixed of the user and its items: it cannot have come later than any of them."""
        fixed = [self.fields, *(item for positions in self.items.values() for item in positions.values())]
        return [at for each in fixed for name, at in each.items() if name.endswith("_at") and type(at) is int]

    def require(self, name: str, position: int) -> Overrides:
        """What is fixed of one item of a list, to be added to; the list has to be that long."""
        self.least[name] = max(self.least.get(name, 0), position + 1)
        return self.items.setdefault(name, {}).setdefault(position, Overrides())

    def second_factor_phones(self) -> list[int]:
        """The positions of the phones that are fixed to be second factors."""
        phones = self.items.get("phone_numbers", {}).items()
        return [place for place, phone in phones if any(phone.get(flag) is True for flag in SECOND_FACTOR_FLAGS)]

    def check_ids(self) -> None:
        """Raise `InvalidArgument` for an id that is fixed of two objects."""
        places: dict[str, str] = {}
        for id, place, around in self._fixed_ids():
            first = places.setdefault(id, place)
            if not first.startswith(around):
                raise InvalidArgument(f"{id!r} is pinned as the id of {first} and of {place}; give each its own")

    def _fixed_ids(self) -> Iterator[tuple[str, str, str]]:
        """Each id that is fixed, the object that has it, and where else that object may be named: at its primary id."""
        fixed = [(self.fields.get("id"), "the user", "the user")]
        for name, items in self.items.items():
            for position, item in items.items():
                place = f"{name}[{position}]"
                fixed += [(item.get(key), place, place) for key in IDS]
        fixed += [(self.fields.get(key), f"{among}, the primary one", among) for key, among in PRIMARY.items()]
        for id, place, around in fixed:
            if isinstance(id, str) and id:
                yield id, place, around

    def agree(self) -> None:
        """Fix elsewhere what follows from a primary id, from an account and its twin, and from its address."""
        for name, among in PRIMARY.items():
            if self.fields.get(name, ABSENT) is None and among not in self.least:
                self.lengths.setdefault(among, 0)
            elif name in self.fields and not self.forbids(among):
                self._require_id(among, self.fields[name])
        self._agree_on_providers()
        for one, other in (TWINS, TWINS[::-1]):
            if not is_oidc(self.item(one, 0)):
                self._repeat(one, other, "provider")
            self._repeat(one, other, "email_address")
        self._require_addresses()

    def _require_id(self, name: str, id: Any) -> None:
        """Fix the id of the oldest item of a list whose id is not fixed, unless it is that of another one."""
        if any(item.get("id") == id for item in self.items.get(name, {}).values()):
            return
        length = self.wanted(name)
        free = [position for position in range(length) if "id" not in self.item(name, position)]
        if free or name not in self.lengths:
            self.require(name, free[-1] if free else length)["id"] = id

    def _agree_on_providers(self) -> None:
        """Require the accounts that vouch for addresses, and enterprise accounts as they are verified."""
        if "external_accounts" not in {*self.lengths, *self.least}:
            for vouching in dict.fromkeys(filter(None, map(self.vouching, range(self.wanted("email_addresses"))))):
                self.require("external_accounts", self.wanted("external_accounts"))["provider"] = vouching
        for item in self.items.get("external_accounts", {}).values():
            provider = next((each for each in PROVIDERS.values() if each.object == item.get("object")), None)
            if provider and provider.object != "external_account":
                item.setdefault("provider", provider.strategy)
        for item in self.items.get("enterprise_accounts", {}).values():
            verifying = _provider(item, "verification_oauth")
            if verifying and not {"provider", "protocol"} & item.keys():
                item["provider"] = verifying

    def _repeat(self, one: str, other: str, key: str) -> None:
        value = self.item(one, 0).get(key)
        if value and not self.forbids(other):
            self.require(other, 0).setdefault(key, value)

    def vouching(self, position: int) -> str | None:
        """The provider that a fixed verification of an address is by."""
        return _provider(self.item("email_addresses", position), VOUCHED)

    def _require_addresses(self) -> None:
        """Require the addresses that accounts name, those of the older accounts at the older positions."""
        emails = self.items.get("email_addresses", {})
        known = {email["email_address"] for email in emails.values() if "email_address" in email}
        taken = {position for position, email in emails.items() if "email_address" in email}
        # Newest first: what was connected, then what the user signed up with.
        accounts = [self.item("external_accounts", place) for place in range(self.wanted("external_accounts"))]
        accounts += [self.item(name, place) for name in TWINS for place in reversed(range(self.wanted(name)))]
        named = dict.fromkeys(item["email_address"] for item in accounts if item.get("email_address"))
        missing = [address for address in named if address not in known]
        length = self.lengths.get("email_addresses", max(self.wanted("email_addresses"), len(taken) + len(missing)))
        free = [position for position in range(length) if position not in taken]
        for position, address in zip(reversed(free), reversed(missing), strict=False):
            self.require("email_addresses", position)["email_address"] = address


def is_oidc(item: Overrides) -> bool:
    """Whether an enterprise account is fixed to speak OpenID Connect."""
    return item.get("protocol") == "oauth" or str(item.get("provider")).startswith("oauth_")


def _provider(item: Overrides, tag: str) -> str | None:
    """The OAuth provider that a fixed verification of that variant is by; None for one by anything else."""
    strategy = str(item.at("verification", "strategy") or "").removeprefix("from_")
    is_by_provider = item.at("verification", "object") == tag or strategy.startswith("oauth_")
    is_unverified = tag == VOUCHED and item.at("verification", "status") not in (None, "verified")
    return (strategy or OIDC_PROVIDERS[0]) if is_by_provider and not is_unverified else None
