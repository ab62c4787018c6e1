"""Django: the profile that belongs to a Clerk user, in a database of its own."""

# mypy: disable-error-code="misc,attr-defined,name-defined"

from __future__ import annotations

import django
import factory
import pytest
from django.conf import settings
from django.db import connection, models
from factory.django import DjangoModelFactory

from clerk_fakes.factories import UserFactory

if not settings.configured:  # a project has a settings module instead
    settings.configure(DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}})
    django.setup()


class Profile(models.Model):
    """What the project keeps of a Clerk user."""

    clerk_id = models.CharField(max_length=64, unique=True)
    display_name = models.CharField(max_length=255)
    locale = models.CharField(max_length=16, null=True)
    clerk = models.JSONField()

    class Meta:
        app_label = "shop"

    def __str__(self) -> str:
        return self.display_name


class ProfileFactory(DjangoModelFactory):
    """Profiles: `clerk__mfa=True` and all else that `UserFactory` takes."""

    class Meta:
        model = Profile

    clerk = factory.SubFactory(UserFactory)
    clerk_id = factory.LazyAttribute(lambda profile: profile.clerk["id"])
    display_name = factory.LazyAttribute(lambda profile: profile.clerk["first_name"] or "somebody")
    locale = factory.LazyAttribute(lambda profile: profile.clerk.get("locale"))


@pytest.fixture(autouse=True, scope="module")
def tables() -> None:
    with connection.schema_editor() as editor:
        editor.create_model(Profile)


def test_profiles_are_stored_with_their_users() -> None:
    ProfileFactory.create_batch(20)

    assert Profile.objects.count() == 20
    assert all(profile.clerk["id"] == profile.clerk_id for profile in Profile.objects.all())


def test_a_profile_can_be_asked_for() -> None:
    profile = ProfileFactory(clerk__no_name=True, clerk__locale="de-DE")

    stored = Profile.objects.get(clerk_id=profile.clerk_id)
    assert (stored.display_name, stored.locale) == ("somebody", "de-DE")
