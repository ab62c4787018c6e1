"""How somebody who was asked for signed up: the stories that traits name, and the accounts that are wished."""

from __future__ import annotations

import re

from clerk_fakes.realism import afterwards as after
from clerk_fakes.realism import stories, verifications
from clerk_fakes.realism.providers import FAMILIAR, PROVIDERS, Provider, provider_named
from clerk_fakes.realism.stories import STORIES
from clerk_fakes.realism.traits import WITHOUT_EMAIL, fills
from clerk_fakes.realism.verifications import VERIFIERS
from clerk_fakes.realism.wishes import WishedLife

PROVIDER_NAME = re.compile("(token_|custom_)?[a-z]+")
OAUTH, ONE_TAP = "verification_oauth", "verification_google_one_tap"
THROUGH_PROVIDERS = {**dict.fromkeys(FAMILIAR, OAUTH), "one_tap": ONE_TAP}  # story: what proves its account
ORDINARY = tuple(name for name, story in STORIES.items() if name not in WITHOUT_EMAIL for _ in range(story.weight))
UNADDRESSED = ("phone", "phone", "wallet")


def sign_up(life: WishedLife) -> None:
    """Tell the stories of a life's traits, one of chance where there is none, and connect what is wished."""
    names = [name for name in STORIES if name in life.traits]
    if not names and not life.wishes.several("external_accounts"):
        names = [_any_story(life)]
    accounts = _accounts(life, [name for name in names if name in THROUGH_PROVIDERS])
    others = [name for name in names if name not in THROUGH_PROVIDERS]
    if not others and not _proves_the_first(life):
        others = ["phone" if life.has_settled("email_addresses") else "email_code"]
    for name in sorted(others, key="admin_created".__ne__):  # an admin can only have been the first
        STORIES[name].tell(life)
    if "no_email" in life.traits and life.email_addresses:
        life.email_addresses.clear()
        life.add_phone(life.created_at, verifications.admin(life.origin, "admin", life.created_at))
    for provider, tag in accounts:
        if life.email_addresses or others:
            after.connect(life, provider, tag, after.later(life))
        else:
            stories.come_through(life, provider, VERIFIERS[tag], "google_one_tap" if tag == ONE_TAP else None)


def _any_story(life: WishedLife) -> str:
    if "never_signed_in" in life.traits:
        return "admin_created"
    wishes, options = life.wishes, ORDINARY
    if "no_email" in life.traits or wishes.forbids("email_addresses"):
        options = UNADDRESSED
    elif any("verification" in wish for wish in wishes.items.get("email_addresses", {}).values()):
        options = ("email_code",)
    if wishes.lengths:
        fitting = [name for name in options if not any(map(wishes.forbids, fills(name)))]
        options = tuple(fitting) or options
    return life.origin.chance.pick(options)


def _accounts(life: WishedLife, names: list[str]) -> list[tuple[Provider, str]]:
    """The OAuth accounts of those stories and of the wishes, in order, each with what proves it."""
    asked = {"google" if name == "one_tap" else name: THROUGH_PROVIDERS[name] for name in names}
    places = range(life.wishes.several("external_accounts"))
    wishes = [life.wishes.item("external_accounts", place) for place in places]
    wished = [_provider_name(wish["provider"]) if "provider" in wish else None for wish in wishes]
    free = (name for name in (*asked, *PROVIDERS) if name not in wished)
    taken = [name or next(free, "custom_acme") for name in wished]
    proofs = [wish.at("verification", "object") for wish in wishes]
    accounts = [(name, tag or asked.get(name, OAUTH)) for name, tag in zip(taken, proofs, strict=True)]
    others = [item for item in asked.items() if item[0] not in taken]
    return [(provider_named(name), tag) for name, tag in (*accounts, *others)]


def _provider_name(provider: str) -> str:
    """What follows `oauth_`; a provider that no strategy can be named after counts as a custom one."""
    name = provider.removeprefix("oauth_")
    return name if PROVIDER_NAME.fullmatch(name) else "custom_unknown"


def _proves_the_first(life: WishedLife) -> bool:
    """Whether the first external account can be what somebody signed up with."""
    wish = life.wishes.item("external_accounts", 0)
    return wish.get("verification", "") is not None and wish.at("verification", "status") in (None, "verified")
