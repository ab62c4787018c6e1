"""How people are called on screen, with a mistake or two that no ordinary user brings to light."""

from __future__ import annotations

from typing import Any


def display_name(user: dict[str, Any]) -> str:
    """A name for whoever has one, and an address for everybody else."""
    if user["first_name"] is not None:
        return f"{user['first_name']} {user['last_name'][0]}."  # what if there is no last name, or an empty one?
    if user["username"] is not None:
        return f"@{user['username']}"
    return str(user["email_addresses"][0]["email_address"])  # what if there is no address?


def how_proved(user: dict[str, Any]) -> list[str]:
    """How each address was proved, as a webhook handler would store it."""
    return [email["verification"]["strategy"] for email in user["email_addresses"]]  # what if it was not?


def last_seen(user: dict[str, Any]) -> int:
    """When somebody was last seen, in seconds."""
    return int(max(user["last_sign_in_at"], user["last_active_at"]) // 1000)  # what if never?


def main_organization(user: dict[str, Any]) -> str | None:
    """The company that somebody works for."""
    memberships = user["organization_memberships"]  # what if they are not told?
    return memberships[0]["organization"]["name"] if memberships else None
