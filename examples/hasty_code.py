"""Two pieces of code written in haste: each has mistakes that no ordinary user brings to light."""

from __future__ import annotations

from typing import Any


def display_name(user: dict[str, Any]) -> str:
    """A name for whoever has one, and an address for everybody else."""
    if user["first_name"] is not None:
        return f"{user['first_name']} {user['last_name'][0]}."  # what if there is no last name?
    return user["username"] or "somebody"


def handle_webhook(event: dict[str, Any]) -> dict[str, Any]:
    """What is stored of the user that a webhook tells about."""
    user = event["data"]
    return {
        "id": user["id"],
        "proved_by": [email["verification"]["strategy"] for email in user["email_addresses"]],  # what if by nothing?
        "last_seen": max(user["last_sign_in_at"], user["last_active_at"]) // 1000,  # what if never?
        "second_factors": len([phone for phone in user["phone_numbers"] if phone["default_second_factor"]]),
    }
