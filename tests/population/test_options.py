"""A population is rebuilt from its repr, its options and its pickle; options that make no sense are refused."""

from __future__ import annotations

import datetime
import json
import pickle
from pathlib import PosixPath, WindowsPath
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clerk_fakes import Population
from clerk_fakes.errors import ClerkFakesError, InvalidArgument, UnknownName
from clerk_fakes.schema.bundled import PATH, bundled

POPULATION = {
    "Population": Population,
    "datetime": datetime,
    "PosixPath": PosixPath,
    "WindowsPath": WindowsPath,
}
HAWAII = datetime.timezone(datetime.timedelta(hours=-10))
moments = st.builds(
    datetime.datetime.replace,
    st.datetimes(datetime.datetime(2016, 1, 1), datetime.datetime(2100, 1, 1)),
    tzinfo=st.sampled_from([None, datetime.timezone.utc, HAWAII]),
)
FILE = PATH


@settings(max_examples=50)
@example(seed=0, options={})
@example(seed=-(2**80), options={"stories": {"google": 1, "phone": 0}})
@given(
    seed=st.integers(),
    options=st.fixed_dictionaries(
        {},
        optional={
            "locale": st.sampled_from(["en_US", "ja_JP", ["ru_RU"], ("ja_JP", "ru_RU"), ["ja_JP", "ja_JP"]]),
            "now": st.one_of(moments, moments.map(datetime.datetime.isoformat)),
            "stories": st.dictionaries(
                st.sampled_from(["google", "saml", "phone", "wallet"]), st.integers(1, 9), min_size=1
            ),
            "organizations": st.booleans(),
            "clerk_test": st.booleans(),
            "schema": st.sampled_from([None, FILE, str(FILE), bundled()]),
        },
    ),
)
def test_a_population_is_rebuilt_from_its_repr_its_options_and_its_pickle(seed: int, options: dict[str, Any]) -> None:
    population = Population(seed, **options)

    rebuilt = eval(repr(population), dict(POPULATION))  # noqa: S307 - what a failing test prints is to be pasted
    pickled = pickle.loads(pickle.dumps(population))  # noqa: S301 - our own
    remade = Population.remade(json.loads(json.dumps(population.options)), options.get("schema"))

    assert repr(rebuilt) == repr(pickled) == repr(population)
    assert rebuilt[3] == pickled[3] == remade[3] == population[3]
    assert remade.options == population.options


@pytest.mark.parametrize("options", [{}, {"users": "mine"}, {"seed": 7, "locale": "en_US"}, None, [1]])
def test_options_of_something_else_remake_nothing(options: dict[str, Any]) -> None:
    with pytest.raises(InvalidArgument, match="are not the options of a population; give seed, locale, now"):
        Population.remade(options)


@pytest.mark.parametrize("now", ["2026-01-01", None, 10**30])
def test_a_time_that_is_none_remakes_nothing(now: Any) -> None:
    with pytest.raises(InvalidArgument, match="is not a time; give Unix milliseconds"):
        Population.remade({**Population().options, "now": now})


def test_options_of_another_document_need_it() -> None:
    document = {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}
    options = Population(schema=document).options

    with pytest.raises(InvalidArgument, match="made by another document; give that one as schema, or with --schema"):
        Population.remade(options)
    assert Population.remade(options, document)[3] == Population(schema=document)[3]


def test_the_order_of_stories_makes_no_other_users() -> None:
    """Options that are equal are those of the same users."""
    one, other = ({"google": 2, "saml": 1}, {"saml": 1, "google": 2})

    assert Population(7, stories=one).take(20) == Population(7, stories=other).take(20)


def test_a_repr_shows_what_is_not_the_default() -> None:
    assert repr(Population()) == "Population(0)"
    assert repr(Population(7, locale=["de_DE"], clerk_test=True)) == "Population(7, locale='de_DE', clerk_test=True)"
    assert repr(Population(True)) == "Population(1)"


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"seed": "7"}, InvalidArgument, "seed='7' must be a whole number"),
        ({"seed": 7.0}, InvalidArgument, "seed=7.0 must be a whole number"),
        ({"seed": None}, InvalidArgument, "seed=None must be a whole number"),
        ({"locale": "en-US"}, UnknownName, "did you mean 'en_US'"),
        ({"locale": ["en_US", "xx_XX"]}, UnknownName, "Faker has no locale 'xx_XX'"),
        ({"locale": []}, InvalidArgument, "names no locale"),
        ({"locale": None}, InvalidArgument, "locale=None"),
        ({"now": "soon"}, InvalidArgument, "now='soon' is not a time; write it like '2026-01-01T00:00:00Z'"),
        ({"now": None}, InvalidArgument, "now=None is not a time"),
        ({"now": "1999-01-01"}, InvalidArgument, "now='1999-01-01' is outside"),
        ({"stories": {"gogle": 1}}, UnknownName, "no story 'gogle'; did you mean 'google'"),
        ({"stories": {}}, InvalidArgument, "add up to 0"),
        ({"stories": ["google"]}, InvalidArgument, "stories=['google'] must be a mapping"),
        ({"locale": {"ja_JP"}}, InvalidArgument, "is no list; give several in an order"),
        ({"locale": {"ja_JP": 9}}, InvalidArgument, "locale={'ja_JP': 9} is no list"),
        ({"organizations": "no"}, InvalidArgument, "organizations='no' must be True or False"),
        ({"clerk_test": 1}, InvalidArgument, "clerk_test=1 must be True or False"),
        ({"schema": 5}, InvalidArgument, "schema=5 is no document; give the path of one, or a mapping"),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_an_option_that_makes_no_sense_is_refused(
    options: dict[str, Any], error: type[ClerkFakesError], message: str
) -> None:
    with pytest.raises(error) as refused:
        Population(**options)

    assert message in str(refused.value)


def test_options_are_kept_as_they_were_given() -> None:
    stories = {"google": 1}
    population = Population(7, stories=stories)
    text = repr(population)
    stories["saml"] = 5

    assert repr(population) == text
    assert population.take(5) == Population(7, stories=MappingProxyType({"google": 1})).take(5)
