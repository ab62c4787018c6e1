"""The life of somebody whom nobody asked for: a way to sign up, and all that came after by chance."""

from __future__ import annotations

from collections.abc import Mapping

from clerk_fakes.errors import InvalidArgument, UnknownName, suggestion
from clerk_fakes.realism.afterwards import (
    BY_OWNER,
    PROFILE,
    add_passkeys,
    choose_username,
    consent,
    tell_locale,
    turn_on_second_factor,
)
from clerk_fakes.realism.lives import Life
from clerk_fakes.realism.stories import STORIES, Tell, provision
from clerk_fakes.realism.treatment import BY_OTHERS, be_described, be_migrated
from clerk_fakes.realism.world import Origin

MOST_TOLD = 65_536  # the longest table that one decision can pick from; a share is right to one in so many
EVERYTHING = (  # that gives an account a value where most have none
    *(choose_username, tell_locale, consent, turn_on_second_factor, add_passkeys),
    *(be_described, be_migrated),
)


def told(weights: Mapping[str, int] | None = None) -> list[Tell]:
    """The stories to pick from, each as often as its weight; raises for an unknown name or a weight below 0."""
    weights = {name: story.weight for name, story in STORIES.items()} if weights is None else weights
    if not isinstance(weights, Mapping):
        raise InvalidArgument(f"stories={weights!r} is no mapping; give weights by name, such as {{'google': 3}}")
    for name, weight in weights.items():
        if name not in STORIES:
            raise UnknownName(f"no story {name!r}; {suggestion(str(name), STORIES)}")
        if not isinstance(weight, int) or weight < 0:
            raise InvalidArgument(f"stories[{name!r}]={weight!r} is no weight; give a whole number from 0")
    total = sum(weights.values())
    if not 0 < total <= MOST_TOLD:
        raise InvalidArgument(f"stories={dict(weights)!r} add up to {total}; give weights of 1 to {MOST_TOLD} in all")
    return [story.tell for name, story in STORIES.items() for _ in range(weights.get(name, 0))]


def begin(origin: Origin, tell: Tell) -> Life:
    """The life of somebody who signed up that way, with all that happened since."""
    life = Life(origin)
    chance = origin.chance
    for happen in chance.which(PROFILE):
        happen(life)
    tell(life)
    if life.last_sign_in_at is not None:
        for happen in chance.which(BY_OWNER):
            happen(life)
        if life.last_active > life.created_at or not chance.one_in(4):
            life.signed_in_again()
    for happen in chance.which(BY_OTHERS):
        happen(life)
    life.conclude()
    if origin.world.organizations:
        life.join_company()
    return life


def one_of_everything(origin: Origin) -> Life:
    """A life that nobody leads: with one thing of every kind that an account can have."""
    life = Life(origin)
    for story in ("google", "phone", "wallet", "saml"):
        STORIES[story].tell(life)
    for event in EVERYTHING:
        event(life)
    provision(life)
    life.conclude()
    life.join_company()
    return life
