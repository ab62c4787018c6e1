"""Where Clerk tells of users who come, change and go."""

import base64
import hashlib
import hmac
import time
from typing import Annotated, Any, Literal

from fastapi import Depends, FastAPI, Header, HTTPException, Request
from pydantic import BaseModel, ValidationError
from sqlalchemy import Engine
from sqlmodel import Session

from shop.customers import ClerkUser, Customer, customer

TOLERANCE = 5 * 60  # seconds


class Event(BaseModel):
    """What Clerk posts."""

    type: Literal["user.created", "user.updated", "user.deleted"]
    data: dict[str, Any]


def signature(secret: str, id: str, timestamp: int, body: bytes) -> bytes:
    """The signature of a webhook, as Svix sends it for Clerk."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{id}.{timestamp}.".encode() + body
    return b"v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256))


def shop(engine: Engine, secret: str) -> FastAPI:
    """The service, on a database that has the tables."""
    app = FastAPI()

    async def signed_event(
        request: Request,
        svix_id: Annotated[str, Header()],
        svix_timestamp: Annotated[int, Header()],
        svix_signature: Annotated[str, Header()],
    ) -> Event:
        body = await request.body()
        expected = signature(secret, svix_id, svix_timestamp, body)
        is_signed = any(hmac.compare_digest(expected, given.encode()) for given in svix_signature.split())
        if not is_signed or not abs(time.time() - svix_timestamp) < TOLERANCE:
            raise HTTPException(401, "not signed by Clerk, or not now")
        try:
            return Event.model_validate_json(body)
        except ValidationError as error:
            raise HTTPException(422, str(error)) from error

    @app.post("/webhooks/clerk", status_code=204)
    def clerk(event: Annotated[Event, Depends(signed_event)]) -> None:
        with Session(engine) as session:
            if event.type == "user.deleted":
                gone = session.get(Customer, event.data.get("id"))
                if gone:
                    session.delete(gone)
            else:
                try:
                    user = ClerkUser.model_validate(event.data)
                except ValidationError as error:
                    raise HTTPException(422, str(error)) from error
                session.merge(customer(user))
            session.commit()

    return app
