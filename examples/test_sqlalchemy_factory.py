"""SQLAlchemy: a table of accounts, each of which keeps the Clerk user that it was made from."""

# mypy: disable-error-code="misc,attr-defined,name-defined"

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import factory
import pytest
from factory.alchemy import SQLAlchemyModelFactory
from sqlalchemy import JSON, ForeignKey, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

from clerk_fakes.factories import OrganizationFactory, UserFactory


class Base(DeclarativeBase):
    """The tables of the application."""


class Team(Base):
    """A Clerk organization."""

    __tablename__ = "teams"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


class Account(Base):
    """A Clerk user."""

    __tablename__ = "accounts"
    id: Mapped[str] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    clerk: Mapped[dict[str, Any]] = mapped_column(JSON)
    team_id: Mapped[str | None] = mapped_column(ForeignKey("teams.id"))
    team: Mapped[Team | None] = relationship()


class TeamFactory(SQLAlchemyModelFactory):
    """Teams, of which nothing but two columns comes from Clerk."""

    class Meta:
        model = Team
        sqlalchemy_session_factory = lambda: session_of_the_test

    class Params:
        clerk = factory.SubFactory(OrganizationFactory)

    id = factory.LazyAttribute(lambda team: team.clerk["id"])
    name = factory.LazyAttribute(lambda team: team.clerk["name"])


class AccountFactory(SQLAlchemyModelFactory):
    """Accounts: `clerk__google=True` and all else that `UserFactory` takes."""

    class Meta:
        model = Account
        sqlalchemy_session_factory = lambda: session_of_the_test

    clerk = factory.SubFactory(UserFactory)
    id = factory.LazyAttribute(lambda account: account.clerk["id"])
    email = factory.LazyAttribute(lambda account: account.clerk["email_addresses"][0]["email_address"])
    team = factory.SubFactory(TeamFactory)


session_of_the_test: Session


@pytest.fixture
def session() -> Iterator[Session]:
    global session_of_the_test
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session_of_the_test:
        yield session_of_the_test
    engine.dispose()


def test_accounts_are_stored_with_their_users(session: Session) -> None:
    AccountFactory.create_batch(20, clerk__google=True)
    session.flush()

    stored = session.scalars(select(Account)).all()
    assert len(stored) == 20
    assert all(account.clerk["external_accounts"][0]["provider"] == "oauth_google" for account in stored)


def test_one_account_can_be_asked_for(session: Session) -> None:
    account = AccountFactory(clerk__first_name="Ada", clerk__email_addresses__0__email_address="ada@example.com")
    session.flush()

    assert session.get(Account, account.id).email == "ada@example.com"
    assert account.team.name
