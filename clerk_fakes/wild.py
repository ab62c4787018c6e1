"""Seen in the wild: what Clerk sends although the document does not say so.

>>> [case.id for case in wild("passkeys[].n*")]
['passkeys[].name~null']
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

from clerk_fakes.catalogue.edges import Edges, edges_of
from clerk_fakes.catalogue.globs import selected
from clerk_fakes.catalogue.mutations import extra, off_pattern, unlisted
from clerk_fakes.catalogue.variations import Value
from clerk_fakes.schema.paths import SchemaPath, Step
from clerk_fakes.schema.reader import read
from clerk_fakes.schema.shapes import ABSENT, Choice, Json, Record, Text, User
from clerk_fakes.schema.validator import TAG, Validator, Violation, validator_of


@dataclass(frozen=True, slots=True)
class WildCase:
    """The plainest user with one thing that the document does not foresee: what it is about, and who tells us.

    `violations` is what the judge says of it: nothing, where it is only a client that refuses the user.
    """

    id: str
    reason: str
    source: str
    user: User = field(repr=False, compare=False)
    violations: tuple[Violation, ...]


def wild(select: str | Iterable[str] = "*", *, schema: str | Path | Mapping[str, Json] | None = None) -> list[WildCase]:
    """One case for every sighting whose id a glob (or one of several) selects, sorted by id.

    A sighting for which a document has no place is left out. Raises `UnknownName` for a glob that selects nothing.
    """
    document = read(schema)
    edges, judge = edges_of(document), validator_of(document)
    places = {place.id: place for place in edges.root.walk()}
    found = {sighting.id: (sighting, _place(sighting.place, places)) for sighting in _sightings(edges)}
    known = {id: (sighting, place) for id, (sighting, place) in sorted(found.items()) if place}
    return [_case(*known[id], edges, judge) for id in selected(select, known)]


def _case(sighting: Sighting, place: SchemaPath, edges: Edges, judge: Validator) -> WildCase:
    user = edges.plain.user
    edges.put(place, user, deepcopy(sighting.make(edges.plain.at(place))))
    return WildCase(sighting.id, sighting.reason, sighting.source, user, tuple(judge.violations(user)))


def _place(id: str, places: Mapping[str, SchemaPath]) -> SchemaPath | None:
    """The place of an id, even that of a key which the document does not name."""
    around, _, name = id.rpartition(".")
    is_key = name.isidentifier() and around in places and isinstance(places[around].shape, Record)
    if id in places or not is_key:
        return places.get(id)
    return extra(places[around], name)


@dataclass(frozen=True, slots=True)
class Sighting:
    """One thing seen: at which place, and what was there instead of the plain value."""

    place: str
    what: str
    make: Callable[[Json], Value]
    reason: str
    source: str

    @property
    def id(self) -> str:
        """`<place>~<what>`."""
        return f"{self.place}~{self.what}"


def _sightings(edges: Edges) -> Iterator[Sighting]:
    yield from SIGHTINGS
    for place in edges.root.walk():
        yield from _untagged(place)
        yield from _outgrown(place, edges.plain.at(place))


def _untagged(place: SchemaPath) -> Iterator[Sighting]:
    """A variant without its tag, which the document allows. (A passkey has but one kind: nobody misses its tag.)"""
    if place.name == TAG and place.is_optional and place.parent and place.parent.step is Step.VARIANT:
        reason = "without its tag, which Clerk's Python client needs to tell what it is"
        yield Sighting(place.id, "absent", lambda plain: ABSENT, reason, "bodies and webhooks recorded before mid-2025")


def _outgrown(place: SchemaPath, plain: Json) -> Iterator[Sighting]:
    """A value beyond a list or a pattern that the document says may grow."""
    match place.shape:
        case Choice(open=True):
            values, what = unlisted(place.shape), "list"
        case Text(open=True):
            values, what = off_pattern(place.shape, plain), "pattern"
        case _:
            return
    for value in values:
        yield _seen(place.id, "unknown", value, f"an open {what}: Clerk may add to it", "the document, which marks it")


def _seen(place: str, what: str, value: Json, reason: str, source: str) -> Sighting:
    return Sighting(place, what, lambda plain: value, reason, source)


def _google_account_of_2024(account: Json) -> Json:
    """A Google account under the provider's names alone: the ones that all providers share came later."""
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

SIGHTINGS = (
    _seen("requires_password_reset", "present", False, "a newer key of the user itself", "bodies recorded in 2026"),
    _seen(LINK, LINKEDIN, LINKEDIN, "a provider with an underscore in its name", RECORDED),
    _seen(LINK, "oauth_custom_acme", "oauth_custom_acme", "a provider that the application brought itself", RECORDED),
    _seen(LINK, "saml", "saml", "linked to a SAML account, which is no social one", RECORDED),
    _seen(f"{OAUTH}.strategy", LINKEDIN, LINKEDIN, "a provider with an underscore in its name", RECORDED),
    _seen("email_addresses[].verification", "scim", SCIM, "a directory vouches for the address", SPECS_OF_2026),
    _seen(f"{PHONE_CODE}.channel", "present", "sms", "how the code was delivered", SPECS_OF_2026),
    _seen(f"{PHONE_CODE}.strategy", RESET_BY_PHONE, RESET_BY_PHONE, "a password reset by phone", SPECS_OF_2026),
    _seen("passkeys[].created_at", "present", LATELY, "when it was registered", RECORDED),
    _seen("passkeys[].updated_at", "present", LATELY, "when it last changed", RECORDED),
    _seen("passkeys[].last_used_at", "null", None, "registered, and not used since", RECORDED),
    _seen("passkeys[].name", "null", None, "nobody gave it a name", RECORDED),
    Sighting(
        "external_accounts[]",
        "google_account-of-2024",
        _google_account_of_2024,
        "the provider's own names for everything; the common ones came later",
        "webhooks recorded in 2024",
    ),
    *(
        _seen(f"{place}.enterprise_connection_id", "present", CONNECTION, "names the connection behind it", RECORDED)
        for place in ("saml_accounts[]", "saml_accounts[].saml_connection")
    ),
    _seen(f"{OAUTH}.external_verification_redirect_url", "null", None, "nowhere to go: null, not absent", RECORDED),
)
