"""External accounts: what each provider is known to say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.coherence.rules.core import Subject, is_verified, rule

PROVIDER = re.compile(
    "oauth_(?:google|discord|facebook|twitch|twitter|microsoft|tiktok|linkedin|linkedin_oidc|github|gitlab"
    "|dropbox|atlassian|bitbucket|hubspot|notion|apple|line|instagram|coinbase|spotify|xero|box|slack|linear|x"
    r"|huggingface|vercel|custom_\S+)"
)
SHAPES = {"google_account": "oauth_google", "facebook_account": "oauth_facebook"}
GOOGLE_API = "https://www.googleapis.com/auth/userinfo"
SCOPES = {
    "oauth_google": {"email", f"{GOOGLE_API}.email", f"{GOOGLE_API}.profile", "openid", "profile"},
    "oauth_github": {"read:user", "user:email"},
    "oauth_linkedin": {"email", "openid", "profile"},
    "oauth_linkedin_oidc": {"email", "openid", "profile"},
}
USER_IDS = {
    "oauth_google": re.compile(r"[19][0-9]{20}"),  # real ones begin with 1, and 9 is nobody's
    "oauth_github": re.compile(r"[1-9][0-9]*"),
}
NAMELESS = ("oauth_google", "oauth_linkedin", "oauth_linkedin_oidc")


@rule
def provider(subject: Subject) -> Iterator[str]:
    """An external account is at a provider that Clerk knows or at a custom one, and in its shape."""
    for path, account in subject.items["external_accounts"]:
        name = account.get("provider")
        if not PROVIDER.fullmatch(str(name)):
            yield f"{name!r} of {path}"
        if name != SHAPES.get(str(account.get("object")), name):
            yield f"{name!r} of {path} in the shape of {account['object']}"


@rule
def unverified_provider_id(subject: Subject) -> Iterator[str]:
    """An account that is not verified has no id at its provider yet."""
    for path, account in subject.items["external_accounts"]:
        if account.get("verification") and not is_verified(account) and account.get("provider_user_id"):
            yield f"{account['provider_user_id']!r} of {path}, which is not verified"


@rule
def scopes_sorted(subject: Subject) -> Iterator[str]:
    """Approved scopes are sorted, each once, with one space between."""
    for path, account in subject.items["external_accounts"]:
        scopes = account.get("approved_scopes") or ""
        if scopes != " ".join(sorted(set(scopes.split()))):
            yield f"{scopes!r} of {path}"


@rule
def scopes_granted(subject: Subject) -> Iterator[str]:
    """An account verified by OAuth has at least the scopes that its provider grants for a sign-in."""
    for path, account in subject.items["external_accounts"]:
        if is_verified(account) and account["verification"].get("object") == "verification_oauth":
            expected = SCOPES.get(str(account.get("provider")), set())
            if missing := expected.difference((account.get("approved_scopes") or "").split()):
                yield f"{path} lacks {' '.join(sorted(missing))}"


@rule
def provider_user_id(subject: Subject) -> Iterator[str]:
    """A user's id at Google is 21 digits, at GitHub a decimal number."""
    for path, account in subject.items["external_accounts"]:
        form, value = USER_IDS.get(str(account.get("provider"))), account.get("provider_user_id") or ""
        if form and (value or is_verified(account)) and not form.fullmatch(value):
            yield f"{value!r} of {path} is no id at {account['provider']}"


@rule
def external_username(subject: Subject) -> Iterator[str]:
    """Google and LinkedIn have no usernames (Google: empty after another sign-in, recorded); GitHub always has."""
    for path, account in subject.items["external_accounts"]:
        name = account.get("username")
        if account.get("provider") in NAMELESS and name:
            yield f"{name!r} of {path}, where accounts have none"
        if account.get("provider") == "oauth_github" and is_verified(account) and not name:
            yield f"{name!r} of {path}, where every account has one"


@rule
def google_email(subject: Subject) -> Iterator[str]:
    """A verified Google account has an email address."""
    for path, account in subject.items["external_accounts"]:
        if account.get("provider") == "oauth_google" and is_verified(account) and not account.get("email_address"):
            yield f"{path} has none"


@rule
def label(subject: Subject) -> Iterator[str]:
    """No recording has a label on an external account."""
    for path, account in subject.items["external_accounts"]:
        if account.get("label") is not None:
            yield f"{account['label']!r} of {path}"
