"""The catalogue names every edge, and each case is the plainest user with exactly that edge."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import jsonschema
import pytest

from clerk_fakes.cases import Case, cases, coverage, packed, packed_cases, pairs, verification_cases
from clerk_fakes.catalogue.edges import edges_of
from clerk_fakes.errors import InvalidArgument, UnknownName
from clerk_fakes.schema.reader import read
from tests.coherence import incoherences
from tests.oracles.documents import bundled
from tests.oracles.edges import expected

VALIDATOR = jsonschema.Draft202012Validator(bundled())
PLAINEST = cases("first_name=not-null")[0].user
NOW = 1_767_225_600_000  # ms; 2026-01-01


def changed(one: Any, other: Any, at: str = "") -> Iterator[str]:
    """The places, named as in the catalogue, where two users differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in one.keys() | other.keys():
            yield from changed(one.get(key, ...), other.get(key, ...), f"{at}.{key}" if at else key)
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for left, right in zip(one, other, strict=True):
            yield from changed(left, right, f"{at}[]")
    elif one != other or type(one) is not type(other):
        yield at


def edge_cases() -> list[Case]:
    return [case for case in cases() if case.kind != "situation"]


def test_the_catalogue_names_every_edge_of_the_document_and_nothing_else() -> None:
    assert {case.id for case in edge_cases()} == expected(bundled())


def test_there_are_over_a_thousand_edges_of_every_kind() -> None:
    kinds = {case.kind for case in edge_cases()}
    assert len(cases()) > 1_000
    assert kinds == {"presence", "null", "enum", "variant", "list", "flag", "object", "text", "number"}


def test_ids_are_unique_and_sorted() -> None:
    ids = [case.id for case in cases()]
    assert ids == sorted(set(ids))


def test_each_case_is_accepted_by_an_independent_validator() -> None:
    refused = {case.id: error.message for case in cases() for error in VALIDATOR.iter_errors(case.user)}
    assert refused == {}


def test_each_case_is_on_its_edge() -> None:
    edges = edges_of(read())
    assert [case.id for case in edge_cases() if case.id not in edges.reached(case.user)] == []


def test_a_case_that_is_merely_allowed_changes_nothing_outside_its_place_but_a_container_that_it_needs() -> None:
    strays = {
        case.id: place
        for case in cases(tier="allowed")
        for place in changed(PLAINEST, case.user)
        if not is_around(place, case)
    }
    assert strays == {}


def test_each_case_that_is_sent_is_a_coherent_user() -> None:
    broken = {case.id: incoherences(case.user, now_ms=NOW) for case in cases(tier="sent")}
    assert {id: lines for id, lines in broken.items() if lines} == {}


# From an audit of what real handlers failed on: Clerk sends none of these.
NOISE = (
    *("id=empty", "id=long", "email_addresses[].id=long", "primary_email_address_id=spaced", "unsafe_metadata=absent"),
    "external_accounts[].verification(oauth).status=transferable",
    *("created_at=int64-max", "updated_at=negative", "banned=absent", "email_addresses[].email_address=empty"),
)
# What real bodies and people's own typing show.
HEARD = (
    *("first_name=non-ascii", "last_name=spaced", "first_name=null", "unsafe_metadata=nested", "username=null"),
    *("email_addresses=empty", "email_addresses=several", "private_metadata=null", "last_sign_in_at=null"),
    *("external_accounts[].object=google_account", "external_accounts[].object=facebook_account", "external_id=long"),
    *("email_addresses[].verification=null", "external_accounts[].verification(oauth).status=failed"),
)


@pytest.mark.parametrize(("ids", "tier"), [(NOISE, "allowed"), (HEARD, "sent")])
def test_a_case_says_whether_clerk_sends_it(ids: tuple[str, ...], tier: str) -> None:
    known = {case.id: case.tier for case in cases()}
    assert {id: known[id] for id in ids if id in known and known[id] != tier} == {}
    assert sum(id in known for id in ids) >= len(ids) - 1


def test_tiers_are_those_of_every_case() -> None:
    sent, allowed = cases(tier="sent"), cases(tier="allowed")
    assert [case.id for case in cases()] == sorted(case.id for case in (*sent, *allowed))
    assert min(len(sent), len(allowed)) > 500


PLAIN_VARIANT = "email_addresses[].verification(otp)"


