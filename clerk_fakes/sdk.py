"""Clerk's own Python client, `clerk-backend-api`: our users as its models, and what it makes of every case."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from clerk_fakes.errors import MissingExtra
from clerk_fakes.schema.shapes import Json, User

if TYPE_CHECKING:
    from clerk_backend_api import models

    from clerk_fakes.cases import Case

Verdict: TypeAlias = Literal["refused", "lost", "changed"]

LONGEST = 100  # characters of a value or of the client's own explanation
MISSING = "(nothing)"
DEFAULTS = {"bypass_client_trust": False}  # what the client fills in where a body leaves it out


@dataclass(frozen=True, slots=True)
class Finding:
    """What the client does to a valid user: refuse it, lose something of it, or change it."""

    id: str
    verdict: Verdict
    detail: str

    def __str__(self) -> str:
        return f"{self.id}: {self.verdict}: {self.detail}"


def to_model(user: User) -> models.User:
    """The user as a `clerk_backend_api.models.User`; raises `MissingExtra` without that package.

    A user that the client refuses raises the client's own error (a `ValueError`).
    """
    return _model().model_validate(user)


def check(cases: Iterable[Case]) -> Iterator[Finding]:
    """What the installed client refuses or changes of some cases; nothing for those that it gives back as they were."""
    model = _model()
    for case in cases:
        try:
            back = model.model_validate(case.user).model_dump(mode="json", by_alias=True)
        except ValueError as error:
            yield Finding(case.id, "refused", _in_short(error))
            continue
        for pointer, was, now in _differences({**DEFAULTS, **case.user}, back):
            if now is MISSING:
                yield Finding(case.id, "lost", f"{pointer}, which was {_short(was)}")
            else:
                yield Finding(case.id, "changed", f"{pointer}, from {_short(was)} to {_short(now)}")


def _model() -> type[models.User]:
    try:
        from clerk_backend_api import models
    except ModuleNotFoundError as error:
        raise MissingExtra('clerk-backend-api is not installed: pip install "clerk-fakes[sdk]"') from error
    return models.User


def _differences(one: Json, other: Json, at: str = "") -> Iterator[tuple[str, Json, Json]]:
    """Where two JSON values differ: pointer, one side, other side; `MISSING` for no key."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted(one.keys() | other.keys()):
            yield from _differences(one.get(key, MISSING), other.get(key, MISSING), f"{at}/{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for place, (left, right) in enumerate(zip(one, other, strict=True)):
            yield from _differences(left, right, f"{at}/{place}")
    elif one != other or type(one) is not type(other):
        yield at, one, other


def _in_short(error: ValueError) -> str:
    return _cut(" ".join(line.strip() for line in str(error).splitlines() if "errors.pydantic.dev" not in line))


def _short(value: Json) -> str:
    return _cut(json.dumps(value, ensure_ascii=False))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
