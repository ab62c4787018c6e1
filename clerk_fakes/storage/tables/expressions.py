"""Columns of the caller's own: what each holds is a JMESPath expression over the user and a few handy keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from clerk_fakes.errors import InvalidArgument, MissingExtra, UnknownName, suggestion
from clerk_fakes.schema.document import Document
from clerk_fakes.schema.shapes import Json, Record, User
from clerk_fakes.schema.walks import options
from clerk_fakes.storage.tables.normalised import TAG, item_of
from clerk_fakes.storage.tables.rows import Row, Rows

try:
    import jmespath
except ModuleNotFoundError as error:
    raise MissingExtra('columns are mapped by jmespath: pip install "clerk-fakes[seed]"') from error

HELP = "https://jmespath.org"
FULL_NAME = "full_name"
# What follows the first part of these is looked up in what that part gives, and not in the user.
CHAINS = ("subexpression", "index_expression", "projection", "value_projection", "filter_projection", "flatten", "pipe")


class Columns:
    """What the columns of one table hold, by name."""

    def __init__(self, document: Document, table: str, expressions: Mapping[str, str]) -> None:
        self._table = table
        self._handy = Handy(document.root)
        known = [*(field.name for field in document.root.fields), *self._handy.keys]
        self._parsed = {name: _parsed(name, expression, known) for name, expression in expressions.items()}
        self.expressions = dict(expressions)

    def rows(self, users: Iterable[User]) -> Rows:
        """A row for each user, in the order of the columns."""
        return {self._table: [self._row(user) for user in users]}

    def _row(self, user: User) -> Row:
        known = {**self._handy.of(user), **user}
        return tuple([self._value(column, known) for column in self._parsed])

    def _value(self, column: str, user: User) -> Json:
        try:
            return self._parsed[column].search(user)
        except jmespath.exceptions.JMESPathError as error:
            said = f"{column}={self.expressions[column]}: {' '.join(str(error).split())}"
            raise InvalidArgument(f"{said}, for {user['id']}; write it as on {HELP}") from error


class Handy:
    """Keys that say at once what a user says in several places."""

    def __init__(self, root: Record) -> None:
        self._primaries = list(_primaries(root))

    @property
    def keys(self) -> list[str]:
        """Their names."""
        return [FULL_NAME, *(f"primary_{tag}" for _, tag in self._primaries)]

    def of(self, user: User) -> dict[str, Json]:
        """What they are of a user; None where the user has no such thing."""
        names = [user.get(name) for name in ("first_name", "last_name")]
        values = [_primary(user, items, tag) for items, tag in self._primaries]
        return dict(zip(self.keys, [" ".join(filter(None, names)) or None, *values], strict=True))


def _primaries(root: Record) -> Iterator[tuple[str, str]]:
    """The lists of which one item is called primary, and the key of what that item is: its `object`."""
    names = {field.name for field in root.fields}
    for field in root.fields:
        item = item_of(field.shape)
        for tag in options(item, TAG) if item else ():
            if f"primary_{tag}_id" in names:
                yield field.name, tag


def _primary(user: User, items: str, tag: str) -> Json:
    wanted = user.get(f"primary_{tag}_id")
    return next((item.get(tag) for item in user.get(items) or () if wanted and item.get("id") == wanted), None)


def _parsed(column: str, expression: str, known: list[str]) -> Any:
    try:
        parsed = jmespath.compile(expression)
    except jmespath.exceptions.JMESPathError as error:
        said = " ".join(str(error).split())
        raise InvalidArgument(f"{column}={expression}: {said}; write it as on {HELP}") from error
    for name in _asked(parsed.parsed):
        if name not in known:
            raise UnknownName(f"{column}={expression}: a user has no {name!r}; {suggestion(name, known)}")
    return parsed


def _asked(node: Mapping[str, Any]) -> Iterator[str]:
    """The keys that an expression asks the user itself for; one that is not there would be null without a word."""
    if node["type"] == "field":
        yield node["value"]
    elif node["type"] != "expref":  # which looks into the items that its function is given
        for child in node["children"][: 1 if node["type"] in CHAINS else None]:
            yield from _asked(child)
