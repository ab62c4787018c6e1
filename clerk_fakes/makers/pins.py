"""What a caller pins of a user, as paths: checked against the shapes, and set in a user that is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from clerk_fakes.errors import InvalidArgument, UnknownField, suggestion
from clerk_fakes.fill.fill import fill
from clerk_fakes.realism.chance import Grain
from clerk_fakes.realism.wishes import Branch, Wishes
from clerk_fakes.schema.accepts import accepts
from clerk_fakes.schema.shapes import Anything, Json, Listing, Nullable, Record, Shape, Union

SPLITTER = "__"  # factory_boy's own

Path: TypeAlias = tuple[str | int, ...]
Pins: TypeAlias = Mapping[Path, Json]


def path_of(name: str) -> Path:
    """The path that a keyword such as `email_addresses__0__verification` stands for."""
    return tuple(int(part) if part.isascii() and part.isdigit() else part for part in name.split(SPLITTER))


def shape_at(shape: Shape, path: Path) -> Shape:
    """The shape of what a path leads to; raises `UnknownField` where it leads nowhere."""
    for place, step in enumerate(path):
        inner = _inside(shape, step)
        if inner is None:
            raise UnknownField(_lost(shape, path[:place], step))
        shape = inner
    return shape


def _inside(shape: Shape, step: str | int) -> Shape | None:
    match shape:
        case Nullable():
            return _inside(shape.of, step)
        case Union():
            inner = [found for variant in shape.variants if (found := _inside(variant, step)) is not None]
            return Union(tuple(inner)) if inner else None
        case Listing() if isinstance(step, int):
            return shape.item
        case Record() if not shape.fields:
            return shape.extras
        case Record():
            return next((field.shape for field in shape.fields if field.name == step), None)
        case Anything():
            return shape
        case _:
            return None


def _lost(shape: Shape, path: Path, step: str | int) -> str:
    where = f" in {SPLITTER.join(map(str, path))}" if path else ""
    known = sorted(_keys(shape))
    if known:
        return f"no field {str(step)!r}{where}; {suggestion(str(step), known)}"
    if isinstance(shape, Listing):
        return (
            f"{step!r} is no place{where}; a list takes a number from 0, such as {SPLITTER.join(map(str, (*path, 0)))}"
        )
    return f"nothing is inside {SPLITTER.join(map(str, path))}, so it has no {str(step)!r}; pin it as a whole"


def _keys(shape: Shape) -> set[str]:
    match shape:
        case Nullable():
            return _keys(shape.of)
        case Union():
            return {key for variant in shape.variants for key in _keys(variant)}
        case Record():
            return {field.name for field in shape.fields}
        case _:
            return set()


def wishes_of(root: Record, pins: Pins) -> Wishes:
    """What a life can do about the pins: those that the shapes allow, sorted by what they are about."""
    wishes = Wishes()
    pins = {path: _own(value) for path, value in pins.items()}
    for path, value in sorted(pins.items(), key=lambda pin: len(pin[0])):
        shape = shape_at(root, path)
        name = str(path[0])
        is_list = isinstance(shape_at(root, path[:1]), Listing)
        if is_length(shape, path, value):
            wishes.lengths[name] = value
        elif not accepts(shape, value):
            continue  # the judge will say so
        elif not is_list:
            _grow(wishes.fields, path, value)
        elif len(path) > 1:
            _wish_item(wishes, name, path[1:], value)
        else:
            wishes.lengths[name] = len(value)
            for place, item in enumerate(value):
                _wish_item(wishes, name, (place,), item)
    wishes.agree()
    return wishes


def _own(value: Json) -> Json:
    """A copy, so that no two users share anything, with lists for tuples."""
    if isinstance(value, list | tuple):
        return [_own(item) for item in value]
    return {key: _own(item) for key, item in value.items()} if isinstance(value, dict) else value


def is_length(shape: Shape, path: Path, value: Json) -> bool:
    """Whether a pin says how many things one of the user's lists has."""
    return len(path) == 1 and isinstance(shape, Listing) and type(value) is int and value >= 0


def _wish_item(wishes: Wishes, name: str, path: Path, value: Json) -> None:
    place, length = int(path[0]), wishes.lengths.get(name)
    if length is not None and place >= length:
        raise InvalidArgument(f"{name} is pinned to {length}, so there is no place {place}; pin one or the other")
    item = wishes.wish(name, place)
    if len(path) > 1:
        _grow(item, path[1:], value)
    elif isinstance(value, dict):
        item.update(value)


def _grow(branch: Branch, path: Path, value: Json) -> None:
    *around, last = map(str, path)
    for name in around:
        inner = branch.get(name)
        branch[name] = branch = inner if isinstance(inner, Branch) else Branch(inner if isinstance(inner, dict) else {})
    branch[last] = value


@dataclass(frozen=True, slots=True)
class Setting:
    """Sets values at paths of a user, making what has to be around them."""

    root: Record
    grain: Grain
    now: int

    def pins(self, user: Json, pins: Pins) -> None:
        """Set every pin, the outer ones first."""
        for path, value in sorted(pins.items(), key=lambda pin: len(pin[0])):
            shape = shape_at(self.root, path)
            if is_length(shape, path, value):
                self._lengthen(user[path[0]], shape, str(path[0]), value)
            else:
                self._set(user, self.root, path, _own(value))

    def _set(self, around: Json, shape: Shape, path: Path, value: Json) -> None:
        step, *rest = path
        inner = shape_at(shape, (step,))
        if isinstance(step, int):
            self._lengthen(around, shape, "item", max(step + 1, len(around)))
        elif rest and around.get(step) is None:
            around[step] = {} if inner == Anything() else fill(_some(inner), step, self.grain, self.now)
        if rest:
            self._set(around[step], inner, tuple(rest), value)
        else:
            around[step] = value

    def _lengthen(self, items: list[Json], shape: Shape, name: str, length: int) -> None:
        del items[length:]
        item = shape_at(shape, (0,))
        items.extend(fill(item, name, self.grain, self.now) for _ in range(length - len(items)))


def _some(shape: Shape) -> Shape:
    """The shape without null."""
    return shape.of if isinstance(shape, Nullable) else shape
