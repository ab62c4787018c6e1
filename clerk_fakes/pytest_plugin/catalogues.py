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

from clerk_fakes.errors import ClerkFakesError, InvalidArgument, UnknownName, suggestion
from clerk_fakes.pytest_plugin.fixtures import words
from clerk_fakes.pytest_plugin.settings import ALL, PACKED, SETTINGS

MARKER = "clerk_cases"
PACKED_ID = "packed-"

Schema: TypeAlias = "str | None"
Cases: TypeAlias = "Sequence[Any]"  # each has an `id` and a `user`


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Cases by name: those that globs select, the few that stand for all, and what makes one again."""

    select: Callable[[str | Iterable[str], Schema], Cases]
    packed: Callable[[Schema], Cases]
    again: Callable[[str, Schema], str]

    def ids(self, glob: str, schema: Schema) -> list[str]:
        """The ids of `packed`, of `all`, or of what a glob selects; raises `UnknownName` where that is nothing."""
        if glob == PACKED:
            return [case.id for case in self.packed(schema)]
        return [case.id for case in self.select("*" if glob == ALL else glob, schema)]

    def case(self, id: str, schema: Schema) -> Any:
        """The case of an id; its user is no other test's."""
        return self.select(id, schema)[0]


def chosen(catalogue: Catalogue, globs: Iterable[str], schema: Schema) -> list[str]:
    """The ids that any of the globs selects, sorted."""
    found: set[str] = set()
    for glob in globs:
        with suppress(UnknownName):  # it may be meant for another catalogue
            found.update(_ids(catalogue, glob, schema))
    return sorted(found)


@cache
def _ids(catalogue: Catalogue, glob: str, schema: Schema) -> list[str]:
    """Once for all tests: it makes every case."""
    return catalogue.ids(glob, schema)


def refuse_unknown(globs: Iterable[str], catalogues: Iterable[Catalogue], schema: Schema) -> None:
    """Raise `UnknownName` for a glob that selects nothing in any of the catalogues."""
    catalogues = list(catalogues)
    for glob in globs:
        if not any(chosen(catalogue, [glob], schema) for catalogue in catalogues):
            known = [id for catalogue in catalogues for id in catalogue.ids(ALL, schema)]
            raise UnknownName(f"{glob!r} selects nothing; {suggestion(glob, [PACKED, ALL, *known])}")


def _users(select: str | Iterable[str], schema: Schema) -> Cases:
    from clerk_fakes.cases import cases

    packed = [case for case in _packed_users(schema) if case.id == select] if is_packed(select) else []
    return [replace(case, user=deepcopy(case.user)) for case in packed] or cases(select, schema=schema)


def is_packed(select: object) -> bool:
    """Whether it is the id of one of the few users that stand for all."""
    return isinstance(select, str) and select.startswith(PACKED_ID)


@cache
def _packed_users(schema: Schema) -> Cases:
    from clerk_fakes.cases import packed_cases

    return packed_cases(schema=schema)


def _broken(select: str | Iterable[str], schema: Schema) -> Cases:
    from clerk_fakes.breaks import breaks

    return breaks(select, schema=schema)


@cache
def _packed_broken(schema: Schema) -> Cases:
    """The first break of each name: every way to be wrong, once."""
    first = {case.id.rpartition("!")[2]: case for case in reversed(_broken("*", schema))}
    return sorted(first.values(), key=lambda case: str(case.id))


def _wild(select: str | Iterable[str], schema: Schema) -> Cases:
    from clerk_fakes.wild import wild

    return wild(select, schema=schema)


def _verifications(select: str | Iterable[str], schema: Schema) -> Cases:
    from clerk_fakes.cases import verification_cases

    return verification_cases(select, schema=schema)


def _listed(flags: tuple[str, ...], id: str, schema: Schema) -> str:
    newer = () if schema is None else ("--schema", schema)
    return shlex.join(["clerk-fakes", "cases", id, *flags, *newer, "--format", "ndjson"])


def _listed_user(id: str, schema: Schema) -> str:
    if not is_packed(id):
        return _listed((), id, schema)
    number = id.removeprefix(PACKED_ID)
    return f"{_listed(('--packed',), '*', schema)} | sed -n {number}p"


def _verified(id: str, schema: Schema) -> str:
    newer = "" if schema is None else f", schema={schema!r}"
    return f"from clerk_fakes.cases import verification_cases; verification_cases({id!r}{newer})[0].user"


CATALOGUES = {
    "clerk_user_case": Catalogue(_users, _packed_users, _listed_user),
    "clerk_broken_case": Catalogue(_broken, _packed_broken, partial(_listed, ("--breaks",))),
    "clerk_wild_case": Catalogue(_wild, partial(_wild, "*"), partial(_listed, ("--wild",))),
    "clerk_verification": Catalogue(_verifications, partial(_verifications, "*"), _verified),
}


def parametrize(metafunc: pytest.Metafunc) -> None:
    """Give a test each case that its marker, or else the run, selects; unless it is parametrized with its own."""
    own = [name for mark in metafunc.definition.iter_markers("parametrize") for name in _names(mark)]
    asked = {name: it for name, it in CATALOGUES.items() if name in metafunc.fixturenames and name not in own}
    settings, marker = metafunc.config.stash[SETTINGS], metafunc.definition.get_closest_marker(MARKER)
    globs = settings.cases
    if marker is not None:
        globs = _marked(marker, metafunc.definition.nodeid, asked.values(), settings.schema)
    for name, catalogue in asked.items():
        ids = chosen(catalogue, globs, settings.schema)
        nothing = pytest.mark.skip(reason=f"{name}: there are no cases of {', '.join(globs)}")
        metafunc.parametrize(name, ids or [pytest.param("", marks=nothing)], ids=ids or ["none"], indirect=True)


def _names(mark: pytest.Mark) -> list[str]:
    """What a `parametrize` gives."""
    names = mark.args[0] if mark.args else mark.kwargs.get("argnames", ())
    return [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)


def _marked(marker: pytest.Mark, test: str, catalogues: Collection[Catalogue], schema: Schema) -> tuple[str, ...]:
    """The globs of a marker, each of which one of the test's catalogues has to know."""
    try:
        if marker.kwargs or not marker.args or not all(isinstance(each, str) for each in marker.args):
            raise InvalidArgument(f"{words(marker)} must be globs over ids, 'packed' or 'all'")
        refuse_unknown(marker.args, catalogues, schema)
    except ClerkFakesError as error:
        raise pytest.Collector.CollectError(f"{test}: {MARKER}: {error}") from error
    return marker.args
