"""A service that lets people in: the plan they get, the name they are greeted by, and who has to wait."""

from __future__ import annotations

from typing import Any


def sign_up(user: dict[str, Any]) -> dict[str, Any]:
    """What the application keeps of a Clerk user who comes for the first time."""
    verified = [email for email in user["email_addresses"] if (email["verification"] or {}).get("status") == "verified"]
    name = " ".join(name for name in (user["first_name"], user["last_name"]) if name)
    return {
        "clerk_id": user["id"],
        "greeting": f"Hello {name or user['username'] or 'there'}!",
        "email": verified[0]["email_address"] if verified else None,
        "plan": "team" if user["enterprise_accounts"] else "free",
        "may_pay": user["two_factor_enabled"] and bool(verified),
        "is_waiting": user["banned"] or user["locked"] or not verified,
    }
