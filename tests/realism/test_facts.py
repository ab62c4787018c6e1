"""What is known of an object: a key is told, left out, or back at the plain case."""

from __future__ import annotations

from clerk_fakes.realism.facts import Facts
from clerk_fakes.schema.shapes import ABSENT, Maybe


class Cat(Facts):
    name: Maybe[str | None] = None
    colour: Maybe[str] = "black"


def test_what_is_left_out_is_absent() -> None:
    cat = Cat()
    cat.leave_out("name", "colour")

    assert (cat.name, cat.colour) == (ABSENT, ABSENT)


def test_what_has_a_value_is_not_left_out() -> None:
    cat = Cat()
    cat.name = None
    cat.leave_out("name")

    assert cat.name is None


def test_what_is_told_after_all_is_there() -> None:
    cat = Cat()
    cat.leave_out("name")
    cat.name = "Mog"

    assert cat.name == "Mog"


def test_what_is_forgotten_is_as_plain_as_before() -> None:
    cat = Cat()
    cat.leave_out("name")
    cat.forget("name", "colour")

    assert (cat.name, cat.colour) == (None, "black")
