"""A value made to fit a shape: kept where it does, mended where it does not, whatever a newer document asks."""

from __future__ import annotations

from clerk_fakes.fill.values import value_for
from clerk_fakes.primitives.randomness import Details
from clerk_fakes.schema.accepts import accepts
from clerk_fakes.schema.shapes import Anything, Json, Listing, Nullable, Record, Shape, Union


def repair(value: Json, shape: Shape, name: str, details: Details, now: int) -> Json:
    """The value where the shape allows it, as much of it as can be kept where not."""
    if accepts(shape, value):
        return value
    match shape:
        case Nullable():
            return repair(value, shape.of, name, details, now)
        case Record() if isinstance(value, dict):
            return _record(value, shape, details, now)
        case Listing() if isinstance(value, list):
            return _listing(value, shape, name, details, now)
        case Union():
            nearest = _nearest(value, shape)
            if nearest is not None:
                return repair(value, nearest, name, details, now)
    return value_for(shape, name, details, now)


def _record(value: dict[str, Json], record: Record, details: Details, now: int) -> Json:
    """Every field has cosmetics of its own, so that what one needs moves no other."""
    made = {}
    complete = any(value.keys() >= set(group) for group in record.one_of_required)
    needed = {name for group in record.one_of_required[:1] for name in group if not complete}
    for field in record.fields:
        stream = details.substream(f"{record.name}.{field.name}")
        if field.name in value:
            made[field.name] = repair(value[field.name], field.shape, field.name, stream, now)
        elif field.required or field.name in needed:
            made[field.name] = value_for(field.shape, field.name, stream, now)
    known = {field.name for field in record.fields}
    for name, extra in value.items():
        if record.extras is not None and name not in known and accepts(Anything(), extra):
            made[name] = repair(extra, record.extras, name, details.substream(name), now)
    return made


def _listing(value: list[Json], listing: Listing, name: str, details: Details, now: int) -> Json:
    items = [repair(item, listing.item, name, details, now) for item in value]
    if listing.unique:
        items = [item for place, item in enumerate(items) if item not in items[:place]]
    kept = items[: listing.max_items]
    return kept if len(kept) >= listing.min_items else value_for(listing, name, details, now)


def _nearest(value: Json, union: Union) -> Shape | None:
    """The variant that the value was meant to be: of its tag, or without tags the first object or list."""
    for variant in union.variants:
        match variant:
            case Record(fields=fields) if isinstance(value, dict):
                if all(accepts(field.shape, value.get(union.tag)) for field in fields if field.name == union.tag):
                    return variant
            case Listing() if isinstance(value, list):
                return variant
    return None
