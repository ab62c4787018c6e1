"""From traits and pins to a request: sorted by what they are about, with what follows from them."""

from __future__ import annotations

from functools import cache
from typing import Any

from clerk_fakes.errors import Contradiction, InvalidArgument
from clerk_fakes.fill.pins import Path, Pins, is_length, shape_at
from clerk_fakes.schema import shapes as s
from clerk_fakes.schema.accepts import accepts
from clerk_fakes.simulation.events.sign_ups import SIGN_UPS
from clerk_fakes.simulation.requests.request import Overrides, Request
from clerk_fakes.simulation.requests.situations import expanded
from clerk_fakes.simulation.requests.traits import TRAIT_NAMES, TRAITS, exclude, is_implied, is_undone


def infer(root: s.Record, traits: frozenset[str], pins: Pins) -> Request:
    """What an account can do about traits and pins; values that the shapes refuse are left to the validator."""
    traits, pins = expanded(traits, pins)
    if not pins:
        return _of_traits(traits)
    request = Request({path: _own(value) for path, value in pins.items()})
    for path, value in sorted(request.pins.items(), key=lambda pin: len(pin[0])):
        _sort(request, root, path, value)
    request.check_ids()
    request.agree()
    request.traits = _taken(traits, request)
    return request


@cache
def _of_traits(traits: frozenset[str]) -> Request:
    request = Request()
    request.traits = _taken(traits, request)
    return request


def _taken(traits: frozenset[str], request: Request) -> tuple[str, ...]:
    """The traits without those that pins take back, and with those that they take and that none excludes."""
    taken = [name for name in TRAIT_NAMES if name in traits and not is_undone(name, request)]
    for name in (*TRAITS, *SIGN_UPS):
        if name not in taken and is_implied(name, request):
            if other := next((other for other in taken if other in traits and exclude(name, other)), None):
                raise Contradiction(f"what is pinned takes {name!r}, and {other!r} excludes that; ask for one of them")
            if not any(exclude(name, other) for other in taken):
                taken.append(name)
    return tuple(taken)


def _sort(request: Request, root: s.Record, path: Path, value: Any) -> None:
    shape = shape_at(root, path)
    name = str(path[0])
    if is_length(shape, path, value):
        request.lengths[name] = value
    elif not accepts(shape, value):
        return  # the validator will name it
    elif not isinstance(shape_at(root, path[:1]), s.Listing):
        _fix(request.fields, path, value)
    elif len(path) > 1:
        _fix_item(request, name, path[1:], value)
    else:
        request.lengths[name] = len(value)
        for position, item in enumerate(value):
            _fix_item(request, name, (position,), item)


def _fix_item(request: Request, name: str, path: Path, value: Any) -> None:
    position, length = int(path[0]), request.lengths.get(name)
    if length is not None and position >= length:
        raise InvalidArgument(f"{name} is pinned to {length}, so there is no place {position}; pin one or the other")
    item = request.require(name, position)
    if len(path) > 1:
        _fix(item, path[1:], value)
    elif isinstance(value, dict):
        item.update(value)


def _fix(overrides: Overrides, path: Path, value: Any) -> None:
    *around, last = map(str, path)
    for name in around:
        inner = overrides.get(name)
        if not isinstance(inner, Overrides):
            inner = overrides[name] = Overrides(inner if isinstance(inner, dict) else {})
        overrides = inner
    overrides[last] = value


def _own(value: Any) -> Any:
    """A copy, so that no two users share anything, with lists for tuples."""
    if isinstance(value, list | tuple):
        return [_own(item) for item in value]
    return {key: _own(item) for key, item in value.items()} if isinstance(value, dict) else value
