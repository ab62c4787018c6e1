"""The validator: jsonschema-rs checks a user against the document itself, not against our reading of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

import jsonschema_rs

from clerk_fakes.errors import InvalidUser, SchemaError, Violation
from clerk_fakes.schema.document import Document, per_document
from clerk_fakes.schema.plain_json import JsonPath, unencodable_parts
from clerk_fakes.schema.reader import read
from clerk_fakes.schema.shapes import Json
from clerk_fakes.schema.walks import TAG

LONGEST_SHOWN = 120

Error: TypeAlias = jsonschema_rs.ValidationError


class Validator:
    """A compiled document: build one per document and ask it often."""

    def __init__(self, document: Document) -> None:
        self._schema = document.schema

    @cached_property
    def _validator(self) -> jsonschema_rs.Validator:
        try:
            return jsonschema_rs.validator_for(dict(self._schema))
        except ValueError as error:  # in a part that no reference leads to: the validator compiles all of it
            place = _pointer(getattr(error, "instance_path", []))
            message = getattr(error, "message", str(error))
            raise SchemaError(f"#{place}: no JSON Schema of draft 2020-12: {message}; correct it") from error

    def accepts(self, user: Json) -> bool:
        """Whether the document accepts the user; none accepts what JSON cannot hold."""
        return not unencodable_parts(user) and self._validator.is_valid(user)

    def violations(self, user: Json) -> list[Violation]:
        """Every broken rule, in the order of the document; empty for a valid user.

        Where a user holds what JSON cannot, those places are all that is returned.
        """
        if unencodable := unencodable_parts(user):
            return [Violation(_pointer(place), "type", what) for place, what in unencodable]
        return [broken for error in self._validator.iter_errors(user) for broken in _broken_rules(error)]

    def validate(self, user: Json) -> None:
        """Raise `InvalidUser` with every violation, if there is one."""
        found = self.violations(user)
        if found:
            raise InvalidUser(found)


@per_document
def validator_of(document: Document) -> Validator:
    """The one validator of a document."""
    return Validator(document)


def is_valid(user: Json, *, schema: str | Path | Mapping[str, Json] | None = None) -> bool:
    """Whether the document (the bundled one by default) allows the user."""
    return validator_of(read(schema)).accepts(user)


def violations(user: Json, *, schema: str | Path | Mapping[str, Json] | None = None) -> list[Violation]:
    """Every rule of the document (the bundled one by default) that the user breaks."""
    return validator_of(read(schema)).violations(user)


def validate(user: Json, *, schema: str | Path | Mapping[str, Json] | None = None) -> None:
    """Raise `InvalidUser` with every violation, if there is one."""
    validator_of(read(schema)).validate(user)


def _broken_rules(error: Error, union: str | None = None) -> Iterator[Violation]:
    pointer, here = _pointer(error.instance_path), error.instance_path
    branches: list[list[Error]] = error.kind.as_dict().get("context") or []
    if not branches:
        yield Violation(pointer, error.kind.name, _message(error), union)
    elif not all(branches):
        yield Violation(pointer, error.kind.name, f"{_shown(error.instance)} fits more than one of the schemas", union)
    elif all(_is(inner, "required", here) for branch in branches for inner in branch):
        keys = [repr(inner.kind.as_dict()["property"]) for branch in branches for inner in branch]
        yield Violation(pointer, error.kind.name, f"{' or '.join(keys)} is needed", union)
    elif all(_is(inner, "type", here) for branch in branches for inner in branch):
        kinds = [kind for branch in branches for inner in branch for kind in inner.kind.as_dict()["types"]]
        yield Violation(pointer, "type", f"{_shown(error.instance)} is not {' or '.join(dict.fromkeys(kinds))}", union)
    elif tags := _unknown_tags(branches, here):
        allowed = _either(option for tag in tags for option in _allowed(tag))
        yield Violation(f"{pointer}/{TAG}", error.kind.name, f"{_shown(tags[0].instance)} is not {allowed}", pointer)
    else:
        for inner in min(branches, key=lambda branch: _misfit(branch, here)):
            yield from _broken_rules(inner, pointer)


def _unknown_tags(branches: list[list[Error]], here: JsonPath) -> list[Error]:
    """The errors about the tag, where it is that of no variant; none where it is that of one."""
    possible = [branch for branch in branches if not any(_is(inner, "type", here) for inner in branch)]
    tag = [*here, TAG]
    tags = [[inner for inner in branch if _is(inner, "const", tag) or _is(inner, "enum", tag)] for branch in possible]
    return [inner for each in tags for inner in each] if all(tags) else []


def _misfit(branch: list[Error], here: JsonPath) -> tuple[bool, bool, int]:
    """How badly a variant fits: of another type, then of another tag, then by its number of broken rules."""
    wrong_type = any(_is(error, "type", here) for error in branch)
    wrong_tag = any(error.instance_path == [*here, TAG] for error in branch)
    return wrong_type, wrong_tag, len(branch)


def _is(error: Error, keyword: str, place: JsonPath) -> bool:
    return error.kind.name == keyword and error.instance_path == place


def _allowed(error: Error) -> list[Json]:
    """The constants that an `enum` or a `const` would have taken."""
    kind = error.kind.as_dict()
    return list(kind.get("options") or [kind["expected_value"]])


def _either(values: Iterable[Json]) -> str:
    *most, last = map(_shown, values)
    return f"{', '.join(most)} or {last}" if most else last


def _pointer(path: JsonPath) -> str:
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def _message(error: Error) -> str:
    """What was found and what is allowed, with long values cut and lists of allowed ones whole."""
    found = _shown(error.instance)
    match error.kind.name, error.kind.as_dict():
        case "enum" | "const", _:
            return f"{found} is not {_either(_allowed(error))}"
        case "type", {"types": list(types)}:
            return f"{found} is not {' or '.join(types)}"
        case "pattern", {"pattern": pattern}:
            return f"{found} does not match {pattern}"
        case "required", {"property": name}:
            return f"{name!r} is missing"
        case "additionalProperties", {"unexpected": list(names)}:
            return f"{_cut(', '.join(map(repr, names)))} not allowed here"
    return error.message if len(error.message) <= 2 * LONGEST_SHOWN else f"{found} breaks {error.kind.name!r}"


def _shown(value: Json) -> str:
    return _cut(json.dumps(value, ensure_ascii=False))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
