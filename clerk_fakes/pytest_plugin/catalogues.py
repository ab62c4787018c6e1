"""One test per case: which cases of the catalogue a test goes through, and how each is made."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any, TypeAlias

import pytest

from clerk_fakes.catalogue.globs import EXCLUDED, nothing_left, parted, separated, unmatched
from clerk_fakes.errors import InvalidArgument, UnknownName
from clerk_fakes.pytest_plugin.fixtures import words
from clerk_fakes.pytest_plugin.settings import ALL, ALLOWED, PACKED, SETTINGS

MARKER = "clerk_cases"
PACKED_ID = "packed-"

Select: TypeAlias = "str | Iterable[str]"
Schema: TypeAlias = "str | None"
Cases: TypeAlias = "Sequence[Any]"  # each has an `id` and a `user`


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Cases by name: those that globs select, the few that stand for them, and what makes one again."""

    select: Callable[[Select, Schema], Cases]
    sent: Callable[[Schema], Cases]
    packed: Callable[[tuple[str, ...], Schema], Cases]
    again: Callable[[str, Schema], str]

    def ids(self, glob: str, excluded: tuple[str, ...], schema: Schema) -> Iterable[str]:
        """The ids of `packed`, `all`, `allowed` or what a glob selects; only what is packed knows what is excluded."""
        if is_packed(glob):
            with suppress(InvalidArgument):  # nothing is left to be packed
                return [case.id for case in self.packed(("*", *excluded), schema) if glob in (PACKED, case.id)]
            return ()
        if glob == ALL:
            return _sent_ids(self, schema)
        with suppress(UnknownName):  # it may be meant for another catalogue
            return _ids(self, "*" if glob == ALLOWED else glob, schema)
        return ()

    def case(self, wanted: str, schema: Schema) -> Any:
        """The case of an id, for a packed one with what is excluded; its user is no other test's."""
        if not is_packed(wanted):
            return self.select(wanted, schema)[0]
        id, *excluded = separated(wanted)
        for case in self.packed(("*", *excluded), schema):
            if case.id == id:
                return replace(case, user=deepcopy(case.user))
        return self.select(id, schema)[0]  # which says that there is none


@cache
def _ids(catalogue: Catalogue, glob: str, schema: Schema) -> tuple[str, ...]:
    """Once for all tests: it makes every case."""
    return tuple(case.id for case in catalogue.select(glob, schema))


@cache
def _sent_ids(catalogue: Catalogue, schema: Schema) -> tuple[str, ...]:
    return tuple(case.id for case in catalogue.sent(schema))


def chosen(catalogue: Catalogue, globs: Collection[str], schema: Schema) -> dict[str, str]:
    """The ids that any of the globs selects and none excludes, sorted, each with what `Catalogue.case` takes."""
    wanted, unwanted = _parted(globs, schema)
    taken = {glob: {*catalogue.ids(glob, (), schema)} for glob in unwanted}
    excluded = tuple(f"{EXCLUDED}{glob}" for glob, ids in taken.items() if ids and not is_packed(glob))
    found = {id for glob in wanted for id in catalogue.ids(glob, excluded, schema)}
    left = sorted(found.difference(*taken.values()))
    return {id: ",".join((id, *excluded)) if is_packed(id) else id for id in left}


def _parted(globs: Collection[str], schema: Schema) -> tuple[list[str], list[str]]:
    """The globs that select, or `packed` where all exclude, and those that exclude; an id may begin with `!`, too."""
    if not any(glob.startswith(EXCLUDED) for glob in globs):
        return list(globs), []
    wanted, unwanted = parted(globs, {*_known(CATALOGUES.values(), schema)})
    return [PACKED] if len(unwanted) == len(globs) else wanted, unwanted


def refuse_unknown(globs: Collection[str], catalogues: Iterable[Catalogue], schema: Schema) -> None:
    """Raise for a glob that matches nothing in any of the catalogues, and for globs that leave nothing in any."""
    catalogues = list(catalogues)
    wanted, unwanted = _parted(globs, schema)
    for glob in unwanted:
        if not _found(glob, catalogues, schema):
            raise UnknownName(unmatched(glob, _known(catalogues, schema), EXCLUDED))
    for glob in wanted:
        if not _found(glob, catalogues, schema):
            raise UnknownName(unmatched(glob, [PACKED, ALL, ALLOWED, *_known(catalogues, schema)]))
    if unwanted and not any(chosen(catalogue, globs, schema) for catalogue in catalogues):
        raise InvalidArgument(nothing_left(globs))


def _found(glob: str, catalogues: Iterable[Catalogue], schema: Schema) -> bool:
    return any(catalogue.ids(glob, (), schema) for catalogue in catalogues)


