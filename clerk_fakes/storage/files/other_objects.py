"""What an object is that has none of a user's keys, and where inside it the users are."""

from __future__ import annotations

import re
from functools import cache
from shlex import quote

from clerk_fakes.schema.reader import read
from clerk_fakes.schema.shapes import Json

NAME = r"[\w./-]{1,80}"  # of a key, an object or an event, fit to stand in a message
MOST_NAMED = 3  # keys in one message


def is_other(value: dict[str, Json]) -> bool:
    """Whether an object has none of the keys that Clerk's document gives a user."""
    return value.keys().isdisjoint(_keys_of_a_user())


@cache
def _keys_of_a_user() -> frozenset[str]:
    return frozenset(field.name for field in read(None).root.fields)


def described(value: dict[str, Json], path: str) -> str:
    """What stands at a path instead of a user; where one of its keys has users, how to take them out."""
    names = [key for key in value if _is(key, NAME)]
    found = f"{_with(names, empty=not value)}, not a user"
    with_users = [key for key in names if _has_users(value[key])]
    if len(with_users) != 1:
        return found
    key = with_users[0]
    users, those = ("users are", "those") if isinstance(value[key], list) else ("user is", "that")
    member = f".{key}" if _is(key, r"[A-Za-z_]\w*") else f'["{key}"]'
    jq = re.sub(r"\[\d+\]", "[]", f".{path}{member}" if path else f".{member.lstrip('.')}")
    return f"{found}; its {users} under {key!r}: pass {those}, e.g. jq {quote(jq)}"


def _with(names: list[str], *, empty: bool) -> str:
    if not names:
        return "an empty object" if empty else "an object"
    shown = [*names[:MOST_NAMED], *(["more"] if len(names) > MOST_NAMED else [])]
    return f"an object with {' and '.join(filter(None, (', '.join(shown[:-1]), shown[-1])))}"


def _has_users(value: Json) -> bool:
    """Whether it is a user, or a list that begins with one."""
    first = value[0] if isinstance(value, list) and value else value
    return isinstance(first, dict) and (first.get("object") == "user" or _is(first.get("id"), r"user_.*"))


def _is(value: Json, form: str) -> bool:
    return isinstance(value, str) and re.fullmatch(form, value, re.ASCII) is not None
