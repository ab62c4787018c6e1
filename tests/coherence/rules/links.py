"""Links between an email address or phone number and the account that it came from."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.coherence.rules.core import Item, Json, Subject, is_verified, rule

LINKABLE = re.compile(r"oauth_[a-z]+")  # no link can name linkedin_oidc or a custom provider
EMPTY = ("approved_scopes", "email_address", "first_name", "last_name", "provider_user_id")


def links_of(subject: Subject) -> Iterator[tuple[str, Json, Json]]:
    """Every OAuth link, where it is, and the email address or phone number that has it."""
    for array in ("email_addresses", "phone_numbers"):
        for path, owner in subject.items[array]:
            for link in owner.get("linked_to") or ():
                if str(link.get("type")).startswith("oauth_"):
                    yield f"{path}.linked_to", owner, link


def linked_accounts(subject: Subject) -> Iterator[tuple[str, Json, Json, Item | None]]:
    """Every link, with the external account that it leads to."""
    accounts = {item.body.get("identification_id"): item for item in subject.items["external_accounts"]}
    for path, owner, link in links_of(subject):
        yield path, owner, link, accounts.get(link.get("id"))


@rule
def linked_to(subject: Subject) -> Iterator[str]:
    """A link leads to the identification of an external account of the provider that it names."""
    for path, _, link, account in linked_accounts(subject):
        if account is None:
            yield f"{link.get('id')} of {path} is the identification of no external account"
        elif account.body.get("provider") != link.get("type"):
            yield f"{link.get('type')} of {path} leads to an account of {account.body.get('provider')}"


@rule
def linked_email(subject: Subject) -> Iterator[str]:
    """A linked email address is the one that the external account has."""
    for path, owner, _, account in linked_accounts(subject):
        email = owner.get("email_address")  # a phone number has none
        if account and email and account.body.get("email_address") != email:
            yield f"{path} leads to {account.path}, whose email address is not {email}"


@rule
def linked_unverified(subject: Subject) -> Iterator[str]:
    """An external account that did not pass its verification is linked to nothing."""
    for path, _, _, account in linked_accounts(subject):
        if account and account.body.get("verification") and not is_verified(account.body):
            yield f"{path} leads to {account.path}, which is not verified"


@rule
def from_oauth(subject: Subject) -> Iterator[str]:
    """An email address that a provider vouched for is linked to an account at that provider."""
    for path, email in subject.items["email_addresses"]:
        strategy = str((email.get("verification") or {}).get("strategy"))
        if strategy.startswith("from_oauth_") and is_verified(email):
            provider = "oauth_" + strategy.removeprefix("from_oauth_").removeprefix("token_")
            if not vouches(subject, email, provider):
                yield f"{path} is verified by {strategy}, yet not linked to an account of {provider}"


def vouches(subject: Subject, email: Json, provider: str) -> bool:
    """A link names it; where none can be made, it is the account of that provider with that address."""
    if any(link.get("type") == provider for link in email.get("linked_to") or ()):
        return True
    same = (provider, email.get("email_address"))
    arrays = ["enterprise_accounts"] if LINKABLE.fullmatch(provider) else ["external_accounts"]
    accounts = [body for array in arrays for _, body in subject.items[array]]
    return any((body.get("provider"), body.get("email_address")) == same for body in accounts)


@rule
def unverified_account(subject: Subject) -> Iterator[str]:
    """A provider that has not answered yet has revealed nothing: empty strings, and no picture."""
    for path, body in subject.items["external_accounts"]:
        if (body.get("verification") or {}).get("status") == "unverified":
            for key in (*EMPTY, "image_url"):
                if body.get(key):
                    yield f"{key} of {path} is {body[key]!r} before the provider answered"
