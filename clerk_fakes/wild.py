"""Observed in the wild: what Clerk sends although the document does not allow, or does not show, it.

>>> [case.id for case in wild("passkeys[].n*")]
['passkeys[].name~null']
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

from clerk_fakes.catalogue.edges import Edges, edges_of
from clerk_fakes.catalogue.extra_keys import extra_key
from clerk_fakes.catalogue.globs import selected
from clerk_fakes.catalogue.variations import Value
from clerk_fakes.catalogue.wrong_values import off_pattern, unlisted
from clerk_fakes.errors import Violation
from clerk_fakes.schema.paths import SchemaPath, Step
from clerk_fakes.schema.reader import read
from clerk_fakes.schema.shapes import ABSENT, Choice, Json, Record, Text, User
from clerk_fakes.schema.validator import Validator, validator_of
from clerk_fakes.schema.walks import TAG


@dataclass(frozen=True, slots=True)
class WildCase:
    """The plainest user with one thing that the document does not foresee, the reason for it and the source.

    `violations` are those that the validator reports: none where only a client refuses the user.
    """

    id: str
    reason: str
    source: str
    user: User = field(repr=False, compare=False)
    violations: tuple[Violation, ...]


def wild(select: str | Iterable[str] = "*", *, schema: str | Path | Mapping[str, Json] | None = None) -> list[WildCase]:
    """One case for every observation whose id a glob (or one of several) selects, sorted by id.

    An observation for which a document has no place is left out. Raises `UnknownName` for a glob that selects nothing.
    """
    document = read(schema)
    edges, validator = edges_of(document), validator_of(document)
    paths = {path.id: path for path in edges.root.walk()}
    found = {observation.id: (observation, _path(observation.place, paths)) for observation in _observations(edges)}
    known = {id: (observation, path) for id, (observation, path) in sorted(found.items()) if path}
    return [_case(*known[id], edges, validator) for id in selected(select, known)]


def _case(observation: Observation, path: SchemaPath, edges: Edges, validator: Validator) -> WildCase:
    user = edges.plain.user
    edges.put(path, user, deepcopy(observation.make(edges.plain.at(path))))
    return WildCase(observation.id, observation.reason, observation.source, user, tuple(validator.violations(user)))


def _path(id: str, paths: Mapping[str, SchemaPath]) -> SchemaPath | None:
    """The path with an id, even that of a key which the document does not name."""
    outer, _, name = id.rpartition(".")
    is_key = name.isidentifier() and outer in paths and isinstance(paths[outer].shape, Record)
    if id in paths or not is_key:
        return paths.get(id)
    return extra_key(paths[outer], name)


@dataclass(frozen=True, slots=True)
class Observation:
    """One thing that was observed: at which place, and what was there instead of the plain value."""

    place: str
    name: str
    make: Callable[[Json], Value]
    reason: str
    source: str

    @property
    def id(self) -> str:
        """`<place>~<name>`."""
        return f"{self.place}~{self.name}"


def _observations(edges: Edges) -> Iterator[Observation]:
    yield from OBSERVATIONS
    for path in edges.root.walk():
        yield from _untagged(path)
        yield from _beyond_open(path, edges.plain.at(path))


def _untagged(path: SchemaPath) -> Iterator[Observation]:
    """A variant without its tag, which the document allows. (A passkey's verification has one variant: no need.)"""
    if path.name == TAG and path.is_optional and path.parent and path.parent.step is Step.VARIANT:
        reason = "without its tag, which Clerk's Python client needs to choose the variant"
        yield Observation(
            path.id, "absent", lambda plain: ABSENT, reason, "bodies and webhooks recorded before mid-2025"
        )


def _beyond_open(path: SchemaPath, plain: Json) -> Iterator[Observation]:
    """A value beyond a list or a pattern that the document marks as open."""
    match path.shape:
        case Choice(open=True):
            values, what = unlisted(path.shape), "list"
        case Text(open=True):
            values, what = off_pattern(path.shape, plain), "pattern"
        case _:
            return
    for value in values:
        reason = f"an open {what}: Clerk may add to it"
        yield _observed(path.id, "unknown", value, reason, "the document, which marks it")


def _observed(place: str, name: str, value: Json, reason: str, source: str) -> Observation:
    return Observation(place, name, lambda plain: value, reason, source)


def _google_account_of_2024(account: Json) -> Json:
    """A Google account with the provider's own keys alone: the keys that all providers share came later."""
    names = {
        "id": "identification_id",
        "google_id": "provider_user_id",
        "given_name": "first_name",
        "family_name": "last_name",
        "picture": "avatar_url",
    }
    later = {*names.values(), "provider", "email_address_verified", "image_url", "phone_number"}
    kept = {name: value for name, value in account.items() if name not in later}
    renamed = {name: account[shared] for name, shared in names.items() if shared in account}
    return {**kept, TAG: "google_account", **renamed}


RECORDED = "bodies and webhooks recorded from 2024 to 2026"
SPECS_OF_2026 = "Clerk's own specs of 2026"

LINK = "email_addresses[].linked_to[].type"
PHONE_CODE = "phone_numbers[].verification(otp)"
OAUTH = "external_accounts[].verification(oauth)"
LINKEDIN = "oauth_linkedin_oidc"
RESET_BY_PHONE = "reset_password_phone_code"
CONNECTION = "entconn_2JiF3qteiYZMrZQ8Uz1vwqhmXWq"
LATELY = 1758176095060
SCIM = {"object": "verification_scim", "status": "verified", "strategy": "scim", "attempts": None, "expire_at": None}

OBSERVATIONS = (
    _observed("requires_password_reset", "present", False, "a newer key of the user itself", "bodies recorded in 2026"),
    _observed(LINK, LINKEDIN, LINKEDIN, "a provider with an underscore in its name", RECORDED),
    _observed(LINK, "oauth_custom_acme", "oauth_custom_acme", "a custom provider of the application", RECORDED),
    _observed(LINK, "saml", "saml", "linked to a SAML account, not to a social one", RECORDED),
    _observed(f"{OAUTH}.strategy", LINKEDIN, LINKEDIN, "a provider with an underscore in its name", RECORDED),
    _observed("email_addresses[].verification", "scim", SCIM, "verified by a company directory", SPECS_OF_2026),
    _observed(f"{PHONE_CODE}.channel", "present", "sms", "how the code was delivered", SPECS_OF_2026),
    _observed(f"{PHONE_CODE}.strategy", RESET_BY_PHONE, RESET_BY_PHONE, "a password reset by phone", SPECS_OF_2026),
    _observed("passkeys[].created_at", "present", LATELY, "when it was registered", RECORDED),
    _observed("passkeys[].updated_at", "present", LATELY, "when it last changed", RECORDED),
    _observed("passkeys[].last_used_at", "null", None, "registered, but not used yet", RECORDED),
    _observed("passkeys[].name", "null", None, "registered without a name", RECORDED),
    Observation(
        "external_accounts[]",
        "google_account-of-2024",
        _google_account_of_2024,
        "the provider's own keys for everything; the common ones came later",
        "webhooks recorded in 2024",
    ),
    *(
        _observed(f"{place}.enterprise_connection_id", "present", CONNECTION, "the id of its connection", RECORDED)
        for place in ("saml_accounts[]", "saml_accounts[].saml_connection")
    ),
    _observed(f"{OAUTH}.external_verification_redirect_url", "null", None, "no redirect: null, not absent", RECORDED),
)
