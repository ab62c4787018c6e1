"""What can be found by walking through shapes."""

from __future__ import annotations

from collections.abc import Iterator

from clerk_fakes.schema.shapes import Choice, Listing, Nullable, Record, Shape, Union

VERIFICATION, TAG = "verification", "object"


def records(shape: Shape) -> Iterator[Record]:
    """The records in a shape, itself first, each as often as it occurs."""
    match shape:
        case Record():
            yield shape
            for field in shape.fields:
                yield from records(field.shape)
        case Listing(item=inner) | Nullable(of=inner):
            yield from records(inner)
        case Union():
            for variant in shape.variants:
                yield from records(variant)


def without_null(shape: Shape) -> Shape:
    """The shape of what is not null."""
    return shape.of if isinstance(shape, Nullable) else shape


def options(record: Record, name: str) -> tuple[str, ...]:
    """The strings that a field of a record may hold, where the document lists them."""
    for field in record.fields:
        if field.name == name and isinstance(field.shape, Choice):
            return tuple(option for option in field.shape.options if isinstance(option, str))
    return ()


def verification_variants(user: Record) -> Iterator[tuple[str, Record]]:
    """Each list of a user whose items have a verification, with each variant that it may be of."""
    for listing in user.fields:
        for thing in list(records(listing.shape))[:1]:
            for field in thing.fields:
                if field.name == VERIFICATION:
                    yield from ((listing.name, record) for record in records(field.shape) if options(record, TAG))
