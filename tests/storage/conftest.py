"""Databases to fill: a SQLite file, and a PostgreSQL server that is started for each module."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from clerk_fakes.pytest_plugin.databases.stores import Files, Server, Store, server_url, started


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with started() as url:
        yield Server(server_url(url))


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """SQLite and PostgreSQL, one after the other."""
    made: Store = Files(tmp_path) if request.param == "sqlite" else request.getfixturevalue("server")
    return made


@pytest.fixture
def engine(store: Store) -> Iterator[sa.Engine]:
    """An empty database."""
    made = sa.create_engine(store.create("it"))
    yield made
    made.dispose()
    store.drop("it")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a SQLite database may be created."""
    return tmp_path / "demo.db"
