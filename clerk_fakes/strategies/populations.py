"""Users of one instance: distinct ids and, on request, the collisions that real systems meet."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable

from hypothesis import note
from hypothesis import strategies as st

from clerk_fakes.schema.shapes import User
from clerk_fakes.strategies.believable import Wanted

Collision = Callable[[User, User], None]
LOOK_ALIKES = str.maketrans("aceopxy", "асеорху")  # Latin letters to Cyrillic ones that look the same


def populations(
    *, min_size: int = 0, max_size: int = 5, edges: bool | str | Iterable[str] = False, collisions: bool = False
) -> st.SearchStrategy[list[User]]:
    """Users of one instance, no two with the same id.

    With `collisions` there are at least two users, of whom two are easily taken for each other; a note names how.
    """
    wanted, least = Wanted(edges, None, {}), max(min_size, 2 * collisions)
    several = st.deferred(lambda: st.lists(wanted.ready(), min_size=least, max_size=max_size, unique_by=_id))
    return _colliding(several) if collisions else several


def _id(user: User) -> str:
    id: str = user["id"]
    return id


@st.composite
def _colliding(draw: st.DrawFn, several: st.SearchStrategy[list[User]]) -> list[User]:
    users = draw(several)
    with_address = [user for user in users if user["email_addresses"]]
    if len(with_address) > 1:
        collide = draw(st.sampled_from(COLLISIONS))
        collide(*with_address[:2])
        note(f"collision: {collide.__name__}")
    return users


def same_address(one: User, other: User) -> None:
    """Both have the same address."""
    _set_address(other, _address(one))


def other_case(one: User, other: User) -> None:
    """The address of one is that of the other in upper case."""
    _set_address(other, _address(one).upper())


def look_alike(one: User, other: User) -> None:
    """The address of one looks like that of the other, in another script."""
    _set_address(other, _address(one).translate(LOOK_ALIKES))


def other_form(one: User, other: User) -> None:
    """The addresses and first names are composed (NFC) in one and decomposed (NFD) in the other."""
    _set_address(one, f"zoë.{_address(one)}")
    one["first_name"] = "Zoë"
    _set_address(other, unicodedata.normalize("NFD", _address(one)))
    other["first_name"] = unicodedata.normalize("NFD", "Zoë")


def no_primary(one: User, other: User) -> None:
    """Neither has a primary address, although each has an address."""
    one["primary_email_address_id"] = other["primary_email_address_id"] = None


COLLISIONS: tuple[Collision, ...] = (same_address, other_case, look_alike, other_form, no_primary)


def _address(user: User) -> str:
    address: str = user["email_addresses"][0]["email_address"]
    return address


def _set_address(user: User, address: str) -> None:
    user["email_addresses"][0]["email_address"] = address
