"""SQLAlchemy, or what to install where there is none."""

from __future__ import annotations

from clerk_fakes.errors import MissingExtra

try:
    import sqlalchemy as sa
    from sqlalchemy import dialects
    from sqlalchemy.ext.compiler import compiles
except ModuleNotFoundError as error:
    raise MissingExtra('databases are written by SQLAlchemy: pip install "clerk-fakes[seed]"') from error

__all__ = ["compiles", "dialects", "sa"]
