"""What was observed in the wild, one row each: where, what, why, and when and in which channel it was seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from clerk_fakes.catalogue.edges import Edges
from clerk_fakes.catalogue.variations import Value
from clerk_fakes.catalogue.wrong_values import off_pattern, unlisted
from clerk_fakes.schema.paths import SchemaPath, Step
from clerk_fakes.schema.shapes import ABSENT, Choice, Json, Text
from clerk_fakes.schema.walks import TAG

Channel: TypeAlias = Literal["webhook", "GET", "dashboard", "frontend API"]

DAY = 86_400_000  # ms


@dataclass(frozen=True, slots=True)
class Seen:
    """When something was seen, in which channels (in none, where it was only announced), and by what that is known."""

    when: str
    channels: tuple[Channel, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Observation:
    """One thing that was observed: at which place, and what was there instead of the plain value."""

    place: str
    name: str
    make: Callable[[Json], Value]
    reason: str
    seen: Seen

    @property
    def id(self) -> str:
        """`<place>~<name>`."""
        return f"{self.place}~{self.name}"


def observations(edges: Edges) -> Iterator[Observation]:
    """All that was observed, and what a document itself says may come."""
    yield from OBSERVATIONS
    for path in edges.root.walk():
        yield from _untagged(path)
        yield from _beyond_open(path, edges.plain.at(path))


def _untagged(path: SchemaPath) -> Iterator[Observation]:
    """A variant without its tag, which the document allows. (A passkey's verification has one variant: no need.)"""
    if path.name == TAG and path.is_optional and path.parent and path.parent.step is Step.VARIANT:
        reason = "without its tag, which Clerk's Python client needs to choose the variant"
        yield _observed(path.id, "absent", ABSENT, reason, BEFORE_MID_2025)


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
        yield _observed(path.id, "unknown", value, f"an open {what}: Clerk may add to it", MARKED)


def _observed(place: str, name: str, value: Value, reason: str, seen: Seen) -> Observation:
    return Observation(place, name, lambda plain: value, reason, seen)


# Google's own names for what accounts of all providers have.
GOOGLES_KEYS = {
    "id": "identification_id",
    "google_id": "provider_user_id",
    "given_name": "first_name",
    "family_name": "last_name",
    "picture": "avatar_url",
}


def _google_account_of_2024(account: Json) -> Json:
    """A Google account with the provider's own keys alone: the keys that all providers share came later."""
    later = {*GOOGLES_KEYS.values(), "provider", "email_address_verified", "image_url", "phone_number"}
    kept = {name: value for name, value in account.items() if name not in later}
    renamed = {name: account[shared] for name, shared in GOOGLES_KEYS.items() if shared in account}
    return {**kept, TAG: "google_account", **renamed}


def _google_account_outside_webhooks(account: Json) -> Json:
    """A Google account with the keys that all providers share alone, and their kind of id."""
    own = GOOGLES_KEYS.keys() - {"id"} | {"external_account_id"}
    shared = {name: value for name, value in account.items() if name not in own}
    return {**shared, TAG: "external_account", "id": account.get("external_account_id", account["id"])}


RECORDED = Seen("2024 to 2026", ("webhook", "GET"), "bodies and webhooks recorded from 2024 to 2026")
RECORDED_IN_2026 = Seen("2026", ("webhook", "GET"), "bodies recorded in 2026")
BEFORE_MID_2025 = Seen("until mid-2025", ("webhook", "GET"), "bodies and webhooks recorded before mid-2025")
OLDER_VERSIONS = Seen("in older API versions", ("webhook", "GET"), "bodies recorded of older API versions")
UNTIL_2024 = Seen("until 2024", ("webhook", "GET"), "bodies recorded until 2024")
IN_2023_AND_2024 = Seen("2023 and 2024", ("webhook", "GET"), "bodies recorded in 2023 and 2024")
WEBHOOKS_OF_2024 = Seen("2024", ("webhook",), "webhooks recorded in 2024")
WEBHOOK_OF_2025 = Seen("2025-06", ("webhook",), "a webhook recorded in June 2025")
REPORT_OF_2025 = Seen("2025-06", ("GET",), "issue 138 of clerk-sdk-python, June 2025")
SPECS_OF_2026 = Seen("since 2026", ("webhook", "GET"), "Clerk's own specs of 2026")
ELSEWHERE = Seen("2024 to 2026", ("dashboard", "frontend API"), "bodies recorded of the dashboard and the frontend API")
SAMPLE = Seen("2024 to 2026", ("dashboard",), "the sample event that the dashboard shows")
MARKED = Seen("not yet", (), "the document, which marks it")
COMING = Seen("not yet", (), "a key that is said to be coming, and was not recorded")

LINK = "email_addresses[].linked_to[].type"
PHONE_CODE = "phone_numbers[].verification(otp)"
OAUTH = "external_accounts[].verification(oauth)"
LINKEDIN = "oauth_linkedin_oidc"
RESET_BY_PHONE = "reset_password_phone_code"
CONNECTION = "entconn_2JiF3qteiYZMrZQ8Uz1vwqhmXWq"
LATELY = 1758176095060
SCIM = {"object": "verification_scim", "status": "verified", "strategy": "scim", "attempts": None, "expire_at": None}
MEMBERSHIP = "organization_memberships[]"
REPORTS = "org:reports:read"
LATER_KEYS = ("enterprise_accounts", "legal_accepted_at", "mfa_disabled_at", "mfa_enabled_at")

# Where the document allows what was seen, it is an edge already, and no row: `locale=absent`,
# `bypass_client_trust=absent`, `deprovisioned=false` on a user without `scim`, a membership without private metadata.
# There is a row all the same for values that a reader of the document would not think of.
OBSERVATIONS = (
    _observed("requires_password_reset", "present", False, "a newer key of the user itself", RECORDED_IN_2026),
    _observed("timezone", "present", None, "a newer key of the user itself", COMING),
    *(
        _observed(key, "absent", ABSENT, "a key that came with a later API version", OLDER_VERSIONS)
        for key in LATER_KEYS
    ),
    Observation(
        "last_active_at",
        "midnight",
        lambda at: at - at % DAY,
        "rounded down to a day; later ones have milliseconds",
        IN_2023_AND_2024,
    ),
    _observed("email_addresses", "sample", [], "no address at all, yet the id of a primary one", SAMPLE),
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
        WEBHOOKS_OF_2024,
    ),
    Observation(
        "external_accounts[]",
        "google-as-external_account",
        _google_account_outside_webhooks,
        "Google like any other provider; webhooks and GET have a google_account",
        ELSEWHERE,
    ),
    *(
        _observed(f"{place}.enterprise_connection_id", "present", CONNECTION, "the id of its connection", RECORDED)
        for place in ("saml_accounts[]", "saml_accounts[].saml_connection")
    ),
    _observed(f"{OAUTH}.external_verification_redirect_url", "null", None, "no redirect: null, not absent", RECORDED),
    _observed(f"{MEMBERSHIP}.permissions", "null", None, "a role that grants nothing", REPORT_OF_2025),
    _observed(f"{MEMBERSHIP}.permissions[]", "custom", REPORTS, "a permission of the application", WEBHOOK_OF_2025),
    _observed(f"{MEMBERSHIP}.role", "custom", "org:manager", "a role of the application's own", RECORDED),
    *(
        _observed(f"{MEMBERSHIP}.role", role, role, "a role from before all roles began with org:", UNTIL_2024)
        for role in ("admin", "basic_member")
    ),
    _observed(
        f"{MEMBERSHIP}.organization.logo_url", "null", None, "a key that the document does not have", WEBHOOK_OF_2025
    ),
)
