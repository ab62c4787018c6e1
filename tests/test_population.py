"""User i of seed s: the same however it is asked for, unlike every other, and always believed."""

from __future__ import annotations

import datetime
import json
import os
import pickle
import re
import shutil
import subprocess
import sys
from array import array
from collections.abc import Iterable, Iterator
from copy import deepcopy
from itertools import islice
from pathlib import Path, PosixPath, WindowsPath
from types import MappingProxyType
from typing import Any

import pytest
from faker import VERSION as FAKER_VERSION
from hypothesis import example, given, settings
from hypothesis import strategies as st

import clerk_fakes
from clerk_fakes import Population
from clerk_fakes.errors import ClerkFakesError, InvalidArgument, OutOfRange, UnknownName
from clerk_fakes.population import LIVES
from clerk_fakes.schema.bundled import PATH, bundled
from clerk_fakes.schema.reader import read
from clerk_fakes.schema.validator import Validator
from tests.coherence import incoherences

User = dict[str, Any]

LOCALES = ("en_US", "de_DE", "fr_FR", "es_ES", "pt_BR", "ja_JP", "zh_CN", "ar_AA", "hi_IN", "ru_RU")
NOW = 1_767_225_600_000
NEIGHBOURS = 8
ADDRESS = re.compile(r"[a-z._-]+[0-9]*(\.(work|home|mail))?\+clerk_test@example\.(com|net|org)")

indices = st.one_of(st.integers(0, 100), st.integers(0, LIVES - 1))


# --- the same, however it is asked for


@given(index=indices)
def test_a_user_is_the_same_from_another_population_of_the_seed(index: int) -> None:
    assert Population(7)[index] == Population(7)[index]


@given(index=indices, before=st.lists(indices, max_size=5))
def test_a_user_does_not_depend_on_who_was_asked_for_before(index: int, before: list[int]) -> None:
    population = Population(7, locale=("ja_JP", "ru_RU"), organizations=True)
    for other in before:
        population[other]

    assert population[index] == Population(7, locale=("ja_JP", "ru_RU"), organizations=True)[index]


def test_any_order_and_any_way_of_asking_gives_the_same_users() -> None:
    population = Population(7, organizations=True)
    users = [population[number] for number in range(100)]

    assert [population[number] for number in reversed(range(100))][::-1] == users
    assert population[0:100] == population[:100] == population.take(100) == users
    assert list(islice(population, 100)) == list(islice(population.starting(0), 100)) == users
    assert list(islice(population.starting(40), 60)) == population[40:100] == users[40:]
    assert population[10:90:7] == users[10:90:7]
    assert [*population[:50], *population[50:100]] == users


def test_two_iterators_do_not_disturb_each_other() -> None:
    population = Population(7)
    one, other = iter(population), iter(population)

    assert [next(one), next(other), next(one), next(other)] == [
        population[0],
        population[0],
        population[1],
        population[1],
    ]


def test_different_seeds_are_different_people() -> None:
    users = [Population(seed)[index] for seed in (*range(-5, 5), 2**70) for index in range(20)]

    assert len({user["id"] for user in users}) == len(users)


def test_names_differ_from_seed_to_seed() -> None:
    names = {(user["first_name"], user["last_name"]) for seed in range(50) for user in Population(seed).take(2)}

    assert len(names) > 80


# --- in another process

SCRIPT = """
import hashlib, json, sys
from faker import VERSION
from clerk_fakes import Population

made = [
    Population(7, **options)[start : start + 100]
    for options in json.loads(sys.argv[1])
    for start in (0, 10**9)
]
print(VERSION, hashlib.sha256(json.dumps(made).encode()).hexdigest())
"""
OPTIONS = json.dumps([{"locale": LOCALES}, {"organizations": True, "clerk_test": True}, {"stories": {"wallet": 1}}])


