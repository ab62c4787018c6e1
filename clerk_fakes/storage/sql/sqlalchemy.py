"""SQLAlchemy, or an error that names the extra to install."""

from __future__ import annotations

from clerk_fakes.errors import MissingExtra

try:
    import sqlalchemy as sa
    from sqlalchemy import dialects
    from sqlalchemy.ext.compiler import compiles
except ModuleNotFoundError as error:
    raise MissingExtra('databases are written with SQLAlchemy: pip install "clerk-fakes[seed]"') from error

__all__ = ["compiles", "dialects", "sa"]
