"""OAuth and SAML providers: how each writes its ids, scopes and pictures.

Google and GitHub as in many recorded bodies; the other id forms are inferred from the providers' own documents.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from clerk_fakes.primitives.randomness import Details

LINKED = re.compile("[a-z]+")
TITLES = {
    "github": "GitHub",
    "gitlab": "GitLab",
    "hubspot": "HubSpot",
    "huggingface": "Hugging Face",
    "linkedin": "LinkedIn",
    "tiktok": "TikTok",
}  # of providers that are not written as their name in title case


# No id or picture may be a real person's: each has the provider's form, in a range that the provider has not given out.
def _google_id(details: Details) -> str:
    """21 digits from 9: Google's begin with 1."""
    return str(9 * 10**20 + details.wide())


def _decimal_id(details: Details) -> str:
    """12 digits from 9: a hundred times as many as any of these providers has users."""
    return f"9{details.digits(11)}"


def _github_id(details: Details) -> str:
    """10 digits from 9: GitHub is at some 250 million."""
    return f"9{details.digits(9)}"


def _facebook_id(details: Details) -> str:
    """18 digits from 9: Facebook's have up to 17."""
    return f"9{details.digits(17)}"


def _snowflake(details: Details) -> str:
    """19 digits from 91: the first bits of such an id are its time, which is still to come for those from 90."""
    return f"91{details.digits(17)}"


def _apple_id(details: Details) -> str:
    """Apple's own form, which begins with 00: 9 leads to no application."""
    return f"9{details.digits(5)}.{details.hex(32)}.{details.digits(4)}"


def _hex_id(details: Details) -> str:
    """16 hexadecimal digits: Microsoft's of this length begin with a 0 in personal accounts, and never with f."""
    return f"ffff{details.hex(12)}"


def _no_avatar(provider_user_id: str, details: Details) -> str | None:
    return None


def _google_avatar(provider_user_id: str, details: Details) -> str | None:
    """Google's pictures have twice as many letters, so that this names none."""
    return f"https://lh3.googleusercontent.com/a/ACg8oc{details.letters(21)}=s1000-c"


def _github_avatar(provider_user_id: str, details: Details) -> str | None:
    """The picture of an id that has not been given out."""
    return f"https://avatars.githubusercontent.com/u/{provider_user_id}?v=4"


def _discord_avatar(provider_user_id: str, details: Details) -> str | None:
    """The picture of an id that has not been given out."""
    return f"https://cdn.discordapp.com/avatars/{provider_user_id}/{details.hex(32)}.png"


def _facebook_avatar(provider_user_id: str, details: Details) -> str | None:
    """The picture of an id that has not been given out."""
    return f"https://platform-lookaside.fbsbx.com/platform/profilepic/?asid={provider_user_id}&height=50&width=50"


@dataclass(frozen=True, slots=True)
class Provider:
    """All there is to know about one provider; `name` is what follows `oauth_` in its `strategy`."""

    name: str
    scopes: str = "email profile"
    user_id: Callable[[Details], str] = _decimal_id
    avatar: Callable[[str, Details], str | None] = _no_avatar
    usernames: str = ""  # what stands between names: a sign that no username at the provider may have
    phones: bool = False  # where people sign up by phone, too
    object: str = "external_account"  # as webhooks and GET write it, seen in 10 of 10 of Google's
    sign_up_share: int = 0  # of a hundred sign-ups, for a provider with a sign-up of its own
    strategy: str = field(init=False)
    has_pictures: bool = field(init=False)
    is_linked: bool = field(init=False)  # a custom or native provider fits no link type that the document allows

    def __post_init__(self) -> None:
        object.__setattr__(self, "strategy", f"oauth_{self.name}")
        object.__setattr__(self, "has_pictures", self.avatar is not _no_avatar)
        object.__setattr__(self, "is_linked", LINKED.fullmatch(self.name) is not None)

    @property
    def title(self) -> str:
        """Its name as people write it."""
        return TITLES.get(self.name, self.name.title())


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
            object="google_account",
            sign_up_share=19,
        ),
        Provider("github", "read:user user:email", _github_id, _github_avatar, usernames="_", sign_up_share=6),
        Provider("apple", "email name", _apple_id, sign_up_share=5),
        Provider("microsoft", "email openid profile", _hex_id, sign_up_share=4),
        Provider(
            "facebook",
            "email public_profile",
            _facebook_id,
            _facebook_avatar,
            object="facebook_account",
            sign_up_share=3,
            phones=True,
        ),
        Provider("discord", "email identify", _snowflake, _discord_avatar, usernames="-", sign_up_share=2),
        Provider("linkedin", "email openid profile"),
        Provider("twitch", "user:read:email", usernames="-"),
        Provider("twitter", "tweet.read users.read", _snowflake, usernames="-"),
        Provider("tiktok", "user.info.basic", _snowflake, usernames="-", phones=True),
        Provider("gitlab", "email openid profile read_user", usernames="~"),
        Provider("dropbox", "account_info.read"),
        Provider("atlassian", "read:me"),
        Provider("bitbucket", "account email", usernames="~"),
        Provider("hubspot", "oauth"),
        Provider("notion", ""),
        Provider("line", "email openid profile", phones=True),
        Provider("coinbase", "wallet:user:email wallet:user:read"),
        Provider("spotify", "user-read-email", usernames="~"),
        Provider("xero", "email openid profile"),
        Provider("box", ""),
        Provider("slack", "email openid profile"),
        Provider("linear", "read"),
        Provider("huggingface", "email openid profile", usernames="~"),
        Provider("vercel", "email openid profile", usernames="~"),
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
