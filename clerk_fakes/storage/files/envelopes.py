"""What users come in, such as events: the users are taken out of it, and what is no user is named in a few words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from clerk_fakes.schema.shapes import Json
from clerk_fakes.storage.files.json_text import Parsed
from clerk_fakes.storage.files.other_objects import NAME, described, is_other
from clerk_fakes.storage.files.scanning import Spot, items, lenient, member, reason

JsonObject: TypeAlias = dict[str, Json]

DATA = "data"
WEBHOOK, INNGEST = r"\w+\.[\w.]+", r"[\w-]+/[\w./-]+"  # topics: `user.created`, `clerk/user.created`
SAMPLE = "looks like the dashboard's sample event: its primary_email_address_id names none of its addresses"
DELETED = {"deleted", "external_id", "id", "object", "slug"}  # all that Clerk may send of what is deleted


@dataclass(frozen=True, slots=True)
class Envelope:
    """Objects with users under `data`: what they are called, which they are, and the key of an event's topic."""

    plural: str
    fits: Callable[[JsonObject], bool]
    topic: str = ""


ENVELOPES = (
    Envelope("lists of the API", lambda value: isinstance(value[DATA], list)),
    Envelope("Inngest events", lambda value: _is(value.get("name"), INNGEST), "name"),
    Envelope("webhook events", lambda value: value.get("object") == "event" or _is(value.get("type"), WEBHOOK), "type"),
    Envelope("other objects", lambda value: _is_user(value[DATA])),
)


class Found(NamedTuple):
    """A value to be judged as a user, or the `error` in its place, or why it is `skipped`: it has nothing to judge.

    `envelope` is the kind it was taken out of, if any; a `hint` says what else there is to know of it.
    """

    place: str
    value: Json = None
    error: str | None = None
    skipped: str = ""
    hint: str = ""
    envelope: str = ""

    @property
    def is_user(self) -> bool:
        """Whether there is an object to judge as a user, be it valid or not."""
        return isinstance(self.value, dict) and not self.error and not self.skipped


def users_of(values: Iterable[Parsed]) -> Iterator[Found]:
    """The users among values and in their envelopes, each at its own place; none is left out in silence."""
    for parsed in values:
        yield from _found(parsed)


def _found(parsed: Parsed) -> Iterable[Found]:
    if parsed.error:
        return _in_refused(parsed)
    envelope = _envelope(parsed.value)
    if envelope is None:
        return (_judged(parsed),)
    if skipped := _other_topic(parsed.value, envelope):
        return (Found(parsed.place, skipped=skipped),)
    return (_judged(inner, envelope) for inner in _inside(parsed, parsed.value))


def _in_refused(parsed: Parsed) -> list[Found]:
    """The users of a list of which some are refused; anything else that is refused, as a whole."""
    try:
        value = lenient(parsed.text, parsed.at)
    except (ValueError, RecursionError):
        value = None
    if (envelope := _envelope(value)) and isinstance(value[DATA], list):
        found = [_judged(inner, envelope) for inner in _inside(parsed, value)]
        if any(each.error for each in found):
            return found
    return [Found(parsed.place, error=parsed.error)]


def _envelope(value: Json) -> Envelope | None:
    if not isinstance(value, dict) or DATA not in value or _is_user(value):
        return None
    return next((envelope for envelope in ENVELOPES if envelope.fits(value)), None)


def _inside(parsed: Parsed, value: JsonObject) -> Iterator[Parsed]:
    """What is under `data`, of a list its items, with the lines on which they begin."""
    path = f"{parsed.path}.{DATA}" if parsed.path else DATA
    try:
        start = member(parsed.text, parsed.at, DATA)
        last = parsed.later(Spot(start, value[DATA]), path)
        if not isinstance(value[DATA], list):
            yield last
            return
        for spot in items(parsed.text, start):
            last = last.later(spot, path)
            yield last
    except RecursionError as error:  # it was not too deep to be decoded, but is for one more look
        yield Parsed(parsed.line, error=reason(error), path=path)


def _judged(parsed: Parsed, envelope: Envelope | None = None) -> Found:
    """A value as it is, unless it says of itself that it is no user."""
    value, name = parsed.value, envelope.plural if envelope else ""
    if parsed.error or not isinstance(value, dict):
        return Found(parsed.place, value, parsed.error, envelope=name)
    if _is_deleted(value):
        return Found(parsed.place, skipped="a deleted user, which has no fields to check")
    if not _is_user(value) and _is(value.get("object"), NAME) and not _has_id_of_user(value):
        return Found(parsed.place, error=f"{_a(value['object'])}, not a user")
    if is_other(value):
        return Found(parsed.place, error=described(value, parsed.path))
    hint = SAMPLE if envelope and envelope.topic and _is_sample(value) else ""
    return Found(parsed.place, value, hint=hint, envelope=name)


def _is_sample(user: JsonObject) -> bool:
    addresses, primary = user.get("email_addresses"), user.get("primary_email_address_id")
    if not isinstance(addresses, list) or not isinstance(primary, str):
        return False
    return not any(isinstance(address, dict) and address.get("id") == primary for address in addresses)


def _is_user(value: Json) -> bool:
    return isinstance(value, dict) and value.get("object") == "user"


def _has_id_of_user(value: JsonObject) -> bool:
    return _is(value.get("id"), r"user_.*")


def _is_deleted(value: JsonObject) -> bool:
    if value.get("deleted") is not True or not value.keys() <= DELETED:
        return False
    return _is_user(value) or ("object" not in value and _has_id_of_user(value))


def _other_topic(value: JsonObject, envelope: Envelope) -> str:
    """What an event is about, if its topic says that it is no user and its data does not say that it is one."""
    topic: Json = value.get(envelope.topic)
    if not _is(topic, NAME) or topic.removeprefix("clerk/").startswith("user.") or _is_user(value[DATA]):
        return ""
    return f"{_a(topic)} event, which is not about a user"


def _is(value: Json, form: str) -> bool:
    return isinstance(value, str) and re.fullmatch(form, value, re.ASCII) is not None


def _a(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeioAEIO' else 'a'} {noun}"
