"""What every rule looks at: the user, walked once, and the list that rules put themselves on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeGuard

Json = dict[str, Any]

# The arrays of a user whose items have an id of their own, and how that id begins.
PREFIXES = {
    "email_addresses": "idn_",
    "phone_numbers": "idn_",
    "web3_wallets": "idn_",
    "passkeys": "idn_",
    "saml_accounts": "samlacc_",
    "enterprise_accounts": "ea_",
    "organization_memberships": "orgmem_",
}
LISTS = (*PREFIXES, "external_accounts")
CONNECTIONS = (
    ("saml_accounts", "saml_connection", "samlc_"),
    ("enterprise_accounts", "enterprise_connection", "entconn_"),
)


class Item(NamedTuple):
    """An object of the user, and where it is."""

    path: str
    body: Json


class Verification(NamedTuple):
    """A verification, the object that it belongs to, and the array that this is in."""

    path: str
    field: str
    owner: Json
    body: Json
    variant: str
    strategy: str
    status: str


class Connection(NamedTuple):
    """A SAML or enterprise connection, and the account that came through it."""

    path: str
    account: Json
    body: Json


class Identity(NamedTuple):
    """An id, where it is, how it must begin, and when its object was created if the object has a time."""

    path: str
    value: Any
    prefix: str
    created_at: Any = None


class Subject:
    """One user, walked once, so that seventy rules need not walk it again."""

    __slots__ = ("connections", "identities", "items", "now_ms", "objects", "organizations", "user", "verifications")

    def __init__(self, user: Json, now_ms: int | None) -> None:
        self.user = user
        self.now_ms = now_ms
        self.items = {name: items_of(user, name) for name in LISTS}
        self.verifications = [each for name in LISTS for each in verifications_of(name, self.items[name])]
        self.connections = list(connections_of(self))
        self.organizations = list(organizations_of(self))
        self.objects = list(objects_of(self))
        self.identities = list(identities_of(self))


Check = Callable[[Subject], Iterator[str]]
RULES: list[tuple[str, Check]] = []


def rule(check: Check) -> Check:
    """Put a rule on the list, under the name of its function with dashes."""
    name = check.__name__.replace("_", "-")
    if any(name == known for known, _ in RULES):
        raise ValueError(f"two rules are called {name!r}; name one of them after what it adds")
    RULES.append((name, check))
    return check


def is_int(value: Any) -> TypeGuard[int]:
    """Whether a value is an integer; `True` is not."""
    return type(value) is int


def precedes(first: Any, second: Any) -> bool:
    """Whether two moments are known and the first is earlier."""
    return is_int(first) and is_int(second) and first < second


def is_verified(item: Json) -> bool:
    """Whether an identification or account has passed its verification."""
    return (item.get("verification") or {}).get("status") == "verified"


def items_of(user: Json, name: str) -> list[Item]:
    return [Item(f"{name}[{index}]", body) for index, body in enumerate(user.get(name) or ())]


def verifications_of(field: str, items: list[Item]) -> Iterator[Verification]:
    for path, owner in items:
        if body := owner.get("verification"):
            kind = body.get("object") or "", body.get("strategy") or "", body.get("status") or ""
            yield Verification(path, field, owner, body, *kind)


def connections_of(subject: Subject) -> Iterator[Connection]:
    for name, key, _ in CONNECTIONS:
        for path, account in subject.items[name]:
            if body := account.get(key):
                yield Connection(f"{path}.{key}", account, body)


def organizations_of(subject: Subject) -> Iterator[Item]:
    for path, membership in subject.items["organization_memberships"]:
        if body := membership.get("organization"):
            yield Item(f"{path}.organization", body)


def objects_of(subject: Subject) -> Iterator[Item]:
    """Everything of the user that may hold moments of its own."""
    yield Item("user", subject.user)
    for items in subject.items.values():
        yield from items
    for path, _, body in subject.connections:
        yield Item(path, body)
    yield from subject.organizations


def identities_of(subject: Subject) -> Iterator[Identity]:
    """Every object's own id; an external account has two."""
    yield Identity("user", subject.user.get("id"), "user_", subject.user.get("created_at"))
    for name, prefix in PREFIXES.items():
        for path, body in subject.items[name]:
            yield Identity(path, body.get("id"), prefix, body.get("created_at"))
    for path, body in subject.items["external_accounts"]:
        yield from account_identities(path, body)
    for path, _, body in subject.connections:
        prefix = "samlc_" if path.endswith("saml_connection") else "entconn_"
        yield Identity(path, body.get("id"), prefix, body.get("created_at"))
    for path, body in subject.organizations:
        yield Identity(path, body.get("id"), "org_", body.get("created_at"))


def account_identities(path: str, account: Json) -> Iterator[Identity]:
    """Webhooks give a Google account under the id of its identification, all else under its own."""
    created_at = account.get("created_at")
    yield Identity(f"{path}.identification_id", account.get("identification_id"), "idn_")
    if is_named_after_identification(account):
        key = "external_account_id"
        yield Identity(f"{path}.{key}", account.get(key), "eac_", created_at)
    else:
        yield Identity(path, account.get("id"), "eac_", created_at)


def is_named_after_identification(account: Json) -> bool:
    """Whether an external account has a provider's own form: seen of Google in 10 of 10 webhooks, and of Facebook."""
    return account.get("object") in ("google_account", "facebook_account")
