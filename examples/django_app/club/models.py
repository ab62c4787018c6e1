"""The table of members."""

from __future__ import annotations

from django.db import models


class Member(models.Model):
    """Somebody whom Clerk knows."""

    clerk_id = models.TextField(unique=True)
    name = models.TextField()
    phone = models.TextField(null=True)  # no phone is no phone, and not an empty one

    class Meta:
        """Tables are made without migrations."""

        app_label = "club"
