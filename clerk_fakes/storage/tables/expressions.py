"""The caller's own columns: each holds what a JMESPath expression finds in a user and a few derived keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from clerk_fakes.errors import InvalidArgument, MissingExtra, UnknownName, suggestion
from clerk_fakes.schema.document import Document
from clerk_fakes.schema.shapes import Json, Record, User
from clerk_fakes.schema.walks import TAG, options
from clerk_fakes.storage.tables.column_kinds import listed_record
from clerk_fakes.storage.tables.rows import Row, Rows

try:
    import jmespath
except ModuleNotFoundError as error:
    raise MissingExtra('columns are mapped with jmespath: pip install "clerk-fakes[seed]"') from error

HELP = "https://jmespath.org"
FULL_NAME = "full_name"
# Their first child is looked up in the user, the following ones in its result.
CHAINS = ("subexpression", "index_expression", "projection", "value_projection", "filter_projection", "flatten", "pipe")


class MappedColumns:
    """The columns of one table, each with the expression that fills it."""

    def __init__(self, document: Document, table: str, expressions: Mapping[str, str]) -> None:
        self._table = table
        self._derived = DerivedKeys(document.root)
        known = [*(field.name for field in document.root.fields), *self._derived.names]
        self._parsed = {name: _parsed(name, expression, known) for name, expression in expressions.items()}
        self.expressions = dict(expressions)

    def rows(self, users: Iterable[User]) -> Rows:
        """One row for each user, in the order of the columns."""
        return {self._table: [self._row(user) for user in users]}

    def _row(self, user: User) -> Row:
        searched = {**self._derived.values(user), **user}
        return tuple([self._value(column, searched) for column in self._parsed])

    def _value(self, column: str, user: User) -> Json:
        try:
            return self._parsed[column].search(user)
        except jmespath.exceptions.JMESPathError as error:
            reason = f"{column}={self.expressions[column]}: {' '.join(str(error).split())}"
            raise InvalidArgument(f"{reason}, for {user['id']}; correct the expression, see {HELP}") from error


class DerivedKeys:
    """Keys for what an expression would otherwise have to look up in several places of a user."""

    def __init__(self, root: Record) -> None:
        self._primaries = list(_primaries(root))

    @property
    def names(self) -> list[str]:
        """The names of the keys."""
        return [FULL_NAME, *(f"primary_{tag}" for _, tag in self._primaries)]

    def values(self, user: User) -> dict[str, Json]:
        """The values of the keys for a user; None where it has no such thing."""
        names = [user.get(name) for name in ("first_name", "last_name")]
        primaries = [_primary(user, items, tag) for items, tag in self._primaries]
        return dict(zip(self.names, [" ".join(filter(None, names)) or None, *primaries], strict=True))


def _primaries(root: Record) -> Iterator[tuple[str, str]]:
    """The lists with a primary item, each with the `object` of its items, which is also the key of their value."""
    names = {field.name for field in root.fields}
    for field in root.fields:
        item = listed_record(field.shape)
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
        reason = " ".join(str(error).split())
        raise InvalidArgument(f"{column}={expression}: {reason}; correct the expression, see {HELP}") from error
    for name in _root_keys(parsed.parsed):
        if name not in known:
            raise UnknownName(f"{column}={expression}: a user has no {name!r}; {suggestion(name, known)}")
    return parsed


def _root_keys(node: Mapping[str, Any]) -> Iterator[str]:
    """The keys that an expression looks up in the user itself, where JMESPath silently finds null for a typo."""
    if node["type"] == "field":
        yield node["value"]
    elif node["type"] != "expref":  # an expression reference is applied to the items of another value
        for child in node["children"][: 1 if node["type"] in CHAINS else None]:
            yield from _root_keys(child)
