"""`any_users()` and `from_document`: all that a schema allows, and nothing else."""

from __future__ import annotations

import re
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clerk_fakes import is_valid
from clerk_fakes.cases import cases, coverage
from clerk_fakes.errors import DanglingReference, InvalidArgument, SchemaError, UnsupportedKeyword
from clerk_fakes.schema.shapes import Integer, Listing, Number, Record, Text
from clerk_fakes.strategies import any_users, from_document
from clerk_fakes.strategies.anything import Texts
from tests.oracles.documents import bundled
from tests.strategies.test_users import drawn

User = dict[str, Any]

PLAIN = cases("banned=false")[0].user
VALIDATOR = jsonschema.Draft202012Validator(bundled())
LETTERS = {"type": "object", "properties": {"a": {"type": "string", "pattern": "^[a-z]+\\d$"}}, "required": ["a"]}


@settings(settings.get_profile("default"))
@given(any_users())
def test_any_user_is_valid_by_default_settings(user: User) -> None:
    assert is_valid(user)


@settings(max_examples=40)
@given(any_users())
def test_an_independent_validator_accepts_any_user(user: User) -> None:
    assert VALIDATOR.is_valid(user)


@pytest.mark.full
def test_two_thousand_of_any_users_are_valid() -> None:
    assert all(map(is_valid, drawn(any_users(), 2_000)))


def test_any_users_are_of_every_kind() -> None:
    missed = coverage(drawn(any_users(), 200)).missed

    for name in ("locale=absent", "private_metadata=null", "email_addresses=one", "scim=null"):
        assert name not in missed


@given(any_users(allow_x00=False, codec="ascii"))
def test_texts_can_be_limited(user: User) -> None:
    written = str([user["id"], user["external_id"], user["username"], user["email_addresses"]])

    assert "\0" not in written
    assert user["id"].isascii()


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ({"codec": "klingon"}, "codec='klingon': unknown encoding"),
        ({"allow_x00": "no"}, "allow_x00 must be True or False, not 'no'"),
    ],
)
@given(data=st.data())
def test_an_invalid_limit_is_refused(data: st.DataObject, limits: Any, message: str) -> None:
    strategy = any_users(**limits)

    with pytest.raises(InvalidArgument, match=message):
        data.draw(strategy)


@given(from_document(LETTERS))
def test_patterns_are_matched_as_ecmascript_means_them(value: User) -> None:
    assert re.fullmatch("[a-z]+[0-9]", value["a"], re.ASCII)
    assert value["a"].isascii()


@given(from_document(None, "/$defs/PhoneNumber"))
def test_a_part_of_a_document_is_drawn(phone: User) -> None:
    assert is_valid({**PLAIN, "phone_numbers": [phone]})


def one(**schema: Any) -> User:
    """A document that is about one value and no user."""
    return {"$defs": {"p%25 x": schema}}


SCHEMAS: list[User] = [
    {"type": "string", "maxLength": 0},
    {"type": "array", "items": {"type": "string"}, "maxItems": 0},
    {"type": "array", "items": {"type": "integer", "minimum": 0, "maximum": 2}, "uniqueItems": True, "minItems": 2},
    {"type": "array", "items": {"anyOf": [{"type": "integer"}, {"type": "number"}]}, "uniqueItems": True},
    {"type": "string", "pattern": "^[a-z$]+$"},
    {"type": "string", "pattern": "^\\$[$]$"},
    {"type": "integer", "minimum": 2**70},
    {"type": "number", "minimum": 0.5, "maximum": 0.75},
    {"type": ["boolean", "null"]},
]


@pytest.mark.parametrize("schema", SCHEMAS, ids=str)
@settings(max_examples=50)
@given(data=st.data())
def test_any_document_is_drawn_from_as_an_independent_validator_reads_it(data: st.DataObject, schema: User) -> None:
    value = data.draw(from_document(one(**schema), "/$defs/p%25 x"))

    assert jsonschema.Draft202012Validator(schema).is_valid(value)


@pytest.mark.parametrize(
    ("source", "pointer", "error", "message"),
    [
        (None, "/$defs/PhoneNumbr", DanglingReference, "PhoneNumbr"),
        ({"properties": {"a": {"not": {}}}}, "", UnsupportedKeyword, "#/properties/a"),
        ("no-such-file.json", "", SchemaError, "no-such-file.json"),
        (
            None,
            "$defs/PhoneNumber",
            InvalidArgument,
            "pointer='$defs/PhoneNumber' is no JSON pointer; begin it with '/'",
        ),
    ],
)
@given(data=st.data())
def test_an_unsupported_document_is_refused_when_the_test_runs(
    data: st.DataObject, source: Any, pointer: str, error: type[Exception], message: str
) -> None:
    strategy = from_document(source, pointer)

    with pytest.raises(error, match=re.escape(message)):
        data.draw(strategy)


@given(
    st.one_of(
        Texts().strategy(Listing(Integer(0, 9), min_items=1, max_items=3, unique=True)),
        Texts().strategy(Listing(Record("r", (), Integer(5, 5)), min_items=1, max_items=2, unique=True)),
    )
)
def test_lists_have_the_sizes_that_are_asked_for(items: list[Any]) -> None:
    assert 1 <= len(items) <= 3
    assert all(item not in items[:place] for place, item in enumerate(items))


@given(Texts().strategy(Number(0.5, 2.5)), Texts().strategy(Text(min_length=2, max_length=3)))
def test_leaves_keep_their_bounds(number: float, text: str) -> None:
    assert 0.5 <= number <= 2.5
    assert 2 <= len(text) <= 3
