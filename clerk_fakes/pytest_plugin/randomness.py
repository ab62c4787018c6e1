"""factory_boy's randomness, tied to a test."""

# mypy: allow-untyped-calls
# factory_boy is marked as typed, yet annotates none of its functions.

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

_states: list[object] = []  # of each tied test, as last kept, the innermost last


@contextmanager
def tied(seed: str) -> Iterator[None]:
    """Begin factory_boy's randomness at a seed, and restore it afterwards."""
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
    """Keep the randomness of a tied test, for `reseed` to restore."""
    if _states:
        from factory.random import get_random_state

        _states[-1] = get_random_state()


def reseed(seed: int) -> None:
    """Undo what pytest-randomly does to the randomness of a tied test: it calls this with the seed that it has set."""
    if _states:
        from factory.random import set_random_state

        set_random_state(_states[-1])
