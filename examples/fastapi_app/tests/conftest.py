"""The service on a database in memory, and a Clerk that posts to it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from shop.customers import Customer
from shop.webhooks import shop, signature
from sqlalchemy import Engine, delete
from sqlalchemy.pool import StaticPool
from sqlmodel import Session, SQLModel, create_engine

SECRET = "whsec_c2VjcmV0"


@pytest.fixture(scope="session")
def engine() -> Engine:
    """A database with the shop's tables, the same for all tests."""
    engine = create_engine("sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)
    SQLModel.metadata.create_all(engine)
    return engine


@pytest.fixture(autouse=True)
def _nobody(engine: Engine) -> None:
    """Each test begins without customers."""
    with Session(engine) as session:
        session.exec(delete(Customer))
        session.commit()


@pytest.fixture(scope="session")
def post(engine: Engine) -> Callable[..., Any]:
    """Posts an event as Clerk does. It is there for a whole session, and so may stand beside @given."""
    client = TestClient(shop(engine, SECRET))

    def post(type: str, user: dict[str, Any], secret: str = SECRET) -> Any:
        body = json.dumps({"object": "event", "type": type, "data": user}).encode()
        now = int(time.time())
        signed = signature(secret, "msg_1", now, body).decode()
        headers = {"svix-id": "msg_1", "svix-timestamp": str(now), "svix-signature": signed}
        return client.post("/webhooks/clerk", content=body, headers=headers)

    return post


@pytest.fixture(scope="session")
def find(engine: Engine) -> Callable[[str], Customer | None]:
    """Finds the customer of an id."""

    def find(id: str) -> Customer | None:
        with Session(engine) as session:
            return session.get(Customer, id)

    return find
