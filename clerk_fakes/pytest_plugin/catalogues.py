"""One test per case: which cases of the catalogue a test goes through, and how each is made."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any, TypeAlias

import pytest

from clerk_fakes.errors import ClerkFakesError, InvalidArgument, UnknownName
from clerk_fakes.pytest_plugin.settings import ALL, PACKED, SETTINGS, Settings

MARKER = "clerk_cases"
PACKED_ID = "packed-"

Schema: TypeAlias = "str | None"
Cases: TypeAlias = "Sequence[Any]"  # each has an `id` and a `user`


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Cases by name: those that globs select, the few that stand for all, and the command that makes one again."""

    select: Callable[[str | Iterable[str], Schema], Cases]
    packed: Callable[[Schema], Cases]
    command: Callable[[str], str]

    def ids(self, select: str | tuple[str, ...], schema: Schema) -> list[str]:
        """The ids of `packed`, of `all`, or of what a glob or one of several selects."""
        cases = self.packed(schema) if select == PACKED else self.select("*" if select == ALL else select, schema)
        return [case.id for case in cases]

    def case(self, id: str, schema: Schema) -> Any:
        """The case of an id; its user is nobody else's."""
        return self.select(id, schema)[0]


def _users(select: str | Iterable[str], schema: Schema) -> Cases:
    from clerk_fakes.cases import cases

    if isinstance(select, str) and select.startswith(PACKED_ID):
        found = [case for case in _packed_users(schema) if case.id == select]
        return [replace(case, user=deepcopy(case.user)) for case in found]
    return cases(select, schema=schema)


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


def _listed(*flags: str) -> str:
    return shlex.join(["clerk-fakes", "cases", *flags, "--format", "ndjson"])


def _listed_user(id: str) -> str:
    number = id.removeprefix(PACKED_ID)
    if number == id:
        return _listed(id)
    return f"{_listed('--packed')} | sed -n {number}p  # pytest --clerk-cases=all finds the one edge"


def _verified(id: str) -> str:
    return f"clerk_fakes.cases.verification_cases({id!r})[0].user"


CATALOGUES = {
    "clerk_user_case": Catalogue(_users, _packed_users, _listed_user),
    "clerk_broken_case": Catalogue(_broken, _packed_broken, partial(_listed, "--breaks")),
    "clerk_wild_case": Catalogue(_wild, partial(_wild, "*"), partial(_listed, "--wild")),
    "clerk_verification": Catalogue(_verifications, partial(_verifications, "*"), _verified),
}


def parametrize(metafunc: pytest.Metafunc) -> None:
    """Give a test each case that its marker, or else the run, selects."""
    for name, catalogue in CATALOGUES.items():
        if name in metafunc.fixturenames:
            ids = _ids(catalogue, metafunc.definition, metafunc.config.stash[SETTINGS])
            metafunc.parametrize(name, ids, ids=ids, indirect=True)


def _ids(catalogue: Catalogue, test: pytest.Function, settings: Settings) -> list[str]:
    marker = test.get_closest_marker(MARKER)
    try:
        if marker is not None:
            return catalogue.ids(_marked(marker), settings.schema)
        with suppress(UnknownName):  # the glob of a run is one for all catalogues, and may mean others than this
            return catalogue.ids(settings.cases, settings.schema)
        return []
    except ClerkFakesError as error:
        raise pytest.Collector.CollectError(f"{test.nodeid}: {MARKER}: {error}") from error


def _marked(marker: pytest.Mark) -> str | tuple[str, ...]:
    """What a marker selects: one word, or globs."""
    if marker.kwargs or not marker.args or not all(isinstance(each, str) for each in marker.args):
        shown = [*map(repr, marker.args), *(f"{name}={value!r}" for name, value in marker.kwargs.items())]
        raise InvalidArgument(f"({', '.join(shown)}) selects no cases; give globs over ids, or 'packed' or 'all'")
    return marker.args[0] if len(marker.args) == 1 else marker.args
