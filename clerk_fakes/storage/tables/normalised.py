"""The normalised tables of a document, derived from its shapes without naming any field of Clerk's.

The root is `users`. A list of records is a table below that of its owner. A nested record that is always there and has
an id of its own is a table that its owners share. Everything else but plain values is a column of JSON text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from graphlib import TopologicalSorter

from clerk_fakes.errors import UnreadableDocument
from clerk_fakes.schema import shapes as s
from clerk_fakes.schema.walks import TAG, options
from clerk_fakes.storage.tables.column_kinds import column_kind, listed_record, may_be_null, required_texts
from clerk_fakes.storage.tables.table import ROOT, Child, Column, ForeignKey, Table

OWNER, POSITION, EXTRA = "user_id", "position", "extra"
ABSENT, NULL_LISTS = "absent", "null_lists"


def tables_of(root: s.Record) -> tuple[Table, ...]:
    """The tables of a document, each after those that its rows point to."""
    if "id" not in required_texts(root):
        raise UnreadableDocument("#: users have no required text 'id', which is the key of their table; describe one")
    plans: dict[str, _TablePlan] = {}
    _add_plan(ROOT, root, None, False, plans)
    tables = {name: _table(plan, plans) for name, plan in plans.items()}
    needed = {name: [key.table for key in table.foreign_keys] for name, table in tables.items()}
    return tuple(tables[name] for name in TopologicalSorter(needed).static_order())


@dataclass(slots=True)
class _TablePlan:
    """A record that becomes a table, and the tables that it is connected to."""

    name: str
    record: s.Record
    shared: bool
    owners: list[str] = field(default_factory=list)
    lists: dict[str, str] = field(default_factory=dict)
    nested: dict[str, str] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        return any(field.name == name for field in self.record.fields)

    def free(self, name: str) -> str:
        """The name, with underscores after it while a field has the same name."""
        return self.free(f"{name}_") if self.has(name) else name

    @property
    def key(self) -> tuple[str, ...]:
        return (self.free(OWNER), self.free(POSITION)) if self.owners else ("id",)

    @property
    def tags(self) -> tuple[str, ...]:
        return options(self.record, TAG)

    @property
    def ambiguous(self) -> tuple[str, ...]:
        """Optional fields that have NULL or no rows for another reason than their absence, too."""
        fields = [field for field in self.record.fields if not field.required]
        return tuple(field.name for field in fields if field.name in self.lists or may_be_null(field.shape))

    @property
    def null_lists(self) -> tuple[str, ...]:
        fields = [field for field in self.record.fields if field.name in self.lists]
        return tuple(field.name for field in fields if may_be_null(field.shape))

    @property
    def unique(self) -> tuple[str, ...]:
        # The id in an object without a tag belongs to another object.
        return ("id",) if self.owners and self.tags and self.has("id") else ()


def _add_plan(wanted: str, record: s.Record, owner: str | None, shared: bool, plans: dict[str, _TablePlan]) -> str:
    """Add a record below its owner, and return its table: the one wanted, unless other records have that name."""
    name = wanted
    while name in plans and (plans[name].record, plans[name].shared) != (record, shared):
        name = f"{owner}_{name}"
    if name not in plans:
        plans[name] = _TablePlan(name, record, shared)
        _add_children(plans[name], plans)
    if owner and not shared:
        plans[name].owners.append(owner)
    return name


def _add_children(plan: _TablePlan, plans: dict[str, _TablePlan]) -> None:
    for entry in plan.record.fields:
        # A shared row is written once with everything in it, so that its lists stay in it as JSON.
        item = None if plan.shared else listed_record(entry.shape)
        if item:
            plan.lists[entry.name] = _add_plan(entry.name, item, plan.name, False, plans)
        elif entry.required and isinstance(entry.shape, s.Record) and _has_own_id(entry.shape):
            plan.nested[entry.name] = _add_plan(f"{entry.name}s", entry.shape, plan.name, True, plans)


def _table(plan: _TablePlan, plans: Mapping[str, _TablePlan]) -> Table:
    return Table(
        plan.name,
        columns=(*_owner_columns(plan, plans), *_record_columns(plan)),
        key=plan.key,
        unique=plan.unique,
        foreign_keys=tuple(_foreign_keys(plan, plans)),
        lists=tuple(Child(key, table) for key, table in plan.lists.items()),
        nested=tuple(Child(key, table) for key, table in plan.nested.items()),
        shared=plan.shared,
        has_extra=plan.record.extras is not None,
        ambiguous=plan.ambiguous,
        null_lists=plan.null_lists,
        keys=tuple(field.name for field in plan.record.fields),
    )


def _owner_columns(plan: _TablePlan, plans: Mapping[str, _TablePlan]) -> Iterator[Column]:
    if plan.owners:
        yield Column(plan.key[0], "text", False)
        yield Column(plan.key[1], "integer", False)
    for owner in plan.owners:
        if owner != ROOT:
            yield Column(_owner_position(plan, plans[owner]), "integer", len(plan.owners) > 1)


def _owner_position(plan: _TablePlan, owner: _TablePlan) -> str:
    """The name of the column with the position of an owner that is itself in a list."""
    return plan.free(f"{next(iter(owner.tags), owner.name)}_{POSITION}")


def _record_columns(plan: _TablePlan) -> Iterator[Column]:
    for entry in plan.record.fields:
        nullable = not entry.required or may_be_null(entry.shape)
        if entry.name not in {*plan.lists, *plan.nested}:
            yield Column(entry.name, column_kind(entry.shape), nullable, (entry.name,), not entry.required)
        for name in ["id"] if entry.name in plan.nested else _common_texts(entry.shape):
            yield Column(plan.free(f"{entry.name}_{name}"), "text", nullable, (entry.name, name))
    if plan.record.extras is not None:
        yield Column(plan.free(EXTRA), "json", True)
    if plan.ambiguous:
        yield Column(plan.free(ABSENT), "json", True)
    if plan.null_lists:
        yield Column(plan.free(NULL_LISTS), "json", True)


def _foreign_keys(plan: _TablePlan, plans: Mapping[str, _TablePlan]) -> Iterator[ForeignKey]:
    if plan.owners:
        yield ForeignKey(plan.key[:1], ROOT, ("id",))
    for owner in plan.owners:
        if owner != ROOT:
            yield ForeignKey((plan.key[0], _owner_position(plan, plans[owner])), owner, plans[owner].key)
    for key, table in plan.nested.items():
        yield ForeignKey((plan.free(f"{key}_id"),), table, ("id",))


def _has_own_id(record: s.Record) -> bool:
    return "id" in required_texts(record) and bool(options(record, TAG))


def _common_texts(shape: s.Shape) -> list[str]:
    """The texts, apart from the tag, in every variant of a tagged object: they get columns beside its JSON."""
    match shape:
        case s.Nullable():
            return _common_texts(shape.of)
        case s.Union(tag=str(tag)):
            texts, *others = [required_texts(variant) for variant in shape.variants]
            return [name for name in texts if name != tag and all(name in other for other in others)]
        case s.Record() if options(shape, TAG):
            return [name for name in required_texts(shape) if name != TAG]
        case _:
            return []
