"""Whether a column of a custom table can hold a value, and the value that the driver gets for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from math import inf
from typing import Any, TypeAlias
from uuid import UUID

from clerk_fakes.schema.shapes import Json
from clerk_fakes.storage.sql.sqlalchemy import sa

ColumnConverter: TypeAlias = Callable[[Json], Any]  # raises ValueError with what the column can hold

BITS = ((sa.SmallInteger, 16), (sa.BigInteger, 64), (sa.Integer, 32))
FLAGS_ARE_NUMBERS = ("sqlite", "mysql", "mariadb")


def column_converter(column: sa.Column[Any], dialect: str) -> ColumnConverter:
    """Turns a JSON value into that of a column, or raises ValueError with what the column can hold."""
    convert = _converter(column.type, dialect)

    def convert_or_null(value: Json) -> Any:
        if value is not None:
            return convert(value)
        if not column.nullable:
            raise ValueError("is NOT NULL")
        return None

    return convert_or_null


def _converter(type_: sa.types.TypeEngine[Any], dialect: str) -> ColumnConverter:
    match type_:
        case sa.Enum(enums=list(allowed)) if allowed:
            return lambda value: _checked(value in allowed, value, f"holds one of {', '.join(allowed)}")
        case sa.String():
            return lambda value: _text(value, type_.length)
        case sa.Boolean():
            return lambda value: _checked(isinstance(value, bool), value, "holds true or false")
        case sa.Integer():
            bits = 64 if dialect == "sqlite" else next(bits for kind, bits in BITS if isinstance(type_, kind))
            return lambda value: _integer(value, bits, dialect in FLAGS_ARE_NUMBERS)
        case sa.Numeric() | sa.Float():
            return lambda value: _number(value, _maximum(type_, dialect))
        case sa.DateTime():
            return lambda value: _time(value, None if not type_.timezone else timezone.utc)
        case sa.Date():
            return lambda value: _time(value, None).date()
        case sa.Uuid():
            return _uuid
        case sa.LargeBinary() | sa.Time() | sa.Interval():
            return lambda value: _checked(False, value, "holds values that no user has")
        case sa.types.NullType():
            return lambda value: _checked(not isinstance(value, dict | list), value, "holds single values")
        case _:
            return lambda value: value  # JSON, arrays, and types that only the database knows


def _checked(is_valid: bool, value: Json, allowed: str) -> Json:
    if not is_valid:
        raise ValueError(allowed)
    return value


def _text(value: Json, length: int | None) -> Json:
    _checked(isinstance(value, str), value, "holds text (to_string(…) turns anything into JSON)")
    return _checked(length is None or len(value) <= length, value, f"holds {length} characters")


def _integer(value: Json, bits: int, or_flag: bool) -> Json:
    _checked(isinstance(value, int) and (or_flag or not isinstance(value, bool)), value, "holds integers")
    return _checked(-(1 << bits - 1) <= value < 1 << bits - 1, value, f"holds {bits} bits (times are milliseconds)")


def _maximum(type_: sa.Numeric[Any] | sa.Float[Any], dialect: str) -> float:
    """The number above which a column overflows, or cannot tell integers apart."""
    if isinstance(type_, sa.REAL) and dialect != "sqlite":
        return 2**24
    digits = None if isinstance(type_, sa.Float) else type_.precision
    return inf if digits is None else 10 ** (digits - (type_.scale or 0)) - 1


def _number(value: Json, maximum: float) -> Json:
    _checked(_is_number(value), value, "holds numbers")
    return _checked(abs(value) <= maximum, value, f"holds numbers up to {maximum:,.0f} (times are milliseconds)")


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _time(value: Json, zone: timezone | None) -> datetime:
    _checked(_is_number(value), value, "holds a time, which Clerk gives in Unix milliseconds")
    time = datetime.fromtimestamp(value / 1000, timezone.utc)
    return time if zone else time.replace(tzinfo=None)


def _uuid(value: Json) -> UUID:
    try:
        return UUID(value)
    except (ValueError, AttributeError, TypeError):
        raise ValueError("holds UUIDs, which Clerk's ids are not") from None
