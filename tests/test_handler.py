"""The webhook handler of the examples is right about all who are sent, and takes whoever Clerk's schema allows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings

from clerk_fakes import Population, violations
from clerk_fakes.cases import cases, packed
from clerk_fakes.strategies import users
from tests.mutants import MUTANTS, SOURCE, Handler, Json, load
from tests.sent_users import SENT_USERS, Sent

user_row = load(SOURCE)

each_sent = pytest.mark.parametrize("sent", SENT_USERS.values(), ids=SENT_USERS)


def column(row: Any, path: str) -> Any:
    """What is at `emails.0.proof` of a row."""
    for key in path.split("."):
        row = row[int(key) if key.isdigit() else key]
    return row


@each_sent
def test_a_user_who_is_sent_keeps_to_the_schema(sent: Sent) -> None:
    assert violations(sent.user) == []


@each_sent
def test_the_row_says_what_is_known_of_a_user(sent: Sent) -> None:
    row = user_row(sent.user)

    assert {path: column(row, path) for path in sent.row} == sent.row


# --- what holds for all users; judged by the user alone, and by what Clerk's document says of it


def faults(user: Json, handler: Handler = user_row) -> list[str]:
    """What is wrong with the row of a user."""
    row, claimed = handler(user), handler({**user, "unsafe_metadata": CLAIMS})
    broken = [rule.__name__ for rule in RULES if not rule(user, row)]
    return broken if granted(row) == granted(claimed) else [*broken, SELF_GRANTED]


def granted(row: Json) -> Json:
    """A row without what its user may decide."""
    return {name: value for name, value in row.items() if name not in {"settings", "wanted_plan"}}


def the_email_is_the_primary_one(user: Json, row: Json) -> bool:
    id = user["primary_email_address_id"]
    named = [it for it in user["email_addresses"] if id is not None and it.get("id") == id]
    if not named or not named[0]["email_address"].strip():
        return row["email"] is None
    return bool(row["email"] == named[0]["email_address"].strip().lower())


def an_email_is_proved_by_a_verification(user: Json, row: Json) -> bool:
    id = user["primary_email_address_id"]
    found = [it for it in user["email_addresses"] if id is not None and it.get("id") == id]
    return bool(row["email_is_proved"] == (found != [] and is_verified(found[0])))


def invitations_go_to_proved_addresses(user: Json, row: Json) -> bool:
    verified = [it["email_address"].strip().lower() or None for it in user["email_addresses"] if is_verified(it)]
    return bool(row["invitations_to"] == verified)


def logins_and_failed_links_are_all_accounts(user: Json, row: Json) -> bool:
    accounts = user["external_accounts"]
    trusted = [it for it in accounts if is_verified(it)]
    links = sorted([*(it["link_id"] for it in row["logins"]), *row["failed_links"]])
    return len(row["logins"]) == len(trusted) and links == sorted(map(deleted_by, accounts))


def is_verified(item: Json) -> bool:
    return (item["verification"] or {}).get("status") == "verified"


def deleted_by(account: Json) -> str:
    """The `eac_…` of an account, wherever it stands; its id where no such thing is to be seen."""
    ids = (account.get("external_account_id"), account["id"])
    return str(
        next((id for id in ids if id and id.startswith("eac_")), account.get("external_account_id") or account["id"])
    )


def none_is_written_out(user: Json, row: Json) -> bool:
    return "None" in str([*texts(user)]) or not any("None" in it for it in texts(row))


def texts(value: Any) -> Iterator[str]:
    """All texts inside a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts(inner)


def no_time_is_taken_for_another(user: Json, row: Json) -> bool:
    seen = [user["last_sign_in_at"], user["last_active_at"], *(it["last_used_at"] for it in user["passkeys"])]
    is_awaited = seen == [None] * len(seen)
    return bool(row["is_awaited"] == is_awaited or row["last_seen_at"] is None) and row["days_active"] >= 0


def whoever_is_barred_stays_outside(user: Json, row: Json) -> bool:
    is_barred = user["banned"] or user["locked"] or user.get("deprovisioned", False)
    return bool(row["can_sign_in"] != is_barred) and (not user["locked"] or row["locked_until"] is not None)


RULES = (
    the_email_is_the_primary_one,
    an_email_is_proved_by_a_verification,
    invitations_go_to_proved_addresses,
    logins_and_failed_links_are_all_accounts,
    none_is_written_out,
    no_time_is_taken_for_another,
    whoever_is_barred_stays_outside,
)
SELF_GRANTED = "a user has other rights after writing into their own metadata"
CLAIMS = {"role": "admin", "plan": "enterprise", "organization_id": "org_another"}


@pytest.mark.parametrize("fault", [*(rule.__name__ for rule in RULES), SELF_GRANTED])
def test_a_rule_notices_a_slip(fault: str) -> None:
    handlers = [load(mutant.source) for mutant in MUTANTS]
    assert any(fault in faults_of_any(sent.user, handler) for handler in handlers for sent in SENT_USERS.values())


def faults_of_any(user: Json, handler: Handler) -> list[str]:
    """What is wrong with the row of a user, if the handler gives any."""
    try:
        return faults(user, handler)
    except Exception:
        return []


@each_sent
def test_every_rule_holds_for_a_user_who_is_sent(sent: Sent) -> None:
    assert faults(sent.user) == []


def test_every_rule_holds_for_the_catalogue() -> None:
    assert {case.id: found for case in cases() if (found := faults(case.user))} == {}


def test_every_rule_holds_for_packed_users() -> None:
    assert [found for user in packed() if (found := faults(user))] == []


@pytest.mark.parametrize("organizations", [False, True])
def test_every_rule_holds_for_a_population(organizations: bool) -> None:
    people = Population(seed=17, organizations=organizations)
    assert [(index, found) for index in range(2_000) if (found := faults(people[index]))] == []


@pytest.mark.slow
@settings(max_examples=2_000)
@given(users())
def test_every_rule_holds_for_drawn_users(user: Json) -> None:
    assert faults(user) == []