def is_around(place: str, case: Case) -> bool:
    """Whether a changed place is the case's own, inside it, or a container around it."""
    own = case.place.replace(PLAIN_VARIANT, "email_addresses[].verification").split("(")[0]
    return own == place or place.startswith((f"{own}.", f"{own}[")) or own.startswith((f"{place}.", f"{place}["))


def test_the_plainest_user_is_coherent() -> None:
    assert incoherences(PLAINEST) == []


def test_ids_select_by_glob_and_by_kind() -> None:
    assert [case.id for case in cases("phone_numbers=*")] == [
        f"phone_numbers={name}" for name in ("empty", "one", "several")
    ]
    assert {case.kind for case in cases("email_addresses*", ["null"])} == {"null"}
    assert len(cases(["first_name=null", "locale=absent"])) == 2


@pytest.mark.parametrize(
    ("select", "kinds", "hint"),
    [("frist_name=null", None, "first_name=null"), ("*", ["nul"], "did you mean 'null'")],
)
def test_a_glob_that_selects_nothing_is_refused_with_a_suggestion(select: str, kinds: Any, hint: str) -> None:
    with pytest.raises(UnknownName, match=hint):
        cases(select, kinds)


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        (lambda: cases("id=empty", tier="sent"), "merely allowed"),
        (lambda: packed("id=empty"), "merely allowed"),
        (lambda: packed_cases(["id=empty", "id=long"], tier="sent"), "merely allowed"),
        (lambda: coverage([PLAINEST], "id=empty"), "merely allowed"),
        (lambda: cases("situation=*", tier="allowed"), "sent, and not"),
        (lambda: packed("first_name=null", tier="allowed"), "sent, and not"),
        (lambda: coverage([], "first_name=null", tier="allowed"), "sent, and not"),
    ],
)
def test_a_tier_that_leaves_nothing_is_refused(chosen: Callable[[], object], message: str) -> None:
    with pytest.raises(InvalidArgument, match=f"^all that is selected is {message}.*; use --tier all, or tier=None"):
        chosen()


def test_nothing_is_asked_of_a_tier_of_which_nothing_is_selected() -> None:
    assert cases([], tier="sent") == []
    assert cases("*", ["situation"], tier="allowed") == []


def test_one_of_anything_is_no_plural() -> None:
    assert "1 user " in str(coverage([PLAINEST], "id=empty", tier=None))
    assert "of 1 edge, by 1 user<" in coverage([PLAINEST], "id=empty", tier=None).to_html()
    assert [case.edge for case in packed_cases("first_name=non-ascii")] == ["1 edge"]


def test_a_case_of_a_variant_is_that_variant_with_one_difference() -> None:
    counted, awaited = (
        cases(f"email_addresses[].verification(saml).{what}")[0].user["email_addresses"][0]["verification"]
        for what in ("attempts=not-null", "expire_at=not-null")
    )
    assert {**counted, "attempts": None} == {**awaited, "expire_at": None}