def _known(catalogues: Iterable[Catalogue], schema: Schema) -> list[str]:
    return [id for catalogue in catalogues for id in catalogue.ids(ALLOWED, (), schema)]


def is_packed(wanted: object) -> bool:
    """Whether it is `packed`, or the id of one of the few users that stand for all."""
    return isinstance(wanted, str) and (wanted == PACKED or wanted.startswith(PACKED_ID))


def _users(select: Select, schema: Schema) -> Cases:
    from clerk_fakes.cases import cases

    return cases(select, schema=schema)


def _sent_users(schema: Schema) -> Cases:
    from clerk_fakes.cases import cases

    return cases(tier="sent", schema=schema)


@cache
def _packed_users(select: tuple[str, ...], schema: Schema) -> Cases:
    from clerk_fakes.cases import packed_cases

    return packed_cases(select, schema=schema)


def _broken(select: Select, schema: Schema) -> Cases:
    from clerk_fakes.breaks import breaks

    return breaks(select, schema=schema)


@cache
def _packed_broken(select: tuple[str, ...], schema: Schema) -> Cases:
    """The first break of each name: every way to be wrong, once."""
    first = {case.id.rpartition("!")[2]: case for case in reversed(_broken(select, schema))}
    return sorted(first.values(), key=lambda case: str(case.id))


def _wild(select: Select, schema: Schema) -> Cases:
    from clerk_fakes.wild import wild

    return wild(select, schema=schema)


def _verifications(select: Select, schema: Schema) -> Cases:
    from clerk_fakes.cases import verification_cases

    return verification_cases(select, schema=schema)


def _listed(flags: tuple[str, ...], id: str, schema: Schema) -> str:
    newer = () if schema is None else ("--schema", schema)
    return shlex.join(["clerk-fakes", "cases", id, *flags, *newer, "--format", "ndjson"])


def _listed_user(id: str, schema: Schema) -> str:
    if not is_packed(id):
        return _listed((), id, schema)
    name, *excluded = separated(id)
    packed = _listed(("--tier", "sent", "--packed"), ",".join(["*", *excluded]), schema)
    return f'{packed} | grep \'"id": "{name}"\''


def _verified(id: str, schema: Schema) -> str:
    newer = "" if schema is None else f", schema={schema!r}"
    return f"from clerk_fakes.cases import verification_cases; verification_cases({id!r}{newer})[0].user"


def _all(select: Callable[[Select, Schema], Cases], schema: Schema) -> Cases:
    return select("*", schema)


CATALOGUES = {
    "clerk_user_case": Catalogue(_users, _sent_users, _packed_users, _listed_user),
    "clerk_broken_case": Catalogue(_broken, partial(_all, _broken), _packed_broken, partial(_listed, ("--breaks",))),
    "clerk_wild_case": Catalogue(_wild, partial(_all, _wild), _wild, partial(_listed, ("--wild",))),
    "clerk_verification": Catalogue(_verifications, partial(_all, _verifications), _verifications, _verified),
}


def parametrize(metafunc: pytest.Metafunc) -> None:
    """Give a test each case that its marker, or else the run, selects; unless it is parametrized with its own."""
    own = [name for mark in metafunc.definition.iter_markers("parametrize") for name in names_in(mark)]
    asked = {name: it for name, it in CATALOGUES.items() if name in metafunc.fixturenames and name not in own}
    settings, marker = metafunc.config.stash[SETTINGS], metafunc.definition.get_closest_marker(MARKER)
    globs = settings.cases if marker is None else _texts(marker)  # what is wrong with it, is refused later on
    for name, catalogue in asked.items():
        cases = chosen(catalogue, globs, settings.schema)
        nothing = pytest.param("", marks=pytest.mark.skip(reason=f"{name}: there are no cases of {', '.join(globs)}"))
        metafunc.parametrize(name, [*cases.values()] or [nothing], ids=[*cases] or ["none"], indirect=True)


def names_in(parametrize: pytest.Mark) -> list[str]:
    """What a `parametrize` gives."""
    names = parametrize.args[0] if parametrize.args else parametrize.kwargs.get("argnames", ())
    return [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)


def globs_of(marker: pytest.Mark) -> tuple[str, ...]:
    """The globs of a marker; raises for what is no text."""
    if marker.kwargs or not marker.args or not all(isinstance(each, str) for each in marker.args):
        raise InvalidArgument(f"{words(marker)} must be globs over ids, 'packed', 'all' or 'allowed'")
    return _texts(marker)


def _texts(marker: pytest.Mark) -> tuple[str, ...]:
    return tuple(separated(each for each in marker.args if isinstance(each, str)))
