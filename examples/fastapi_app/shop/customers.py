"""The table of customers, and what it takes of a Clerk user."""

from __future__ import annotations

from pydantic import BaseModel
from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel


class EmailAddress(BaseModel):
    """An email address, as Clerk has it."""

    id: str | None = None
    email_address: str


class ClerkUser(BaseModel):
    """Of all that Clerk says of a user, what the shop needs."""

    id: str
    first_name: str | None
    last_name: str | None
    username: str | None
    primary_email_address_id: str | None
    email_addresses: list[EmailAddress]
    banned: bool
    locked: bool
    created_at: int


class Customer(SQLModel, table=True):
    """Somebody who may buy."""

    id: str = Field(primary_key=True)
    name: str
    email: str | None = Field(index=True)
    can_buy: bool
    since: int = Field(sa_type=BigInteger)  # milliseconds, as Clerk counts


def customer(user: ClerkUser) -> Customer:
    """The row of a user."""
    names = [name for name in (user.first_name, user.last_name) if name and name.strip()]
    return Customer(
        id=user.id,
        name=" ".join(names) or user.username or "Somebody",
        email=primary_email(user),
        can_buy=not (user.banned or user.locked),
        since=user.created_at,
    )


def primary_email(user: ClerkUser) -> str | None:
    """The address that Clerk calls primary; None for a user without one."""
    if user.primary_email_address_id is None:
        return None
    emails = (it.email_address for it in user.email_addresses if it.id == user.primary_email_address_id)
    return next(emails, None)
