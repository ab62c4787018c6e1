"""Globs select and exclude, whatever their order and however they are written down."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clerk_fakes.breaks import breaks
from clerk_fakes.cases import cases, coverage, packed, packed_cases, verification_cases
from clerk_fakes.catalogue.globs import selected
from clerk_fakes.errors import ClerkFakesError, InvalidArgument, UnknownName
from clerk_fakes.schema.reader import read
from clerk_fakes.strategies.edge_sampler import edge_sampler
from clerk_fakes.wild import wild

NAMES = st.text("ab.[]=!", min_size=1, max_size=4)
GLOBS = st.text("ab[]=!*?", min_size=1, max_size=4)


def matches(glob: str, name: str) -> bool:
    return fnmatchcase(name, glob.replace("[", "[[]"))


def judged(globs: list[str], names: list[str]) -> list[str] | None:
    """What is left of some names, or None where that has to be refused."""
    unwanted = [glob for glob in globs if glob[0] == "!" and glob not in names]
    wanted = [glob for glob in globs if glob not in unwanted] or ["*"] * bool(globs)
    for glob in [*wanted, *(glob[1:] for glob in unwanted)]:
        if glob != "*" and not any(matches(glob, name) for name in names):
            return None
    chosen = [name for name in names if any(matches(glob, name) for glob in wanted)]
    left = [name for name in chosen if not any(matches(glob[1:], name) for glob in unwanted)]
    return None if chosen and not left else left


@given(st.lists(NAMES, unique=True), st.lists(GLOBS, max_size=4))
@example(["!a", "a"], ["!a"])
@example(["!a", "a"], ["!!a"])
@example(["a", "b"], ["!a"])
@example(["a", "b"], ["*", "!*"])
@example([], ["!*"])
@example(["[]a", "a"], ["!*[]*"])
def test_what_is_left_is_what_an_independent_matcher_leaves(names: list[str], globs: list[str]) -> None:
    expected = judged(globs, names)

    if expected is None:
        with pytest.raises(ClerkFakesError):
            selected(globs, names)
    else:
        assert selected(globs, names) == expected


@given(st.lists(NAMES, unique=True), st.data())
def test_order_and_spelling_do_not_matter(names: list[str], data: st.DataObject) -> None:
    globs = data.draw(st.lists(GLOBS, min_size=1, max_size=4))
    if judged(globs, names) is not None:
        first = selected(globs, names)

        assert selected(data.draw(st.permutations(globs)), names) == first
        if len(globs) > 1:
            assert [selected(separator.join(globs), names) for separator in (",", " ", ", ")] == [first] * 3


def test_a_name_is_itself_whatever_is_in_it() -> None:
    names = ["a,b", "a b", "!a", "a"]

    assert [selected(name, names) for name in names] == [[name] for name in names]
    assert [case.id for case in breaks("!unknown-key")] == ["!unknown-key"]
    assert len(breaks("!!unknown-key")) == len(breaks()) - 1


def test_no_id_has_a_comma_or_a_space_that_would_separate() -> None:
    every: list[Any] = [*cases(), *packed_cases(), *breaks(), *wild(), *verification_cases()]

    assert [case.id for case in every if set(case.id) & {",", " "}] == []


@pytest.mark.parametrize(
    ("globs", "message"),
    [
        ("*,!frist_name=null", "'!frist_name=null' excludes nothing; did you mean '!first_name=null'"),
        ("!", "'!' excludes nothing; "),
        ("!*", "'!\\*' excludes all that it selects"),
        (["first_name=null", "!first_name*"], "'first_name=null,!first_name\\*' excludes all that it selects"),
        ("", "'' selects nothing; "),
        (",", "',' selects nothing; "),
    ],
)
def test_what_leaves_nothing_is_refused_in_words(globs: str | list[str], message: str) -> None:
    with pytest.raises(InvalidArgument, match=message):
        cases(globs)


def test_every_reading_of_the_catalogue_excludes() -> None:
    ids = [case.id for case in cases()]
    left = [id for id in ids if "[].id=" not in id]

    assert left != ids
    assert [case.id for case in cases("!*[].id=*")] == left
    assert [case.id for case in cases(["!*[].id=*", "*"], ["null"])] == [case.id for case in cases("*", ["null"])]
    edges = [case.id for case in cases() if case.kind != "situation"]
    assert [edge.id for edge in coverage([], "*,!*[].id=*", tier=None).edges] == [id for id in left if id in edges]
    assert coverage(packed("!*[].id=*"), "!*[].id=*").percent == 100
    assert set(edge_sampler(read(), ("*", "!*[].id=*")).order) == set(edge_sampler(read(), "*").order) & set(left)
    assert [case.id for case in breaks("banned*,!*!object,!*!string")] == [
        *("banned!array", "banned!missing", "banned!null", "banned!number")
    ]
    assert [case.id for case in wild("passkeys*,!*~present")] == [
        "passkeys[].last_used_at~null",
        "passkeys[].name~null",
    ]
    assert {case.status for case in verification_cases("!*=verified,!*=unverified")} == {
        case.status for case in verification_cases()
    } - {"verified", "unverified"}


def test_an_unknown_exclusion_is_an_unknown_name() -> None:
    with pytest.raises(UnknownName):
        breaks("*,!banned!nul")
