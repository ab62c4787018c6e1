"""What the users of one population share, and what one life is made from."""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import itemgetter

from clerk_fakes.realism.chance import Chance, Grain, Seed, Seeded
from clerk_fakes.realism.clerk import DAY, KSUID_EPOCH, PAIRS, SECOND, SERIALS, YEAR, ksuid_head, tail
from clerk_fakes.realism.people import People
from clerk_fakes.schema.document import Document
from clerk_fakes.schema.shapes import Record
from clerk_fakes.schema.walks import options, proofs

HISTORY = 3 * YEAR  # how far back the first users came
SETTLED = DAY  # nobody came later than this before now, so that everybody has had time to live
FREQUENT = 8  # a verified identity is as frequent as eight of each other status
LIVES = SERIALS
ENDS = len(PAIRS)  # of the ids of one life
STRIDE = 2377  # prime to 62, so that the pairs of letters that end the ids of a life come again after all others
BODIES = itemgetter(*(slice(at, at + 12) for at in range(0, 60, 12)))
SHARED = "shared"  # the cosmetics of what belongs to no single life


@dataclass(frozen=True, eq=False, slots=True)
class World:
    """One Clerk instance: its clock (Unix ms), people, document and settings.

    `is_proved` has everything verified that anybody begins to verify. Nobody came before it `opened` (ms), and what
    people do `lately` (ms) leaves Clerk time for what it makes of that.
    """

    seed: Seed
    now: int
    people: People
    document: Document
    clerk_test: bool = False
    organizations: bool = False
    is_proved: bool = False
    opened: int = field(init=False)
    lately: int = field(init=False)
    instance_id: str = field(init=False)
    _shared_ids: dict[tuple[str, int, int], str] = field(default_factory=dict, init=False)  # another clock has others
    _options: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    _proofs: dict[str, tuple[Record, ...]] = field(default_factory=dict)
    _statuses: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "opened", max(self.now - HISTORY, KSUID_EPOCH * SECOND + DAY))
        object.__setattr__(self, "lately", self.now - SECOND)
        object.__setattr__(self, "instance_id", self.shared_id("ins_", 0, self.opened))

    def shared_id(self, prefix: str, number: int, at: int) -> str:
        """The id of a thing that several users have, created at a time (ms)."""
        thing = prefix, number, at
        if thing not in self._shared_ids:
            letters = Grain(self.seed, number, SHARED + prefix).letters(21)
            self._shared_ids[thing] = prefix + ksuid_head(at // SECOND) + letters
        return self._shared_ids[thing]

    def options(self, tag: str, name: str) -> tuple[str, ...]:
        """What the document lists for a field of the record with that `object`; nothing if it lists nothing."""
        if (tag, name) not in self._options:
            record = self.document.tagged.get(tag)
            self._options[tag, name] = options(record, name) if record else ()
        return self._options[tag, name]

    def proofs(self, name: str) -> tuple[Record, ...]:
        """The variants of verification that the things in one of a user's lists may have; nothing for another field."""
        if name not in self._proofs:
            self._proofs[name] = tuple(record for carrier, record in proofs(self.document.root) if carrier == name)
        return self._proofs[name]

    def statuses(self, tag: str) -> tuple[str, ...]:
        """The statuses of a verification to pick from, the verified one first and as often as it is met."""
        if tag not in self._statuses:
            others = [status for status in self.options(tag, "status") if status != "verified"]
            self._statuses[tag] = ("verified",) if self.is_proved else ("verified",) * FREQUENT + tuple(others)
        return self._statuses[tag]


class Origin:
    """How one life begins: who it is, when it signed up (ms), and what decides all the rest."""

    __slots__ = (
        "_bodies",
        "_head",
        "_pair",
        "_second",
        "_tail",
        "chance",
        "created_at",
        "grain",
        "number",
        "person",
        "user_id",
        "world",
    )

    def __init__(self, world: World, number: int, chance: Chance, grain: Grain) -> None:
        self.world = world
        self.number = number
        self.chance = chance
        self.grain = grain
        self._bodies: list[str] = []
        self._tail = tail(number)
        self._pair = number * STRIDE % ENDS
        self._second: int | None = None
        self.created_at = grain.between(world.opened, world.now - SETTLED)
        self.user_id = self.new_id("user_", self.created_at)
        self.person = world.people.person(number, grain)

    def new_id(self, prefix: str, at: int) -> str:
        """The id of something created at a time (ms), unlike any other id of any life of this world."""
        if self._second != (second := at // SECOND):  # half of a life's ids are of the second of the one before
            self._second, self._head = second, ksuid_head(second)
        self._pair = pair = (self._pair + STRIDE) % ENDS
        return f"{prefix}{self._head}{(self._bodies or self._more_bodies()).pop()}{self._tail}{PAIRS[pair]}"

    def _more_bodies(self) -> list[str]:
        self._bodies = [*BODIES(self.grain.many_letters())]
        return self._bodies

    def after(self, moment: int) -> int:
        """Some time (ms) between a moment and now, or the moment where that is later than now."""
        now = self.world.now
        return self.grain.between(moment, now) if moment < now else moment


def seeded(world: World, number: int) -> Origin:
    """How a life begins of which everything is decided by the world's seed and the number alone."""
    decided = Seeded(world.seed, number)
    return Origin(world, number, decided, decided)