def asked_elsewhere(python: str, hash_seed: str = "0") -> list[str]:
    """Faker's version, and a digest of users made by another interpreter."""
    home = str(Path(clerk_fakes.__file__).parents[1])
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": home}
    done = subprocess.run([python, "-c", SCRIPT, OPTIONS], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.split()


def is_equipped(python: str) -> bool:
    """Whether an interpreter has what the package needs, and the same lists of names."""
    needed = f"import anyascii, faker, typing_extensions, yaml; assert faker.VERSION == {FAKER_VERSION!r}"
    return subprocess.run([python, "-c", needed], capture_output=True, check=False).returncode == 0


def pythons() -> list[str]:
    """This interpreter, and those that are equipped of what CLERK_FAKES_PYTHONS names and what is on the path."""
    named = os.environ.get("CLERK_FAKES_PYTHONS", "").split(os.pathsep)
    found = [shutil.which(f"python3.{minor}") for minor in range(10, 15)]
    others = dict.fromkeys(python for python in (*named, *found) if python)
    return [sys.executable, *(python for python in others if is_equipped(python))]


@pytest.fixture(scope="module")
def here() -> list[str]:
    return asked_elsewhere(sys.executable, "1")


@pytest.mark.parametrize("hash_seed", ["2", "random"])
def test_users_are_the_same_in_another_process(hash_seed: str, here: list[str]) -> None:
    """Sets of strings come in another order in each process."""
    assert asked_elsewhere(sys.executable, hash_seed) == here


def test_users_are_the_same_on_every_python_there_is(here: list[str]) -> None:
    assert {python: asked_elsewhere(python) for python in pythons()} == dict.fromkeys(pythons(), here)


# --- pinned: what is not up to Faker's lists of names

GOLDEN = {
    0: ("user_2gSP99699EYi2KPhycg9cA7KlaF", 1715687851688, "idn_2gSP99gvuM03YjKYTPYdsicUG45"),
    1: ("user_2JxjCSDfdmPcfnpvehBC5DGhwW7", 1673026500754, "idn_2JxjCS7O1RRrDPmfXsWJcsgoCXm"),
    12_345: ("user_2zqMkZiXEXSKVtR2OEhyaiXS1mW", 1752454293528, "idn_2zqMkZTWU68YOzwMN5L2AssHaf1"),
    10**11: ("user_2nYsymEVXZG9MfIovtswo3ge6ql", 1729161600565, "idn_2nYsym7x3oUkgxwX5y5l3nfgOrn"),
}


@pytest.mark.parametrize(("index", "pinned"), GOLDEN.items())
def test_ids_and_times_stay_as_they_were_released(index: int, pinned: tuple[str, int, str]) -> None:
    """Snapshots of users that others keep break where this does: then say so in the changelog."""
    user = Population(7)[index]

    assert (user["id"], user["created_at"], user["email_addresses"][0]["id"]) == pinned


# --- repr

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


@pytest.mark.parametrize("options", [{}, {"users": "mine"}, {"seed": 7, "locale": "en_US"}])
def test_options_of_something_else_remake_nothing(options: dict[str, Any]) -> None:
    with pytest.raises(InvalidArgument, match="are not the options of a population; give seed, locale, now"):
        Population.remade(options)


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


def test_a_repr_says_what_is_not_the_default() -> None:
    assert repr(Population()) == "Population(0)"
    assert repr(Population(7, locale=["de_DE"], clerk_test=True)) == "Population(7, locale='de_DE', clerk_test=True)"
    assert repr(Population(True)) == "Population(1)"


# --- asking for what is there, and for what is not


def test_slices_are_those_of_a_list() -> None:
    population = Population(7)
    users = population.take(30)

    for bounds in [(0, 0), (5, 2), (3, 9), (None, 4), (0, 30, 10), (1, 30, 29), (29, 30), (LIVES, 3)]:
        assert population[slice(*bounds)] == users[slice(*bounds)]


def test_the_last_user_is_there() -> None:
    last = Population(7)[LIVES - 1]

    assert incoherences(last, now_ms=NOW) == []
    assert Population(7)[LIVES - 1 : LIVES] == [last]


@pytest.mark.parametrize(("start", "stop"), [(LIVES - 1, LIVES + 1), (LIVES + 5, LIVES + 7), (0, 10**20)])
def test_a_slice_of_more_than_there_are_is_refused_before_any_is_made(start: int, stop: int) -> None:
    with pytest.raises(OutOfRange, match=f"users are numbered from 0 to {LIVES - 1}; end the slice at {LIVES}"):
        Population(7)[start:stop]


def test_taking_none_gives_none() -> None:
    assert Population(7).take(0) == []


@pytest.mark.parametrize("index", [-1, -(10**30), LIVES, 10**30])
def test_an_index_out_of_range_says_where_users_are(index: int) -> None:
    with pytest.raises(OutOfRange) as refused:
        Population(7)[index]

    assert f"population[{index}]: users are numbered from 0 to {LIVES - 1}" in str(refused.value)
    assert isinstance(refused.value, IndexError)


OPEN = [slice(None), slice(3, None), slice(None, None, 2)]
BACKWARDS = [slice(-3, 5), slice(0, -1), slice(5, 0, -1), slice(-5, -2)]
SENSELESS = [slice("a", "b"), slice(0, "3"), slice(0.5, 3), slice(0, 5, 0), slice(0, 5, "2"), slice(None, 5.0)]


@pytest.mark.parametrize("index", [*OPEN, *BACKWARDS], ids=str)
def test_a_slice_without_an_end_says_what_to_give(index: slice) -> None:
    with pytest.raises(OutOfRange, match=r"has no end.*give a slice like \[10:20\]"):
        Population(7)[index]


@pytest.mark.parametrize("index", SENSELESS, ids=str)
def test_a_slice_of_no_numbers_is_refused(index: slice) -> None:
    with pytest.raises(InvalidArgument) as refused:
        Population(7)[index]

    assert f"population[{index}]" in str(refused.value)


@pytest.mark.parametrize("index", ["3", None, 1.0, (0, 1), b""], ids=repr)
def test_an_index_that_is_no_number_is_refused(index: Any) -> None:
    with pytest.raises(InvalidArgument) as refused:
        Population(7)[index]

    assert f"population[{index!r}]: users are numbered" in str(refused.value)


@pytest.mark.parametrize("n", [-1, None, "3", 2.5])
def test_taking_what_is_no_number_is_refused(n: Any) -> None:
    with pytest.raises(InvalidArgument):
        Population(7).take(n)


@pytest.mark.parametrize("index", [-1, LIVES])
def test_starting_out_of_range_is_refused(index: int) -> None:
    with pytest.raises(OutOfRange):
        next(Population(7).starting(index))


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
    told = repr(population)
    stories["saml"] = 5

    assert repr(population) == told
    assert population.take(5) == Population(7, stories=MappingProxyType({"google": 1})).take(5)


# --- nobody is disturbed by what is done to somebody


def disturb(value: Any) -> None:
    """Change everything that can be changed, all the way down."""
    if isinstance(value, dict):
        for inner in value.values():
            disturb(inner)
        value.clear()
        value["disturbed"] = True
    elif isinstance(value, list):
        for inner in value:
            disturb(inner)
        value.append("disturbed")


@pytest.mark.parametrize("schema", [None, bundled()], ids=["bundled", "another document"])
def test_changing_a_user_changes_nobody_else(schema: Any) -> None:
    population = Population(7, organizations=True, schema=schema)
    users = population.take(200)
    before = deepcopy(users)
    for user in users:
        disturb(user)

    assert population.take(200) == before


def containers(value: Any) -> Iterator[int]:
    if isinstance(value, dict | list):
        yield id(value)
        for inner in value.values() if isinstance(value, dict) else value:
            yield from containers(inner)


def test_no_two_places_share_an_object() -> None:
    """Whoever edits one verification has edited one verification."""
    users = Population(7, organizations=True, stories={"saml": 1, "google": 1}).take(2000)
    found = [place for user in users for place in containers(user)]

    assert len(found) == len(set(found))


def test_keys_are_in_the_order_of_the_document() -> None:
    document = bundled()

    for user in Population(7, organizations=True).take(500):
        assert list(user) == [name for name in document["properties"] if name in user]
        for email in user["email_addresses"]:
            assert list(email) == [name for name in document["$defs"]["EmailAddress"]["properties"] if name in email]


# --- companies


@pytest.fixture(scope="module")
def companies() -> list[list[User]]:
    """Users, eight by eight."""
    population = Population(7, organizations=True)
    return [population[start : start + NEIGHBOURS] for start in range(0, 200 * NEIGHBOURS, NEIGHBOURS)]


def memberships(users: Iterable[User]) -> list[User]:
    return [membership for user in users for membership in user["organization_memberships"]]


def test_neighbours_share_one_company(companies: list[list[User]]) -> None:
    for users in companies:
        company, *same = [membership["organization"] for membership in memberships(users)]
        assert all(other == company for other in same)
        assert len(same) + 1 == company["members_count"]


def test_the_first_neighbour_founded_the_company(companies: list[list[User]]) -> None:
    for founder, *others in companies:
        (membership,) = founder["organization_memberships"]
        assert membership["organization"]["created_by"] == founder["id"]
        assert membership["role"] == "org:admin"
        assert {other["role"] for other in memberships(others)} <= {"org:member"}


def test_nobody_is_in_two_companies_and_some_are_in_none(companies: list[list[User]]) -> None:
    counts = {len(user["organization_memberships"]) for users in companies for user in users}
    sizes = {len(memberships(users)) for users in companies}

    assert counts == {0, 1}
    assert sizes == set(range(2, NEIGHBOURS + 1))


def test_companies_differ(companies: list[list[User]]) -> None:
    made = [memberships(users)[0]["organization"] for users in companies]

    for key in ("id", "name", "slug"):
        assert len({company[key] for company in made}) == len(companies)


def test_a_member_knows_the_company_without_the_founder_asked_first(companies: list[list[User]]) -> None:
    for number in (3, 57, 199):
        alone = Population(7, organizations=True)[number * NEIGHBOURS + 1]
        assert alone["organization_memberships"][0]["organization"] == memberships(companies[number])[0]["organization"]


def test_companies_come_on_request_and_change_nothing_else() -> None:
    for with_company, without in zip(Population(7, organizations=True).take(200), Population(7).take(200), strict=True):
        del with_company["organization_memberships"]
        assert with_company == without


# --- Clerk's test mode


def test_every_address_can_be_one_of_the_test_mode() -> None:
    users = Population(7, clerk_test=True, locale=LOCALES).take(2000)
    emails = [email["email_address"] for user in users for email in user["email_addresses"]]

    assert len(set(emails)) == len(emails)
    assert [email for email in emails if not ADDRESS.fullmatch(email)] == []


def test_nothing_but_addresses_tells_the_test_mode() -> None:
    for marked, plain in zip(Population(7, clerk_test=True).take(300), Population(7).take(300), strict=True):
        assert json.loads(json.dumps(marked).replace("+clerk_test@", "@")) == plain


# --- nobody is like anybody else


class Distinct:
    """Counts what repeats among many millions of strings, at eight bytes each."""

    def __init__(self) -> None:
        self._buckets = [array("q") for _ in range(256)]

    def add(self, texts: Iterable[str | None]) -> None:
        for text in texts:
            if text is not None:
                number = hash(text)
                self._buckets[number & 255].append(number)

    def repeats(self) -> int:
        return sum(len(bucket) - len(set(bucket)) for bucket in self._buckets)


def ids_of(user: User) -> set[str]:
    """The ids of what is the user's alone, each once: a Google account may be named after its identification."""
    items = [
        item
        for name, value in user.items()
        if isinstance(value, list)
        for item in value
        if "id" in item and name != "linked_to"
    ]
    ids = {user["id"], *(item["id"] for item in items)}
    for account in user["external_accounts"]:
        ids |= {account["identification_id"], account.get("external_account_id", account["id"])}
    for item in (*items, *user["email_addresses"]):
        ids |= {(item.get("verification") or {}).get("verified_at_client", user["id"])}
    return ids


def assert_nobody_is_like_anybody_else(users: Iterable[User]) -> None:
    ids, emails, names, wallets, phones = (Distinct() for _ in range(5))
    for user in users:
        ids.add(ids_of(user))
        emails.add(email["email_address"] for email in user["email_addresses"])
        names.add([user["username"]])
        wallets.add(wallet["web3_wallet"] for wallet in user["web3_wallets"])
        phones.add(phone["phone_number"] for phone in user["phone_numbers"])

    assert [kind.repeats() for kind in (ids, emails, names, wallets, phones)] == [0, 0, 0, 0, 0]


@pytest.mark.parametrize("locale", ["en_US", LOCALES], ids=["one locale", "ten locales"])
def test_no_identity_is_met_twice(locale: Any) -> None:
    assert_nobody_is_like_anybody_else(Population(7, locale=locale, organizations=True).take(20_000))


@pytest.mark.full
@pytest.mark.parametrize("locale", ["en_US", "ja_JP", LOCALES], ids=["en_US", "ja_JP", "ten locales"])
def test_no_identity_is_met_twice_in_a_million(locale: Any) -> None:
    population = Population(7, locale=locale)

    assert_nobody_is_like_anybody_else(islice(population, 1_000_000))


def test_a_repetition_would_be_noticed() -> None:
    users = Population(7).take(50)

    with pytest.raises(AssertionError):
        assert_nobody_is_like_anybody_else([*users, users[17]])


# --- everybody is believed

WAYS: dict[str, dict[str, Any]] = {
    "by default": {},
    "of all locales": {"locale": LOCALES},
    "with organizations": {"organizations": True},
    "in test mode": {"clerk_test": True},
}
CLOCKS = {
    "2015-05-14T00:00:00Z": 1_431_561_600_000,
    "2024-02-29T23:59:59.999Z": 1_709_251_199_999,
    "2150-06-19T00:00:00Z": 5_694_883_200_000,
}


def assert_everybody_is_believed(users: Iterable[User], now_ms: int = NOW) -> None:
    judge = Validator(read())
    for number, user in enumerate(users):
        assert judge.accepts(user), (number, judge.violations(user))
        assert incoherences(user, now_ms=now_ms) == [], number


@pytest.mark.parametrize("way", WAYS)
def test_every_user_is_valid_and_coherent(way: str) -> None:
    assert_everybody_is_believed(Population(11, **WAYS[way]).take(5_000))


@pytest.mark.full
@pytest.mark.parametrize("way", WAYS)
def test_every_user_of_a_hundred_thousand_is_valid_and_coherent(way: str) -> None:
    assert_everybody_is_believed(islice(Population(12, **WAYS[way]), 100_000))


@pytest.mark.parametrize("start", [10**6, 10**9, LIVES - 500])
def test_every_user_is_valid_and_coherent_however_far_out(start: int) -> None:
    """Phones are used up there, and names are numbered."""
    assert_everybody_is_believed(Population(11, locale=LOCALES, organizations=True)[start : start + 500])


@pytest.mark.parametrize("now", CLOCKS)
def test_every_user_is_valid_and_coherent_whatever_the_clock_says(now: str) -> None:
    """From the first year of Clerk's ids to their last day."""
    assert_everybody_is_believed(Population(11, now=now, organizations=True).take(1_000), CLOCKS[now])