def test_cases_are_the_same_in_every_process() -> None:
    script = "import json; from clerk_fakes.cases import cases; print(json.dumps([(c.id, c.user) for c in cases()]))"
    outputs = [
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert outputs[0] == outputs[1]
    assert json.loads(outputs[0])[7] == [cases()[7].id, cases()[7].user]


def test_a_case_can_be_changed_without_changing_the_next() -> None:
    case = cases("first_name=null")[0]
    before = deepcopy(case.user)
    case.user["email_addresses"].clear()
    assert cases("first_name=null")[0].user == before


def test_packed_users_reach_every_edge_that_is_sent_and_stay_within_what_is_sent() -> None:
    users = packed()
    sent = {case.id for case in edge_cases() if case.tier == "sent"}

    assert sent & set(coverage(users).missed) == set()
    assert [error.message for user in users for error in VALIDATOR.iter_errors(user)] == []
    assert [broken for user in users for broken in incoherences(user, now_ms=NOW)] == []


def test_the_situations_are_packed_first_and_fewer_lives_than_situations_do_the_rest() -> None:
    ids = [case.id for case in packed_cases()]
    situations = [case.id for case in cases("situation=*")]

    assert ids[: len(situations)] == list(dict.fromkeys(ids[: len(situations)]))
    assert {*ids[: len(situations)]} == {*situations}
    assert ids[len(situations) :] == [f"packed-{number}" for number in range(1, len(ids) - len(situations) + 1)]
    assert len(ids) < 2 * len(situations)


def test_all_tiers_packed_reach_every_edge() -> None:
    users = packed(tier=None)

    assert coverage(users).missed == []
    assert [error.message for user in users for error in VALIDATOR.iter_errors(user)] == []
    assert len(packed(tier="allowed")) < 10


def test_fewer_packed_users_reach_fewer_edges() -> None:
    assert len(packed("first_name=null")) == 1
    assert coverage(packed("*=null", tier=None), "*=null").percent == 100


@pytest.mark.parametrize("place", ["email_addresses[].verification", "saml_accounts[].saml_connection", "scim"])
def test_every_two_edges_of_one_object_meet_in_some_pair(place: str) -> None:
    found = pairs(place)
    assert [case.id for case in found if list(VALIDATOR.iter_errors(case.user))] == []
    for variant in {case.place for case in found}:
        rows = [coverage([case.user], f"{variant}.*").reached for case in found if case.place == variant]
        met = {(one, other) for row in rows for one in row for other in row}
        wanted = set().union(*map(set, rows))
        legal = {(one, other) for one in wanted for other in wanted if field_of(one) != field_of(other)}
        assert {pair for pair in legal - met if not is_impossible(pair)} == set()


def field_of(id: str) -> str:
    return id.rpartition("=")[0]


def is_impossible(pair: tuple[str, str]) -> bool:
    """A connection needs a domain or domains; a value and what is inside another value need not meet."""
    return {id.rpartition(".")[2] for id in pair} == {"domain=absent", "domains=absent"} or any(
        "[]=" in id for id in pair
    )


def test_pairs_of_a_place_that_holds_no_object_are_refused() -> None:
    with pytest.raises(UnknownName, match="no object or union at 'first_nam'"):
        pairs("first_nam")


def test_lists_that_must_not_be_short_are_packed_too() -> None:
    tags = {"type": "array", "minItems": 2, "items": {"type": "string", "enum": list("abcdefgh")}}
    document = {"type": "object", "additionalProperties": False, "required": ["tags"], "properties": {"tags": tags}}
    assert coverage(packed(schema=document), schema=document).missed == []


def test_packed_cases_are_the_packed_users_by_name() -> None:
    named = packed_cases("email_addresses*")

    assert [case.id for case in named] == [f"packed-{number}" for number in range(1, len(named) + 1)]
    assert [case.user for case in named] == packed("email_addresses*")
    assert all(re.fullmatch(r"1 edge|[1-9]\d* edges", case.edge) for case in named)


def test_each_verification_case_is_a_coherent_user() -> None:
    for case in verification_cases():
        assert not incoherences(case.user), case.id
        VALIDATOR.validate(case.user)


def test_verification_cases_select_like_cases() -> None:
    (case,) = verification_cases("passkeys*")

    assert (case.id, case.kind) == ("passkeys[].verification.status=verified", "verification_passkey")
    with pytest.raises(UnknownName, match=r"'passkeys.*status' selects nothing; did you mean 'passkeys"):
        verification_cases("passkeys[].verification.status")


@pytest.mark.parametrize("name", ["a", "c", "h"])  # optional fields that the example users happen to lack
@pytest.mark.parametrize("format", ["email", "uuid"])
def test_several_items_of_a_list_that_no_example_user_has_are_different(name: str, format: str) -> None:
    things = {"type": "array", "items": {"type": "string", "format": format}}
    document = {"type": "object", "additionalProperties": False, "properties": {name: things}}
    (case,) = cases(f"{name}=several", schema=document)
    one, another = case.user[name]

    assert one != another


@pytest.mark.parametrize(
    ("given", "advice"),
    [
        ({"data": [PLAINEST], "total_count": 1}, "pass body['data']"),
        ({"data": PLAINEST, "type": "user.created"}, "pass [body['data']]"),
        (PLAINEST, "pass one user as [user]"),
        ("users.json", "pass json.load(file), for example"),
    ],
)
def test_coverage_of_what_is_no_list_of_users_says_what_to_pass(given: Any, advice: str) -> None:
    with pytest.raises(InvalidArgument) as error:
        coverage(given)
    assert str(error.value).endswith(advice)
