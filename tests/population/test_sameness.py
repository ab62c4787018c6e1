"""User i of seed s is the same however it is asked for."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest
from faker import VERSION as FAKER_VERSION
from hypothesis import given
from hypothesis import strategies as st

import clerk_fakes
from clerk_fakes import Population
from clerk_fakes.population import SIZE

LOCALES = ("en_US", "de_DE", "fr_FR", "es_ES", "pt_BR", "ja_JP", "zh_CN", "ar_AA", "hi_IN", "ru_RU")
indices = st.one_of(st.integers(0, 100), st.integers(0, SIZE - 1))


@given(index=indices)
def test_a_user_is_the_same_from_another_population_of_the_seed(index: int) -> None:
    assert Population(7)[index] == Population(7)[index]


@given(index=indices, before=st.lists(indices, max_size=5))
def test_a_user_does_not_depend_on_those_made_before(index: int, before: list[int]) -> None:
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


def made_elsewhere(python: str, hash_seed: str = "0") -> list[str]:
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
    return made_elsewhere(sys.executable, "1")


@pytest.mark.slow
@pytest.mark.parametrize("hash_seed", ["2", "random"])
def test_users_are_the_same_in_another_process(hash_seed: str, here: list[str]) -> None:
    """Sets of strings come in another order in each process."""
    assert made_elsewhere(sys.executable, hash_seed) == here


@pytest.mark.slow
def test_users_are_the_same_on_every_python_there_is(here: list[str]) -> None:
    assert {python: made_elsewhere(python) for python in pythons()} == dict.fromkeys(pythons(), here)


GOLDEN = {
    0: ("user_2rGVjq699EYi2KPhycg9cA7KlaF", 1736185536975, "idn_2rGVjqjmvPdMkPDKv6xXBhQ4JZF"),
    1: ("user_2N0uw1DfdmPcfnpvehBC5DGhwW7", 1678813555184, "idn_2N0uw17O1RRrDPmfXsWJcsgoCXm"),
    12_345: ("user_33QPZmiXEXSKVtR2OEhyaiXS1mW", 1759246380359, "idn_33QPZmTWU68YOzwMN5L2AssHaf1"),
    10**11: ("user_2wARv0EVXZG9MfIovtswo3ge6ql", 1745482618621, "idn_2wARv0jpGXGEbZTtD7ndXe8jM1m"),
}


@pytest.mark.parametrize(("index", "pinned"), GOLDEN.items())
def test_ids_and_times_stay_as_they_were_released(index: int, pinned: tuple[str, int, str]) -> None:
    """Snapshots of users that others keep break where this does: then say so in the changelog."""
    user = Population(7)[index]

    assert (user["id"], user["created_at"], user["email_addresses"][0]["id"]) == pinned
