"""The same user every time, and users of other locales, times and documents."""

# mypy: allow-untyped-calls
# factory_boy is marked as typed, yet annotates none of its declarations.

from __future__ import annotations

import json
from pathlib import Path

import pytest
from factory.declarations import LazyFunction, Sequence
from factory.random import reseed_random

from clerk_fakes import ClerkFakesError, InvalidUser, is_valid
from clerk_fakes.errors import InvalidArgument
from clerk_fakes.factories import EmailAddressFactory, UserFactory, user_factory
from tests.oracles.documents import bundled


def test_a_seed_and_an_index_make_the_same_user_every_time() -> None:
    reseed_random(1)
    ada = UserFactory(first_name="Ada", mfa=True, _seed=7, _index=12345)
    reseed_random(2)

    assert UserFactory(first_name="Ada", mfa=True, _seed=7, _index=12345) == ada
    assert UserFactory.build(first_name=LazyFunction(lambda: "Ada"), mfa=True, _seed=7, _index=12345) == ada
    assert UserFactory(_seed=7) == UserFactory(_seed=7, _index=0)
    assert EmailAddressFactory(_index=3) == EmailAddressFactory(_index=3)


def test_users_of_many_indices_share_nothing_that_identifies_them() -> None:
    users = [UserFactory(phone=True, clerk_test=True, _seed=7, _index=index) for index in range(500)]
    users += [UserFactory(_seed=7, _index=index) for index in range(500, 1000)]

    for values in (
        [user["id"] for user in users],
        [it["email_address"] for user in users for it in user["email_addresses"]],
        [it["phone_number"] for user in users[:500] for it in user["phone_numbers"]],
    ):
        assert len(values) >= 500
        assert len(set(values)) == len(values)


def test_an_index_below_0_names_nobody() -> None:
    with pytest.raises(InvalidArgument, match="_index=-1 must be a whole number from 0"):
        UserFactory(_seed=7, _index=-1)


def test_an_index_is_another_user_under_another_seed() -> None:
    assert UserFactory(_seed=1, _index=3)["id"] != UserFactory(_seed=2, _index=3)["id"]


def test_a_sequence_may_number_the_users() -> None:
    class Numbered(UserFactory):
        _index = Sequence(lambda n: n)

    Numbered.reset_sequence(5, force=True)
    assert Numbered()["id"] == UserFactory(_index=5)["id"]


@pytest.mark.parametrize("name", ["_seed", "_index"])
@pytest.mark.parametrize("value", ["7", 1.5, None])
def test_what_is_no_number_names_nobody(name: str, value: object) -> None:
    with pytest.raises(ClerkFakesError, match=f"{name}={value!r} must be a whole number"):
        UserFactory(**{name: value})


def test_a_factory_may_be_of_other_locales_and_times() -> None:
    japanese = user_factory(locale=["ja_JP"], now="2020-06-01T00:00:00Z")
    users = japanese.build_batch(20, mfa=True)

    assert all(map(is_valid, users))
    assert not [user["first_name"] for user in users if user["first_name"].isascii()]
    assert max(user["updated_at"] for user in users) < 1590969600000


def test_a_factory_may_be_of_a_newer_document(tmp_path: Path) -> None:
    document = bundled()
    document["properties"]["shoe_size"] = {"type": "integer", "minimum": 20, "maximum": 50}
    del document["properties"]["locale"]
    document["required"] = [name for name in document["required"] if name != "locale"] + ["shoe_size"]
    (tmp_path / "newer.json").write_text(json.dumps(document), "utf-8")
    newer = user_factory(schema=tmp_path / "newer.json")

    assert newer(shoe_size=42, google=True)["shoe_size"] == 42
    assert 20 <= newer()["shoe_size"] <= 50
    with pytest.raises(InvalidUser, match="/shoe_size: maximum: 60"):
        newer(shoe_size=60)
    with pytest.raises(ClerkFakesError, match="no field or trait 'locale'"):
        newer(locale="en")


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"locale": "en_XX"}, "Faker has no locale 'en_XX'"),
        ({"now": "soon"}, "now='soon' is not a time"),
        ({"schema": "nowhere.json"}, "nowhere.json: cannot be read"),
    ],
)
def test_circumstances_that_cannot_be_are_refused(said: dict[str, str], message: str) -> None:
    with pytest.raises(ClerkFakesError, match=message):
        user_factory(**said)
