"""OAuth and SAML providers: how each writes its ids, scopes and pictures.

Google and GitHub as in many recorded bodies; the other id forms are inferred from the providers' own documents.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from clerk_fakes.primitives.randomness import Details

LINKED = re.compile("[a-z]+")


def _google_id(details: Details) -> str:
    return str(10**20 + details.wide())


def _decimal_id(details: Details) -> str:
    return details.digits(8)


def _snowflake(details: Details) -> str:
    return details.digits(18)


def _apple_id(details: Details) -> str:
    return f"{details.digits(6)}.{details.hex(32)}.{details.digits(4)}"


def _hex_id(details: Details) -> str:
    return details.hex(16)


def _no_avatar(provider_user_id: str, details: Details) -> str | None:
    return None


def _google_avatar(provider_user_id: str, details: Details) -> str | None:
    return f"https://lh3.googleusercontent.com/a/ACg8oc{details.letters(21)}=s1000-c"


def _github_avatar(provider_user_id: str, details: Details) -> str | None:
    return f"https://avatars.githubusercontent.com/u/{provider_user_id}?v=4"


@dataclass(frozen=True, slots=True)
class Provider:
    """All there is to know about one provider; `name` is what follows `oauth_` in its `strategy`."""

    name: str
    scopes: str = "email profile"
    user_id: Callable[[Details], str] = _decimal_id
    avatar: Callable[[str, Details], str | None] = _no_avatar
    usernames: bool = False
    phones: bool = False  # where people sign up by phone, too
    objects: tuple[str, ...] = ("external_account",)
    sign_up_share: int = 0  # of a hundred sign-ups, for a provider with a sign-up of its own
    own_id: str | None = None  # the key under which the account's own `object` repeats the provider's user id
    strategy: str = field(init=False)
    is_linked: bool = field(init=False)  # a custom or native provider fits no link type that the document allows

    def __post_init__(self) -> None:
        object.__setattr__(self, "strategy", f"oauth_{self.name}")
        object.__setattr__(self, "is_linked", LINKED.fullmatch(self.name) is not None)


GOOGLE_SCOPES = (
    "email https://www.googleapis.com/auth/userinfo.email https://www.googleapis.com/auth/userinfo.profile "
    "openid profile"
)
PROVIDERS = {
    provider.name: provider
    for provider in (
        Provider(
            "google",
            GOOGLE_SCOPES,
            _google_id,
            _google_avatar,
            objects=("external_account", "external_account", "google_account"),
            sign_up_share=20,
            own_id="google_id",
        ),
        Provider("github", "read:user user:email", _decimal_id, _github_avatar, usernames=True, sign_up_share=7),
        Provider("apple", "email name", _apple_id, sign_up_share=5),
        Provider("microsoft", "email openid profile", _hex_id, sign_up_share=4),
        Provider(
            "facebook",
            "email public_profile",
            objects=("external_account", "external_account", "facebook_account"),
            sign_up_share=3,
            own_id="facebook_id",
            phones=True,
        ),
        Provider("discord", "email identify", _snowflake, usernames=True, sign_up_share=2),
        Provider("linkedin", "email openid profile"),
        Provider("twitch", "user:read:email", usernames=True),
        Provider("twitter", "tweet.read users.read", _snowflake, usernames=True),
        Provider("tiktok", "user.info.basic", _snowflake, usernames=True, phones=True),
        Provider("gitlab", "email openid profile read_user", usernames=True),
        Provider("dropbox", "account_info.read"),
        Provider("atlassian", "read:me"),
        Provider("bitbucket", "account email", usernames=True),
        Provider("hubspot", "oauth"),
        Provider("notion", ""),
        Provider("line", "email openid profile", phones=True),
        Provider("coinbase", "wallet:user:email wallet:user:read"),
        Provider("spotify", "user-read-email", usernames=True),
        Provider("xero", "email openid profile"),
        Provider("box", ""),
        Provider("slack", "email openid profile"),
        Provider("linear", "read"),
        Provider("huggingface", "email openid profile", usernames=True),
        Provider("vercel", "email openid profile", usernames=True),
    )
}
FAMILIAR = tuple(name for name, provider in PROVIDERS.items() if provider.sign_up_share)
OTHERS = tuple(name for name in PROVIDERS if name not in FAMILIAR)
CUSTOM = Provider("custom_acme", "email openid profile")

SAML_PROVIDERS = ("saml_okta", "saml_google", "saml_microsoft", "saml_custom")
OIDC_PROVIDERS = ("oauth_google", "oauth_microsoft")


def provider_named(name: str) -> Provider:
    """The provider of `oauth_<name>`; one that we know nothing of is like a custom one."""
    return PROVIDERS.get(name) or Provider(name, CUSTOM.scopes)
