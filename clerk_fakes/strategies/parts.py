"""Parts of users: the items of their lists, and the verifications of these."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from clerk_fakes.errors import UnknownName, suggestion
from clerk_fakes.fill.pins import Path, shape_at
from clerk_fakes.primitives.drawn_decisions import UneventfulDecisions
from clerk_fakes.primitives.randomness import Details
from clerk_fakes.schema.reader import read
from clerk_fakes.schema.shapes import Json, Record
from clerk_fakes.schema.walks import TAG, VERIFICATION, options, verification_variants
from clerk_fakes.simulation.requests.users import SOURCE, Beginning, requested_user
from clerk_fakes.strategies.anything import Texts
from clerk_fakes.strategies.believable import LOOKS, SHORT, prepare
from clerk_fakes.strategies.edge_sampler import edge_sampler

PREFIX = "verification_"


@dataclass(frozen=True)
class WantedVerification:
    """Which verifications are wanted; None stands for any."""

    carrier: str | None
    kind: str | None
    status: str | None

    def variants(self) -> list[tuple[str, Record]]:
        """The carriers and variants that are wanted; raises where there are none."""
        every = list(verification_variants(read().root))
        carriers = dict.fromkeys(carrier for carrier, _ in every)
        kinds = {kind: record for _, record in every for kind in options(record, TAG)}
        tag = self.kind if self.kind is None or self.kind in kinds else f"{PREFIX}{self.kind}"
        if self.carrier is not None and self.carrier not in carriers:
            raise UnknownName(f"no carrier {self.carrier!r}; {suggestion(str(self.carrier), carriers)}")
        if tag is not None and tag not in kinds:
            raise UnknownName(f"no kind {self.kind!r}; {suggestion(str(self.kind), _short(kinds))}")
        on = [(carrier, record) for carrier, record in every if self.carrier in (None, carrier)]
        of = [(carrier, record) for carrier, record in on if tag is None or tag in options(record, TAG)]
        if not of:
            known = [kind for _, record in on for kind in options(record, TAG)]
            raise UnknownName(f"{self.carrier} have no {self.kind!r}; known: {', '.join(_short(dict.fromkeys(known)))}")
        able = [item for item in of if self.status is None or self.status in options(item[1], "status")]
        if not able:
            statuses = {status for _, record in of for status in options(record, "status")}
            raise UnknownName(f"no status {self.status!r}; {suggestion(str(self.status), statuses)}")
        return able


def _short(kinds: dict[str, object] | dict[str, Record] | dict[str, None]) -> list[str]:
    return [kind.removeprefix(PREFIX) for kind in kinds]


def part(name: str, believable: bool) -> st.SearchStrategy[dict[str, Json]]:
    """One thing of a user's list."""
    if not believable:
        return Texts().strategy(shape_at(read().root, (name, 0)))
    select = f"{name}[]*"
    return st.deferred(lambda: _prepared(_part(name, {}, select), select))


def verification(wanted: WantedVerification, believable: bool) -> st.SearchStrategy[dict[str, Json]]:
    """One verification."""
    if not believable:
        return _any_verification(wanted)
    return st.deferred(lambda: _prepared(_believable_verification(wanted), "*"))


def _prepared(strategy: st.SearchStrategy[dict[str, Json]], select: str) -> st.SearchStrategy[dict[str, Json]]:
    prepare(select)
    return strategy


@st.composite
def _part(draw: st.DrawFn, name: str, pins: dict[Path, Json], select: str) -> dict[str, Json]:
    choices = draw(SHORT)
    sampler = edge_sampler(read(), select)
    edges = [edge for edge in sampler.sample(choices) if not _decides(edge.path.id, pins)]
    look = choices.below(LOOKS)
    beginning = Beginning(look, UneventfulDecisions(choices.below), Details(SOURCE, look))
    user = sampler.apply(edges, requested_user(beginning, frozenset(), {(name,): 1, **pins}))
    thing: dict[str, Json] = user[name][0]
    return thing


def _decides(place: str, pins: dict[Path, Json]) -> bool:
    """Whether an edge at that place would undo a pin."""
    return any(place.rpartition(".")[2] == path[-1] for path in pins)


@st.composite
def _believable_verification(draw: st.DrawFn, wanted: WantedVerification) -> dict[str, Json]:
    carrier, record = draw(st.sampled_from(wanted.variants()))
    (tag, *_) = options(record, TAG)
    path: Path = (carrier, 0, VERIFICATION)
    status = wanted.status or draw(st.sampled_from(options(record, "status")))
    pins = {(*path, TAG): tag, (*path, "status"): status}
    is_one_of_several = [name for name, _ in verification_variants(read().root)].count(carrier) > 1
    variant = f"({tag.removeprefix(PREFIX)})" if is_one_of_several else ""
    thing = draw(_part(carrier, pins, f"{carrier}[].{VERIFICATION}{variant}.*"))
    found: dict[str, Json] = thing[VERIFICATION]
    return found


@st.composite
def _any_verification(draw: st.DrawFn, wanted: WantedVerification) -> dict[str, Json]:
    _, record = draw(st.sampled_from(wanted.variants()))
    made: dict[str, Json] = draw(Texts().strategy(record))
    return made if wanted.status is None else {**made, "status": wanted.status}
