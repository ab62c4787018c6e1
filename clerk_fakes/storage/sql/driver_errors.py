"""Errors of a database, each in one line with the next step and without a password."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from json import JSONDecodeError
from typing import Any

from clerk_fakes.errors import SeedingRefused
from clerk_fakes.storage.sql.sqlalchemy import sa

OTHER_COLUMNS = "a table of that name has other columns: drop it with --if-exists replace, or name another database"
DUPLICATE = "such a row exists already: choose another --seed or --start, or --if-exists replace"
UNSTORABLE = "databases cannot store such a text: leave that user out, or correct it"
UNREACHABLE = "check that the server runs and can be reached"
NEXT_STEPS = {  # by a part of the driver's message; the first that matches counts
    "unable to open": "check that its directory exists and is writable",
    "readonly": "make the file and its directory writable, or name another",
    "not a database": "the file is something else: name another",
    "malformed": "the file is damaged: name another",
    "is locked": "another program is using it: close that program or let it finish, and try again",
    "is full": "free some space, or name a database on another disk",
    "surrogates not allowed": UNSTORABLE,
    "NUL (0x00)": UNSTORABLE,
    "invalid byte sequence": UNSTORABLE,
    "NOT NULL constraint failed": OTHER_COLUMNS,
    "violates not-null": OTHER_COLUMNS,
    "no such table": "the tables do not exist: fill them with clerk-fakes seed",
    "No space left": "free some space, or name a database on another disk",
    "has no column": OTHER_COLUMNS,
    "of relation": OTHER_COLUMNS,
    "Unknown column": OTHER_COLUMNS,
    "no unique constraint matching": OTHER_COLUMNS,
    "UNIQUE constraint failed": DUPLICATE,
    "duplicate key": DUPLICATE,
    "Duplicate entry": DUPLICATE,
    "foreign key": "fill the table that it points to first",
    "FOREIGN KEY": "fill the table that it points to first",
    "permission denied": "let the user of that URL write there, or name another",
    "authentication failed": "check the user and the password of that URL",
    "terminating connection": UNREACHABLE,
    "closed the connection": UNREACHABLE,
    "connection failed": UNREACHABLE,
    "connection is lost": UNREACHABLE,
    "connection is closed": UNREACHABLE,
}
DAMAGED = "the JSON of a row is damaged: clerk-fakes verify names the row"
OTHERWISE = "check that the database exists, and that the URL may write to it"


@contextmanager
def refusing(engine: sa.Engine) -> Iterator[None]:
    """Turn an error of the database into a `SeedingRefused` of one line, with the next step and without a password."""
    driver: Any = engine.dialect.dbapi
    try:
        yield
    except (sa.exc.SQLAlchemyError, driver.Error, UnicodeEncodeError, JSONDecodeError) as error:
        cause = getattr(error, "orig", None) or error
        reason = " ".join(str(cause).split())
        otherwise = DAMAGED if isinstance(error, JSONDecodeError) else OTHERWISE
        step = next((step for part, step in NEXT_STEPS.items() if part in reason), otherwise)
        safe = reason.replace(engine.url.password, "***") if engine.url.password else reason
        raise SeedingRefused(f"{shown_url(engine.url)}: {safe}; {step}") from error


def shown_url(url: sa.URL) -> str:
    """The URL without its password and its query, in which some drivers accept a password."""
    return url.set(query={}).render_as_string(hide_password=True)
