"""factory_boy's randomness, tied to a test."""

# mypy: allow-untyped-calls
# factory_boy is marked as typed, yet annotates none of its functions.

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

_states: list[object] = []  # where the randomness of each tied test was last seen, the innermost last


@contextmanager
def tied(seed: str) -> Iterator[None]:
    """Begin factory_boy's randomness at a seed, and have it go on afterwards as if nothing had been."""
    from factory.random import get_random_state, reseed_random, set_random_state

    before = get_random_state()
    reseed_random(seed)
    _states.append(get_random_state())
    try:
        yield
    finally:
        _states.pop()
        set_random_state(before)


def keep() -> None:
    """See where the randomness of a tied test is, for `reseed` to go on from there."""
    if _states:
        from factory.random import get_random_state

        _states[-1] = get_random_state()


def reseed(seed: int) -> None:
    """Undo what pytest-randomly does to the randomness of a tied test: it calls this with the seed that it has set."""
    if _states:
        from factory.random import set_random_state

        set_random_state(_states[-1])
