"""Where Clerk tells of users who come, change and go.

A real view checks first that Clerk has signed what it is told; the example with FastAPI does.
"""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from club.models import Member


@csrf_exempt
def clerk(request: HttpRequest) -> HttpResponse:
    """Keeps the table of members as Clerk has them."""
    event = json.loads(request.body)
    user = event["data"]
    if event["type"] == "user.deleted":
        Member.objects.filter(clerk_id=user["id"]).delete()
    else:
        Member.objects.update_or_create(clerk_id=user["id"], defaults={"name": name(user), "phone": phone(user)})
    return HttpResponse(status=204)


def name(user: dict[str, Any]) -> str:
    """What a member is called."""
    return (user["first_name"] or user["username"] or "").strip() or "Somebody"


def phone(user: dict[str, Any]) -> str | None:
    """The number that Clerk calls primary, once it is verified."""
    for number in user["phone_numbers"]:
        proof = number["verification"]
        if number.get("id") == user["primary_phone_number_id"] and proof and proof["status"] == "verified":
            return str(number["phone_number"])
    return None


urlpatterns = [path("webhooks/clerk", clerk)]
