"""What the accounts of one Clerk instance share: its clock, people, document, options and enterprise connections."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from clerk_fakes.primitives.ids import KSUID_EPOCH, ksuid_head
from clerk_fakes.primitives.names import People
from clerk_fakes.primitives.phones import unique_phone
from clerk_fakes.primitives.randomness import Details, Source
from clerk_fakes.primitives.times import DAY, SECOND, YEAR
from clerk_fakes.records.enterprise_accounts import CONNECTION_PROVIDERS, connection
from clerk_fakes.schema.document import Document
from clerk_fakes.schema.shapes import Record
from clerk_fakes.schema.walks import options, verification_variants
from clerk_fakes.simulation.arrivals import Arrivals

HISTORY = 3 * YEAR  # how far back the first users came
TIME_TO_LIVE = DAY  # before now, in which no user signs up
OF_ATTEMPTS = "transferable"  # a state of attempts to sign in or up, never of what a user has (Clerk's documentation)
FREQUENT = 8  # a verified identification is as frequent as eight of each other status
SHARED = "shared"  # the substream of what belongs to no single account

Phones = Callable[[int, int, int], "str | None"]


@dataclass(frozen=True, eq=False, slots=True)
class InstanceSettings:
    """The settings of one Clerk instance; times in ms.

    With `all_verified`, everything that a user begins to verify is verified, and with `unverified_sign_ups` nobody has
    to verify what they sign up with. `attempts` is how often a user may fail to verify before being locked out, None
    without a limit. Users sign up between `opened` and `closed`; what they do until `lately` leaves Clerk time for what
    follows from it.
    """

    source: Source
    now: int
    people: People
    document: Document
    phones: Phones = unique_phone
    phone_offset: int = 0
    clerk_test: bool = False
    organizations: bool = False
    all_verified: bool = False
    unverified_sign_ups: bool = False
    delete_self_enabled: bool = True
    attempts: int | None = 100
    opened: int = field(init=False)
    closed: int = field(init=False)
    lately: int = field(init=False)
    instance_id: str = field(init=False)
    arrivals: Arrivals = field(init=False)
    _shared_ids: dict[tuple[str, int, int], str] = field(default_factory=dict, init=False)  # another clock has others
    _options: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    _statuses: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _variants: dict[str, tuple[Record, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "opened", max(self.now - HISTORY, KSUID_EPOCH * SECOND + DAY))
        object.__setattr__(self, "closed", self.now - TIME_TO_LIVE)
        object.__setattr__(self, "lately", self.now - SECOND)
        object.__setattr__(self, "arrivals", Arrivals(self.opened, self.closed))
        object.__setattr__(self, "instance_id", self.shared_id("ins_", 0, self.opened))

    def shared_id(self, prefix: str, number: int, at: int) -> str:
        """The id of a thing that several users have, created at a time (ms)."""
        thing = prefix, number, at
        if thing not in self._shared_ids:
            letters = Details(self.source, number, SHARED + prefix).letters(21)
            self._shared_ids[thing] = prefix + ksuid_head(at // SECOND) + letters
        return self._shared_ids[thing]

    def connection(self, kind: type, prefix: str, provider: str, domain: str) -> Any:
        """A `SAMLConnection` or `EnterpriseConnection` of this instance, for all who sign in through it."""
        number = CONNECTION_PROVIDERS.index(provider)
        created_at = self.opened + number * DAY // 10
        logo = self.shared_id("img_", number, created_at) if number % 2 else None
        return connection(kind, provider, domain, created_at, self.shared_id(prefix, number, created_at), logo)

    def options(self, tag: str, name: str) -> tuple[str, ...]:
        """What the document lists for a field of the record with that `object`; nothing if it lists nothing."""
        if (tag, name) not in self._options:
            record = self.document.tagged.get(tag)
            self._options[tag, name] = options(record, name) if record else ()
        return self._options[tag, name]

    def variants(self, carrier: str) -> tuple[Record, ...]:
        """The variants of verification that the items of one of a user's lists may have."""
        if carrier not in self._variants:
            self._variants[carrier] = tuple(
                record for name, record in verification_variants(self.document.root) if name == carrier
            )
        return self._variants[carrier]

    def statuses(self, tag: str) -> tuple[str, ...]:
        """The statuses of a verification to pick from, the verified one first and as often as it is met."""
        if tag not in self._statuses:
            others = [status for status in self.options(tag, "status") if status not in ("verified", OF_ATTEMPTS)]
            self._statuses[tag] = ("verified",) if self.all_verified else ("verified",) * FREQUENT + tuple(others)
        return self._statuses[tag]

    @property
    def wallet_strategies(self) -> tuple[str, ...]:
        """The ways to sign with a wallet that the document knows."""
        return self.options("verification_web3", "strategy") or ("web3_metamask_signature",)


# What the owner of an instance decides, once in so many instances: our estimate; 2 of 12 recorded ones let nobody
# delete themselves, and 100, 10, 5 and no limit of attempts were seen.
DELETING_IS_OFF = 6
ATTEMPTS = (100, 100, 100, 10, 10, 5, None)


def settings_of(source: Source) -> dict[str, Any]:
    """The settings of the instance of a seed that are the same for all its users."""
    details = Details(source, 0, SHARED)
    return {
        "delete_self_enabled": details.below(DELETING_IS_OFF) > 0,
        "attempts": ATTEMPTS[details.below(len(ATTEMPTS))],
    }
