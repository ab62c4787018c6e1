"""Coherent users break no rule, and each rule catches the mutation that breaks it."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.coherence import RULES, incoherences
from tests.coherence.example_parts import (
    NOW,
    Json,
)
from tests.coherence.example_users import (
    MAKERS,
    Maker,
    person,
)
from tests.coherence.mutations import (
    ABSENT,
    ACCOUNT,
    EMAIL,
    EMAIL_VERIFICATION,
    MUTATIONS,
    OTHER_ID,
    PHONE_VERIFICATION,
    Mutation,
    edited,
)
from tests.coherence.rules.core import rule
from tests.coherence.rules.ids import ksuid_second


def broken(user: Json) -> set[str]:
    """The names of the rules that a user breaks."""
    return {line.partition(":")[0] for line in incoherences(user, now_ms=NOW)}


def places(value: Any, path: str = "") -> Iterator[str]:
    """The path of every field inside a value."""
    if isinstance(value, list):
        for index, part in enumerate(value):
            yield from places(part, f"{path}{index}/")
    if isinstance(value, dict):
        for key, part in value.items():
            yield f"{path}{key}"
            yield from places(part, f"{path}{key}/")


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
def test_a_coherent_user_breaks_no_rule(make: Maker) -> None:
    assert incoherences(make(), now_ms=NOW) == []


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: f"{one.rule} {' '.join(one.edits)}")
def test_a_mutation_breaks_exactly_the_rule_it_is_listed_under(mutation: Mutation) -> None:
    assert broken(edited(mutation.user(), mutation.edits)) == {mutation.rule, *mutation.also}


def test_every_rule_has_a_mutation_that_breaks_it() -> None:
    assert {mutation.rule for mutation in MUTATIONS} == {name for name, _ in RULES}


def test_every_rule_is_described_in_one_sentence() -> None:
    for name, check in RULES:
        sentence = (check.__doc__ or "").strip()
        assert sentence.endswith("."), name
        assert "\n" not in sentence, name


def test_a_line_names_the_rule_and_the_place() -> None:
    user = edited(person(), {f"{EMAIL}/id": OTHER_ID, "primary_email_address_id": OTHER_ID, "passkeys": []})
    user["email_addresses"][0]["created_at"] += 5000
    user["email_addresses"][0]["updated_at"] += 5000

    (line,) = incoherences(user)

    assert line.startswith(f"ksuid: {OTHER_ID} of email_addresses[0] ")


def test_two_rules_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="'ksuid'"):
        rule(dict(RULES)["ksuid"])


def test_without_now_nothing_is_in_the_future() -> None:
    assert incoherences(edited(person(), {"last_sign_in_at": NOW + 1})) == []


def test_a_backslash_before_u0000_is_text() -> None:
    assert incoherences(edited(person(), {"unsafe_metadata/theme": r"\u0000"})) == []


def test_a_ksuid_of_its_inventors_is_read_as_they_read_it() -> None:
    """The example in the description of the format."""
    assert ksuid_second("0ujtsYcgvSTl8PAuAdqWYSMnLOv") == 1_507_608_047


@pytest.mark.parametrize(
    "place", [EMAIL_VERIFICATION, PHONE_VERIFICATION, f"{ACCOUNT}/verification", "passkeys/0/verification"]
)
def test_an_unknown_variant_of_verification_breaks_no_rule(place: str) -> None:
    new = {
        "object": "verification_dna",
        "status": "verified",
        "strategy": "dna",
        "attempts": "3",
        "sample": None,
    }

    assert broken(edited(person(), {place: {**new, "error": {}, "verified_at_client": 1}})) == set()


@pytest.mark.parametrize("place", ["", f"{EMAIL}/", f"{EMAIL_VERIFICATION}/", f"{ACCOUNT}/"])
def test_an_unknown_field_breaks_no_rule(place: str) -> None:
    assert broken(edited(person(), {f"{place}shoe_size": {"eu": 38}, f"{place}moved_at": NOW * 2})) == set()


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
@pytest.mark.parametrize("value", [ABSENT, None], ids=["absent", "null"])
def test_nothing_missing_crashes_a_rule(make: Maker, value: Any) -> None:
    """A rule that crashes finds nothing out about the user."""
    for place in sorted(places(make())):
        incoherences(edited(make(), {place: value}), now_ms=NOW)


def test_the_rules_are_independent_of_what_they_check() -> None:
    """They import the standard library and one another."""
    files = [*Path(__file__).parent.glob("rules/*.py"), Path(__file__).with_name("__init__.py")]
    assert len(files) > 10
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name.startswith("tests.coherence") or name.partition(".")[0] in sys.stdlib_module_names, name
